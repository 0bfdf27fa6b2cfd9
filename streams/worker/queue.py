"""Records that Faust handed over and no step has taken yet.

In: Faust's events, one at a time. Out: those that are there, together: what queued up while the
log acknowledged the last ones is folded and sent as one. Where few come, one by one, a turn waits
for some company: each costs two round trips to the log and a millisecond, whatever it holds.
"""

import asyncio
from collections import deque
from typing import Any

from streams.clock import SYSTEM_CLOCK, Clock

# Bytes of the records that one turn takes: a full record of reports, or hundreds of single ones. A
# turn holds up the event loop while it folds, some 15 ms for 500 reports.
MOST_BYTES = 150_000
MOST_RECORDS = 64  # that wait here; Faust keeps sixteen more of each agent, the log the others
# From one turn of a step to the next, while less waits than a turn may take. What comes after a
# pause is taken at once.
GATHER_S = 0.01


class Queue:
    """First in, first out, of one agent. An event is Faust's: its `value` holds the record."""

    def __init__(self, *, gather_s: float = 0.0, clock: Clock = SYSTEM_CLOCK) -> None:
        self._gather_s = gather_s
        self._clock = clock
        self._next_s = clock.monotonic_s()  # when the next turn is due
        self._waiting: deque[Any] = deque()
        self._cleared = 0  # times
        self._arrived = asyncio.Event()
        self._left = asyncio.Event()

    async def put(self, event: Any) -> None:
        """Returns once there is room, or the event is not to be taken any more."""
        cleared = self._cleared
        while cleared == self._cleared and len(self._waiting) >= MOST_RECORDS:
            self._left.clear()
            await self._left.wait()
        if cleared == self._cleared:
            self._waiting.append(event)
            self._arrived.set()

    def clear(self) -> None:
        """Forgets what waits: it comes again, from the last commit on, to whoever is assigned it.

        Taken all the same it could come before what stands before it on the log, where its
        partition has been another's and is back.
        """
        self._cleared += 1
        self._waiting.clear()
        self._left.set()

    async def take(self) -> list[Any]:
        """What is there, one at least, in its order; a large record comes alone."""
        taken: list[Any] = []
        while not taken:  # it may be cleared while it gathers
            while not self._waiting:
                self._arrived.clear()
                await self._arrived.wait()
            await self._gather()
            taken = self._first()
        self._left.set()
        return taken

    def _first(self) -> list[Any]:
        taken: list[Any] = []
        size = 0
        while self._waiting:
            size += len(self._waiting[0].value or b"")
            if taken and size > MOST_BYTES:
                break
            taken.append(self._waiting.popleft())
        return taken

    async def _gather(self) -> None:
        wait_s = self._next_s - self._clock.monotonic_s()
        if wait_s > 0 and sum(len(event.value or b"") for event in self._waiting) < MOST_BYTES:
            await self._clock.sleep(wait_s)
        self._next_s = self._clock.monotonic_s() + self._gather_s
