"""Recounting: what is stored is counted again, minutes first and then their days; only then are its
records acknowledged, so that a crash anywhere is healed by the replay.

In: minutes that stored sightings lie in, their rumors, and the records that brought them. Out: the
records that are done, in their order. Work of ClickHouse's has its share of the time and no more.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from streams import telemetry
from streams.clock import Clock
from streams.store.batch import Batch
from streams.store.database import Database, StoreUnavailable
from streams.store.history import History
from streams.store.insisting import insist
from streams.store.spread import (
    ALL,
    AT_ONCE,
    Day,
    Minute,
    Rumors,
    days_of,
    recount_days,
    recount_minutes,
)
from streams.store.totals import mend_totals, recount_totals

LOOK_EVERY_S = 0.2  # while something waits; a process without work sleeps
RECOUNT_EVERY_S = 1.0
# The next recount begins no sooner than so many times what the last one took, so that counting
# fills at most a twentieth of the time, minutes and days each. A busy minute costs up to 0.8 s at
# 10,000 reports/s; at five and at twelve, where this was before, that was too much beside the
# inserts when the whole loop was measured on two cores. The price: while blocks come without a
# pause counts are seconds behind the facts.
RECOUNT_SHARE = 20.0
# After so many looks in a row that found nothing new the machine has the time: what waits for its
# share is counted at once. Two seconds: between two blocks of a full load lie at most one or two.
QUIET_LOOKS = 10


class Recounting:
    """Stored records wait for their minutes, counted ones for their days."""

    def __init__(
        self, database: Database, done: Callable[[list[Any]], None], *, clock: Clock
    ) -> None:
        """`done` is told the records whose minutes and days are counted."""
        self._database = database
        self._done = done
        self._clock = clock
        self._stored: list[Any] = []
        self._minutes: set[Minute] = set()
        self._rumors: dict[str, set[int]] = {}  # of these minutes, by tenant
        self._minutes_due_s = 0.0
        self._counted: list[Any] = []
        self._days: set[Day] = set()
        self._of_days: set[Minute] = set()  # the minutes that touched them
        self._rumors_of_days: dict[str, set[int]] = {}
        self._days_due_s = 0.0
        self._history = History()
        self._history_due_s = 0.0
        self._at_once = AT_ONCE
        self._quiet_looks = 0
        self._new = asyncio.Event()

    def add(self, stored: Batch) -> None:
        """Takes the minutes and records of sightings that are stored.

        Not sooner: a recount that began before the insert would miss them, and their records would
        be acknowledged with it.
        """
        self._minutes |= stored.minutes
        _join(self._rumors, stored.rumors)
        self._stored += stored.sightings
        self._history.add(stored.old, stored.history)
        if self._waits:
            self._new.set()
        if stored.minutes or stored.old:
            self._quiet_looks = 0

    async def recount_forever(self) -> None:
        """Recounts what was touched until cancelled; first what an older store left behind."""
        work = partial(mend_totals, self._database)
        await insist(self._database, "mend totals", work, clock=self._clock)
        while True:
            await self._new.wait()
            await self.recount()
            # Nothing came in between, or it would wait.
            if self._waits:
                await self._clock.sleep(LOOK_EVERY_S)
            else:
                self._new.clear()

    @property
    def _waits(self) -> bool:
        """Whether anything is stored and not counted."""
        # Minutes without a record are those of records that wait with the archives; records without
        # a minute were set aside.
        today = self._stored or self._minutes or self._counted or self._days
        return bool(today) or self._history.waits

    async def recount(self) -> None:
        """Recounts touched minutes, then their days, where each is due; then acknowledges."""
        if (self._stored or self._minutes) and self._is_due(self._minutes_due_s):
            await self._recount_minutes()
        if (self._counted or self._days) and self._is_due(self._days_due_s):
            await self._recount_days()
        if self._at(self._history_due_s) and (old := self._history.slice()):
            await self._recount_history(old)
        self._quiet_looks += 1

    def _is_due(self, due_s: float) -> bool:
        return self._at(due_s) or self._quiet_looks >= QUIET_LOOKS

    def _at(self, due_s: float) -> bool:
        return self._clock.monotonic_s() >= due_s

    async def _recount_minutes(self) -> None:
        minutes = self._minutes
        self._minutes = set()
        rumors = self._rumors
        self._rumors = {}
        self._counted += self._stored
        self._stored = []
        work = partial(self._minutes_work, minutes, rumors)
        self._minutes_due_s = await self._timed("minutes", work)
        _join(self._rumors_of_days, rumors)
        self._days |= days_of(minutes)
        self._of_days |= minutes

    def _minutes_work(self, minutes: Iterable[Minute], rumors: Rumors = ALL) -> None:
        try:
            now_ms = self._clock.now_ms()
            recount_minutes(self._database, minutes, self._at_once, now_ms=now_ms, rumors=rumors)
        except StoreUnavailable:
            # Perhaps they were too many for its memory or its time: fewer are tried next.
            self._at_once = max(1, self._at_once // 2)
            raise
        self._at_once = min(AT_ONCE, self._at_once * 2)

    async def _recount_history(self, minutes: list[Minute]) -> None:
        due_s = await self._timed("history", partial(self._minutes_work, minutes))
        work = partial(self._days_work, days_of(minutes), minutes)
        self._history_due_s = max(due_s, await self._timed("history days", work))
        self._done(self._history.counted(len(minutes)))

    async def _recount_days(self) -> None:
        days = self._days
        self._days = set()
        minutes = self._of_days
        self._of_days = set()
        rumors = self._rumors_of_days
        self._rumors_of_days = {}
        work = partial(self._days_work, days, minutes, rumors)
        self._days_due_s = await self._timed("days", work)
        counted = self._counted
        self._counted = []
        self._done(counted)

    def _days_work(
        self, days: Iterable[Day], minutes: Iterable[Minute], rumors: Rumors = ALL
    ) -> None:
        recount_days(self._database, days, rumors)
        recount_totals(self._database, minutes, rumors)

    async def _timed(self, what: str, work: Callable[[], None]) -> float:
        """Does a recount -> when the next may begin.

        What counts is ClickHouse's work, not how long it was away before: counted as work, an
        outage of a minute held up the next recount for many.
        """
        took_s = 0.0

        def timed() -> None:
            nonlocal took_s
            began = self._clock.monotonic_s()
            work()
            took_s = self._clock.monotonic_s() - began

        await insist(self._database, f"recount {what}", timed, clock=self._clock)
        telemetry.spread_recounted(what, took_s)
        return self._clock.monotonic_s() + max(RECOUNT_EVERY_S, RECOUNT_SHARE * took_s)


def _join(rumors: dict[str, set[int]], more: Mapping[str, set[int]]) -> None:
    for tenant, some in more.items():
        rumors.setdefault(tenant, set()).update(some)
