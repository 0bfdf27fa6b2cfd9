"""The store: a Faust app of its own group that brings every event into ClickHouse and recounts the
spread.

In: records of all topics but reports and surges. Out: rows. A ClickHouse that is away holds up
nobody else. Records are acknowledged in order, after their rows are in and, for sightings, after
the minutes they touched are recounted: a crash anywhere is healed by the replay.
"""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any

from schemas.topics import (
    ALERTS,
    CURATIONS,
    DELIVERIES,
    REJECTS,
    RUMORS,
    SIGHTINGS,
    CodecError,
    Topic,
)
from streams import telemetry
from streams.config.settings import Settings
from streams.core.lanes import tenant_of
from streams.log import faust_app
from streams.log.records import event_of, unreadable
from streams.store import rows
from streams.store.database import Database, StoreUnavailable
from streams.store.spread import days_of, recount_days, recount_minutes

log = logging.getLogger("rumor.store")
GROUP = "rumor-store"
TOPICS: tuple[Topic[Any], ...] = (RUMORS, SIGHTINGS, ALERTS, DELIVERIES, CURATIONS, REJECTS)
BLOCK_ROWS = 10_000
MOST_ROWS = 40_000
FLUSH_EVERY_S = 0.4
RECOUNT_EVERY_S = 1.0
RECOUNT_SHARE = 12.0
LONGEST_BACKOFF_S = 15.0


