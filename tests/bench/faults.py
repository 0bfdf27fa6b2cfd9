"""The failure table of deploy/README.md: each fault under load on real Kafka, with ClickHouse and a
frozen worker away for a minute.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.kafka.faults import FAULTS, FAULTS_OF_THREE_BROKERS, Fault, Outcome, under_load
from tests.support.broker import Brokers
from tests.support.cluster import Cluster

AWAY_S = {
    "clickhouse_away": 60.0,
    "freeze_worker": 60.0,
    "restart_broker": 10.0,
    "kill_worker_for_good": 30.0,
}
SHORTLY_AWAY_S = 3.0
COLUMNS = (
    "fault",
    "accepted",
    "lost",
    "doubled",
    "rumors whose spread is wrong",
    "surges not told",
    "told under two ids",
    "longest wait for an alert, s",
    "ClickHouse up to date, s",
)


def run() -> None:
    print(f"   | {' | '.join(COLUMNS)} |")
    with cluster_on(1) as (cluster, brokers):
        for seed, (name, fault) in enumerate(FAULTS.items()):
            away_s = AWAY_S.get(name, SHORTLY_AWAY_S)
            show(outcome_of(fault, cluster, brokers, away_s=away_s, seed=seed))
    for fault in FAULTS_OF_THREE_BROKERS:
        with cluster_on(3) as (cluster, brokers):
            show(outcome_of(fault, cluster, brokers, away_s=SHORTLY_AWAY_S, seed=1))


@contextmanager
def cluster_on(nodes: int) -> Iterator[tuple[Cluster, Brokers]]:
    """Two workers, a store, an intake and a ClickHouse on so many brokers."""
    with (
        Brokers(nodes) as brokers,
        tempfile.TemporaryDirectory() as folder,
        Cluster(Path(folder), brokers.url) as cluster,
    ):
        yield cluster.up("worker-0", "worker-1", "store-0", "intake"), brokers


def outcome_of(
    fault: Fault, cluster: Cluster, brokers: Brokers, *, away_s: float, seed: int
) -> Outcome:
    return under_load(cluster, brokers, fault, away_s=away_s, before_s=5.0, after_s=15.0, seed=seed)


def show(o: Outcome) -> None:
    counts = (o.lost, o.doubled, o.spread_wrong, o.untold, len(o.twice))
    waits = (f"{o.longest_wait_s:.1f}", f"{o.recovered_s:.1f}")
    cells = (o.fault, f"{o.accepted:,}", *map(str, counts), *waits)
    print(f"   | {' | '.join(cells)} |", flush=True)
