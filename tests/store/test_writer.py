"""The store between log and ClickHouse: what is acknowledged when, and what happens meanwhile."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest

from schemas.events import (
    AlertsTold,
    DeliveriesAttempted,
    ReportsRejected,
    Source,
)
from schemas.topics import ALERTS, CURATIONS, DELIVERIES, REJECTS, RUMORS, SIGHTINGS, Topic
from streams.clock import SettableClock
from streams.log import faust_app
from streams.log.contract import partition_of
from streams.store import history, recounting
from streams.store import writer as module
from streams.store.database import StoreUnavailable
from streams.store.recounting import (
    QUIET_LOOKS,
    RECOUNT_EVERY_S,
    RECOUNT_SHARE,
)
from streams.store.spread import AT_ONCE, Day, Minute
from streams.store.tables import Row, SeenRow
from streams.store.writer import BLOCK_ROWS, FLUSH_EVERY_S, GATHER_S, Writer
from tests.store.stored import TODAY_MS, grown, rejection, sighting
from tests.support import builders

Result = TypeVar("Result")
PARTITIONS = 4
HOME = partition_of(builders.LANE.encode(), PARTITIONS)


@dataclass
class Message:
    """A record of the log, as Faust gives it."""

    value: bytes | None
    key: bytes | None = builders.LANE.encode()
    partition: int = HOME
    offset: int = 0
    timestamp: float = TODAY_MS / 1_000


@dataclass
class Event:
    """Faust's record; it notes in a list shared by all when it is acknowledged."""

    name: str
    message: Message
    acked: list[str]

    @property
    def value(self) -> bytes | None:
        return self.message.value

    def ack(self) -> None:
        self.acked.append(self.name)


@dataclass
class Store:
    """A ClickHouse of lists: it is away as often as it is told to, and work takes as long."""

    clock: SettableClock
    done: list[tuple[str, Any]] = field(default_factory=list)
    away: int = 0
    takes_s: float = 0.0
    totals: list[set[Minute]] = field(default_factory=list)
    rumors: list[dict[str, set[int]]] = field(default_factory=list)  # of the totals

    async def run(self, work: Callable[[], Result]) -> Result:
        return work()

    def insert(self, rows: list[Row]) -> None:
        if type(rows[0]) is not SeenRow:  # goes with the sightings
            self._work(rows[0].TABLE, len(rows))

    def named(self, *_: Any) -> list[Any]:
        return []  # nothing was counted before

    def count(self, what: str, units: Any) -> None:
        self._work(what, sorted(units))

    def total(self, minutes: set[Minute], rumors: dict[str, set[int]]) -> None:
        self.totals.append(set(minutes))
        self.rumors.append(rumors)

    def _work(self, what: str, given: Any) -> None:
        if self.away:
            self.away -= 1
            self.clock.move(10.0)  # until the connection was given up
            raise StoreUnavailable("away")
        self.clock.move(self.takes_s)
        self.done.append((what, given))


@dataclass
class Stage:
    """A writer with everything around it."""

    writer: Writer
    store: Store
    clock: SettableClock
    acked: list[str] = field(default_factory=list)

    async def take(self, name: str, topic: Topic[Any], event: Any, **fields: Any) -> None:
        message = Message(topic.encode(event), **fields)
        await self.writer.take(topic, Event(name, message, self.acked))

    async def take_bytes(self, name: str, topic: Topic[Any], value: bytes | None) -> None:
        await self.writer.take(topic, Event(name, Message(value), self.acked))

    async def take_sightings(self, name: str, *at_ms: int) -> None:
        made = [sighting(n, at_ms=one) for n, one in enumerate(at_ms)]
        await self.take(name, SIGHTINGS, builders.sighted(*made, received_at_ms=TODAY_MS))


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    clock = SettableClock(TODAY_MS)
    store = Store(clock)
    counting: dict[str, Callable[..., None]] = {
        "recount_minutes": lambda base, minutes, _, now_ms, rumors: base.count("minutes", minutes),
        "recount_days": lambda base, days, rumors: base.count("days", days),
        "mend_totals": lambda base: None,
        "recount_totals": lambda base, minutes, rumors: base.total(minutes, rumors),
    }
    for name, work in counting.items():
        monkeypatch.setattr(recounting, name, work)
    fake: Any = store
    return Stage(writer=Writer(fake, PARTITIONS, clock), store=store, clock=clock)


