"""What a worker sends of rumors that count for another lane's, and what it makes of such."""

import asyncio

import pytest

from schemas.events import ReportsReceived, ReportsSighted, SightingsShared, Source, SurgeFolded
from schemas.topics import ALERTS, CURATIONS, REPORTS, SIGHTINGS, SURGES
from streams.core.surge import LaneSurges, Overlay
from streams.log.contract import partition_of
from tests.support.builders import LANE, RUMOR, T0_MS, decision, sighted, sighting
from tests.support.surges import Lane
from tests.worker.parts import LANE_PARTITIONS, MakeWorker, Parts

THERE = "main/alphabet"
ENGLISH = "cd" * 8


async def decide(worker: Parts, rumor_id: str, target: str, lanes: tuple[str, str]) -> None:
    """The rumor shows as the other one, and the worker knows."""
    event = decision(
        kind="merge",
        rumor_id=rumor_id,
        target=target,
        lanes=lanes,
        verdict=None,
        decided_at_ms=T0_MS,
    )
    worker.put(CURATIONS, event, key="main")
    await worker.timers.decisions()


def sent(worker: Parts) -> list[ReportsReceived]:
    """What lies in the other lane's partition."""
    number = partition_of(THERE.encode(), LANE_PARTITIONS)
    records = worker.raw.read(REPORTS.name, number, 0, 100)
    assert {record.key for record in records} <= {THERE.encode()}
    return [REPORTS.decode(record.value) for record in records]


def wave(first: int, last: int, rumor_id: str = RUMOR, offset: int = 0) -> ReportsSighted:
    seen = [sighting(number, rumor_id=rumor_id) for number in range(first, last)]
    return sighted(*seen, offset=offset, received_at_ms=T0_MS + last * 1_000)


def shared(**fields: object) -> ReportsReceived:
    given = {"source": Source(partition=9, offset=0), **fields}
    return ReportsReceived(
        lane=LANE,
        received_at_ms=T0_MS + 60_000,
        reports=(),
        shared=SightingsShared(**given),  # type: ignore[arg-type]
    )


def handed_over(people: int) -> ReportsReceived:
    """A rumor of there that so many reported, as its lane sends it."""
    lane = Lane(state=LaneSurges(THERE))
    lane.see(*wave(100, 100 + people, ENGLISH).sightings)
    lane.over = Overlay(links={ENGLISH: RUMOR}, lanes={RUMOR: LANE, ENGLISH: THERE}, is_whole=True)
    lane.correct(T0_MS + 60_000)
    (record,) = lane.state.take_outgoing()
    return record


async def passed_on(worker: Parts, event: ReportsReceived) -> None:
    """Through the cluster step, which alone writes the lane's sightings."""
    await worker.cluster.take(worker.put(REPORTS, event))
    await worker.surge.take(worker.messages(SIGHTINGS)[-1])


async def test_it_is_handed_over_and_then_shared(worker: Parts) -> None:
    await worker.surge.take(worker.put(SIGHTINGS, wave(0, 4)))
    await decide(worker, RUMOR, ENGLISH, (LANE, THERE))
    await worker.surge.take(worker.put(SIGHTINGS, wave(4, 6, offset=1)))
    handed, seen = (one.shared for one in sent(worker) if one.shared is not None)
    assert [(one.lane, one.rumor_id) for one in handed.states] == [(THERE, RUMOR)]
    assert (handed.source, handed.sightings) == (None, ())
    assert [one.report_id for one in seen.sightings] == [sighting(n).report_id for n in (4, 5)]
    assert seen.source is not None
    assert seen.source.offset == 1


async def test_no_state_is_written_that_knows_of_what_was_not_sent(worker: Parts) -> None:
    await worker.surge.take(worker.put(SIGHTINGS, wave(0, 4)))
    held = worker.wire.hold(REPORTS)
    deciding = asyncio.create_task(decide(worker, RUMOR, ENGLISH, (LANE, THERE)))
    for _ in range(50):
        await asyncio.sleep(0.001)
    flushing = asyncio.create_task(worker.timers.flush())
    for _ in range(50):
        await asyncio.sleep(0.001)
    assert SURGES.name not in worker.wire.acknowledged
    held.set()
    await deciding
    await flushing
    assert worker.wire.acknowledged.index(REPORTS.name) < worker.wire.acknowledged.index(
        SURGES.name
    )


async def test_what_was_sent_is_not_sent_again_after_a_restart(make_worker: MakeWorker) -> None:
    first = await make_worker()
    await first.surge.take(first.put(SIGHTINGS, wave(0, 4)))
    await decide(first, RUMOR, ENGLISH, (LANE, THERE))
    message = first.put(SIGHTINGS, wave(4, 6, offset=1))
    await first.surge.take(message)
    await first.timers.flush()
    first.commit(message.offset + 1)
    before = sent(first)
    second = await make_worker()
    await second.timers.decisions()
    await second.surge.take(second.put(SIGHTINGS, wave(6, 7, offset=2)))
    assert len(sent(second)) == len(before) + 1


async def test_a_guest_counts_for_the_rumor_here_and_comes_back_after_a_restart(
    make_worker: MakeWorker,
) -> None:
    first = await make_worker()
    await first.surge.take(first.put(SIGHTINGS, wave(0, 4, offset=1_000)))
    await decide(first, ENGLISH, RUMOR, (THERE, LANE))
    await passed_on(first, handed_over(10))
    more = wave(200, 203, ENGLISH).sightings
    await passed_on(first, shared(sightings=more))
    assert first.home.surges[LANE].rumors[RUMOR].reports == 17
    told = [alert for event in first.events(ALERTS) for alert in event.alerts]
    assert {one.rumor_id for one in told} == {RUMOR}
    await first.timers.flush()
    first.commit(first.messages(SIGHTINGS)[-1].offset + 1)
    keys = {message.key for message in first.messages(SURGES)}
    assert f"{LANE}:{ENGLISH}".encode() in keys, "its home may lie in this partition, too"

    second = await make_worker()
    await second.timers.decisions()
    await passed_on(second, shared(sightings=more))
    assert second.home.surges[LANE].rumors[RUMOR].reports == 17, "it was shared again"
    await decide(second, RUMOR, "ef" * 8, (LANE, LANE))  # an undo would be the same
    assert second.home.surges[LANE].rumors[ENGLISH].is_guest


@pytest.mark.parametrize("what", ["lane", "reporter"])
async def test_a_bad_record_of_another_lane_is_set_aside(worker: Parts, what: str) -> None:
    wrong: dict[str, object] = {
        "lane": {"states": (SurgeFolded(lane=THERE, rumor_id=ENGLISH, offset=0, state="[]"),)},
        "reporter": {"sightings": (sighting(1, reporter="who"),)},
    }
    await worker.cluster.take(worker.put(REPORTS, shared(**wrong[what])))  # type: ignore[arg-type]
    (rejection,) = worker.rejected()
    assert rejection.reason == "unreadable"
    assert what in rejection.message
    assert worker.messages(SIGHTINGS) == []
