"""kill -9 of any process, and of all at once, under load: lost, doubled, told twice."""

import tempfile
import threading
import time
from pathlib import Path

from tests.integration.test_whole_loop import _feed, _told_once_per_level
from tests.support.system import System

ROUNDS = (
    "worker",
    "store",
    "intake",
    "clickhouse",
    "all",
    "worker",
    "store",
    "all",
    "intake",
    "all",
)


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        system = System(Path(folder)).start()
        try:
            measure(system)
        finally:
            system.stop()


def measure(system: System) -> None:
    accepted, stop = [0], threading.Event()
    feeder = threading.Thread(target=_feed, args=(system, accepted, stop), daemon=True)
    feeder.start()
    for victim in ROUNDS:
        time.sleep(4)
        if victim == "all":
            system.kill_all()
            system.start()
        else:
            system.kill(victim)
    time.sleep(4)
    stop.set()
    feeder.join(60)
    began = time.monotonic()
    system.settle(accepted[0], 300)
    base = system.database()
    facts, rows = base.execute(
        "SELECT (SELECT count() FROM sightings FINAL), (SELECT count() FROM sightings)"
    )[0]
    wrong = base.execute(
        "SELECT count() FROM (SELECT rumor_id, sum(reports) AS n FROM spread_day FINAL GROUP BY rumor_id) AS a "
        "FULL JOIN (SELECT rumor_id, count() AS n FROM sightings FINAL GROUP BY rumor_id) AS b USING rumor_id WHERE a.n != b.n"
    )[0][0]
    base.close()
    _told_once_per_level(system)
    print(
        f"   {len(ROUNDS)} kills: accepted {accepted[0]:,}, stored once each {facts:,} (rows before merging {rows:,}), lost {accepted[0] - facts}"
    )
    print(
        f"   rumors whose spread differs from a recount: {wrong}; settled {time.monotonic() - began:.1f} s after the last report; each surge told once per level"
    )
