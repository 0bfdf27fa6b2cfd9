"""State that comes back from the log: the index, the counters, what is pending."""

import pytest

from schemas.events import AlertsTold, DeliveriesAttempted, Source, SurgeFolded
from schemas.topics import ALERTS, DELIVERIES, REPORTS, RUMORS, SIGHTINGS, SURGES
from streams.clock import SYSTEM_CLOCK
from streams.core import surge
from streams.core.deliveries import UNDECIDED
from streams.core.surge import LaneSurges
from streams.worker import restore
from streams.worker.outbox import NO_SOURCE
from tests.support.builders import (
    LANE,
    RUMOR,
    T0_MS,
    alert,
    delivery,
    received,
    report,
    sighted,
    sighting,
)
from tests.worker.parts import HOME, NEIGHBOUR, MakeWorker, Parts

OTHER_TEXT = "香蕉打了艾滋病毒的针，千万不要吃，已经有人住院了"


async def count(worker: Parts, first: int, last: int, offset: int) -> None:
    """Folds sightings of some people, and commits that this is done."""
    seen = [sighting(number) for number in range(first, last)]
    event = sighted(*seen, offset=offset, received_at_ms=T0_MS + last * 1_000)
    message = worker.put(SIGHTINGS, event)
    await worker.surge.take(message)
    worker.commit(message.offset + 1)


def counted(worker: Parts) -> int:
    """Reports that the surge step has counted."""
    return sum(rumor.reports for rumor in worker.home.surges[LANE].rumors.values())


def told(worker: Parts) -> list[str]:
    events: list[AlertsTold] = worker.events(ALERTS)
    return [alert.event for event in events for alert in event.alerts]


async def test_an_empty_log_gives_an_empty_partition(worker: Parts) -> None:
    assert worker.home.clusters == {}
    assert worker.home.surges == {}
    assert worker.home.following == {RUMORS.name: 0, SIGHTINGS.name: 0, SURGES.name: 0}


async def test_wordings_are_known_again_without_matching(make_worker: MakeWorker) -> None:
    first = await make_worker()
    await first.cluster.take(first.put(REPORTS, received(report(1), report(2, text=OTHER_TEXT))))
    successor = await make_worker()
    assert successor.home.clusters[LANE].rows == first.home.clusters[LANE].rows
    assert list(successor.home.clusters[LANE].rumors) == list(first.home.clusters[LANE].rumors)
    await successor.cluster.take(successor.put(REPORTS, received(report(3))))
    assert len(successor.events(RUMORS)) == 1, "no wording is opened again"
    before, after = successor.events(SIGHTINGS)
    assert after.sightings[0].rumor_id == before.sightings[0].rumor_id


async def test_reports_counted_before_are_repeats_after_a_restart(
    make_worker: MakeWorker,
) -> None:
    first = await make_worker()
    first.clock.set(SYSTEM_CLOCK.now_ms())  # the log stamps its records with it
    await first.cluster.take(first.put(REPORTS, received(report(1))))
    successor = await make_worker()
    await successor.cluster.take(successor.put(REPORTS, received(report(1), report(2))))
    assert [s.report_id for e in successor.events(SIGHTINGS) for s in e.sightings] == [
        report(1).report_id,
        report(2).report_id,
    ]


async def test_a_record_that_cannot_be_used_is_passed_over(make_worker: MakeWorker) -> None:
    first = await make_worker()
    await first.cluster.take(first.put(REPORTS, received(report(1))))
    for topic in (RUMORS, SIGHTINGS, SURGES, DELIVERIES):
        first.put_bytes(topic, b"not json")
    first.commit(10)
    successor = await make_worker()
    assert len(successor.home.clusters[LANE].rows) == 1
    assert counted(successor) == 1
    assert successor.rejected() == [], "it was set aside when it first came by"


async def test_what_was_folded_since_the_states_is_folded_again_in_silence(
    make_worker: MakeWorker,
) -> None:
    first = await make_worker()
    await count(first, 0, 3, offset=0)
    await first.timers.flush()
    await count(first, 3, 43, offset=1)
    before = told(first)
    assert before == ["raised"]
    successor = await make_worker()
    assert counted(successor) == 43
    assert told(successor) == before
    await successor.timers.tick()
    assert told(successor) == before
    assert successor.home.surges[LANE].open == {RUMOR}


