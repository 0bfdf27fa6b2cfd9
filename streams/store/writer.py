"""The store: a Faust app of its own group that brings every event into ClickHouse and recounts the
spread.

In: records of all topics but reports and surges. Out: rows. A ClickHouse that is away holds up
nobody else. Records are acknowledged in order, after their rows are in and, for sightings, after
the minutes they touched are recounted: a crash anywhere is healed by the replay.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
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
from streams.log.records import event_of, unreadable
from streams.store import rows
from streams.store.batch import Batch
from streams.store.database import Database, StoreUnavailable
from streams.store.decided import Decided
from streams.store.spread import Day, Minute, days_of, minutes_of, recount_days, recount_minutes
from streams.store.tables import DecidedRow

logger = logging.getLogger("rumor.store")

# ClickHouse makes a part on disk of every insert and merges them later: few and large is what it
# likes. A full block goes at once, a smaller one waits a little for more: an insert of eight
# sightings takes ClickHouse 17 ms, and a recount of their minute and day 24.
BLOCK_ROWS = 10_000
FLUSH_EVERY_S = 0.8
MOST_ROWS = 40_000  # then taking stops: the log keeps the rest, not this process's memory

DECIDED_EVERY_S = 0.5  # dashboards follow decisions that much later
RECOUNT_EVERY_S = 1.0
# The next recount begins no sooner than so many times what the last one took, so that counting
# fills at most a twelfth of the time, minutes and days each. A busy minute costs up to 0.8 s at
# 10,000 reports/s; at five, where this began, that was too much beside the inserts when the whole
# loop was measured on two cores. The price: under full load counts are seconds behind the facts.
RECOUNT_SHARE = 12.0

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
        self._decided = Decided(database)

    async def take(self, topic: Topic[Any], event: Any) -> None:
        """Takes one of Faust's records from the log; waits while the buffer is full."""
        await self._room.wait()
        batch = self.batch
        try:
            self._add(topic, event.message, event.value)
        # What no check of the record foresaw and no row can hold: set aside with the others, for
        # a defect here would end the process at this record again and again.
        except (CodecError, ValueError, OverflowError) as error:
            batch.add([rows.rejection(unreadable(topic, event.message, STORE.name, error))])
            telemetry.rejected(STORE.name, "unreadable")
        # A record of sightings that was set aside waits, too: acknowledged in the order it came.
        (batch.sightings if topic is SIGHTINGS else batch.others).append(event)
        if batch.size >= MOST_ROWS:
            self._room.clear()
        self._work.set()

    def _add(self, topic: Topic[Any], message: Any, value: bytes | None) -> None:
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
        if topic is SIGHTINGS:
            times_ms = (sighting.observed_at_ms for sighting in event.sightings)
            self.batch.minutes |= minutes_of(tenant_of(event.lane), times_ms)

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
        self._room.set()
        for kind, block in batch.blocks.items():
            await self._insist("insert", partial(self.database.insert, block))
            telemetry.rows_stored(kind.TABLE, len(block))
        # Only now: a recount that began before the insert would miss these sightings, and their
        # records would be acknowledged with it.
        self._minutes |= batch.minutes
        self._stored += batch.sightings
        for event in batch.others:
            event.ack()
        telemetry.records_processed(STORE.name, len(batch.sightings) + len(batch.others))

    async def recount_forever(self) -> None:
        """Recounts what was touched until cancelled."""
        while True:
            await self.clock.sleep(FLUSH_EVERY_S)
            await self.recount()

    async def follow_decisions(self) -> None:
        """Keeps up what decisions make of rumors until cancelled."""
        while True:
            await self.clock.sleep(DECIDED_EVERY_S)
            await self._insist("decided", self._refresh)

    def _refresh(self) -> None:
        telemetry.rows_stored(DecidedRow.TABLE, self._decided.refresh())

    async def recount(self) -> None:
        """Recounts touched minutes, then their days, where each is due; then acknowledges."""
        if self._stored and self.clock.monotonic_s() >= self._minutes_due_s:
            await self._recount_minutes()
        if self._counted and self.clock.monotonic_s() >= self._days_due_s:
            await self._recount_days()

    async def _recount_minutes(self) -> None:
        minutes = self._minutes
        self._minutes = set()
        self._counted += self._stored
        self._stored = []
        work = partial(recount_minutes, self.database, minutes)
        self._minutes_due_s = await self._timed("minutes", work)
        self._days |= days_of(minutes)

    async def _recount_days(self) -> None:
        days = self._days
        self._days = set()
        work = partial(recount_days, self.database, days)
        self._days_due_s = await self._timed("days", work)
        counted = self._counted
        self._counted = []
        for event in counted:
            event.ack()

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


def make(settings: Settings, database: Database, clock: Clock = SYSTEM_CLOCK) -> faust_app.App:
    """The store's app."""
    app = faust_app.make_app(STORE.group, settings)
    writer = Writer(database, settings.lane_partitions, clock)
    for topic in STORE.reads:
        _agent(app, topic, writer)

    @app.task  # type: ignore[untyped-decorator]
    async def flush() -> None:
        telemetry.ready("store")
        await _or_stop("flush", writer.flush_forever())

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
