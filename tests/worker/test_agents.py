"""The steps: what is sent in which order, what is said again, what is set aside."""

import asyncio

import pytest
from msgspec import structs

from schemas import pipeline
from schemas.events import Alert, ReportsSighted
from schemas.topics import ALERTS, REJECTS, REPORTS, RUMORS, SIGHTINGS, SURGES
from streams import telemetry
from streams.config.file import Config
from streams.config.matching import Matching
from streams.log.contract import partition_of
from streams.worker.agents import Cluster, Deliver, Surge
from streams.worker.fence import REJECTING
from tests.support.builders import (
    LANE,
    RUMOR,
    T0_MS,
    received,
    report,
    sighted,
    sighting,
)
from tests.support.metrics import counted
from tests.worker.parts import HOME, LANE_PARTITIONS, OTHER, MakeWorker, Parts, Stopped

SECOND = "c0000000000000c0"
ENGLISH = "All schools in the county will close on Monday because of a gas leak"


def wave(reports: int, offset: int = 0) -> ReportsSighted:
    """Sightings of one rumor by so many people, a second apart."""
    seen = [sighting(number) for number in range(reports)]
    return sighted(*seen, offset=offset, received_at_ms=T0_MS + reports * 1_000)


async def until_idle() -> None:
    """Everything that can go on has gone on."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_rumors_are_acknowledged_before_sightings_and_both_before_the_record_is_done(
    worker: Parts,
) -> None:
    rumors = worker.wire.hold(RUMORS)
    sightings = worker.wire.hold(SIGHTINGS)
    message = worker.put(REPORTS, received(report(1), report(2)))
    done = asyncio.create_task(worker.cluster.take(message))
    await until_idle()
    assert worker.wire.acknowledged == []
    rumors.set()
    await until_idle()
    assert worker.wire.acknowledged == [RUMORS.name]
    assert not done.done()
    sightings.set()
    await done
    assert worker.wire.acknowledged == [RUMORS.name, SIGHTINGS.name]


async def test_what_is_derived_names_its_source_and_the_rumor_that_was_opened(
    worker: Parts,
) -> None:
    worker.put(REPORTS, received(report(0)))  # of another time: the offset is not 0
    message = worker.put(REPORTS, received(report(1), report(2)))
    await worker.cluster.take(message)
    (grown,) = worker.events(RUMORS)
    (seen,) = worker.events(SIGHTINGS)
    (variant,) = grown.variants
    assert variant.exemplar_id is None
    assert grown.source.offset == seen.source.offset == message.offset == 1
    assert grown.source.partition == seen.source.partition == HOME
    assert [one.report_id for one in seen.sightings] == [
        report(1).report_id,
        report(2).report_id,
    ]
    assert {one.rumor_id for one in seen.sightings} == {variant.rumor_id}


async def test_frames_that_the_config_names_make_no_rumor(worker: Parts) -> None:
    frame = "隔壁老王昨晚喝多了神神秘秘跟我说"
    claims = ("银行周一起停止取款", "喝热柠檬水治登革热", "地铁二号线下周停运")
    named = Config(matching=Matching(frames=(frame,)))
    worker.rules.config.current = lambda: named  # type: ignore[method-assign]
    reports = [report(n, text=f"{frame}：{claim}") for n, claim in enumerate(claims)]
    await worker.cluster.take(worker.put(REPORTS, received(*reports)))
    (grown,) = worker.events(RUMORS)
    assert len({variant.rumor_id for variant in grown.variants}) == len(claims)


async def test_a_wording_that_is_known_grows_nothing(worker: Parts) -> None:
    await worker.cluster.take(worker.put(REPORTS, received(report(1))))
    await worker.cluster.take(worker.put(REPORTS, received(report(2))))
    assert worker.wire.acknowledged == [RUMORS.name, SIGHTINGS.name, SIGHTINGS.name]


async def test_a_report_that_comes_again_is_counted_once(worker: Parts) -> None:
    before = counted("rumor_reports_repeated")
    await worker.cluster.take(worker.put(REPORTS, received(report(1))))
    await worker.cluster.take(worker.put(REPORTS, received(report(1), report(2))))
    ids = [one.report_id for event in worker.events(SIGHTINGS) for one in event.sightings]
    assert ids == [report(1).report_id, report(2).report_id]
    assert counted("rumor_reports_repeated") == before + 1


async def test_a_replayed_record_says_the_same_again_and_is_counted_once(worker: Parts) -> None:
    """Its sends may have been lost: it is said again, never skipped."""
    message = worker.put(REPORTS, received(report(1), report(2)))
    await worker.cluster.take(message)
    await worker.cluster.take(message)
    first, again = worker.events(SIGHTINGS)
    assert first.sightings == again.sightings
    assert first.source == again.source
    assert len(worker.events(RUMORS)) == 1
    for sent in worker.messages(SIGHTINGS):
        await worker.surge.take(sent)
    state = worker.home.surges[LANE].rumors[first.sightings[0].rumor_id]
    assert state.reports == 2


async def test_a_successor_that_reads_a_record_again_makes_the_same_ids(
    make_worker: MakeWorker,
) -> None:
    """The first died between the rumors and the sightings."""
    first = await make_worker()
    first.wire.hold(SIGHTINGS)
    message = first.put(REPORTS, received(report(1)))
    dying = asyncio.create_task(first.cluster.take(message))
    await until_idle()
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    successor = await make_worker()
    await successor.cluster.take(message)
    (grown,) = successor.events(RUMORS)
    (seen,) = successor.events(SIGHTINGS)
    assert [wording.text for wording in seen.wordings] == [report(1).text]
    assert seen.sightings[0].rumor_id == grown.variants[0].rumor_id
    assert seen.sightings[0].variant_id == grown.variants[0].variant_id


async def test_alerts_are_acknowledged_before_the_record_is_done_and_states_come_later(
    worker: Parts,
) -> None:
    alerts = worker.wire.hold(ALERTS)
    done = asyncio.create_task(worker.surge.take(worker.put(SIGHTINGS, wave(40))))
    await until_idle()
    assert worker.wire.acknowledged == []
    assert not done.done()
    alerts.set()
    await done
    assert worker.wire.acknowledged == [ALERTS.name]
    await worker.timers.flush()
    assert worker.wire.acknowledged == [ALERTS.name, SURGES.name, SURGES.name]


async def test_an_alert_names_the_record_it_comes_from(worker: Parts) -> None:
    message = worker.put(SIGHTINGS, wave(40, offset=7))
    await worker.surge.take(message)
    (told,) = worker.events(ALERTS)
    assert (told.source.partition, told.source.offset) == (HOME, message.offset)
    assert [(one.event, one.rumor_id) for one in told.alerts] == [("raised", RUMOR)]


async def test_alerts_are_handed_to_the_deliverer(worker: Parts) -> None:
    event = (await raised(worker)).event
    (message,) = worker.messages(ALERTS)
    await worker.deliver.take(message)
    assert [[one.event for one in taken.alerts] for taken in worker.deliverer.taken] == [[event]]


async def raised(worker: Parts) -> Alert:
    await worker.surge.take(worker.put(SIGHTINGS, wave(40)))
    return worker.events(ALERTS)[0].alerts[0]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"not json", "malformed"),
        (b"", "truncated"),
        (REPORTS.encode(received(report(1), lane="main/alphabet")), "is not its lane"),
    ],
)
async def test_a_record_that_cannot_be_used_is_set_aside_and_done(
    worker: Parts, value: bytes, reason: str
) -> None:
    message = worker.put_bytes(REPORTS, value)
    await worker.cluster.take(message)
    await worker.cluster.take(message)
    first, again = worker.rejected()
    assert first == again, "the same however often it is read"
    assert first.stage == pipeline.CLUSTER.name
    assert first.reason == "unreadable"
    assert reason in first.message
    assert (first.topic, first.partition, first.offset) == (REPORTS.name, HOME, message.offset)
    assert worker.wire.acknowledged == [REJECTS.name] * 2


async def test_each_step_names_itself_where_it_sets_a_record_aside(worker: Parts) -> None:
    for agent in (worker.cluster, worker.surge, worker.deliver):
        await agent.take(worker.put_bytes(agent.topic, b"not json"))
    assert {one.topic: one.stage for one in worker.rejected()} == {
        REPORTS.name: "cluster",
        SIGHTINGS.name: "surge",
        ALERTS.name: "deliver",
    }


async def test_bad_reports_of_a_record_are_set_aside_and_the_others_count(worker: Parts) -> None:
    await worker.cluster.take(worker.put(REPORTS, received(report(1), report(2, text=""))))
    assert [one.report_id for one in worker.events(SIGHTINGS)[0].sightings] == [report(1).report_id]
    assert [one.reason for one in worker.rejected()] == ["empty_text"]
    assert worker.wire.acknowledged == [RUMORS.name, SIGHTINGS.name, REJECTS.name]


async def test_the_process_ends_when_nearly_everything_is_bad(worker: Parts) -> None:
    for _ in range(199):
        await worker.cluster.take(worker.put_bytes(REPORTS, b"not json"))
    with pytest.raises(Stopped) as stopped:
        await worker.surge.take(worker.put_bytes(SIGHTINGS, b"not json"))
    assert stopped.value.code == REJECTING


async def test_bad_reports_count_like_bad_records_and_good_ones_against_them(
    worker: Parts,
) -> None:
    half = received(*[report(n) for n in range(200)], *[report(n, text="") for n in range(200)])
    await worker.cluster.take(worker.put(REPORTS, half))
    bad = received(*[report(n, text="") for n in range(400)])
    for _ in range(3):
        await worker.cluster.take(worker.put(REPORTS, bad))
    with pytest.raises(Stopped):
        await worker.cluster.take(worker.put(REPORTS, bad))


async def test_a_record_of_a_partition_that_went_elsewhere_is_left_to_its_owner(
    worker: Parts,
) -> None:
    message = worker.put(REPORTS, received(report(1)))
    await worker.ownership.take({OTHER})
    await worker.cluster.take(message)
    assert worker.wire.acknowledged == []
    assert not worker.cluster.has_handled(message)


async def test_what_is_on_its_way_arrives_before_its_partition_goes_and_comes_again(
    worker: Parts,
) -> None:
    before = worker.put(REPORTS, received(report(1)))
    await worker.cluster.take(before)
    assert worker.cluster.has_handled(before)
    rumors = worker.wire.hold(RUMORS)
    message = worker.put(REPORTS, received(report(2, text=ENGLISH)))
    done = asyncio.create_task(worker.cluster.take(message))
    await until_idle()
    going = asyncio.create_task(worker.ownership.take({OTHER}))
    await until_idle()
    assert not going.done()
    rumors.set()
    await done
    await going
    await worker.ownership.take({HOME})
    assert not worker.cluster.has_handled(message)


async def test_a_record_waits_for_the_state_of_its_partition(worker: Parts) -> None:
    message = worker.put(REPORTS, received(report(1)))
    del worker.ownership.partitions[HOME]  # assigned, and still on its way
    waiting = asyncio.create_task(worker.cluster.take(message))
    await until_idle()
    assert worker.wire.acknowledged == []
    await worker.ownership.take({HOME})
    await waiting
    assert worker.wire.acknowledged == [RUMORS.name, SIGHTINGS.name]


async def test_a_process_that_stood_still_does_nothing_more(worker: Parts) -> None:
    worker.heart.move(60)
    with pytest.raises(Stopped):
        await worker.cluster.take(worker.put(REPORTS, received(report(1))))
    assert worker.wire.acknowledged == []


async def test_records_and_seconds_are_counted_under_the_name_of_the_step(worker: Parts) -> None:
    before = counted("rumor_records_processed", step=pipeline.CLUSTER.name)
    await worker.cluster.take(worker.put(REPORTS, received(report(1))))
    await worker.cluster.take(worker.put_bytes(REPORTS, b"not json"))
    assert counted("rumor_records_processed", step=pipeline.CLUSTER.name) == before + 2
    shown = telemetry.exposition().decode()
    assert 'rumor_step_seconds_count{step="cluster"}' in shown


def test_agents_are_the_steps_of_the_worker() -> None:
    assert (Cluster.step, Surge.step, Deliver.step) == tuple(
        step for step in pipeline.steps_of("worker") if step.reads
    )


async def test_lanes_of_other_scripts_have_an_index_of_their_own(worker: Parts) -> None:
    lane = "main/alphabet"
    home = partition_of(lane.encode(), LANE_PARTITIONS)
    await worker.ownership.take({HOME, home})
    value = REPORTS.encode(received(report(1, text=ENGLISH), lane=lane))
    await worker.cluster.take(worker.put_bytes(REPORTS, value, key=lane, number=home))
    assert set(worker.ownership.partitions[home].clusters) == {lane}
    assert LANE not in worker.home.clusters


async def test_records_that_queued_up_are_sent_together_rumors_first(worker: Parts) -> None:
    messages = [
        worker.put(REPORTS, received(report(1))),
        worker.put(REPORTS, received(report(2, text=ENGLISH), report(3))),
        worker.put(REPORTS, received(report(4))),
    ]
    await worker.cluster.take(*messages)
    seen = worker.events(SIGHTINGS)
    assert worker.wire.acknowledged == [RUMORS.name] * 2 + [SIGHTINGS.name] * 3
    assert [event.source.offset for event in seen] == [0, 1, 2]
    assert [len(event.sightings) for event in seen] == [1, 2, 1]


async def test_a_group_gives_what_its_records_give_one_by_one(worker: Parts) -> None:
    messages = [
        worker.put(REPORTS, received(*(report(10 * at + n) for n in range(at + 1))))
        for at in range(4)
    ]
    await worker.cluster.take(*messages)
    together = worker.events(SIGHTINGS)
    for message in messages:  # again: a replay makes the same, one by one
        await worker.cluster.take(message)
    assert worker.events(SIGHTINGS)[4:] == [
        structs.replace(event, wordings=()) for event in together
    ]


async def surging(worker: Parts) -> tuple[asyncio.Task[None], asyncio.Task[None]]:
    """An alert that is on its way, and a flush that was asked for meanwhile."""
    done = asyncio.create_task(worker.surge.take(worker.put(SIGHTINGS, wave(40))))
    await until_idle()
    flushing = asyncio.create_task(worker.timers.flush())
    await until_idle()
    assert worker.events(SURGES) == []
    return done, flushing


async def test_no_state_is_written_while_an_alert_is_on_its_way(worker: Parts) -> None:
    """A state that knows of an alert, and a crash: nobody would ever be told."""
    alerts = worker.wire.hold(ALERTS)
    done, flushing = await surging(worker)
    alerts.set()
    await done
    await flushing
    assert worker.events(ALERTS)
    assert worker.events(SURGES)


async def test_a_state_waits_for_no_alert_that_it_does_not_know_of(worker: Parts) -> None:
    """Where one alert follows another all the time, states would never be written."""
    first = worker.wire.hold(ALERTS)
    done, flushing = await surging(worker)
    worker.wire.hold(ALERTS)
    other = sighted(*[sighting(n, rumor_id=SECOND) for n in range(40)], offset=1)
    more = asyncio.create_task(worker.surge.take(worker.put(SIGHTINGS, other)))
    await until_idle()
    first.set()
    await done
    await flushing
    assert {state.rumor_id for state in worker.events(SURGES)} == {RUMOR, ""}
    more.cancel()


async def test_after_alerts_that_never_arrived_no_state_is_written(worker: Parts) -> None:
    worker.wire.hold(ALERTS)
    done, flushing = await surging(worker)
    done.cancel()
    await until_idle()
    assert done.cancelled()
    assert worker.events(SURGES) == []
    flushing.cancel()
