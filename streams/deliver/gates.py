"""The gate of each receiver: who wants to send waits here until the receiver may be knocked at.

In: attempts that want to begin. Out: their turn, first come, first served.
"""

import asyncio
from dataclasses import dataclass, field

from streams.clock import Clock
from streams.config.receivers import Receiver
from streams.core.deliveries import Attempt, Circuit
from streams.core.receivers.kinds import KINDS

Key = tuple[str, str, str]  # tenant, name, URL: with another URL it is another receiver


@dataclass
class Gate:
    """One receiver's. `back` is set when the receiver took something after it failed."""

    circuit: Circuit
    line: asyncio.Lock = field(default_factory=asyncio.Lock)
    freed: asyncio.Event = field(default_factory=asyncio.Event)
    back: asyncio.Event = field(default_factory=asyncio.Event)

    async def enter(self, clock: Clock) -> None:
        """Returns when an attempt may begin, and counts it as begun. Under `line`."""
        while True:
            if self.circuit.full:
                self.freed.clear()
                await self.freed.wait()
                continue
            now_ms = clock.now_ms()
            wait_ms = self.circuit.ready_at_ms(now_ms) - now_ms
            if wait_ms <= 0:
                self.circuit.begin(now_ms)
                return
            # Less where it takes something meanwhile, such as a test of somebody who mended it.
            await sleep_unless(clock, wait_ms / 1_000, self.back)

    def leave(self) -> None:
        """The attempt is over."""
        self.circuit.end()
        self.freed.set()

    def learn(self, result: Attempt, clock: Clock) -> None:
        """What came of it, for those who wait."""
        if self.circuit.learn(result, clock.now_ms()):
            self.back.set()
            self.back = asyncio.Event()


class Gates:
    """The gates of all receivers."""

    def __init__(self) -> None:
        self._gates: dict[Key, Gate] = {}

    def of(self, receiver: Receiver) -> Gate:
        """The gate of a receiver as it is configured now."""
        key = (receiver.tenant, receiver.name, receiver.url)
        if key not in self._gates:
            # one that was given another URL begins anew, and the old one is nobody's
            for old in [old for old in self._gates if old[:2] == key[:2]]:
                del self._gates[old]
            circuit = Circuit(per_minute=KINDS[receiver.kind].PER_MINUTE)
            self._gates[key] = Gate(circuit)
        return self._gates[key]


async def sleep_unless(clock: Clock, wait_s: float, *woken: asyncio.Event) -> None:
    """Sleeps, or less where one of the events comes before."""
    tasks = [asyncio.ensure_future(clock.sleep(wait_s))]
    tasks += [asyncio.ensure_future(_set(event)) for event in woken]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()


async def _set(event: asyncio.Event) -> None:
    await event.wait()
