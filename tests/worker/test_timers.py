"""The timers: quiet episodes end, verdicts are told once, states are written in their order."""

import asyncio
from itertools import count

import pytest

from schemas.events import Alert, Source
from schemas.topics import ALERTS, CURATIONS, REPORTS, SIGHTINGS, SURGES
from streams.worker import timers
from streams.worker.outbox import NO_SOURCE
from tests.support.builders import (
    LANE,
    RUMOR,
    T0_MS,
    decision,
    received,
    report,
    sighted,
    sighting,
)
from tests.worker.parts import NEIGHBOUR, OTHER, MakeWorker, Parts, Stopped

HOUR_S = 3_600
SECOND_RUMOR = "cd" * 8


async def surge_of(worker: Parts, reports: int = 40) -> None:
    """A surge is raised at the present time of the tests."""
    seen = [sighting(number) for number in range(reports)]
    event = sighted(*seen, received_at_ms=T0_MS + reports * 1_000)
    message = worker.put(SIGHTINGS, event)
    await worker.surge.take(message)
    worker.commit(message.offset + 1)


def told(worker: Parts) -> list[Alert]:
    return [alert for event in worker.events(ALERTS) for alert in event.alerts]


def shown(worker: Parts) -> list[tuple[str, str]]:
    """What was told: the event, and the rating it carries."""
    return [(a.event, a.verdict.rating if a.verdict else "") for a in told(worker)]


async def test_a_quiet_episode_is_resolved_once_by_the_wall_clock(worker: Parts) -> None:
    await surge_of(worker)
    for _ in range(60):
        worker.clock.move(HOUR_S / 4)
        await worker.timers.tick()
    assert [alert.event for alert in told(worker)] == ["raised", "resolved"]
    assert worker.events(ALERTS)[-1].source == NO_SOURCE == Source(partition=-1, offset=-1)
    assert worker.home.surges[LANE].open == set()


async def test_nothing_is_over_while_records_wait(worker: Parts) -> None:
    """After an outage the clock is hours ahead of what happened."""
    await surge_of(worker)
    waiting = worker.put(REPORTS, received(report(1)))
    for _ in range(20):
        worker.clock.move(HOUR_S)
        await worker.timers.tick()
    assert [alert.event for alert in told(worker)] == ["raised"]
    await worker.cluster.take(waiting)
    for message in worker.messages(SIGHTINGS, 1):
        await worker.surge.take(message)
    await worker.timers.tick()
    assert [alert.event for alert in told(worker)] == ["raised", "resolved"]


async def test_an_episode_is_not_resolved_while_reports_are_fresh(worker: Parts) -> None:
    await surge_of(worker)
    worker.clock.move(60)
    await worker.timers.tick()
    assert [alert.event for alert in told(worker)] == ["raised"]


async def test_each_verdict_on_a_running_episode_is_told_once(worker: Parts) -> None:
    await surge_of(worker)
    for rating in ("unverified", "false"):
        worker.put(CURATIONS, decision(rating, decision_id=f"dec_{rating}"))
        for _ in range(3):
            await worker.timers.decisions()
    assert shown(worker) == [("raised", ""), ("corrected", "unverified"), ("corrected", "false")]
    assert len({alert.change_id for alert in told(worker)}) == 3


async def test_a_verdict_on_a_rumor_without_an_episode_is_told_to_nobody(worker: Parts) -> None:
    await worker.surge.take(worker.put(SIGHTINGS, sighted(sighting())))
    worker.put(CURATIONS, decision())
    await worker.timers.decisions()
    assert told(worker) == []
    assert worker.rules.decided == 1


@pytest.mark.parametrize("flushed", [True, False], ids=["from its state", "from the sightings"])
async def test_a_verdict_given_while_nobody_owned_the_lane_is_told_once_after_a_takeover(
    make_worker: MakeWorker, flushed: bool
) -> None:
    first = await make_worker()
    await surge_of(first)
    if flushed:
        await first.timers.flush()
    first.clock.move(600)
    first.put(CURATIONS, decision(decided_at_ms=first.clock.now_ms()))
    successor = await make_worker()
    await successor.timers.decisions()
    await successor.timers.decisions()
    assert shown(successor) == [("raised", ""), ("corrected", "false")]
    await successor.timers.flush()
    third = await make_worker()
    await third.timers.decisions()
    assert len(told(third)) == 2


