"""Attempts onto the log; those that end together in one record, whose cost is its own, whatever
it holds.

In: attempts. Out: their acknowledgement, once the record that holds them is on the log.
"""

import asyncio
from collections.abc import Awaitable
from typing import Protocol

from schemas.events import Delivery, Source


class Record(Protocol):
    """Appends deliveries of a lane to the log, and returns once that is acknowledged."""

    def __call__(
        self, lane: str, deliveries: tuple[Delivery, ...], source: Source | None = None, /
    ) -> Awaitable[None]: ...


MOST_TOGETHER = 500  # attempts in a record; each is some 300 bytes


class Recorder:
    """One record of a lane at a time; what comes meanwhile makes the next."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self._waiting: dict[str, list[tuple[Delivery, asyncio.Future[None]]]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def note(self, lane: str, delivery: Delivery) -> None:
        """Returns once it is on the log."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(lane, []).append((delivery, done))
        if lane not in self._tasks:
            self._tasks[lane] = asyncio.create_task(self._work(lane))
        await done

    def forget(self, lane: str) -> None:
        """The lane is another process's now: nothing more is written to it."""
        self._waiting.pop(lane, None)
        if (task := self._tasks.pop(lane, None)) is not None:
            task.cancel()

    async def _work(self, lane: str) -> None:
        mine = asyncio.current_task()
        try:
            while some := self._waiting.get(lane, [])[:MOST_TOGETHER]:
                del self._waiting[lane][: len(some)]
                await self.record(lane, tuple(delivery for delivery, _ in some))
                for _, done in some:
                    if not done.done():
                        done.set_result(None)
        finally:
            if self._tasks.get(lane) is mine:
                del self._tasks[lane]
