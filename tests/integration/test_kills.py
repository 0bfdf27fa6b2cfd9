"""kill -9 of every process, and of all at once, under load: nothing is lost, nothing doubled."""

import time
from pathlib import Path

from tests.support.desk import told_under_two_ids
from tests.support.players import Feed
from tests.support.system import System, spread_wrong

BETWEEN_S = 2.5  # long enough that what was killed is back at work


def test_kill_9_of_any_process_and_of_all_loses_and_doubles_nothing(tmp_path: Path) -> None:
    with System(tmp_path) as system:
        system.start()
        with Feed(lambda: system.api) as feed:
            for victim in ("worker", "store", "intake", "clickhouse", "worker"):
                time.sleep(BETWEEN_S)
                system.kill(victim)
            time.sleep(BETWEEN_S)
            system.kill_all()
            system.start()
            time.sleep(3)
        assert feed.accepted > 500
        system.settle(feed.accepted, 180)
        base = system.database()
        assert spread_wrong(base) == 0
        base.close()
        assert system.desk.told("alert.raised")
        assert told_under_two_ids(system.desk.received) == []