async def test_a_verdict_is_told_where_its_surge_was_told_and_not_yet_committed(
    make_worker: MakeWorker,
) -> None:
    """Killed between the alert and the commit: the record is read again, and tells the surge under
    the id it had; receivers know that one without the verdict given meanwhile.
    """
    first = await make_worker()
    event = sighted(*[sighting(n) for n in range(40)], received_at_ms=T0_MS + 40_000)
    message = first.put(SIGHTINGS, event)
    await first.surge.take(message)
    first.clock.move(600)
    first.put(CURATIONS, decision(decided_at_ms=first.clock.now_ms()))
    successor = await make_worker()
    await successor.timers.decisions()  # before the record comes again: nothing runs yet
    await successor.surge.take(message)
    await successor.timers.decisions()
    await successor.timers.decisions()
    assert [alert.event for alert in told(successor)] == ["raised", "raised", "corrected"]
    assert len({alert.change_id for alert in told(successor)}) == 2


async def test_a_level_reached_while_nobody_was_there_is_told_with_the_verdicts_given_meanwhile(
    make_worker: MakeWorker,
) -> None:
    first = await make_worker()
    await surge_of(first)
    await first.timers.flush()
    first.clock.move(600)
    for rating in ("false", "misleading"):
        at_ms = first.clock.now_ms()
        first.put(CURATIONS, decision(rating, decision_id=f"dec_{rating}", decided_at_ms=at_ms))
        first.clock.move(1)
    more = [sighting(n, observed_at_ms=T0_MS + 600_000 + n * 10) for n in range(100, 300)]
    message = first.put(SIGHTINGS, sighted(*more, offset=1, received_at_ms=T0_MS + 599_000))
    successor = await make_worker()
    await successor.surge.take(message)
    for _ in range(2):
        await successor.timers.decisions()
    assert shown(successor) == [("raised", ""), ("escalated", "misleading")]


async def test_a_verdict_that_was_told_is_not_told_again_after_a_takeover(
    make_worker: MakeWorker,
) -> None:
    first = await make_worker()
    first.put(CURATIONS, decision(decided_at_ms=T0_MS - 1))
    await first.timers.decisions()
    await surge_of(first)
    assert shown(first) == [("raised", "false")]
    successor = await make_worker()
    await successor.timers.decisions()
    assert shown(successor) == [("raised", "false")]


async def test_decisions_wait_for_partitions_that_are_on_their_way(worker: Parts) -> None:
    await surge_of(worker)
    worker.put(CURATIONS, decision())
    worker.ownership._wanted = {*worker.ownership.partitions, OTHER}
    await worker.timers.decisions()
    assert worker.rules.decided == 0
    await worker.ownership.take({*worker.ownership.partitions, OTHER})
    await worker.timers.decisions()
    assert shown(worker) == [("raised", ""), ("corrected", "false")]


async def test_a_log_that_is_away_is_waited_for_and_said_once(
    worker: Parts, caplog: pytest.LogCaptureFixture
) -> None:
    await surge_of(worker)
    worker.put(CURATIONS, decision())
    opened = worker.log._log
    worker.log._log = None
    for _ in range(3):
        await worker.fence.guard("its timer broke", worker.timers.decisions())
    assert caplog.text.count("waiting for the log") == 1
    worker.log._log = opened
    await worker.timers.decisions()
    assert shown(worker) == [("raised", ""), ("corrected", "false")]


