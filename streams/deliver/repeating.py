"""Tells receivers whose kind asks for it again and again what is open. Nothing of it is on the log:
whoever has the lane next repeats it, too.

In: what is known of the deliveries, and the time. Out: attempts that are made once.
"""

import asyncio
from collections.abc import Iterable

from streams.clock import Clock
from streams.config.receivers import Receiver
from streams.core import deliveries
from streams.core.deliveries import Deliveries
from streams.core.receivers.kinds import KINDS
from streams.deliver.trying import Trying

Name = tuple[str, str]  # tenant and name of a receiver


class Repeating:
    """Knows when each receiver was last told, and what is on its way to it."""

    def __init__(self, state: Deliveries, trying: Trying, clock: Clock) -> None:
        self._state = state
        self._trying = trying
        self._clock = clock
        self._told_s: dict[Name, float] = {}
        self._tasks: dict[Name, asyncio.Task[None]] = {}

    def go(self, receivers: Iterable[Receiver], links: str) -> None:
        """Begins to tell those whose time has come; to be called every second or so."""
        for receiver in receivers:
            if self._is_due(receiver):
                self._repeat(receiver, links)

    async def close(self) -> None:
        """Ends what is on its way."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def _is_due(self, receiver: Receiver) -> bool:
        name = (receiver.tenant, receiver.name)
        every_s = KINDS[receiver.kind].REPEATS_S
        if not every_s or name in self._tasks:
            return False
        # nobody knows when a process before this one told it last: at once does no harm
        last_s = self._told_s.get(name)
        return last_s is None or self._clock.monotonic_s() - last_s >= every_s

    def _repeat(self, receiver: Receiver, links: str) -> None:
        name = (receiver.tenant, receiver.name)
        self._told_s[name] = self._clock.monotonic_s()
        now_ms = self._clock.now_ms()
        bodies = deliveries.repeated(self._state, receiver, now_ms=now_ms, links=links)
        if bodies:
            task = asyncio.get_running_loop().create_task(self._trying.repeat(receiver, bodies))
            self._tasks[name] = task
            task.add_done_callback(lambda _: self._tasks.pop(name, None))
