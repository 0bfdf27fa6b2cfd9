"""Attempts of deliveries: when each may be made, and making it.

In: a delivery that is the first of its queue. Out: how the attempt went, or why there was none.
"""

import asyncio
from collections.abc import Callable, Iterable

from schemas.events import Delivery
from streams.clock import Clock
from streams.config.receivers import Receiver
from streams.core import deliveries
from streams.core.deliveries import Attempt, Deliveries, Pending, Unsent
from streams.core.receivers.tellings import REPEATED
from streams.deliver.attempt import Send, Sender
from streams.deliver.gates import Gate, Gates, sleep_unless

Receivers = Callable[[], tuple[Receiver, ...]]
END_WITHIN_S = 5.0  # a slow receiver is given no longer when the process ends


class Trying:
    """Attempts of this process. What was attempted is on nobody's log yet."""

    def __init__(
        self,
        receivers: Receivers,
        state: Deliveries,
        *,
        clock: Clock,
        send: Send | None,
        links: str,
    ) -> None:
        """`receivers` says who they are now."""
        self.links = links
        self.receivers = receivers
        self.state = state
        self.clock = clock
        self._sender = Sender() if send is None else None
        self.send: Send = send or self._sender  # type: ignore[assignment]
        self._gates = Gates()
        # of those that wait for their next attempt: set when somebody asks for it
        self._asked: dict[str, asyncio.Event] = {}
        # of those that wait: what a success of another one cut short
        self._woken: set[str] = set()
        # of attempts that are not recorded yet: done when they are
        self._under_way: dict[str, asyncio.Future[None]] = {}
        self._is_ending = False

    async def end(self) -> None:
        """No attempt begins any more. Returns when those under way are recorded, or soon: what is
        taken and not recorded goes out again, under the same id.
        """
        self._is_ending = True
        if self._under_way:
            await asyncio.wait(list(self._under_way.values()), timeout=END_WITHIN_S)

    def noted(self, delivery_id: str) -> None:
        """What came of an attempt is recorded."""
        if (noted := self._under_way.pop(delivery_id, None)) is not None and not noted.done():
            noted.set_result(None)

    async def close(self) -> None:
        """Closes the connections that are kept."""
        if self._sender is not None:
            await self._sender.close()

    def ask(self, delivery_id: str) -> None:
        """What waits for its next attempt waits no longer."""
        if (waits := self._asked.get(delivery_id)) is not None:
            waits.set()

    def knock(self, delivery: Delivery) -> None:
        """Somebody asks for a delivery: its receiver is tried now, though it failed just before."""
        receiver = deliveries.receiver_of(delivery, self.receivers())
        if receiver is not None:
            self._gates.of(receiver).knock(self.clock)

    def look(self) -> None:
        """Closes the gates of receivers that were changed or are gone."""
        self._gates.look(self.receivers())

    def forget(self, delivery_id: str) -> None:
        """There is no next attempt."""
        self._woken.discard(delivery_id)

    async def sleep(self, pending: Pending) -> None:
        """Until its next attempt is due, its receiver takes something, is changed or gone, or
        somebody asks for it.
        """
        wait_s = (pending.not_before_ms - self.clock.now_ms()) / 1_000
        if wait_s <= 0 or (receiver := self._receiver(pending)) is None:
            return
        id_ = pending.delivery.delivery_id
        gate = self._gates.of(receiver)
        back = gate.back
        asked = self._asked.setdefault(id_, asyncio.Event())
        # What alone is refused waits its time: woken by each of the others that is taken, it would
        # be given up within seconds. Every second wait is whole, unless nothing is taken.
        wakes = (back,) if id_ not in self._woken or gate.circuit.open else ()
        self._woken.discard(id_)
        try:
            await sleep_unless(self.clock, wait_s, asked, gate.gone, *wakes)
        finally:
            self._asked.pop(id_, None)
        if wakes and back.is_set():
            self._woken.add(id_)

    def _receiver(self, pending: Pending) -> Receiver | None:
        return deliveries.receiver_of(pending.delivery, self.receivers())

    async def attempt(
        self, lane: str, pending: Pending, is_first: Callable[[], bool]
    ) -> tuple[Receiver | None, Attempt | Unsent | Delivery]:
        """The config is asked before every attempt, and after every wait: a URL that was mended is
        used at once. Where it became night at the receiver meanwhile: the delivery as it is held
        from now on; where the receiver is of another kind: as it was made again. `is_first` says
        whether it is still its turn, after what may be a long wait.
        """
        while (receiver := self._receiver(pending)) is not None:
            gate = self._gates.of(receiver)
            if pending.delivery.type == "ping":  # it is to say whether a receiver is well: now
                if (anew := self._remade(lane, pending, receiver)) is not None:
                    return receiver, anew
                return receiver, await self._send(pending, receiver, gate)
            async with gate.line:
                if self._receiver(pending) != receiver:
                    continue
                if deliveries.is_shut(self.state, receiver, pending.delivery):
                    return receiver, Unsent.DISABLED
                now_ms = self.clock.now_ms()
                late = deliveries.is_overdue(pending, now_ms, grace_ms=deliveries.GRACE_MS)
                if late and gate.circuit.open:
                    return receiver, Unsent.OVERDUE
                if (held := self._put_off(lane, pending, receiver)) is not None:
                    return receiver, held
                if (anew := self._remade(lane, pending, receiver)) is not None:
                    return receiver, anew
                if not await gate.enter(self.clock):
                    continue  # what is in the config by now is another receiver
            try:
                if not is_first():
                    return receiver, Unsent.OVERTAKEN
                if self._receiver(pending) != receiver:
                    continue  # it may have quiet hours by now
                if (held := self._put_off(lane, pending, receiver)) is not None:
                    return receiver, held
                return receiver, await self._send(pending, receiver, gate)
            finally:
                gate.leave()
        return None, Unsent.MISSING

    async def repeat(self, receiver: Receiver, bodies: Iterable[str]) -> None:
        """One attempt of each; nobody misses what fails: it comes again. It is a try like any other
        of whether a receiver that failed is back.
        """
        gate = self._gates.of(receiver)
        shut = deliveries.asked_for_peace(self.state, receiver)
        now_ms = self.clock.now_ms()
        if shut or gate.circuit.full or gate.circuit.ready_at_ms(now_ms) > now_ms:
            return
        gate.circuit.begin(now_ms)
        try:
            for body in bodies:
                sent = await self.send(body, REPEATED, receiver, clock=self.clock)
                gate.learn(sent, self.clock)
                if sent.error:
                    return
            deliveries.took(self.state, receiver, self.clock.now_ms())
        finally:
            gate.leave()

    def _put_off(self, lane: str, pending: Pending, receiver: Receiver) -> Delivery | None:
        if pending.asked:
            return None
        now_ms = self.clock.now_ms()
        return deliveries.put_off(self.state, lane, pending.delivery, receiver, now_ms=now_ms)

    def _remade(self, lane: str, pending: Pending, receiver: Receiver) -> Delivery | Unsent | None:
        now_ms = self.clock.now_ms()
        return deliveries.remade(
            self.state, lane, pending.delivery, receiver, now_ms=now_ms, links=self.links
        )

    async def _send(self, pending: Pending, receiver: Receiver, gate: Gate) -> Attempt:
        delivery = pending.delivery
        loop = asyncio.get_running_loop()
        if self._is_ending:
            await loop.create_future()  # until it is cancelled
        self._under_way[delivery.delivery_id] = loop.create_future()
        sent = await self.send(delivery.body, delivery.delivery_id, receiver, clock=self.clock)
        gate.learn(sent, self.clock)
        return sent
