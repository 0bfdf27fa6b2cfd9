"""Mutes, and a worker that was killed and is back: what it folds again came before the mute, or was
silenced by it.
"""

from typing import Any

import pytest

from schemas.events import Alert
from schemas.topics import ALERTS, CURATIONS, SIGHTINGS
from streams.core.durations import DAY_MS
from tests.support.builders import T0_MS, decision, sighted, sighting
from tests.worker.parts import MakeWorker, Parts

MUTE = "dec_018bcfe56800aaaaaaaaaa"
UNDO = "dec_018bcfe56800bbbbbbbbbb"
UNMUTED = f"unmuted-{MUTE}"


def changes(worker: Parts) -> list[str]:
    return [alert.change_id for alert in told(worker)]


def told(worker: Parts) -> list[Alert]:
    return [alert for event in worker.events(ALERTS) for alert in event.alerts]


async def report(worker: Parts, people: range, *, offset: int, is_done: bool = True) -> None:
    """People report the rumor, ten a second, each at a time of their own."""
    seen = [sighting(number, observed_at_ms=T0_MS + number * 100) for number in people]
    at_ms = T0_MS + people.stop * 100
    message = worker.put(SIGHTINGS, sighted(*seen, offset=offset, received_at_ms=at_ms))
    worker.clock.set(at_ms)
    if is_done:
        await worker.surge.take(message)
        worker.commit(message.offset + 1)


async def mute(worker: Parts, **ends: Any) -> None:
    worker.clock.move(1)
    made = decision(
        kind="mute",
        verdict=None,
        decision_id=MUTE,
        decided_at_ms=worker.clock.now_ms(),
        **ends,
    )
    worker.put(CURATIONS, made)
    await goes_on(worker)


async def goes_on(worker: Parts) -> None:
    await worker.timers.decisions()
    worker.clock.move(1)
    await worker.timers.tick()


async def come_back(make_worker: MakeWorker, killed: Parts) -> Parts:
    successor = await make_worker()
    successor.clock.set(killed.clock.now_ms())
    await goes_on(successor)
    return successor


@pytest.mark.parametrize("is_done", [True, False])
async def test_reports_from_before_a_mute_do_not_end_it(
    make_worker: MakeWorker, is_done: bool
) -> None:
    first = await make_worker()
    await report(first, range(40), offset=0)
    await first.timers.flush()
    await report(first, range(40, 140), offset=1, is_done=is_done)
    await mute(first, until_reporters=50)
    before = changes(first)
    successor = await come_back(make_worker, first)
    if not is_done:
        message = successor.messages(SIGHTINGS)[1]
        await successor.surge.take(message)
        successor.commit(message.offset + 1)
    await report(successor, range(200, 240), offset=2)
    await goes_on(successor)
    assert changes(successor) == before, "ten more are wanted"
    await report(successor, range(300, 320), offset=3)
    assert changes(successor) == [*before, UNMUTED]


async def test_a_mute_that_was_undone_while_nobody_was_there_is_told_to_be_over(
    make_worker: MakeWorker,
) -> None:
    first = await make_worker()
    await report(first, range(40), offset=0)
    await mute(first, until_reporters=500)
    await first.timers.flush()
    await report(first, range(100, 200), offset=1)
    assert changes(first) == ["surge"]
    undo = decision(kind="undo", undoes=MUTE, verdict=None, decision_id=UNDO)
    first.put(CURATIONS, undo)
    successor = await come_back(make_worker, first)
    assert [(one.change_id, one.level) for one in told(successor)][1:] == [(UNMUTED, "major")]
    await goes_on(successor)
    assert len(told(successor)) == 2


async def test_an_end_that_was_told_is_not_told_again(make_worker: MakeWorker) -> None:
    first = await make_worker()
    await report(first, range(40), offset=0)
    await mute(first, until_reporters=50)
    await first.timers.flush()
    await report(first, range(100, 160), offset=1)
    assert changes(first) == ["surge", UNMUTED]
    successor = await come_back(make_worker, first)
    assert changes(successor) == ["surge", UNMUTED]


async def test_who_heard_of_an_alert_before_its_mute_hears_its_end(
    make_worker: MakeWorker,
) -> None:
    first = await make_worker()
    await report(first, range(2), offset=0)
    await first.timers.flush()
    await report(first, range(2, 42), offset=1)
    await mute(first, until_ms=T0_MS + 2 * DAY_MS)
    successor = await come_back(make_worker, first)
    successor.clock.set(T0_MS + DAY_MS)
    await successor.timers.tick()
    assert [alert.event for alert in told(successor)] == ["raised", "resolved"]
