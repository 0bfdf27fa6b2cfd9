"""What the API knows from the log: the same as the worker, and nothing of another tenant."""

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deploy.demo import scenario
from deploy.embedded.log.engine import SqliteLog
from deploy.embedded.log.eventlog import EventLog, NewRecord
from schemas.events import (
    ReportsReceived,
    ReportsSighted,
    RumorsGrown,
    RumorsMerged,
    Source,
    VariantJoined,
)
from schemas.topics import CATALOGUE, RUMORS, SIGHTINGS, Topic, partitions_of
from streams.clock import SettableClock
from streams.core import clusters, curation
from streams.core.clusters.state import LaneClusters
from streams.core.curation import Decisions
from streams.core.durations import DAY_MS
from streams.core.lanes import lane_of
from streams.core.titles import headline
from streams.replica.following import FETCHED
from streams.replica.newest import Newest
from streams.replica.reports import WANTED_S, RecentReports
from streams.replica.wordings import SLICE, Wordings
from streams.store import rows
from streams.store.tables import MergeRow
from tests.support.builders import LANE, T0_MS, report, report_id, sighted, sighting
from tests.support.growing import BOTH, SHOWS

LANE_PARTITIONS = 4
BASE = "微信聊天记录要全部删掉，否则会被封群封号"
OTHER = "从今晚8点开始，全市超市停止营业，赶紧去囤货，否则买不到！"
ENGLISH = "All schools in the county will close on Monday because of a gas leak"
TEXTS = [
    BASE,
    f"请问“{BASE}”是真的吗？",
    OTHER,
    f"{OTHER}快转",
    BASE,
    ENGLISH,
    f"Is it true? {ENGLISH}",
    "今天天气很好，我们去公园散步，中午一起吃饭",
]
DAY = [timed.report["text"] for timed in scenario.day(5, history=250, surge=60)]
# The last shows that the first two are one.
SOME_HUNDRED = list(dict.fromkeys([*BOTH, *DAY, SHOWS]))
STORED = ("arena", "cluster", "frequency", "owner", "pairs", "parent", "rows", "size", "unsure")


class Writer:
    """Stands for the worker: folds reports, and writes what came of them."""

    def __init__(self, folder: Path) -> None:
        self.log = SqliteLog(f"sqlite://{folder / 'log.db'}")
        self.raw = EventLog(folder / "log.db")
        self.lanes: dict[str, LaneClusters] = {}
        for topic in CATALOGUE:
            self.raw.create_topic(topic.name, partitions_of(topic, LANE_PARTITIONS))

    def take(self, text: str, number: int, tenant: str = "main") -> ReportsSighted:
        event = ReportsReceived(
            lane=lane_of(tenant, text), received_at_ms=T0_MS, reports=(report(number, text=text),)
        )
        lane = self.lanes.setdefault(event.lane, LaneClusters.empty(event.lane))
        source = Source(partition=0, offset=number)
        _, outcome = clusters.step(lane, event, source=source, curation_offset=0)
        if outcome.grown:
            self.append(RUMORS, outcome.grown)
        assert outcome.sighted is not None
        self.append(SIGHTINGS, outcome.sighted)
        return outcome.sighted

    def take_at_once(self, texts: list[str]) -> RumorsGrown:
        """All in one record, of the lane of the first."""
        reports = tuple(report(number, text=text) for number, text in enumerate(texts))
        event = ReportsReceived(
            lane=lane_of("main", texts[0]), received_at_ms=T0_MS, reports=reports
        )
        lane = self.lanes.setdefault(event.lane, LaneClusters.empty(event.lane))
        _, outcome = clusters.step(
            lane, event, source=Source(partition=0, offset=0), curation_offset=0
        )
        assert outcome.grown is not None
        self.append(RUMORS, outcome.grown)
        return outcome.grown

    def append(self, topic: Topic[Any], event: Any) -> None:
        self.raw.append([NewRecord(topic.name, event.lane.encode(), topic.encode(event))])


@pytest.fixture
async def writer(tmp_path: Path) -> AsyncIterator[Writer]:
    made = Writer(tmp_path)
    await made.log.start()
    yield made
    await made.log.stop()
    made.raw.close()


async def test_a_check_says_what_a_report_of_the_text_does(writer: Writer) -> None:
    wordings = Wordings(writer.log, LANE_PARTITIONS, Decisions())
    for number, text in enumerate(TEXTS):
        await wordings.follow()
        found = wordings.check("main", text)
        (seen,) = writer.take(text, number).sightings
        if found and found[0].joins:
            assert (found[0].rumor_id, found[0].stance) == (seen.rumor_id, seen.stance)
        else:
            assert seen.rumor_id == seen.variant_id  # it opened its own
    assert wordings.check("main", BASE)[0].score == 1.0