def alerts() -> AlertsTold:
    source = Source(partition=HOME, offset=0)
    return AlertsTold(lane=builders.LANE, source=source, alerts=(builders.alert(),))


async def test_every_topic_goes_into_its_tables(stage: Stage) -> None:
    attempts = DeliveriesAttempted(lane=builders.LANE, deliveries=(builders.delivery(),))
    await stage.take("rumors", RUMORS, grown(builders.variant()))
    await stage.take_sightings("sightings", TODAY_MS, TODAY_MS)
    await stage.take("alerts", ALERTS, alerts())
    await stage.take("deliveries", DELIVERIES, attempts)
    await stage.take("decisions", CURATIONS, builders.decision(), key=b"main", partition=0)
    await stage.take("rejects", REJECTS, ReportsRejected(rejections=(rejection(1), rejection(2))))
    await stage.writer.flush()
    assert sorted(stage.store.done) == [
        ("alerts", 1),
        ("curations", 1),
        ("deliveries", 1),
        ("rejects", 2),
        ("rumors", 1),
        ("sightings", 2),
        ("variants", 1),
    ]


async def test_what_is_not_counted_is_acknowledged_when_it_is_stored(stage: Stage) -> None:
    await stage.take("a", ALERTS, alerts())
    await stage.take("b", ALERTS, alerts())
    assert stage.acked == []
    await stage.writer.flush()
    assert stage.acked == ["a", "b"]
    assert stage.store.done == [("alerts", 2)], "records of one topic are one block"


