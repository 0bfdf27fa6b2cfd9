"""Deliver: every receiver hears of every change it wants, once per change, in order, however often
anything has to be tried.

In: `AlertsTold`, and the time. Out: webhook calls, and every scheduling and attempt as
`DeliveriesAttempted`.
What is pending is a delivery that was scheduled on the log without a final attempt: it is read back
at start, so back-off survives a restart. What is decided is decided in `streams.core.deliveries`;
this only keeps order, sleeps, sends and records.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack
from functools import partial

from schemas.events import Alert, AlertsTold, Delivery, Source
from streams import telemetry
from streams.clock import SYSTEM_CLOCK, Clock
from streams.config.file import ConfigFile
from streams.config.receivers import Receiver
from streams.core import deliveries
from streams.core.deliveries import Attempt, Deliveries, Pending, Unsent
from streams.deliver.attempt import Send
from streams.deliver.ordering import Key, Queue, key_of, place_of, take_behind
from streams.deliver.recording import Record, Recorder
from streams.deliver.repeating import Repeating
from streams.deliver.rounds import Rounds, together
from streams.deliver.trying import Trying

logger = logging.getLogger("rumor.deliver")
# How often a delivery without its receiver looks whether it is back: as often as the config file
# itself is looked at, so that a mended file is used at once.
LOOK_AGAIN_S = 1.0


def _is_first(queue: Queue, pending: Pending) -> bool:
    return queue.waiting[0] is pending


def _jitter() -> float:
    """A factor about 1: deliveries that failed together are tried again apart."""
    return random.uniform(0.8, 1.2)


class Deliverer:
    """Deliveries of the lanes of this process.

    `record` appends to the log and returns once that is acknowledged.
    """

    def __init__(
        self,
        config: ConfigFile,
        links: str,
        record: Record,
        *,
        send: Send | None = None,
        clock: Clock = SYSTEM_CLOCK,
        jitter: Callable[[], float] = _jitter,
    ) -> None:
        self.config = config
        self.links = links
        self.record = record
        self._recorder = Recorder(self._record)
        self.clock = clock
        self.jitter = jitter
        self.state = Deliveries()
        self.trying = Trying(self._receivers, self.state, clock=clock, send=send, links=links)
        # of lanes that are being read back: what has no final attempt yet
        self._restored: dict[str, dict[str, Pending]] = {}
        self._queues: dict[Key, Queue] = {}
        # One at a time for each lane: what is decided is on the log before more is decided.
        self._turns: dict[str, asyncio.Lock] = {}
        self.rounds = Rounds(self.state, self._schedule, clock)
        self._repeating = Repeating(self.state, self.trying, clock)

    def _receivers(self) -> tuple[Receiver, ...]:
        """The config is asked each time: it changes while this runs."""
        return self.config.current().receivers

    async def _record(
        self, lane: str, attempts: tuple[Delivery, ...], source: Source | None = None, /
    ) -> None:
        await self.record(lane, attempts, source)

    async def close(self) -> None:
        """Lets attempts under way be recorded, begins no other, and closes the connections."""
        await self._repeating.close()
        await self.trying.end()
        for queue in list(self._queues.values()):
            if queue.task is not None:
                queue.task.cancel()
        await self.trying.close()

    def hear(self, lane: str, alerts: Iterable[Alert], offset: int | None = None) -> None:
        """Takes in alerts that were told before, oldest first. `offset` is that of their record."""
        deliveries.heard_of(self.state, lane, alerts, offset)

    def restore(self, lane: str, found: Iterable[Delivery]) -> None:
        """Takes in a part of what was scheduled and attempted before, the oldest part first."""
        deliveries.read_back(self.state, lane, found, self._restored.setdefault(lane, {}))

    def unsettled(self, lane: str) -> set[str]:
        """The lanes whose logs say what became of some of a lane that was restored."""
        return deliveries.unsettled(self.state, lane)

    def settle(self, lane: str, found: Iterable[Delivery]) -> None:
        """Takes in what the log of such a lane holds."""
        deliveries.settled(self.state, lane, found)

    def resume(self, lane: str, decided: int = deliveries.UNDECIDED) -> None:
        """What was restored and is not final goes on. `decided` is the last record of alerts that
        anything was scheduled for.
        """
        self.state.lane(lane).decided = decided
        self._queue(lane, self._restored.pop(lane, {}).values())

    def forget(self, lane: str) -> None:
        """The lane is another process's now."""
        self.state.lanes.pop(lane, None)
        self._restored.pop(lane, None)
        self.rounds.forget(lane)
        self._recorder.forget(lane)
        # what is under way may arrive and not be recorded: the next owner sends it again, same id
        for key in [key for key in self._queues if key.lane == lane]:
            queue = self._queues.pop(key)
            if queue.task is not None:
                queue.task.cancel()
            for one in queue.waiting:
                self.trying.noted(one.delivery.delivery_id)  # by nobody here

    async def take(self, event: AlertsTold, source: Source | None = None) -> None:
        """Schedules what the alerts and requests of one record call for; returns once that is on
        the log. `source` is where the record stands.
        """
        offset = source.offset if source is not None else None
        async with self._turn(event.lane):
            if self.state.elsewhere:  # nearly never: who was told elsewhere is told what follows
                told = deliveries.told_elsewhere(self.state, event.lane)
                await self._schedule(event.lane, told)
            _, new = deliveries.step(
                self.state,
                event,
                now_ms=self.clock.now_ms(),
                receivers=self._receivers(),
                links=self.links,
                offset=offset,
            )
            await self._schedule(event.lane, new, source)
        self._ask(event)

    def _ask(self, event: AlertsTold) -> None:
        known = self.state.lane(event.lane).known
        for asked in event.asked:
            if (delivery := known.get(asked.delivery_id)) is not None:
                queue = self._queues.get(key_of(event.lane, delivery), Queue())
                for one in queue.waiting:
                    one.asked |= one.delivery.delivery_id == asked.delivery_id
                self.trying.knock(delivery)
            self.trying.ask(asked.delivery_id)

    async def tick(self) -> None:
        """What time alone calls for: digests, warnings, alerts that nobody took, and receivers that
        are new. To be called every second or so.
        """
        self.trying.look()
        for lanes in together(self.state.lanes):
            async with AsyncExitStack() as turns:
                for lane in lanes:
                    await turns.enter_async_context(self._turn(lane))
                await self.rounds.go(lanes, self._receivers(), self.links)
        self._repeating.go(self._receivers(), self.links)

    def _turn(self, lane: str) -> asyncio.Lock:
        return self._turns.setdefault(lane, asyncio.Lock())

    async def _schedule(
        self, lane: str, new: tuple[Delivery, ...], source: Source | None = None
    ) -> None:
        if not new:
            return
        here = self.state.lane(lane)
        # on the log before it is known or sent: who dies in between finds the alert again
        await self.record(lane, new, source)
        if self.state.lanes.get(lane) is not here:
            return  # it went meanwhile: whoever has it by now finds this on the log
        self._queue(lane, deliveries.recorded(self.state, lane, new))

    def _queue(self, lane: str, pending: Iterable[Pending]) -> None:
        """Deliveries of one alert to one receiver go out in order; others do not wait for them."""
        for one in pending:
            key = key_of(lane, one.delivery)
            queue = self._queues.setdefault(key, Queue())
            place = place_of(queue.waiting, one.delivery)
            queue.waiting.insert(place, one)
            if place == 0 and len(queue.waiting) > 1:
                self._step_back(queue.waiting[1])
            if queue.task is None:
                loop = asyncio.get_running_loop()
                queue.task = loop.create_task(self._work(key, queue))

    def _step_back(self, overtaken: Pending) -> None:
        """What goes before it is tried now, and it as soon as that is taken."""
        overtaken.not_before_ms = 0
        self.trying.ask(overtaken.delivery.delivery_id)

    async def _work(self, key: Key, queue: Queue) -> None:
        try:
            while queue.waiting:
                ended = await self._deliver(key.lane, queue)
                queue.waiting.remove(ended)
        finally:
            # a lane that went away and came back has a new queue, which is not this one's to end
            if self._queues.get(key) is queue:
                del self._queues[key]

    async def _deliver(self, lane: str, queue: Queue) -> Pending:
        """Returns the first of a queue once it is final, which may take a day."""
        while True:
            pending = queue.waiting[0]
            if (owed := self._owed_before(lane, pending)) is not None:
                await self._schedule(lane, (owed,))
                continue
            await self.trying.sleep(pending)
            receiver, result = await self.trying.attempt(
                lane, pending, partial(_is_first, queue, pending)
            )
            if isinstance(result, Delivery):
                self.trying.forget(result.delivery_id)
                if result.held and receiver is not None:
                    await self._hold(lane, queue, pending, result, receiver=receiver)
                    return pending
                await self._made_again(lane, queue, pending, result)
                continue
            if result is Unsent.MISSING:
                await self._note_missing(lane, queue.waiting[1:])
            attempted = deliveries.judge(
                pending,
                result,
                now_ms=self.clock.now_ms(),
                jitter=self.jitter(),
                url=receiver.url if receiver is not None else "",
            )
            if attempted is not None:
                await self._note(lane, attempted, receiver, result)
                self.trying.noted(pending.delivery.delivery_id)
                # only now: an attempt that is not on the log would be made again after a restart
                pending.seen(attempted)
                if attempted.state in deliveries.FINAL:
                    self.trying.forget(pending.delivery.delivery_id)
                    return pending
            if result is Unsent.MISSING:
                await self.clock.sleep(LOOK_AGAIN_S)

    def _owed_before(self, lane: str, pending: Pending) -> Delivery | None:
        now_ms = self.clock.now_ms()
        return deliveries.owed_before(self.state, lane, pending.delivery, now_ms=now_ms)

    async def _hold(
        self, lane: str, queue: Queue, pending: Pending, held: Delivery, *, receiver: Receiver
    ) -> None:
        """What follows is held with it: it may have its turn only when the night is over, and would
        go out alone.
        """
        put_off = partial(
            deliveries.put_off, self.state, lane, receiver=receiver, now_ms=self.clock.now_ms()
        )
        await self._schedule(lane, (held, *take_behind(queue, pending, put_off)))

    async def _made_again(self, lane: str, queue: Queue, pending: Pending, anew: Delivery) -> None:
        """It keeps its place: what stands behind it follows from it."""
        here = self.state.lane(lane)
        await self.record(lane, (anew,), None)
        if self.state.lanes.get(lane) is here:
            place = queue.waiting.index(pending)
            (queue.waiting[place],) = deliveries.recorded(self.state, lane, (anew,))
            queue.waiting[place].asked = pending.asked

    async def _note_missing(self, lane: str, behind: Iterable[Pending]) -> None:
        """What stands behind a delivery without its receiver waits for the same."""
        now_ms = self.clock.now_ms()
        for pending in behind:
            waits = deliveries.judge(pending, Unsent.MISSING, now_ms=now_ms, jitter=1.0)
            # its end, when its day is over, comes in its turn
            if waits is not None and waits.state not in deliveries.FINAL:
                await self._note(lane, waits, None, Unsent.MISSING)
                pending.seen(waits)

    async def _note(
        self,
        lane: str,
        attempted: Delivery,
        receiver: Receiver | None,
        result: Attempt | Unsent,
    ) -> None:
        """What came of it: counted, said out loud where it is lost, and onto the log."""
        if receiver is not None and isinstance(result, Attempt):
            telemetry.delivery_attempted(receiver.name, attempted.state)
        if attempted.state == "dead":
            fields = {"delivery": attempted.delivery_id, "receiver": attempted.receiver}
            logger.error("a delivery is given up", extra=telemetry.fields(**fields))
        await self._recorder.note(lane, attempted)
        deliveries.attempted(self.state, lane, attempted)