async def test_a_check_knows_the_frames_that_the_worker_knows(writer: Writer) -> None:
    wordings = Wordings(writer.log, LANE_PARTITIONS, Decisions())
    frame = "隔壁老王昨晚喝多了神神秘秘跟我说"
    writer.take(f"{frame}：银行周一起停止取款", 0)
    await wordings.follow()
    other = f"{frame}：地铁二号线下周停运"
    (found,) = wordings.check("main", other)
    assert found.joins
    assert not any(one.joins for one in wordings.check("main", other, (frame,)))


async def test_a_check_stores_nothing(writer: Writer) -> None:
    wordings = Wordings(writer.log, LANE_PARTITIONS, Decisions())
    writer.take(BASE, 0)
    await wordings.follow()
    assert wordings.check("main", OTHER) == wordings.check("main", OTHER) == ()


async def test_another_tenants_wordings_are_not_matched(writer: Writer) -> None:
    wordings = Wordings(writer.log, LANE_PARTITIONS, Decisions())
    writer.take(BASE, 0, tenant="city")
    await wordings.follow()
    assert wordings.check("main", BASE) == ()
    assert wordings.check("city", BASE)


async def test_many_records_and_one_that_is_none_are_read_once(writer: Writer) -> None:
    wordings = Wordings(writer.log, LANE_PARTITIONS, Decisions())
    writer.raw.append([NewRecord(RUMORS.name, LANE.encode(), b"not json")] * (FETCHED + 1))
    writer.take(BASE, 0)
    assert not wordings.ready
    await wordings.follow()
    assert wordings.ready
    await wordings.follow()
    assert wordings.check("main", BASE)


async def test_others_run_while_a_large_record_is_taken_in(writer: Writer) -> None:
    wordings = Wordings(writer.log, LANE_PARTITIONS, Decisions())
    await wordings.follow()
    grown = writer.take_at_once(SOME_HUNDRED)
    following = asyncio.ensure_future(wordings.follow())
    known = [0]
    while not following.done():
        await asyncio.sleep(0)
        found = [wordings.has_wording("main", one.variant_id) for one in grown.variants]
        known.append(sum(found))
    assert known[-1] == len(grown.variants) > 3 * SLICE
    assert max(after - before for before, after in pairwise(known)) == SLICE


async def test_a_record_taken_in_by_slices_makes_the_same_as_the_whole(writer: Writer) -> None:
    sliced, whole = (Wordings(writer.log, LANE_PARTITIONS, Decisions()) for _ in range(2))
    await sliced.follow()
    grown = writer.take_at_once(SOME_HUNDRED)
    assert grown.merges
    await sliced.follow()
    await whole.follow()
    lane, other = sliced._lanes[grown.lane], whole._lanes[grown.lane]
    for name in STORED:
        assert np.array_equal(getattr(lane.index.tables, name), getattr(other.index.tables, name))
    assert (lane.rumors, lane.stances, lane.quotes) == (other.rumors, other.stances, other.quotes)
    assert (lane.merges, lane.claims, lane.unnamed) == (other.merges, other.claims, other.unnamed)


async def test_a_report_of_today_is_found_with_what_its_app_said(writer: Writer) -> None:
    recent = RecentReports(writer.log, LANE_PARTITIONS, clock=SettableClock(T0_MS))
    await recent.follow()
    first = sighting(1, stance="questions", link="https://example.org/1")
    copy = sighting(1, variant_id="ab" * 8)
    writer.append(SIGHTINGS, sighted(first, sighting(2)))
    writer.append(SIGHTINGS, sighted(copy, offset=1))
    await recent.follow()
    found = recent.find("main", report_id(1))
    assert found is not None
    assert (found.variant_id, found.stance) == (first.variant_id, "questions")
    assert found.extras.link == "https://example.org/1"
    assert recent.find("main", report_id(2)) is not None
    assert recent.find("city", report_id(1)) is None
    assert recent.find("main", report_id(3)) is None


async def test_two_generations_bound_what_is_kept(writer: Writer) -> None:
    clock = SettableClock(T0_MS)
    recent = RecentReports(writer.log, LANE_PARTITIONS, most=2, clock=clock)
    for number in range(6):
        writer.append(SIGHTINGS, sighted(sighting(number), offset=number))
        await recent.follow()
    known = [number for number in range(6) if recent.find("main", report_id(number))]
    assert known == [2, 3, 4, 5]
    clock.move(DAY_MS / 1_000 + 1)
    writer.append(SIGHTINGS, sighted(sighting(9), offset=9))
    await recent.follow()
    assert recent.find("main", report_id(5)) is not None  # a day at least


async def test_only_the_last_day_is_read_at_the_start(writer: Writer) -> None:
    writer.append(SIGHTINGS, sighted(sighting(1)))
    late = SettableClock(writer.raw._clock.now_ms() + 2 * DAY_MS)
    recent = RecentReports(writer.log, LANE_PARTITIONS, clock=late)
    await recent.follow()
    assert recent.find("main", report_id(1)) is None