async def test_sightings_are_acknowledged_after_minutes_and_days_are_counted(stage: Stage) -> None:
    await stage.take_sightings("a", TODAY_MS, TODAY_MS + 1, TODAY_MS + 60_000)
    await stage.take_sightings("b", TODAY_MS)
    await stage.writer.flush()
    assert stage.acked == []
    await stage.writer.recounting.recount()
    minute = TODAY_MS // 60_000
    assert stage.store.done == [
        ("sightings", 4),
        ("minutes", [Minute("main", minute), Minute("main", minute + 1)]),
        ("days", [Day("main", TODAY_MS // 86_400_000)]),
    ]
    assert stage.acked == ["a", "b"]


async def test_only_rumors_that_were_reported_are_counted_again(stage: Stage) -> None:
    """Each with its tenant, once, and none that was counted before."""
    for name, rumor in (("a", "aa" * 8), ("b", "bb" * 8), ("c", "aa" * 8)):
        one = sighting(1, at_ms=TODAY_MS, rumor=rumor)
        await stage.take(name, SIGHTINGS, builders.sighted(one, received_at_ms=TODAY_MS))
    await stage.writer.flush()
    await stage.writer.recounting.recount()
    assert stage.store.rumors == [{"main": {int("aa" * 8, 16), int("bb" * 8, 16)}}]
    stage.clock.move(RECOUNT_EVERY_S)
    await stage.take_sightings("d", TODAY_MS)
    await stage.writer.flush()
    await stage.writer.recounting.recount()
    reported = sighting(0).rumor_id
    assert stage.store.rumors[1:] == [{"main": {int(reported, 16)}}]


async def test_what_is_taken_and_not_stored_is_not_counted(stage: Stage) -> None:
    """A recount that ran before the insert would miss it, and acknowledge it all the same."""
    await stage.take_sightings("a", TODAY_MS)
    await stage.writer.recounting.recount()
    assert (stage.store.done, stage.acked) == ([], [])


async def test_what_is_stored_during_a_recount_waits_for_the_next(stage: Stage) -> None:
    await stage.take_sightings("a", TODAY_MS)
    await stage.writer.flush()
    await stage.writer.recounting.recount()
    await stage.take_sightings("b", TODAY_MS)
    await stage.writer.flush()
    await stage.writer.recounting.recount()
    assert stage.acked == ["a"], "too early: the last recount was just now"
    stage.clock.move(RECOUNT_EVERY_S)
    await stage.writer.recounting.recount()
    assert stage.acked == ["a", "b"]


async def wait_for_the_share(stage: Stage) -> None:
    """One record is counted, which took two seconds; another is stored, and waits for its time."""
    stage.store.takes_s = 2.0
    await stage.take_sightings("a", TODAY_MS)
    await stage.writer.flush()
    await stage.writer.recounting.recount()
    await stage.take_sightings("b", TODAY_MS)
    await stage.writer.flush()


async def test_a_recount_takes_no_more_than_its_share_of_the_time(stage: Stage) -> None:
    await wait_for_the_share(stage)
    done = len(stage.store.done)
    stage.clock.move(RECOUNT_SHARE * 2.0 - 5.0)
    await stage.writer.recounting.recount()
    assert len(stage.store.done) == done
    stage.clock.move(5.0)
    await stage.writer.recounting.recount()
    assert stage.acked == ["a", "b"]


async def test_days_wait_for_their_own_turn_and_their_records_with_them(stage: Stage) -> None:
    await stage.take_sightings("a", TODAY_MS)
    await stage.writer.flush()
    stage.store.takes_s = 1.0
    await stage.writer.recounting.recount()
    stage.clock.move(RECOUNT_SHARE - 1.0)  # minutes ended a second before the days did
    await stage.take_sightings("b", TODAY_MS)
    stage.store.takes_s = 0.0
    await stage.writer.flush()
    await stage.writer.recounting.recount()
    assert [what for what, _ in stage.store.done][-1] == "minutes"
    assert stage.acked == ["a"]
    stage.clock.move(1.0)
    await stage.writer.recounting.recount()
    assert [what for what, _ in stage.store.done][-1] == "days"
    assert stage.store.totals, "the rumors of these days, too"
    assert stage.acked == ["a", "b"]


async def test_nothing_new_counts_nothing(stage: Stage) -> None:
    await stage.writer.recounting.recount()
    assert stage.store.done == []


async def test_what_cannot_be_read_becomes_a_reject_and_is_acknowledged(stage: Stage) -> None:
    await stage.take_bytes("broken", ALERTS, b"not json")
    await stage.take_bytes("empty", ALERTS, None)
    await stage.take("elsewhere", ALERTS, alerts(), partition=(HOME + 1) % PARTITIONS)
    await stage.take("sound", ALERTS, alerts())
    await stage.writer.flush()
    assert stage.store.done == [("rejects", 3), ("alerts", 1)]
    assert stage.acked == ["broken", "empty", "elsewhere", "sound"]


async def test_sightings_that_cannot_be_read_are_acknowledged_in_their_order(stage: Stage) -> None:
    await stage.take_sightings("a", TODAY_MS)
    await stage.take_bytes("broken", SIGHTINGS, b"[]")
    await stage.writer.flush()
    assert stage.acked == []
    await stage.writer.recounting.recount()
    assert stage.acked == ["a", "broken"]


async def test_a_full_buffer_takes_no_more_until_it_is_written(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 2)
    await stage.take_sightings("a", TODAY_MS, TODAY_MS + 1)
    waiting = asyncio.ensure_future(stage.take_sightings("b", TODAY_MS))
    await asyncio.sleep(0)
    assert not waiting.done()
    await stage.writer.flush()
    await waiting
    assert stage.store.done == [("sightings", 2)]
    assert stage.writer.batch.size == 1


async def test_a_store_that_is_away_is_waited_for(stage: Stage) -> None:
    stage.store.away = 3
    began = stage.clock.monotonic_s()
    await stage.take("a", ALERTS, alerts())
    await stage.writer.flush()
    assert stage.acked == ["a"]
    waited_s = stage.clock.monotonic_s() - began - 3 * 10.0
    assert waited_s == pytest.approx(0.2 + 0.4 + 0.8)


async def test_a_recount_after_an_outage_does_not_wait_for_twelve_times_the_outage(
    stage: Stage,
) -> None:
    await stage.take_sightings("a", TODAY_MS)
    await stage.writer.flush()
    stage.store.away = 5
    await stage.writer.recounting.recount()
    assert stage.acked == ["a"]
    await stage.take_sightings("b", TODAY_MS)
    await stage.writer.flush()
    stage.clock.move(RECOUNT_EVERY_S)
    await stage.writer.recounting.recount()
    assert stage.acked == ["a", "b"]


async def test_a_block_that_is_never_taken_is_a_defect_and_nothing_is_acknowledged(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Any) -> None:
        raise RuntimeError("no such column")

    monkeypatch.setattr(stage.store, "insert", broken)
    await stage.take("a", ALERTS, alerts())
    with pytest.raises(RuntimeError):
        await stage.writer.flush()
    assert stage.acked == []


async def test_a_small_block_waits_for_more_and_a_full_one_does_not(stage: Stage) -> None:
    began = stage.clock.monotonic_s()
    writing = asyncio.ensure_future(stage.writer.flush_forever())
    await stage.take_sightings("a", TODAY_MS)
    await _until(lambda: len(stage.store.done) == 1)
    assert stage.clock.monotonic_s() - began == pytest.approx(FLUSH_EVERY_S)
    await stage.take_sightings("b", *[TODAY_MS] * BLOCK_ROWS)
    await _until(lambda: len(stage.store.done) == 2)
    assert stage.clock.monotonic_s() - began == pytest.approx(FLUSH_EVERY_S)
    writing.cancel()


async def test_what_comes_alone_waits_only_for_what_belongs_to_it(stage: Stage) -> None:
    writing = asyncio.ensure_future(stage.writer.flush_forever())
    await stage.take_sightings("first", TODAY_MS)
    await _until(lambda: len(stage.store.done) == 1)
    stage.clock.move(60.0)
    began = stage.clock.monotonic_s()
    await stage.take_sightings("alone", TODAY_MS)
    await _until(lambda: len(stage.store.done) == 2)
    assert stage.clock.monotonic_s() - began == pytest.approx(GATHER_S)
    await stage.take_sightings("soon after", TODAY_MS)
    await _until(lambda: len(stage.store.done) == 3)
    assert stage.clock.monotonic_s() - began == pytest.approx(GATHER_S + FLUSH_EVERY_S)
    writing.cancel()


async def test_a_block_that_fills_up_meanwhile_waits_no_longer(stage: Stage) -> None:
    writing = asyncio.ensure_future(stage.writer.flush_forever())
    began = stage.clock.monotonic_s()
    await stage.take_sightings("a", TODAY_MS)
    await asyncio.sleep(0)
    await stage.take_sightings("b", *[TODAY_MS] * BLOCK_ROWS)
    await _until(lambda: len(stage.store.done) == 1)
    assert stage.clock.monotonic_s() - began <= FLUSH_EVERY_S / 2
    writing.cancel()


async def test_once_nothing_new_comes_what_waits_for_its_share_is_counted(stage: Stage) -> None:
    await wait_for_the_share(stage)
    for _ in range(QUIET_LOOKS - 1):
        await stage.writer.recounting.recount()
        assert stage.acked == ["a"], "more may come: ClickHouse keeps its time"
    await stage.take_sightings("c", TODAY_MS)
    await stage.writer.flush()
    for _ in range(QUIET_LOOKS):
        assert stage.acked == ["a"]
        await stage.writer.recounting.recount()
    await stage.writer.recounting.recount()
    assert stage.acked == ["a", "b", "c"]


async def test_where_nothing_waits_nothing_is_looked_for(stage: Stage) -> None:
    counting = asyncio.ensure_future(stage.writer.recounting.recount_forever())
    await stage.take_sightings("a", TODAY_MS - 8 * 86_400_000, TODAY_MS)
    await stage.writer.flush()
    await _until(lambda: stage.acked == ["a"])
    looked_s = stage.clock.monotonic_s()
    for _ in range(50):
        await asyncio.sleep(0)
    assert stage.clock.monotonic_s() == looked_s
    counting.cancel()


async def test_recounting_goes_on_by_itself(stage: Stage) -> None:
    counting = asyncio.ensure_future(stage.writer.recounting.recount_forever())
    await stage.take_sightings("a", TODAY_MS)
    await stage.writer.flush()
    await _until(lambda: stage.acked == ["a"])
    await stage.take_sightings("b", TODAY_MS)
    await stage.writer.flush()
    await _until(lambda: stage.acked == ["a", "b"])
    counting.cancel()


async def test_decisions_are_followed_when_they_are_stored_and_not_all_the_time(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[str] = []

    def look() -> int:
        looks.append("look")
        return 0

    monkeypatch.setattr(stage.writer._decided, "refresh", look)
    following = asyncio.ensure_future(stage.writer.follow_decisions())
    await _until(lambda: looks == ["look"])
    await stage.take_sightings("a", TODAY_MS)
    await stage.writer.flush()
    await asyncio.sleep(0.05)
    assert looks == ["look"], "sightings decide nothing"
    await stage.take("b", CURATIONS, builders.decision(), key=b"main", partition=0)
    await stage.writer.flush()
    await _until(lambda: looks == ["look"] * 2)
    following.cancel()


async def test_a_defect_stops_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    codes: list[int] = []
    monkeypatch.setattr(faust_app, "stop_now", codes.append)

    async def broken() -> None:
        raise RuntimeError("a defect")

    await module._or_stop("flush", broken())
    assert codes == [1]


async def _until(condition: Callable[[], bool]) -> None:
    for _ in range(1_000):
        if condition():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came to it")


async def test_what_waits_to_be_counted_holds_up_taking_too(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_HELD", 1)
    await stage.take_sightings("a", TODAY_MS)
    await stage.writer.flush()
    waiting = asyncio.ensure_future(stage.take_sightings("b", TODAY_MS))
    await asyncio.sleep(0)
    assert not waiting.done()
    await stage.writer.recounting.recount()
    await waiting
    assert stage.acked == ["a"]


async def test_a_recount_that_fails_tries_fewer_minutes_at_once(stage: Stage) -> None:
    await stage.take_sightings("a", TODAY_MS)
    await stage.writer.flush()
    stage.store.away = 3
    await stage.writer.recounting.recount()
    assert stage.acked == ["a"]
    assert stage.writer.recounting._at_once == min(AT_ONCE, AT_ONCE // 8 * 2)


async def test_history_is_counted_in_slices_and_today_goes_on(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "AT_ONCE", 2)
    day_ms = 86_400_000
    await stage.take_sightings("old", *(TODAY_MS - n * day_ms for n in range(3, 8)))
    await stage.writer.flush()
    for number in range(3):
        assert "old" not in stage.acked
        await stage.take_sightings(f"new{number}", TODAY_MS)
        await stage.writer.flush()
        stage.clock.move(RECOUNT_EVERY_S)
        await stage.writer.recounting.recount()
        assert f"new{number}" in stage.acked
    assert "old" in stage.acked
    counted = [len(units) for what, units in stage.store.done if what == "minutes"]
    assert sorted(counted) == [1, 1, 1, 1, 2, 2]


async def test_a_record_of_old_and_new_is_counted_at_once_where_it_is_new(stage: Stage) -> None:
    old = Minute("main", TODAY_MS // 60_000 - 8 * 1_440)
    new = Minute("main", TODAY_MS // 60_000)
    await stage.take_sightings("mixed", old.number * 60_000, TODAY_MS)
    await stage.writer.flush()
    await stage.writer.recounting._recount_minutes()
    assert stage.store.done[-1] == ("minutes", [new])
    await stage.writer.recounting.recount()
    assert ("minutes", [old, new]) in stage.store.done
    assert ("days", [Day("main", new.number // 1_440)]) in stage.store.done
    assert stage.acked == ["mixed"]


async def test_new_minutes_are_counted_without_waiting_for_the_next_record(stage: Stage) -> None:
    await stage.take_sightings("mixed", TODAY_MS - 8 * 86_400_000, TODAY_MS)
    await stage.writer.flush()
    await stage.writer.recounting.recount()
    counted = [units for what, units in stage.store.done if what == "minutes"]
    assert counted[0] == [Minute("main", TODAY_MS // 60_000)]


async def test_a_record_is_not_acknowledged_before_its_new_minutes_are_counted(
    stage: Stage,
) -> None:
    """Killed between the two, the store would never count them."""
    await stage.take_sightings("mixed", TODAY_MS - 8 * 86_400_000, TODAY_MS)
    await stage.writer.flush()
    old = stage.writer.recounting._history.slice()
    await stage.writer.recounting._recount_history(old)
    counted = {one for what, units in stage.store.done if what == "minutes" for one in units}
    assert stage.acked == ["mixed"]
    assert Minute("main", TODAY_MS // 60_000) in counted


async def test_rumors_are_stored_before_the_sightings_that_name_them(stage: Stage) -> None:
    await stage.take_sightings("a", TODAY_MS)
    await stage.take("b", RUMORS, grown(builders.variant()))
    await stage.writer.flush()
    assert [table for table, _ in stage.store.done] == ["variants", "rumors", "sightings"]


def test_tenants_take_turns_in_history(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "AT_ONCE", 4)
    waiting = history.History()
    waiting.add([Minute("archive", n) for n in range(100)], ["large"])
    waiting.add([Minute("small", n) for n in range(2)], ["small"])
    assert waiting.slice() == [
        Minute("archive", 0),
        Minute("archive", 1),
        Minute("small", 0),
        Minute("small", 1),
    ]
    seen = 0
    done: list[str] = []
    while part := waiting.slice():
        seen += len(part)
        done += waiting.counted(len(part))
    assert (seen, done) == (102, ["large", "small"])
