"""kill -9 of any process, and of all at once, under load: lost, doubled, told twice."""

import time

from tests.support.desk import told_under_two_ids
from tests.support.players import Feed
from tests.support.system import System, spread_wrong, temporary

ONE_BY_ONE = ("worker", "store", "intake", "clickhouse", "all")
ROUNDS = (*ONE_BY_ONE, "worker", "store", "all", "intake", "all")
BETWEEN_S = 4
ROWS = """SELECT (SELECT count() FROM sightings FINAL), (SELECT count() FROM sightings)"""


def run() -> None:
    with temporary() as system:
        measure(system)


def measure(system: System) -> None:
    with Feed(lambda: system.api) as feed:
        for victim in ROUNDS:
            time.sleep(BETWEEN_S)
            if victim == "all":
                system.kill_all()
                system.start()
            else:
                system.kill(victim)
        time.sleep(BETWEEN_S)
    began_s = time.monotonic()
    system.settle(feed.accepted, 300)
    settled_s = time.monotonic() - began_s
    base = system.database()
    facts, rows = base.execute(ROWS)[0]
    wrong = spread_wrong(base)
    base.close()
    twice = told_under_two_ids(system.desk.received)
    print(
        f"   {len(ROUNDS)} kills: accepted {feed.accepted:,}, stored once each {facts:,} "
        f"(rows before merging {rows:,}), lost {feed.accepted - facts}"
    )
    print(
        f"   rumors whose spread differs from a recount: {wrong}; settled {settled_s:.1f} s after "
        f"the last report; surges told under two ids: {len(twice)}"
    )
