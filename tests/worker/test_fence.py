"""The fence: a process that stood still, is not alone or is broken does not go on."""

import asyncio

import pytest

from schemas.events import RumorsGrown, Source, VariantJoined
from schemas.topics import REPORTS, RUMORS, SIGHTINGS
from streams.clock import SettableClock
from streams.log import faust_app
from streams.worker.fence import BEAT_EVERY_S, Pulse, written_by_others
from streams.worker.partition import sending
from tests.support.builders import LANE, RUMOR, T0_MS, received, report, variant
from tests.worker.parts import HOME, MakeWorker, Parts, Stopped

OTHER_TEXT = "香蕉打了艾滋病毒的针，千万不要吃，已经有人住院了"


def grown(*variants: VariantJoined) -> RumorsGrown:
    """A record of rumors as another worker would write it."""
    return RumorsGrown(
        lane=LANE,
        source=Source(partition=HOME, offset=0),
        curation_offset=0,
        received_at_ms=T0_MS,
        variants=variants,
    )


def test_a_busy_loop_is_no_standstill() -> None:
    clock = SettableClock()
    pulse = Pulse(clock)
    for _ in range(1_000):  # minutes in which nobody asks, while the thread beats on
        clock.move(BEAT_EVERY_S)
        pulse.beat()
    assert pulse.still_s() == BEAT_EVERY_S


def test_whoever_asks_first_after_a_freeze_is_told_and_whoever_asks_later_too() -> None:
    clock = SettableClock()
    pulse = Pulse(clock)
    clock.move(60)
    assert pulse.still_s() == 60  # before the next beat
    pulse.beat()
    clock.move(BEAT_EVERY_S)
    pulse.beat()
    assert pulse.still_s() == 60


async def test_a_process_that_stood_still_longer_than_its_session_stops(worker: Parts) -> None:
    worker.heart.move(faust_app.SESSION_S - 1)
    worker.fence.end_unless_awake()
    worker.heart.move(2)
    with pytest.raises(Stopped) as stopped:
        worker.fence.end_unless_awake()
    assert stopped.value.code == faust_app.BROKEN
    worker.pulse.beat()
    with pytest.raises(Stopped):
        worker.fence.end_unless_awake()


async def test_nothing_is_sent_after_a_standstill(worker: Parts) -> None:
    """It was frozen while the first acknowledgement was on its way."""
    rumors = worker.wire.hold(RUMORS)
    message = worker.put(REPORTS, received(report(1)))
    task = asyncio.create_task(worker.cluster.take(message))
    await asyncio.sleep(0)
    worker.heart.move(60)
    rumors.set()
    with pytest.raises(Stopped):
        await task
    assert worker.wire.acknowledged == [RUMORS.name]


async def test_rumors_that_another_worker_wrote_in_between_end_the_process(
    worker: Parts,
) -> None:
    worker.put(RUMORS, grown(variant(text=OTHER_TEXT)))
    with pytest.raises(Stopped) as stopped:
        await worker.cluster.take(worker.put(REPORTS, received(report(1))))
    assert stopped.value.code == faust_app.BROKEN
    assert worker.wire.acknowledged == [RUMORS.name], "no sighting under a rumor of our own"


async def test_the_successor_takes_what_came_first_on_the_log(make_worker: MakeWorker) -> None:
    frozen = await make_worker()
    rival = await make_worker()
    first = rival.put(REPORTS, received(report(1)))
    await rival.cluster.take(first)
    with pytest.raises(Stopped):
        await frozen.cluster.take(frozen.put(REPORTS, received(report(2, text=OTHER_TEXT))))
    successor = await make_worker()
    again = successor.put(REPORTS, received(report(3), report(4, text=OTHER_TEXT)))
    await successor.cluster.take(again)
    one, other = successor.events(SIGHTINGS)[-1].sightings
    opened = [event.variants[0].rumor_id for event in successor.events(RUMORS)]
    assert [one.rumor_id, other.rumor_id] == opened, "nothing was opened a second time"


async def test_a_gap_that_says_nothing_new_is_no_reason(worker: Parts) -> None:
    """A record of our own that was sent twice, because the first acknowledgement was lost."""
    await worker.cluster.take(worker.put(REPORTS, received(report(1))))
    worker.put(RUMORS, worker.events(RUMORS)[0])
    await worker.cluster.take(worker.put(REPORTS, received(report(2, text=OTHER_TEXT))))
    assert len(worker.events(RUMORS)) == 3
    await worker.cluster.take(
        worker.put(REPORTS, received(report(3, text=OTHER_TEXT + "，快转告家人")))
    )
    assert worker.home.following[RUMORS.name] == len(worker.events(RUMORS))


async def test_another_rumor_for_a_wording_that_is_known_ends_the_process(worker: Parts) -> None:
    await worker.cluster.take(worker.put(REPORTS, received(report(1))))
    known = worker.events(RUMORS)[0].variants[0]
    worker.put(RUMORS, grown(variant(variant_id=known.variant_id, rumor_id=RUMOR)))
    with pytest.raises(Stopped):
        await worker.cluster.take(worker.put(REPORTS, received(report(2, text=OTHER_TEXT))))


async def test_who_wrote_is_told_by_the_ends_of_the_topics(worker: Parts) -> None:
    partition = worker.home
    assert not await written_by_others(worker.log, partition)
    await worker.cluster.take(worker.put(REPORTS, received(report(1))))
    await worker.timers.flush()
    assert not await written_by_others(worker.log, partition), "our own records are ours"
    worker.put(RUMORS, grown(variant()))
    assert await written_by_others(worker.log, partition)


async def test_what_is_on_its_way_is_not_taken_for_another_workers(worker: Parts) -> None:
    """A partition that stays would be read again, and what arrives meanwhile end the process."""
    with sending((worker.home,)):
        worker.put(RUMORS, grown(variant()))
        asking = asyncio.create_task(written_by_others(worker.log, worker.home))
        await asyncio.sleep(0.05)
        assert not asking.done()
        worker.home.wrote(RUMORS.name, 0)
    assert not await asking


async def test_a_defect_ends_the_process(worker: Parts, caplog: pytest.LogCaptureFixture) -> None:
    async def broken() -> None:
        raise ZeroDivisionError("a defect")

    with pytest.raises(Stopped) as stopped:
        await worker.fence.guard("a record broke it", broken())
    assert stopped.value.code == faust_app.BROKEN
    assert "the worker stops: a record broke it" in caplog.text
    assert "ZeroDivisionError: a defect" in caplog.text


async def test_a_step_that_is_cancelled_is_no_defect(worker: Parts) -> None:
    async def cancelled() -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await worker.fence.guard("a record broke it", cancelled())
