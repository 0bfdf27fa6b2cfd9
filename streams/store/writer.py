"""The store: a Faust app of its own group that brings every event into ClickHouse and recounts the
spread.

In: records of all topics but reports and surges. Out: rows. A ClickHouse that is away holds up
nobody else. Records are acknowledged in order, after their rows are in and, for sightings, after
the minutes they touched are recounted: a crash anywhere is healed by the replay.
"""

import asyncio
import gc
import logging
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Any

from schemas.pipeline import STORE
from schemas.topics import (
    SIGHTINGS,
    CodecError,
    Topic,
)
from streams import telemetry
from streams.backoff import waits
from streams.clock import SYSTEM_CLOCK, Clock
from streams.config.settings import Settings
from streams.core.lanes import tenant_of
from streams.log import faust_app
from streams.log.engines import shared
from streams.log.records import event_of, unreadable
from streams.store import rows
from streams.store.batch import Batch
from streams.store.block import Block
from streams.store.database import Database, StoreUnavailable
from streams.store.decided import Decided
from streams.store.history import History, split
from streams.store.once import Once
from streams.store.spread import (
    AT_ONCE,
    Day,
    Minute,
    days_of,
    minutes_of,
    recount_days,
    recount_minutes,
)
from streams.store.tables import DecidedRow, DecisionRow, MergeRow, Row, SightingRow

logger = logging.getLogger("rumor.store")

# ClickHouse makes a part on disk of every insert and merges them later: few and large is what it
# likes. A full block goes at once, a smaller one waits a little for more: an insert of eight
# sightings takes ClickHouse 17 ms, and a recount of their minute and day 24.
BLOCK_ROWS = 10_000
FLUSH_EVERY_S = 0.8
MOST_ROWS = 40_000  # then taking stops: the log keeps the rest, not this process's memory

# Bytes of records that wait to be counted: a recount that fails for good must not fill the memory.
MOST_HELD = 256 << 20

# Dashboards follow decisions when they are stored here; what another store stored it shows itself.
DECIDING = (DecisionRow, MergeRow)
DECIDED_EVERY_S = 15.0
RECOUNT_EVERY_S = 1.0
# The next recount begins no sooner than so many times what the last one took, so that counting
# fills at most a twelfth of the time, minutes and days each. A busy minute costs up to 0.8 s at
# 10,000 reports/s; at five, where this began, that was too much beside the inserts when the whole
# loop was measured on two cores. The price: under full load counts are seconds behind the facts.
RECOUNT_SHARE = 12.0

# Rows come and go by ten thousand and hold no cycles: to search them again and again finds nothing.
GC_THRESHOLDS = (50_000, 20, 100)

FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 15.0