class Writer:
    """Buffers between the log and ClickHouse: taken -> stored -> recounted -> acknowledged."""

    def __init__(self, database: Database, lane_partitions: int) -> None:
        self.database = database
        self.lane_partitions = lane_partitions
        self.blocks: dict[str, list[rows.Row]] = defaultdict(list)
        self.taken: list[tuple[Any, bool]] = []
        self.stored: list[Any] = []
        self.touched: set[tuple[str, int]] = set()
        self.to_recount: set[tuple[str, int]] = set()
        self.rows = 0
        self._room, self._work = asyncio.Event(), asyncio.Event()
        self._room.set()

    async def take(self, topic: Topic[Any], event: Any) -> None:
        """Takes one record from the log; waits while the buffer is full."""
        await self._room.wait()
        message = event.message
        try:
            self._add(
                topic,
                event_of(topic, message.key, event.value, message.partition, self.lane_partitions),
                message.offset,
            )
        except (CodecError, ValueError, OverflowError) as error:
            self.blocks["rejects"].append(
                rows.rejection(unreadable(topic, message, "store", error))
            )
            telemetry.REJECTS.labels("store", "unreadable").inc()
        self.taken.append((event, topic is SIGHTINGS))
        self.rows = sum(map(len, self.blocks.values()))
        if self.rows >= MOST_ROWS:
            self._room.clear()
        self._work.set()

    async def flush_forever(self) -> None:
        """Inserts what was taken, in blocks, until cancelled."""
        while True:
            await self._work.wait()
            if self.rows < BLOCK_ROWS:
                await asyncio.sleep(FLUSH_EVERY_S)
            self._work.clear()
            blocks = self.blocks
            self.blocks = defaultdict(list)
            taken = self.taken
            self.taken = []
            touched = self.touched
            self.touched = set()
            self.rows = 0
            self._room.set()
            for table, block in blocks.items():
                insert = partial(self.database.insert, table, rows.COLUMNS[table], block)
                await self._insist("insert", insert)
                telemetry.ROWS_STORED.labels(table).inc(len(block))
            self.to_recount |= touched
            self.stored += [event for event, waits in taken if waits]
            for event, waits in taken:
                if not waits:
                    event.ack()
            telemetry.RECORDS.labels("store").inc(len(taken))

    async def recount_forever(self) -> None:
        """Recounts touched minutes, then their days; each never sooner than twelve times its last
        run took. Then acknowledges.
        """
        counted: list[Any] = []
        days: set[tuple[str, int]] = set()
        minutes_due = days_due = 0.0
        while True:
            await asyncio.sleep(FLUSH_EVERY_S)
            if self.stored and time.monotonic() >= minutes_due:
                touched = self.to_recount
                self.to_recount = set()
                counted = counted + self.stored
                self.stored = []
                work = partial(recount_minutes, self.database, touched)
                minutes_due = await self._timed("minutes", work)
                days |= days_of(touched)
            if counted and time.monotonic() >= days_due:
                due = days
                days = set()
                days_due = await self._timed("days", partial(recount_days, self.database, due))
                for event in counted:
                    event.ack()
                counted = []

    async def _timed(self, what: str, work: Callable[[], None]) -> float:
        """Does a recount -> when the next may begin.

        What counts is ClickHouse's work, not how long it was away before.
        """
        took_s = 0.0

        def timed() -> None:
            nonlocal took_s
            began = time.monotonic()
            work()
            took_s = time.monotonic() - began

        await self._insist(f"recount {what}", timed)
        telemetry.SPREAD_SECONDS.labels(what).observe(took_s)
        return time.monotonic() + max(RECOUNT_EVERY_S, RECOUNT_SHARE * took_s)

    def _add(self, topic: Topic[Any], event: Any, offset: int) -> None:
        blocks = self.blocks
        if topic is SIGHTINGS:
            blocks["sightings"] += rows.sightings(event)
            tenant = tenant_of(event.lane)
            self.touched |= {
                (tenant, sighting.observed_at_ms // 60_000) for sighting in event.sightings
            }
        elif topic is RUMORS:
            variants, rumors = rows.grown(event, offset)
            blocks["variants"] += variants
            blocks["rumors"] += rumors
        elif topic is ALERTS:
            blocks["alerts"] += rows.alerts(event, offset)
        elif topic is DELIVERIES:
            blocks["deliveries"] += rows.deliveries(event, offset)
        elif topic is CURATIONS:
            blocks["curations"].append(rows.curation(event, offset))
        else:
            blocks["rejects"] += rows.rejects(event)

    async def _insist(self, what: str, work: Callable[[], None]) -> None:
        """Tries until ClickHouse does it.

        A block that it will never take is a defect: the process stops, nothing is committed.
        """
        wait_s = 0.2
        while True:
            try:
                await self.database.run(work)
                return
            except StoreUnavailable as error:
                telemetry.RETRIES.labels(what).inc()
                log.warning(
                    "waiting for ClickHouse",
                    extra={"fields": {"work": what, "wait_s": wait_s, "reason": str(error)}},
                )
                await asyncio.sleep(wait_s)
                wait_s = min(wait_s * 2, LONGEST_BACKOFF_S)


def make(settings: Settings, database: Database) -> faust_app.App:
    """The store's app."""
    app = faust_app.make_app(GROUP, settings)
    holder: list[Writer] = []

    def writer() -> Writer:
        if not holder:
            holder.append(Writer(database, settings.lane_partitions))
        return holder[0]

    for topic in TOPICS:
        _agent(app, topic, writer)

    @app.task  # type: ignore[untyped-decorator]
    async def flush() -> None:
        telemetry.ready("store")
        await _or_stop("flush", writer().flush_forever())

    @app.task  # type: ignore[untyped-decorator]
    async def recounting() -> None:
        await _or_stop("recount", writer().recount_forever())

    return app


def _agent(app: faust_app.App, topic: Topic[Any], writer: Callable[[], Writer]) -> None:
    async def store(stream: Any) -> None:
        async for event in stream.noack().events():
            await writer().take(topic, event)

    app.agent(faust_app.channel(app, topic), name=f"store-{topic.name}", concurrency=1)(store)


async def _or_stop(what: str, work: Any) -> None:
    """Runs for ever; a defect stops the process, which reads again from the last commit, instead of
    going on without the work.
    """
    try:
        await work
    except Exception:
        log.critical("the store stops: it cannot %s", what, exc_info=True)
        faust_app.stop_now(1)
