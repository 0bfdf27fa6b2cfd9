"""Wakes whoever follows the log when something came: one look for all of them.

In: the log. Out: a number that grows with each look that found news.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NoReturn

from streams.clock import SYSTEM_CLOCK, Clock
from streams.log.contract import Log, LogUnavailable

LOOK_EVERY_S = 0.25  # another intake's decision is in force here that much later


class News:
    """`number` changes where something came, and may change without anything."""

    def __init__(self, log: Log, *, clock: Clock = SYSTEM_CLOCK) -> None:
        self.number = 0
        self._log = log
        self._clock = clock
        self._version: int | None = None
        self._came = asyncio.Event()

    async def watch(self) -> NoReturn:
        """Looks again and again."""
        while True:
            await self._look()
            await self._clock.sleep(LOOK_EVERY_S)

    async def after(self, number: int) -> None:
        """Returns once there are others than those of this number."""
        while self.number == number:
            await self._came.wait()

    async def each(self, follow: Callable[[], Awaitable[None]]) -> NoReturn:
        """Calls `follow`, and again whenever something came or the log was away."""
        while True:
            # before it reads: what comes meanwhile may be behind what it reads
            number = self.number
            try:
                await follow()
            except LogUnavailable:  # what is written says so; what is known stays known
                await self._clock.sleep(LOOK_EVERY_S)
            else:
                await self.after(number)

    def stir(self) -> None:
        """Wakes all: one that follows has news for the others."""
        self.number += 1
        self._came.set()
        self._came = asyncio.Event()

    async def _look(self) -> None:
        try:
            version = await self._log.version()
        except LogUnavailable:
            version = None
        if version is None or version != self._version:
            self.stir()
        self._version = version