class Writer:
    """Buffers between the log and ClickHouse: taken -> stored -> counted -> acknowledged."""

    def __init__(
        self, database: Database, lane_partitions: int, clock: Clock = SYSTEM_CLOCK
    ) -> None:
        self.database = database
        self.lane_partitions = lane_partitions
        self.clock = clock
        self.once = Once(database)
        self.batch = Batch()
        self._room = asyncio.Event()
        self._room.set()
        self._work = asyncio.Event()
        # Sightings go on from here: stored records wait for their minutes, counted ones for days.
        self._stored: list[Any] = []
        self._minutes: set[Minute] = set()
        self._minutes_due_s = 0.0
        self._counted: list[Any] = []
        self._days: set[Day] = set()
        self._days_due_s = 0.0
        self._history = History()
        self._history_due_s = 0.0
        self._held = 0  # bytes of records of sightings that are not acknowledged yet
        self._at_once = AT_ONCE
        self._decided = Decided(database)
        self._decide = asyncio.Event()

    async def take(self, topic: Topic[Any], event: Any) -> None:
        """Takes one of Faust's records from the log; waits while the buffer is full."""
        await self._room.wait()
        batch = self.batch
        is_history = False
        try:
            is_history = self._add(topic, event.message, event.value)
        # What no check of the record foresaw and no row can hold: set aside with the others, for
        # a defect here would end the process at this record again and again.
        except (CodecError, ValueError, OverflowError) as error:
            batch.add([rows.rejection(unreadable(topic, event.message, STORE.name, error))])
            telemetry.rejected(STORE.name, "unreadable")
        # A record of sightings that was set aside waits, too: acknowledged in the order it came.
        if topic is SIGHTINGS:
            self._held += len(event.value or b"")
            (batch.history if is_history else batch.sightings).append(event)
        else:
            batch.others.append(event)
        self._make_room()
        self._work.set()

    def _make_room(self) -> None:
        """Taking goes on while the buffer and what waits to be counted are not too large."""
        if self.batch.size >= MOST_ROWS or self._held >= MOST_HELD:
            self._room.clear()
        else:
            self._room.set()

    def _done(self, events: list[Any]) -> None:
        """Acknowledges counted records of sightings."""
        for event in events:
            self._held -= len(event.value or b"")
            event.ack()
        self._make_room()

    def _add(self, topic: Topic[Any], message: Any, value: bytes | None) -> bool:
        """Makes a record's rows -> whether it holds history."""
        event = event_of(
            topic,
            message.key,
            value,
            partition=message.partition,
            lane_partitions=self.lane_partitions,
        )
        # All rows are made before the first is added: a record is stored whole or set aside whole.
        for rows_of_one_table in rows.OF_TOPIC[topic](event, message.offset):
            self.batch.add(rows_of_one_table)
        if topic is not SIGHTINGS:
            return False
        times_ms = (sighting.observed_at_ms for sighting in event.sightings)
        minutes, old = split(minutes_of(tenant_of(event.lane), times_ms), event.received_at_ms)
        self.batch.minutes |= minutes
        self.batch.old |= old
        return bool(old)

    async def flush_forever(self) -> None:
        """Inserts what was taken until cancelled."""
        while True:
            await self._work.wait()
            if self.batch.size < BLOCK_ROWS:
                await self.clock.sleep(FLUSH_EVERY_S)
            await self.flush()

    async def flush(self) -> None:
        """Inserts what was taken, a block a table; acknowledges what has nothing to be counted."""
        self._work.clear()
        batch = self.batch
        self.batch = Batch()
        # From here on others are taken while these are written: at most two batches are held.
        self._make_room()
        # Sightings last: a report that is matched is one of a rumor that is there.
        for kind, block in sorted(batch.blocks.items(), key=_is_of_sightings):
            if kind is SightingRow:
                await self._insist("insert", partial(self._insert_once, block))
            else:
                await self._insist("insert", partial(self.database.insert, block))
            telemetry.rows_stored(kind.TABLE, len(block))
            if kind in DECIDING:
                self._decide.set()
        # Only now: a recount that began before the insert would miss these sightings, and their
        # records would be acknowledged with it.
        self._minutes |= batch.minutes
        self._stored += batch.sightings
        self._history.add(batch.old, batch.history)
        for event in batch.others:
            event.ack()
        taken = len(batch.sightings) + len(batch.history) + len(batch.others)
        telemetry.records_processed(STORE.name, taken)

    def _insert_once(self, block: Block[SightingRow]) -> None:
        self.database.insert(self.once.sift(block))

    async def load(self) -> None:
        """Learns once what was counted in 180 days; tries until ClickHouse tells it."""
        await self._insist("load", self.once.load)

    async def recount_forever(self) -> None:
        """Recounts what was touched until cancelled."""
        while True:
            await self.clock.sleep(FLUSH_EVERY_S)
            await self.recount()

    async def follow_decisions(self) -> None:
        """Keeps up what decisions make of rumors until cancelled."""
        while True:
            self._decide.clear()
            await self._insist("decided", self._refresh)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._decide.wait(), DECIDED_EVERY_S)

    def _refresh(self) -> None:
        telemetry.rows_stored(DecidedRow.TABLE, self._decided.refresh())

    async def recount(self) -> None:
        """Recounts touched minutes, then their days, where each is due; then acknowledges."""
        # Minutes without a record are those of records that wait with the archives; records without
        # a minute were set aside.
        if (self._stored or self._minutes) and self._is_due(self._minutes_due_s):
            await self._recount_minutes()
        if (self._counted or self._days) and self._is_due(self._days_due_s):
            await self._recount_days()
        if self._is_due(self._history_due_s) and (old := self._history.slice()):
            await self._recount_history(old)

    def _is_due(self, due_s: float) -> bool:
        return self.clock.monotonic_s() >= due_s

    async def _recount_minutes(self) -> None:
        minutes = self._minutes
        self._minutes = set()
        self._counted += self._stored
        self._stored = []
        self._minutes_due_s = await self._timed("minutes", partial(self._minutes_work, minutes))
        self._days |= days_of(minutes)

    def _minutes_work(self, minutes: Iterable[Minute]) -> None:
        try:
            now_ms = self.clock.now_ms()
            recount_minutes(self.database, minutes, self._at_once, now_ms=now_ms)
        except StoreUnavailable:
            # Perhaps they were too many for its memory or its time: fewer are tried next.
            self._at_once = max(1, self._at_once // 2)
            raise
        self._at_once = min(AT_ONCE, self._at_once * 2)

    async def _recount_history(self, minutes: list[Minute]) -> None:
        due_s = await self._timed("history", partial(self._minutes_work, minutes))
        work = partial(recount_days, self.database, days_of(minutes))
        self._history_due_s = max(due_s, await self._timed("history days", work))
        self._done(self._history.counted(len(minutes)))

    async def _recount_days(self) -> None:
        days = self._days
        self._days = set()
        work = partial(recount_days, self.database, days)
        self._days_due_s = await self._timed("days", work)
        counted = self._counted
        self._counted = []
        self._done(counted)

    async def _timed(self, what: str, work: Callable[[], None]) -> float:
        """Does a recount -> when the next may begin.

        What counts is ClickHouse's work, not how long it was away before: counted as work, an
        outage of a minute held up the next recount for twelve.
        """
        took_s = 0.0

        def timed() -> None:
            nonlocal took_s
            began = self.clock.monotonic_s()
            work()
            took_s = self.clock.monotonic_s() - began

        await self._insist(f"recount {what}", timed)
        telemetry.spread_recounted(what, took_s)
        return self.clock.monotonic_s() + max(RECOUNT_EVERY_S, RECOUNT_SHARE * took_s)

    async def _insist(self, what: str, work: Callable[[], None]) -> None:
        """Tries until ClickHouse does it.

        A block that it will never take is a defect: the process stops, nothing is committed.
        """
        for wait_s in waits(FIRST_WAIT_S, LONGEST_WAIT_S):
            try:
                await self.database.run(work)
                return
            except StoreUnavailable as error:
                telemetry.retried(what)
                fields = {"work": what, "wait_s": wait_s, "reason": str(error)}
                logger.warning("waiting for ClickHouse", extra=telemetry.fields(**fields))
                await self.clock.sleep(wait_s)


def _is_of_sightings(block: tuple[type[Row], Any]) -> bool:
    return block[0] is SightingRow


def make(settings: Settings, database: Database, clock: Clock = SYSTEM_CLOCK) -> faust_app.App:
    """The store's app."""
    app = faust_app.make_app(STORE.group, settings)
    writer = Writer(database, settings.lane_partitions, clock)
    for topic in STORE.reads:
        _agent(app, topic, writer)

    @app.task  # type: ignore[untyped-decorator]
    async def flush() -> None:
        gc.collect()
        gc.freeze()  # what was loaded stays: no collection needs to look at it
        gc.set_threshold(*GC_THRESHOLDS)
        telemetry.ready("store")
        await _or_stop("flush", writer.flush_forever())

    if not shared(settings.log):  # else another store's reports would be missing

        @app.task  # type: ignore[untyped-decorator]
        async def loading() -> None:
            await _or_stop("load what was counted", writer.load())

    @app.task  # type: ignore[untyped-decorator]
    async def recounting() -> None:
        await _or_stop("recount", writer.recount_forever())

    @app.task  # type: ignore[untyped-decorator]
    async def deciding() -> None:
        await _or_stop("follow decisions", writer.follow_decisions())

    return app


def _agent(app: faust_app.App, topic: Topic[Any], writer: Writer) -> None:
    async def store(stream: Any) -> None:
        # Not acknowledged by Faust when the loop goes on: by the writer, when the rows are in.
        async for event in stream.noack().events():
            await writer.take(topic, event)

    app.agent(faust_app.channel(app, topic), name=f"store-{topic.name}", concurrency=1)(store)


async def _or_stop(what: str, work: Awaitable[None]) -> None:
    """Runs for ever; a defect stops the process, which reads again from the last commit, instead of
    going on without the work.
    """
    try:
        await work
    except Exception:
        logger.critical("the store stops: it cannot %s", what, exc_info=True)
        faust_app.stop_now(1)
