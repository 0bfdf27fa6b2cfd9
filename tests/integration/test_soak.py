"""Half a minute of what `python -m tests.bench soak` does for half an hour."""

import time

from tests.bench.soak import Soak, found_wrong
from tests.support.system import System

RATE = 1_000  # reports a second: beside other tests
BETWEEN_S = 6.0
VICTIMS = ("store", "worker", "clickhouse", "intake")


def test_nothing_is_lost_or_doubled_whatever_is_killed_and_sent(system: System) -> None:
    """kill -9 of each process under load, bad requests beside, some batches sent twice."""
    with Soak(system, 1, rate=RATE) as soak:
        for victim in VICTIMS:
            time.sleep(BETWEEN_S)
            system.kill(victim)
        time.sleep(BETWEEN_S)
    assert len(soak.accepted) > RATE
    assert sum(soak.bad.values()) > 50
    system.settle(len(soak.accepted), 300)
    assert found_wrong(system, soak.accepted) == (0, 0, 0, 0)