async def test_what_is_not_committed_is_left_to_the_group(make_worker: MakeWorker) -> None:
    first = await make_worker()
    await count(first, 0, 3, offset=0)
    message = first.put(SIGHTINGS, sighted(*[sighting(n) for n in range(3, 43)], offset=1))
    successor = await make_worker()
    assert counted(successor) == 3
    await successor.surge.take(message)
    assert counted(successor) == 43
    assert told(successor) == ["raised"]


async def test_what_the_states_cover_is_not_counted_twice(make_worker: MakeWorker) -> None:
    first = await make_worker()
    await count(first, 0, 5, offset=0)
    await first.timers.flush()
    successor = await make_worker()
    assert counted(successor) == 5
    again = successor.messages(SIGHTINGS)[0]
    await successor.surge.take(again)  # the group's commit was lost
    assert counted(successor) == 5


async def test_a_source_that_came_by_is_known_also_below_the_states(
    make_worker: MakeWorker,
) -> None:
    """A worker that was paused beyond its session sends an old record late, at a new offset."""
    first = await make_worker()
    await count(first, 0, 5, offset=0)
    await first.timers.flush()
    successor = await make_worker()
    late = successor.put(SIGHTINGS, sighted(*[sighting(n) for n in range(5)], offset=0))
    await successor.surge.take(late)
    assert counted(successor) == 5


