"""A deliverer in a time of its own: everybody who sleeps is woken in order, and receivers answer as
is bid.
"""

import asyncio
from collections import defaultdict

from schemas.events import Alert, AlertsTold, Delivery, DeliveryAsked, Source
from streams.clock import Clock
from streams.config.file import Config, ConfigFile
from streams.config.receivers import Receiver
from streams.core.deliveries import Attempt
from streams.deliver.queues import Deliverer
from tests.support.builders import LANE, alert

AWAY = Attempt(status=503, error="answered 503")
DESK = Receiver(name="desk", url="https://desk.example/", storm=0)
OPS = Receiver(name="ops", url="https://ops.example/", storm=0)

Sleeper = tuple[int, int, asyncio.Future[None]]  # until when, in their order


class Fixed(ConfigFile):
    """A config without a file."""

    def __init__(self, *receivers: Receiver) -> None:
        self.receivers = receivers

    def current(self) -> Config:
        return Config(receivers=self.receivers)


class World:
    """Time in which everybody who sleeps is woken in order, and receivers that answer as is bid."""

    def __init__(self, *receivers: Receiver) -> None:
        self.at_ms = 1_700_000_000_000
        self.sleepers: list[Sleeper] = []
        self.down: set[str] = set()
        self.hanging: set[str] = set()
        self.refused: set[str] = set()  # deliveries
        self.active: dict[str, int] = defaultdict(int)
        self.most: dict[str, int] = defaultdict(int)
        self.tried: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self.took: dict[str, list[str]] = defaultdict(list)
        self.log: list[Delivery] = []
        self.deliverer = Deliverer(
            Fixed(*receivers),
            "http://x",
            self.record,
            send=self.send,
            clock=self,
            jitter=lambda: 1.0,
        )

    def now_ms(self) -> int:
        return self.at_ms

    def monotonic_s(self) -> float:
        return self.at_ms / 1_000

    async def sleep(self, wait_s: float) -> None:
        future = asyncio.get_running_loop().create_future()
        self.sleepers.append((self.at_ms + int(wait_s * 1_000), len(self.sleepers), future))
        await future

    async def record(
        self, lane: str, deliveries: tuple[Delivery, ...], _source: Source | None = None, /
    ) -> None:
        self.log += deliveries

    async def send(
        self, body: str, delivery_id: str, receiver: Receiver, *, clock: Clock
    ) -> Attempt:
        name = receiver.name
        self.active[name] += 1
        self.most[name] = max(self.most[name], self.active[name])
        self.tried[name].append((self.at_ms, delivery_id))
        try:
            await self.sleep(20 if name in self.hanging else 0.01)
        finally:
            self.active[name] -= 1
        if name in self.hanging:
            return Attempt(status=0, error="no answer within 20 s")
        if name in self.down or delivery_id in self.refused:
            return AWAY
        self.took[name].append(delivery_id)
        return Attempt(status=204)

    async def tell(self, *alerts: Alert, asked: tuple[DeliveryAsked, ...] = ()) -> None:
        source = Source(partition=0, offset=0)
        event = AlertsTold(lane=LANE, source=source, alerts=alerts, asked=asked)
        await self.deliverer.take(event)

    async def run(self, for_s: float, *, spins: int = 1_000) -> None:
        """Lets the time pass; `spins` is how far everybody gets in between."""
        end_ms = self.at_ms + int(for_s * 1_000)
        while True:
            due = await self._next(spins=20)
            if due is None or due[0] > end_ms:
                # a long line moves up one by one without anybody sleeping
                due = await self._next(spins=spins)
            if due is None or due[0] > end_ms:
                break
            self.at_ms = max(self.at_ms, due[0])
            due[2].set_result(None)
        self.at_ms = end_ms

    async def _next(self, *, spins: int) -> Sleeper | None:
        for _ in range(spins):
            await asyncio.sleep(0)
        self.sleepers = [one for one in self.sleepers if not one[2].done()]
        return min(self.sleepers, default=None, key=lambda one: one[:2])

    async def end(self) -> None:
        self.deliverer.forget(LANE)
        await asyncio.sleep(0)


def surges(count: int, first: int = 0) -> list[Alert]:
    return [alert(alert_id=f"alr_018bcfe56800{n:010x}") for n in range(first, first + count)]
