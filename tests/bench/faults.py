"""The failure table of deploy/README.md:

each fault under load on real Kafka, with ClickHouse and a frozen worker away for a minute.
"""

import tempfile
from pathlib import Path

from tests.kafka.faults import FAULTS, Fault, Outcome, lose_broker, under_load
from tests.kafka.test_three_brokers import restart_each
from tests.support.broker import Brokers
from tests.support.cluster import Cluster

AWAY_S = {
    "clickhouse_away": 60.0,
    "freeze_worker": 60.0,
    "restart_broker": 10.0,
    "kill_worker_for_good": 30.0,
}


def run() -> None:
    print(
        "   | fault | accepted | lost | doubled | spread wrong | surges not told | told twice | longest wait for an alert s | ClickHouse up to date s |"
    )
    with (
        Brokers() as brokers,
        tempfile.TemporaryDirectory() as folder,
        Cluster(Path(folder), brokers.url) as cluster,
    ):
        cluster.up("worker-0", "worker-1", "store-0", "intake")
        for seed, (name, fault) in enumerate(FAULTS.items()):
            show(one(cluster, brokers, fault, AWAY_S.get(name, 3.0), seed))
    for fault in (lose_broker, restart_each):
        with (
            Brokers(3) as brokers,
            tempfile.TemporaryDirectory() as folder,
            Cluster(Path(folder), brokers.url) as cluster,
        ):
            cluster.up("worker-0", "worker-1", "store-0", "intake")
            show(one(cluster, brokers, fault, 3.0, 1))


def one(cluster: Cluster, brokers: Brokers, fault: Fault, away_s: float, seed: int) -> Outcome:
    return under_load(cluster, brokers, fault, away_s=away_s, before_s=5.0, after_s=15.0, seed=seed)


def show(o: Outcome) -> None:
    print(
        f"   | {o.fault} | {o.accepted:,} | {o.lost} | {o.doubled} | {o.spread_wrong} | {o.untold} | {o.twice} | {o.longest_wait_s:.1f} | {o.recovered_s:.1f} |",
        flush=True,
    )