async def test_only_the_tail_of_the_sightings_is_read_back(
    make_worker: MakeWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await make_worker()
    for offset in range(10):
        await count(first, offset, offset + 1, offset=offset)
    await first.timers.flush()
    monkeypatch.setattr(restore, "TAIL_RECORDS", 3)
    successor = await make_worker()
    sources = successor.home.surges[LANE].sources
    assert counted(successor) == 10
    assert [sources.first_time(0, offset) for offset in (7, 8, 9)] == [False, False, False]
    assert sources.first_time(0, 6), "older ones were not read"


async def test_the_newest_state_of_a_rumor_counts(make_worker: MakeWorker) -> None:
    first = await make_worker()
    for offset in range(3):
        await count(first, offset, offset + 1, offset=offset)
        await first.timers.flush()
    assert len(first.events(SURGES)) == 6  # nothing was compacted yet
    successor = await make_worker()
    assert counted(successor) == 3
    assert successor.home.surges[LANE].folded == 2


@pytest.mark.parametrize("rumor_id", [RUMOR, ""], ids=["of a rumor", "of a lane"])
async def test_a_state_of_a_foreign_form_is_counted_anew(
    make_worker: MakeWorker, rumor_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    first = await make_worker()
    await count(first, 0, 5, offset=0)
    await first.timers.flush()
    foreign = SurgeFolded(lane=LANE, rumor_id=rumor_id, offset=0, state='{"form": 99}')
    key = rumor_id or f"lane:{LANE}"
    first.put(SURGES, foreign, key=key)
    successor = await make_worker()
    assert "a surge state cannot be read; its rumor is counted anew" in caplog.text
    await count(successor, 5, 45, offset=1)
    assert "raised" in told(successor)


async def test_lanes_without_a_state_are_folded_from_the_first_record(
    make_worker: MakeWorker,
) -> None:
    first = await make_worker()
    await count(first, 0, 5, offset=0)
    successor = await make_worker()
    assert counted(successor) == 5


async def test_a_lane_without_a_state_is_folded_from_its_beginning_though_others_have_one(
    make_worker: MakeWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that is killed after it wrote the states of one lane and before those of the next:
    what the next had counted would be lost, and its rumors raised once more.
    """
    monkeypatch.setattr(restore, "TAIL_RECORDS", 0)
    first = await make_worker()
    await first.cluster.take(first.put(REPORTS, received(report(1))))
    (seen,) = first.messages(SIGHTINGS)
    await first.surge.take(seen)
    other = [sighting(number) for number in range(3)]
    message = first.put(SIGHTINGS, sighted(*other, offset=1, lane=NEIGHBOUR), key=NEIGHBOUR)
    await first.surge.take(message)
    first.commit(message.offset + 1)
    del first.home.surges[LANE]
    await first.timers.flush()
    assert {state.lane for state in first.events(SURGES)} == {NEIGHBOUR}
    successor = await make_worker()
    assert counted(successor) == 1
    assert sum(one.reports for one in successor.home.surges[NEIGHBOUR].rumors.values()) == 3


async def test_a_lane_ahead_of_others_is_not_counted_twice(make_worker: MakeWorker) -> None:
    first = await make_worker()
    other = sighted(sighting(1), offset=0, lane=NEIGHBOUR)
    await first.surge.take(first.put(SIGHTINGS, other, key=NEIGHBOUR))
    await first.timers.flush()
    await count(first, 0, 5, offset=1)
    await first.timers.flush()
    successor = await make_worker()
    assert successor.home.surges[LANE].folded > successor.home.surges[NEIGHBOUR].folded
    assert counted(successor) == 5
    assert successor.home.surges[LANE].crowd.met == first.home.surges[LANE].crowd.met == 5


async def test_a_state_comes_back_as_it_was_written(make_worker: MakeWorker) -> None:
    first = await make_worker()
    await count(first, 0, 40, offset=0)
    await first.timers.flush()
    successor = await make_worker()
    states: list[LaneSurges] = [one.home.surges[LANE] for one in (first, successor)]
    assert surge.dump(states[0], RUMOR) == surge.dump(states[1], RUMOR)
    assert surge.dump_lane(states[0]) == surge.dump_lane(states[1])
    assert not states[1].touched, "nothing has to be written again"


async def test_deliveries_are_handed_over_by_lane_oldest_first(make_worker: MakeWorker) -> None:
    first = await make_worker()
    attempts = [delivery(), delivery(attempt=1), delivery(attempt=2, state="delivered")]
    for one in attempts:
        await first.outbox.deliveries(LANE, (one,))
    successor = await make_worker()
    assert successor.deliverer.restored == {LANE: attempts}
    assert isinstance(successor.events(DELIVERIES)[0], DeliveriesAttempted)


async def test_alerts_are_handed_over_too_also_of_lanes_without_a_delivery(
    make_worker: MakeWorker,
) -> None:
    first = await make_worker()
    changes = (alert(), alert(event="escalated", change_id="major", level="major"))
    for one in changes:
        await first.outbox.alerts(first.home, LANE, (one,), NO_SOURCE)
    first.commit(2, ALERTS)
    successor = await make_worker()
    assert successor.deliverer.restored == {}
    assert LANE in successor.deliverer.decided, "its queues are to be begun"
    assert successor.deliverer.alerts_found == {LANE: list(changes)}


async def test_alerts_that_nobody_decided_on_come_through_the_group(
    make_worker: MakeWorker,
) -> None:
    """Who is caught up with them would be told the newest change first, and then the others."""
    first = await make_worker()
    changes = (alert(), alert(change_id="major"), alert(change_id="critical"))
    for one in changes:
        await first.outbox.alerts(first.home, LANE, (one,), NO_SOURCE)
    first.commit(1, ALERTS)
    assert (await make_worker()).deliverer.alerts_found == {LANE: [changes[0]]}
    source = Source(partition=first.home.number, offset=1)
    await first.outbox.deliveries(LANE, (delivery(),), source)
    assert (await make_worker()).deliverer.alerts_found == {LANE: list(changes[:2])}


async def test_what_follows_is_noted_before_anything_is_read(make_worker: MakeWorker) -> None:
    first = await make_worker()
    await first.cluster.take(first.put(REPORTS, received(report(1))))
    successor = await make_worker()
    assert successor.home.following[RUMORS.name] == 1
    assert successor.home.following[SIGHTINGS.name] == 1
    assert successor.home.number == HOME


async def test_the_last_record_of_alerts_that_was_decided_is_handed_over(
    make_worker: MakeWorker,
) -> None:
    first = await make_worker()
    for _ in range(3):
        await first.outbox.alerts(first.home, LANE, (alert(),), NO_SOURCE)
    for offset in (0, 1):
        source = Source(partition=first.home.number, offset=offset)
        await first.outbox.deliveries(LANE, (delivery(),), source)
    await first.outbox.deliveries(LANE, (delivery(attempt=1),))
    successor = await make_worker()
    assert successor.deliverer.decided == {LANE: 1}


async def test_a_topic_of_alerts_that_was_made_anew_was_never_decided(
    make_worker: MakeWorker,
) -> None:
    first = await make_worker()
    await first.outbox.alerts(first.home, LANE, (alert(),), NO_SOURCE)
    source = Source(partition=first.home.number, offset=400)
    await first.outbox.deliveries(LANE, (delivery(),), source)
    successor = await make_worker()
    assert successor.deliverer.decided == {LANE: UNDECIDED}
