"""The faults, each under load: what is done to the cluster.

Tests run them short, `python -m tests.bench faults` as long as the failure table of
deploy/README.md says; a fault's docstring is its line there.
"""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

from schemas.pipeline import STORE
from schemas.topics import SIGHTINGS
from streams.log.faust_app import SESSION_S
from streams.log.kafka.address import address_of
from streams.log.kafka.admin import KafkaAdmin
from tests.support.broker import Brokers
from tests.support.cluster import Cluster
from tests.support.load import Load
from tests.support.waiting import wait


@dataclass
class Outcome:
    """A fault's line in the failure table."""

    fault: str
    accepted: int
    lost: int
    doubled: int
    spread_wrong: int
    untold: int
    twice: list[str]
    longest_wait_s: float
    recovered_s: float

    def nothing_lost_nothing_twice(self) -> bool:
        """Whether it came out as if nothing had happened."""
        wrong = (self.lost, self.doubled, self.spread_wrong, self.untold, self.twice)
        return not any(wrong)


Fault = Callable[[Cluster, Brokers, float], None]


def kill_worker(cluster: Cluster, _: Brokers, __: float) -> None:
    """kill -9 of a worker, started again at once."""
    cluster.end("worker-0")
    cluster.start("worker-0")


def kill_worker_for_good(cluster: Cluster, _: Brokers, away_s: float) -> None:
    """kill -9 of a worker that stays away longer than its session:

    the other takes over; then it is back.
    """
    cluster.end("worker-0")
    time.sleep(max(away_s, SESSION_S + 4))  # only after its session the other has its partitions
    cluster.start("worker-0")


def kill_store(cluster: Cluster, _: Brokers, __: float) -> None:
    """kill -9 of the store, started again at once."""
    cluster.end("store-0")
    cluster.start("store-0")


def kill_intake(cluster: Cluster, _: Brokers, __: float) -> None:
    """kill -9 of the intake, started again at once; apps send again what was not answered."""
    cluster.end("intake")
    cluster.start("intake")


def restart_broker(_: Cluster, brokers: Brokers, away_s: float) -> None:
    """kill -9 of the only broker."""
    brokers.end(0)
    time.sleep(away_s)
    brokers.start(0)


def lose_broker(_: Cluster, brokers: Brokers, __: float) -> None:
    """One of three brokers gone for good."""
    brokers.end(0)


def restart_each(_: Cluster, brokers: Brokers, __: float) -> None:
    """Each of three brokers restarted in turn, as an upgrade does."""
    for node in range(3):
        brokers.end(node, signal.SIGTERM)
        brokers.start(node)
        time.sleep(1)


def freeze_worker(cluster: Cluster, _: Brokers, away_s: float) -> None:
    """A worker that stands still beyond its session and wakes up again, while the other has its
    partitions.
    """
    process = cluster.processes["worker-0"]
    process.send_signal(signal.SIGSTOP)
    time.sleep(max(away_s, SESSION_S + 5))
    process.send_signal(signal.SIGCONT)


def clickhouse_away(cluster: Cluster, _: Brokers, away_s: float) -> None:
    """ClickHouse away; alerts go on."""
    cluster.end("clickhouse")
    time.sleep(away_s)
    cluster.start("clickhouse")


def receiver_away(cluster: Cluster, _: Brokers, away_s: float) -> None:
    """The webhook receiver answers 503 to everything."""
    cluster.desk.refusing = True
    time.sleep(away_s)
    cluster.desk.refusing = False


def workers_come_and_go(cluster: Cluster, _: Brokers, __: float) -> None:
    """Two more workers join, one after the other, and leave again:

    one by a clean stop, one killed.
    """
    cluster.start("worker-2")
    time.sleep(2)
    cluster.start("worker-3")
    time.sleep(3)
    cluster.end("worker-2", signal.SIGTERM)
    time.sleep(2)
    cluster.end("worker-3")


def stores_come_and_go(cluster: Cluster, _: Brokers, __: float) -> None:
    """A second store joins, works, and is killed; the first takes its partitions back after the
    session.
    """
    cluster.start("store-1")
    time.sleep(4)
    cluster.end("store-1")
    time.sleep(SESSION_S)


def lose_clickhouse(cluster: Cluster, brokers: Brokers, __: float) -> None:
    """ClickHouse's disk is lost:

    an empty server is filled from the log, as deploy/README.md says.
    """
    cluster.end("store-0", signal.SIGTERM)
    cluster.end("clickhouse")
    disk = cluster.folder / "clickhouse"
    disk.rename(disk.with_name("clickhouse lost"))  # to delete it takes seconds
    cluster.start("clickhouse")
    cluster.command("migrate")
    admin = KafkaAdmin(address_of(brokers.url))
    beginning = {
        (topic.name, number): 0 for topic in STORE.reads for number in range(topic.partitions or 4)
    }

    def begins_anew() -> bool:
        admin.commit(STORE.group, beginning)
        return set(admin.committed(STORE.group, SIGHTINGS.name).values()) == {0}

    # It remembers its stopped member for a session.
    wait(begins_anew, 6 * SESSION_S, "the group still has a member", every_s=0.5)
    admin.close()
    cluster.start("store-0")


FAULTS: dict[str, Fault] = {
    fault.__name__: fault
    for fault in (
        kill_worker,
        kill_worker_for_good,
        kill_store,
        kill_intake,
        restart_broker,
        freeze_worker,
        clickhouse_away,
        receiver_away,
        workers_come_and_go,
        stores_come_and_go,
        lose_clickhouse,
    )
}
FAULTS_OF_THREE_BROKERS: tuple[Fault, ...] = (restart_each, lose_broker)  # for good: the last


def under_load(
    cluster: Cluster,
    brokers: Brokers,
    fault: Fault,
    *,
    away_s: float,
    before_s: float,
    after_s: float,
    seed: int,
) -> Outcome:
    """Runs one fault under load and counts what came out, with all that the cluster accepted
    before.
    """
    cluster.desk.received.clear()
    before = len(cluster.accepted)
    with cluster.orchestrated(), Load(cluster, seed=seed) as load:
        time.sleep(before_s)
        at_s = time.time()
        fault(cluster, brokers, away_s)
        time.sleep(after_s)
        load.stop()
        load.settle()
    lost, doubled, wrong = load.lost_and_doubled()
    return Outcome(
        fault=(fault.__doc__ or "").splitlines()[0],
        accepted=len(cluster.accepted) - before,
        lost=lost,
        doubled=doubled,
        spread_wrong=wrong,
        untold=len(load.untold()),
        twice=load.told_under_two_ids(),
        longest_wait_s=load.longest_wait_s(),
        recovered_s=load.recovered_s(at_s),
    )
