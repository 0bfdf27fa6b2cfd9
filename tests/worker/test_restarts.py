"""Whatever a worker was doing when it was killed, its successors tell what one worker would have
told that was never killed: the same alerts under the same ids, with the same content.
"""

import random
from collections.abc import Iterable
from contextlib import suppress

import pytest
from msgspec.structs import replace

from schemas.events import Alert, ReportsSighted
from schemas.topics import ALERTS, SIGHTINGS, SURGES
from streams.core import surge
from streams.core.surge import LaneSurges
from streams.core.surge.policy import SurgePolicy
from tests.support.builders import LANE, T0_MS, sighted, sighting
from tests.worker.parts import NEIGHBOUR, MakeWorker, Parts, Stopped

RECORDS = 120
PAUSE_MS = 3 * 3_600_000  # in which what surged is over
PEOPLE = 90  # so few that they meet again in other rumors
LANES = (LANE, NEIGHBOUR)
FLUSHED = 0.25  # of the records, after which states are written
KILLED = 0.15


def day(chance: random.Random) -> Iterable[ReportsSighted]:
    """Records of two lanes, in each of which three rumors rise, and rise again after a pause."""
    at_ms = T0_MS
    for offset in range(RECORDS):
        lane = chance.randrange(len(LANES))
        at_ms += chance.randint(1, 20_000) + PAUSE_MS * (offset == RECORDS // 2)
        rumor_id = f"{lane:x}{chance.choice('abb' if offset % 40 < 20 else 'acc')}" * 8
        people = [chance.randrange(PEOPLE) for _ in range(chance.randint(1, 4))]
        yield sighted(
            *[sighting(one, rumor_id=rumor_id, observed_at_ms=at_ms + one) for one in people],
            offset=offset,
            lane=LANES[lane],
            received_at_ms=at_ms + PEOPLE,
        )


def told_without_a_kill(records: Iterable[ReportsSighted]) -> dict[tuple[str, str], Alert]:
    states = {lane: LaneSurges(lane) for lane in LANES}
    changes = {}
    for offset, event in enumerate(records):
        policy = SurgePolicy()
        state = states[event.lane]
        _, told = surge.step(state, event, offset=offset, policy=policy, verdicts={}, decided=0)
        changes.update({(alert.alert_id, alert.change_id): said(alert) for alert in told})
    return changes


def said(alert: Alert) -> Alert:
    """An alert; when somebody noticed that it is over may differ, not since when it is."""
    return replace(alert, at_ms=0) if alert.event == "resolved" else alert


async def flush_and_die(worker: Parts, chance: random.Random) -> None:
    """Killed once some of the states are on the log, of whichever lane."""
    worker.wire.left = {SURGES.name: chance.randint(0, 5)}
    with suppress(Stopped):
        await worker.timers.flush()


@pytest.mark.parametrize("seed", range(12))
async def test_the_same_is_told_however_often_the_worker_is_killed(
    make_worker: MakeWorker, seed: int
) -> None:
    chance = random.Random(seed)
    records = list(day(chance))
    worker = await make_worker()
    committed = 0
    for event in records:
        worker.put(SIGHTINGS, event, key=event.lane)
    todo = worker.messages(SIGHTINGS)
    at = 0
    while at < len(todo):
        await worker.surge.take(todo[at])
        at += 1
        if chance.random() < FLUSHED:
            await worker.timers.flush()
        if chance.random() < KILLED:
            if chance.random() < 0.5:
                await flush_and_die(worker, chance)
            committed = chance.randint(committed, at)
            if committed:
                worker.commit(committed)
            at = committed
            worker = await make_worker()
    changes: dict[tuple[str, str], Alert] = {}
    for told in worker.events(ALERTS):
        for alert in told.alerts:
            same = changes.setdefault((alert.alert_id, alert.change_id), said(alert))
            assert said(alert) == same
    assert changes == told_without_a_kill(records)
    assert {"raised", "escalated", "resolved"} <= {alert.event for alert in changes.values()}
