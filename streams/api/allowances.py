"""Allowances over all intakes: each tells what was granted at it, and takes what others granted.

In: what keys spent here, and the log. Out: buckets from which everybody's reports are taken.
Nothing is read or written where no key has `reports_per_minute`.

A record a quarter of a second at most, read within another: what comes at several intakes in that
half second each grants for itself, as long as its own bucket has it. It is a debt afterwards, so
that over the minutes no more than the allowance is granted. While the log is away each intake
counts for itself; what could not be told then is not told later.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NoReturn
from uuid import uuid4

from schemas.events import AllowancesSpent
from schemas.topics import ALLOWANCES
from streams.api.quotas import Quotas
from streams.clock import Clock
from streams.config.file import ConfigFile
from streams.config.keys import Key
from streams.core.allowances import read_back
from streams.log.contract import Log, LogUnavailable, Outgoing, ends_of
from streams.log.news import LOOK_EVERY_S
from streams.log.tails import offset_at
from streams.log.usable import usable

# Read back at a start: after so long a key that sent nine tenths of what it may is known to have
# some left, though what came before is not known.
READ_BACK_MS = 10 * 60_000
BEHIND_MS = 5_000  # between records of one intake that are read at once: they are no news any more
MOST_AT_ONCE = 2_000  # records: so many are none, either
LAST_WITHIN_S = 1.0  # a stop waits no longer for a log that is away


class Allowances:
    """What keys spent, between this intake and the others."""

    def __init__(self, quotas: Quotas, config: ConfigFile, log: Log, clock: Clock) -> None:
        self._quotas = quotas
        self._config = config
        self._log = log
        self._clock = clock
        self._id = uuid4().hex
        self._next: int | None = None  # the offset that is read next
        # What is being told is neither untold nor on the log: nobody counts meanwhile.
        self._turn = asyncio.Lock()

    async def telling(self) -> NoReturn:
        """Tells again and again, where there is something to tell."""
        while True:
            await self._quotas.spent.wait()
            await self.tell()
            await self._clock.sleep(LOOK_EVERY_S)

    async def tell(self) -> None:
        """Tells the others what was spent here since the last time, if anything was."""
        async with self._turn:
            spent = self._quotas.untold()
            if not spent:
                return
            event = AllowancesSpent(intake=self._id, at_ms=self._clock.now_ms(), spent=spent)
            record = Outgoing(ALLOWANCES.name, self._id.encode(), ALLOWANCES.encode(event))
            # Reports cannot be taken either then, and that is said.
            with suppress(LogUnavailable):
                [placed] = await self._log.append([record])
                if placed.offset == self._next:  # it need not be read back
                    self._next += 1

    async def tell_last(self) -> None:
        """Before a stop: so that the process that comes next knows."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.tell(), LAST_WITHIN_S)

    async def follow(self) -> None:
        """Takes what others granted; the first time what was granted before. Raises
        `LogUnavailable`.
        """
        keys = self._limited()
        if not keys:
            return
        async with self._turn:
            first, following = await ends_of(self._log, ALLOWANCES.name, 0)
            if self._next is None or following - self._next > MOST_AT_ONCE:
                await self._catch_up(keys, first, following)
            else:
                await self._hear(keys, max(first, self._next), following, first=first)
            self._next = following

    async def _hear(self, keys: Mapping[str, Key], start: int, end: int, *, first: int) -> None:
        """Taken as of now, whatever the clocks of others say."""
        events = await self._between(start, end)
        if _are_old(events):
            # Taken all at once they would be a debt that was paid off long ago.
            await self._catch_up(keys, first, end)
            return
        for event in events:
            if event.intake == self._id:
                continue
            for hashed, reports in event.spent.items():
                if hashed in keys:
                    self._quotas.hear(keys[hashed], reports)

    async def _catch_up(self, keys: Mapping[str, Key], first: int, end: int) -> None:
        """By the times that the records tell, this intake's own among them."""
        now_ms = self._clock.now_ms()
        since_ms = now_ms - READ_BACK_MS
        start = await offset_at(self._log, ALLOWANCES.name, 0, first=first, end=end, at_ms=since_ms)
        spent = defaultdict[str, list[tuple[float, float]]](list)
        for event in await self._between(start, end):
            if event.at_ms >= since_ms:
                for hashed, reports in event.spent.items():
                    spent[hashed].append((event.at_ms / 1_000, reports))
        for hashed, key in keys.items():
            left = read_back(
                key.reports_per_minute or 0,
                spent[hashed],
                since_s=since_ms / 1_000,
                now_s=now_ms / 1_000,
            )
            self._quotas.lower(key, left)

    async def _between(self, start: int, end: int) -> list[AllowancesSpent]:
        if start >= end:
            return []
        found = usable(
            log=self._log,
            topic=ALLOWANCES,
            partition=0,
            start=start,
            end=end,
            lane_partitions=1,
        )
        return [event async for _, event in found]

    def _limited(self) -> dict[str, Key]:
        """The keys with an allowance, by hash."""
        keys = self._config.current().keys
        return {key.hash: key for key in keys if key.reports_per_minute is not None}


def _are_old(events: Sequence[AllowancesSpent]) -> bool:
    """Whether this intake was away meanwhile. Times of one intake are of one clock."""
    began = dict[str, int]()
    return any(
        event.at_ms - began.setdefault(event.intake, event.at_ms) > BEHIND_MS for event in events
    )
