"""The store: a Faust app of its own group that brings every event into ClickHouse and recounts the
spread.

In: records of all topics but reports and surges. Out: rows. A ClickHouse that is away holds up
nobody else. Records are acknowledged in order, after their rows are in and, for sightings, after
the minutes they touched are recounted: a crash anywhere is healed by the replay.
"""

import asyncio
import gc
import logging
from collections.abc import Awaitable, Callable
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
from streams.clock import SYSTEM_CLOCK, Clock
from streams.config.settings import Settings
from streams.core.lanes import tenant_of
from streams.log import faust_app
from streams.log.engines import shared
from streams.log.records import event_of, unreadable
from streams.store import rows
from streams.store.batch import Batch
from streams.store.block import Block
from streams.store.database import Database
from streams.store.decided import Decided
from streams.store.history import split
from streams.store.insisting import insist
from streams.store.once import Once
from streams.store.recounting import Recounting
from streams.store.spread import minutes_of
from streams.store.tables import DecidedRow, DecisionRow, MergeRow, Row, SightingRow

logger = logging.getLogger("rumor.store")

# ClickHouse makes a part on disk of every insert and merges them later: few and large is what it
# likes. An insert of eight sightings takes it 7 ms of CPU, one of ten thousand 17; in a trickle of
# posts that is most of what the whole system does. A full block goes at once, a smaller one waits
# for more; what comes alone, after a pause, waits only for what belongs to it.
BLOCK_ROWS = 25_000
FLUSH_EVERY_S = 1.5
GATHER_S = 0.2
LOOK_EVERY_S = 0.25  # at the log: what is gathered for so long anyway need not be seen at once
MOST_ROWS = 40_000  # then taking stops: the log keeps the rest, not this process's memory

# Bytes of records that wait to be counted: a recount that fails for good must not fill the memory.
MOST_HELD = 256 << 20

# Dashboards follow decisions when they are stored here; what another store stored it shows itself.
DECIDING = (DecisionRow, MergeRow)
DECIDED_EVERY_S = 15.0
# Rows come and go by ten thousand and hold no cycles: to search them again and again finds nothing.
GC_THRESHOLDS = (50_000, 20, 100)


class Writer:
    """Buffers between the log and ClickHouse: taken -> stored; sightings go on to be counted."""

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
        self.recounting = Recounting(database, self._done, clock=clock)
        self._held = 0  # bytes of records of sightings that are not acknowledged yet
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
        tenant = tenant_of(event.lane)
        times_ms = (sighting.observed_at_ms for sighting in event.sightings)
        minutes, old = split(minutes_of(tenant, times_ms), event.received_at_ms)
        self.batch.minutes |= minutes
        rumors = {sighting.rumor_id for sighting in event.sightings}
        self.batch.rumors.setdefault(tenant, set()).update(int(rumor, 16) for rumor in rumors)
        self.batch.old |= old
        return bool(old)

    async def flush_forever(self) -> None:
        """Inserts what was taken until cancelled."""
        # After a start there is a backlog: what comes first does not come alone.
        due_s = self.clock.monotonic_s() + FLUSH_EVERY_S
        while True:
            await self._work.wait()
            await self._gather(max(due_s, self.clock.monotonic_s() + GATHER_S))
            await self.flush()
            due_s = self.clock.monotonic_s() + FLUSH_EVERY_S

    async def _gather(self, until_s: float) -> None:
        """Waits for more until then, or until the block is full."""
        while self.batch.size < BLOCK_ROWS and (left_s := until_s - self.clock.monotonic_s()) > 0:
            await self.clock.sleep(min(GATHER_S, left_s))

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
        self.recounting.add(batch)
        for event in batch.others:
            event.ack()
        taken = len(batch.sightings) + len(batch.history) + len(batch.others)
        telemetry.records_processed(STORE.name, taken)

    def _insert_once(self, block: Block[SightingRow]) -> None:
        self.database.insert(self.once.sift(block))

    async def load(self) -> None:
        """Learns once what was counted in 180 days; tries until ClickHouse tells it."""
        await self._insist("load", self.once.load)

    async def follow_decisions(self) -> None:
        """Keeps up what decisions make of rumors until cancelled."""
        while True:
            self._decide.clear()
            await self._insist("decided", self._refresh)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._decide.wait(), DECIDED_EVERY_S)

    def _refresh(self) -> None:
        telemetry.rows_stored(DecidedRow.TABLE, self._decided.refresh())

    async def _insist(self, what: str, work: Callable[[], None]) -> None:
        await insist(self.database, what, work, clock=self.clock)


def _is_of_sightings(block: tuple[type[Row], Any]) -> bool:
    return block[0] is SightingRow


def make(settings: Settings, database: Database, clock: Clock = SYSTEM_CLOCK) -> faust_app.App:
    """The store's app."""
    app = faust_app.make_app(STORE.group, settings, look_every_s=LOOK_EVERY_S)
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
        await _or_stop("recount", writer.recounting.recount_forever())

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
        faust_app.stop_now(faust_app.BROKEN)
