"""The gate of each receiver: who wants to send waits here until the receiver may be knocked at.

In: attempts that want to begin. Out: their turn, first come, first served.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from streams.clock import Clock
from streams.config.receivers import Receiver
from streams.core.deliveries import Attempt, Circuit
from streams.core.receivers.kinds import KINDS

Name = tuple[str, str]  # tenant and name of a receiver


class Way(NamedTuple):
    """How a receiver is reached: where one of these is another, it is another receiver."""

    kind: str
    url: str
    secret: str
    secret_file: str
    allow_private: bool


@dataclass
class Gate:
    """One receiver's, as it was configured.

    `back` is set when it took something: after a restart, or in a lane that came from another
    process, nobody here knows what failed before, so that it is set for each. `knocked` is set
    where somebody asks that it is tried now. `gone` is set where the receiver was changed or left
    the config: then nobody enters any more.
    """

    circuit: Circuit
    way: Way
    line: asyncio.Lock = field(default_factory=asyncio.Lock)
    freed: asyncio.Event = field(default_factory=asyncio.Event)
    back: asyncio.Event = field(default_factory=asyncio.Event)
    knocked: asyncio.Event = field(default_factory=asyncio.Event)
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def enter(self, clock: Clock) -> bool:
        """Returns when an attempt may begin, and counts it as begun; or False where the gate is
        closed. Under `line`.
        """
        while not self.gone.is_set():
            if self.circuit.full:
                self.freed.clear()
                await self.freed.wait()
                continue
            now_ms = clock.now_ms()
            wait_ms = self.circuit.ready_at_ms(now_ms) - now_ms
            if wait_ms <= 0:
                self.circuit.begin(now_ms)
                return True
            # Less where it takes something meanwhile, such as a test of somebody who mended it.
            await sleep_unless(clock, wait_ms / 1_000, self.back, self.knocked, self.gone)
        return False

    def knock(self, clock: Clock) -> None:
        """Whoever is next tries now, once, whether it is back."""
        self.circuit.try_at(clock.now_ms())
        self.knocked.set()
        self.knocked = asyncio.Event()

    def leave(self) -> None:
        """The attempt is over."""
        self.circuit.end()
        self.freed.set()

    def learn(self, result: Attempt, clock: Clock) -> None:
        """What came of it, for those who wait."""
        self.circuit.learn(result, clock.now_ms())
        if not result.error:
            self.back.set()
            self.back = asyncio.Event()

    def close(self) -> None:
        """Whoever waits here goes on, and looks again where to."""
        self.gone.set()
        self.freed.set()


class Gates:
    """The gates of all receivers."""

    def __init__(self) -> None:
        self._gates: dict[Name, Gate] = {}
        self._closed: set[Name] = set()

    def of(self, receiver: Receiver) -> Gate:
        """The gate of a receiver as it is configured now."""
        name = (receiver.tenant, receiver.name)
        self._look(name, receiver)
        if name not in self._gates:
            circuit = Circuit(
                per_minute=KINDS[receiver.kind].PER_MINUTE, doubtful=name in self._closed
            )
            self._gates[name] = Gate(circuit, way_of(receiver))
        return self._gates[name]

    def look(self, receivers: Iterable[Receiver]) -> None:
        """Closes the gates of those that were changed or are gone: who waits for its next attempt
        need not wait longer, or waits for its receiver.
        """
        now = {(one.tenant, one.name): one for one in receivers}
        for name in list(self._gates):
            self._look(name, now.get(name))

    def _look(self, name: Name, receiver: Receiver | None) -> None:
        gate = self._gates.get(name)
        if gate is not None and (receiver is None or gate.way != way_of(receiver)):
            del self._gates[name]
            self._closed.add(name)
            gate.close()


def way_of(receiver: Receiver) -> Way:
    """How a receiver is reached now."""
    return Way(
        kind=receiver.kind,
        url=receiver.url,
        secret=receiver.secret,
        secret_file=str(receiver.secret_file),
        allow_private=receiver.allow_private,
    )


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