async def test_reports_are_wanted_from_when_somebody_asks_until_nobody_does(writer: Writer) -> None:
    clock = SettableClock(T0_MS)
    recent = RecentReports(writer.log, LANE_PARTITIONS, clock=clock)

    async def is_wanted() -> bool:
        waiting = asyncio.ensure_future(recent.wanted())
        for _ in range(3):
            await asyncio.sleep(0)
        waiting.cancel()
        return waiting.done()

    assert not await is_wanted()
    assert recent.find("main", report_id(1)) is None
    assert await is_wanted()
    clock.move(WANTED_S)
    assert await is_wanted()
    clock.move(1)
    assert not await is_wanted()
    waiting = asyncio.ensure_future(recent.wanted())
    await asyncio.sleep(0)
    recent.find("main", report_id(1))
    await waiting


async def test_after_a_silence_the_last_day_is_there_and_nothing_older(writer: Writer) -> None:
    clock = SettableClock(T0_MS)
    writer.raw._clock = clock
    recent = RecentReports(writer.log, LANE_PARTITIONS, clock=clock)
    writer.append(SIGHTINGS, sighted(sighting(1)))
    await recent.follow()
    writer.append(SIGHTINGS, sighted(sighting(2), offset=1))
    clock.move(2 * DAY_MS / 1_000)
    writer.append(SIGHTINGS, sighted(sighting(3), offset=2))
    clock.move(DAY_MS / 2_000)
    writer.append(SIGHTINGS, sighted(sighting(4), offset=3))
    await recent.follow()
    await recent.follow()
    found = [number for number in range(1, 5) if recent.find("main", report_id(number))]
    assert found == [1, 3, 4]  # the first was taken in, and there was room for all


async def test_a_rumor_has_its_title_and_reports_before_it_is_stored(writer: Writer) -> None:
    wordings = Wordings(writer.log, LANE_PARTITIONS, Decisions())
    said = f"各位邻居：{BASE}，咨询13812345678"
    (seen,) = writer.take(said, 0).sightings
    assert wordings.opened("main", seen.rumor_id) is None
    writer.take(f"请问“{said}”是真的吗？", 1)
    writer.take(f"{said}，快转发", 2)
    writer.take(OTHER, 3)
    await wordings.follow()
    opened = wordings.opened("main", seen.rumor_id)
    assert opened is not None
    assert opened.title == headline(said)
    assert "13812345678" not in opened.title
    assert opened.stances == {"carries": 2, "questions": 1}
    assert wordings.opened("city", seen.rumor_id) is None


async def test_a_rumor_whose_wordings_are_not_among_the_newest_has_a_title_all_the_same(
    writer: Writer,
) -> None:
    wordings = Wordings(writer.log, LANE_PARTITIONS, Decisions())
    wordings.newest = Newest(most_characters=0)
    (seen,) = writer.take(f"“{BASE}”是真的吗？", 0).sightings
    await wordings.follow()
    opened = wordings.opened("main", seen.rumor_id)
    assert opened is not None
    assert (opened.title, opened.stances) == (headline(f"“{BASE}”是真的吗？"), {"questions": 1})


async def test_a_fact_check_that_nobody_reported_has_a_title_and_no_reports(
    writer: Writer,
) -> None:
    wordings = Wordings(writer.log, LANE_PARTITIONS, Decisions())
    found = VariantJoined(
        variant_id="ab" * 8,
        rumor_id="ab" * 8,
        text=BASE,
        stance="carries",
        first_seen_ms=T0_MS,
        windows=(0,),
        claimed=True,
    )
    grown = RumorsGrown(
        lane=LANE,
        source=Source(partition=0, offset=0),
        curation_offset=0,
        received_at_ms=T0_MS,
        variants=(found,),
    )
    writer.append(RUMORS, grown)
    await wordings.follow()
    opened = wordings.opened("main", found.rumor_id)
    assert opened is not None
    assert (opened.title, opened.stances) == (headline(BASE), {})


async def test_rumors_that_grew_together_are_shown_as_one_as_the_store_has_them(
    writer: Writer,
) -> None:
    decisions = Decisions()
    wordings = Wordings(writer.log, LANE_PARTITIONS, decisions)
    fact = RumorsMerged(kept="aa" * 8, merged="bb" * 8, variant_id="aa" * 8)
    event = RumorsGrown(
        lane=LANE,
        source=Source(partition=0, offset=0),
        curation_offset=0,
        received_at_ms=T0_MS,
        variants=(),
        merges=(fact,),
    )
    writer.append(RUMORS, event)
    await wordings.follow()
    assert curation.overlay(decisions, "main").shown == {fact.merged: fact.kept}
    version = curation.book_of(decisions, "main").version
    # What is stored of it names the same growth: heard twice, it is one.
    (stored,) = [row for made in rows.grown(event, 0) for row in made if isinstance(row, MergeRow)]
    curation.learn(decisions, "main", event.merges, at_ms=stored.at)
    assert curation.book_of(decisions, "main").version == version