@pytest.mark.parametrize("name", ["flush", "tick", "decisions"])
async def test_a_defect_of_a_timer_ends_the_process(
    worker: Parts, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was logged and run again, for ever, with states that were never written."""
    await surge_of(worker)
    worker.put(CURATIONS, decision())

    async def broken(*_: object) -> None:
        raise KeyError("a defect")

    monkeypatch.setattr(worker.outbox, "surged", broken)
    monkeypatch.setattr(worker.outbox, "states", broken)
    (timer,) = [timer for timer in worker.timers.all() if timer.name == name]
    with pytest.raises(Stopped):
        await worker.fence.guard(f"its timer {name} broke", timer.work())


async def test_states_of_touched_rumors_are_written_before_their_lanes(worker: Parts) -> None:
    event = sighted(sighting(1), sighting(2, rumor_id=SECOND_RUMOR))
    await worker.surge.take(worker.put(SIGHTINGS, event))
    await worker.timers.flush()
    states = worker.events(SURGES)
    assert [state.rumor_id for state in states] == [RUMOR, SECOND_RUMOR, ""]
    assert {state.offset for state in states} == {0}
    assert worker.home.following[SURGES.name] == 3
    await worker.surge.take(worker.put(SIGHTINGS, sighted(sighting(3), offset=1)))
    await worker.timers.flush()
    assert [(s.rumor_id, s.offset) for s in worker.events(SURGES)[3:]] == [(RUMOR, 1), ("", 1)]


async def test_states_are_written_every_ten_seconds_and_sooner_where_there_are_many(
    worker: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    offsets = count()

    async def rumors(rumor_id: str) -> int:
        """One is reported, then it is looked whether to write -> the states that are written."""
        event = sighted(sighting(1, rumor_id=rumor_id), offset=next(offsets))
        await worker.surge.take(worker.put(SIGHTINGS, event))
        await worker.timers.flush_when_due()
        return len(worker.events(SURGES))

    monkeypatch.setattr(timers, "MANY_TOUCHED", 2)
    assert await rumors(RUMOR) == 2, "the first look writes it, and its lane"
    worker.clock.move(1.0)
    assert await rumors(RUMOR) == 2, "one is not many"
    worker.timers.flush_took_s = 0.1
    assert await rumors(SECOND_RUMOR) == 2, "two are, but the last flush took a tenth of a second"
    worker.clock.move(1.1)
    assert await rumors(RUMOR) == 5
    worker.clock.move(1.1)
    assert await rumors(RUMOR) == 5
    worker.clock.move(timers.FLUSH_EVERY_S)
    assert await rumors(RUMOR) == 7


async def test_nothing_touched_is_nothing_written(worker: Parts) -> None:
    await worker.surge.take(worker.put(SIGHTINGS, sighted(sighting())))
    await worker.timers.flush()
    before = len(worker.events(SURGES))
    await worker.timers.flush()
    assert len(worker.events(SURGES)) == before


async def test_what_is_folded_during_a_flush_belongs_to_the_next(worker: Parts) -> None:
    await worker.surge.take(worker.put(SIGHTINGS, sighted(sighting(1))))
    held = worker.wire.hold(SURGES)
    flushing = asyncio.create_task(worker.timers.flush())
    await asyncio.sleep(0)
    await worker.surge.take(worker.put(SIGHTINGS, sighted(sighting(2), offset=1)))
    held.set()
    await flushing
    assert {state.offset for state in worker.events(SURGES)} == {0}
    await worker.timers.flush()
    assert worker.events(SURGES)[-1].offset == 1


async def test_states_of_a_partition_that_went_elsewhere_are_not_written(worker: Parts) -> None:
    """It goes while the states of a first lane are on their way: the second lane's are left."""
    await worker.surge.take(worker.put(SIGHTINGS, sighted(sighting(1))))
    worker.home.lane_surges("main/other").touched.add(RUMOR)
    held = worker.wire.hold(SURGES)
    flushing = asyncio.create_task(worker.timers.flush())
    await asyncio.sleep(0)
    going = asyncio.create_task(worker.ownership.take({OTHER}))
    await asyncio.sleep(0)
    held.set()
    await flushing
    await going
    assert {state.lane for state in worker.events(SURGES)} == {LANE}


async def test_an_idle_lane_does_not_make_a_start_read_everything(
    worker: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timers, "FAR_BEHIND", 3)
    await worker.surge.take(
        worker.put(SIGHTINGS, sighted(sighting(900), lane=NEIGHBOUR), key=NEIGHBOUR)
    )
    await worker.timers.flush()
    for number in range(8):
        message = worker.put(SIGHTINGS, sighted(sighting(number), offset=number + 1))
        await worker.surge.take(message)
        await worker.timers.flush()
    folded = {event.lane: event.offset for event in worker.events(SURGES) if not event.rumor_id}
    assert folded[LANE] == message.offset
    assert folded[NEIGHBOUR] >= message.offset - 4


async def test_a_lane_is_not_said_to_be_folded_beyond_what_was_handled(
    make_worker: MakeWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another lane's states may be ahead of the commit: what comes again in between may be its."""
    monkeypatch.setattr(timers, "FAR_BEHIND", 3)
    first = await make_worker()
    late = first.put(SIGHTINGS, sighted(sighting(900), lane=NEIGHBOUR), key=NEIGHBOUR)
    await first.surge.take(late)
    await first.timers.flush()
    first.commit(late.offset + 1)
    for number in range(8):
        await first.surge.take(first.put(SIGHTINGS, sighted(sighting(number), offset=number + 1)))
    del first.home.surges[NEIGHBOUR]
    await first.timers.flush()
    before = len(first.events(SURGES))
    successor = await make_worker()
    await successor.timers.flush()
    assert len(successor.events(SURGES)) == before
