"""Deliver: every receiver hears of every change it wants, once per change, in order, however often
anything has to be tried.

In: `AlertsTold`. Out: webhook calls, and every scheduling and attempt as `DeliveriesAttempted`.
What is pending is a delivery that was scheduled on the log without a final attempt: it is read back
at start, so back-off survives a restart.
"""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace

from schemas.events import Alert, AlertsTold, Delivery, DeliveryAsked
from streams import telemetry
from streams.config.file import ConfigFile
from streams.config.receivers import Receiver
from streams.core import ids
from streams.core.receivers import standard as payloads
from streams.deliver import attempt as webhook

log = logging.getLogger("rumor.deliver")
BACKOFF_S = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
FINAL = ("delivered", "dead", "disabled")
WAITING = "waits for its receiver, which is not in the config file"
LOOK_AGAIN_S = 1.0
WAIT_MS = 86_400_000  # a receiver may be missing for a day, counted from when the delivery was due
GONE = 410


@dataclass
class Pending:
    """A delivery and where it stands.

    `attempts` numbers what is recorded, `tries` counts what was sent; it is due since `since_ms`.
    """

    delivery: Delivery
    body: str
    attempts: int = 0
    tries: int = 0
    not_before_ms: int = 0
    since_ms: int = 0
    waiting: bool = False

    def __post_init__(self) -> None:
        self.since_ms = self.since_ms or self.delivery.at_ms

    def seen(self, attempt: Delivery) -> None:
        """Takes in what was recorded of it."""
        self.attempts = attempt.attempt
        self.not_before_ms = attempt.next_attempt_at_ms
        self.waiting = attempt.error == WAITING
        if not self.waiting:
            self.tries += 1
            self.since_ms = attempt.next_attempt_at_ms or attempt.at_ms


Record = Callable[[str, tuple[Delivery, ...]], Awaitable[None]]


class Deliverer:
    """Deliveries of the lanes of this process.

    `record` appends to the log and returns once that is acknowledged.
    """

    def __init__(self, config: ConfigFile, public_url: str, record: Record) -> None:
        self.config = config
        self.public_url = public_url
        self.record = record
        self.known: dict[str, dict[str, Delivery]] = {}
        self._queues: dict[tuple[str, str], list[Pending]] = {}
        self._tasks: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._disabled: set[tuple[str, str, str]] = set()

    # -- from the log
    # ---------------------------------------------------------------------------------------------------

    def restore(self, lane: str, deliveries: Iterable[Delivery]) -> None:
        """Takes in what was scheduled and attempted before, oldest first; what is not final goes
        on.
        """
        known = self.known.setdefault(lane, {})
        pending: dict[str, Pending] = {}
        for delivery in deliveries:
            if delivery.attempt == 0:
                known[delivery.delivery_id] = delivery
                pending[delivery.delivery_id] = Pending(delivery, delivery.body)
            elif delivery.state in FINAL:
                pending.pop(delivery.delivery_id, None)
            elif waiting := pending.get(delivery.delivery_id):
                waiting.seen(delivery)
        for waiting in pending.values():
            self._queue(lane, waiting)

    def forget(self, lane: str) -> None:
        """The lane is another process's now."""
        self.known.pop(lane, None)
        for key in [key for key in self._queues if key[0] == lane]:
            del self._queues[key]
            if task := self._tasks.pop(key, None):
                task.cancel()

    async def take(self, event: AlertsTold) -> None:
        """Schedules what the alerts and requests of one record call for; returns once that is on
        the log.
        """
        known = self.known.setdefault(event.lane, {})
        wanted = [d for alert in event.alerts for d in self._for_alert(alert)]
        wanted += [
            d for asked in event.asked if (d := self._for_request(event.lane, asked)) is not None
        ]
        new = [
            d for d in wanted if d.delivery_id not in known or d.round > known[d.delivery_id].round
        ]
        if not new:
            return
        await self.record(event.lane, tuple(new))
        for delivery in new:
            known[delivery.delivery_id] = delivery
            self._queue(event.lane, Pending(delivery, delivery.body))

    def _for_alert(self, alert: Alert) -> list[Delivery]:
        out = []
        for receiver in self.config.current().receivers_of(alert.tenant):
            type_ = payloads.type_for(alert, receiver.min_level)
            if type_ is None or not receiver.wants(type_) or receiver.app:
                continue
            id_ = ids.delivery_id(alert.alert_id, alert.change_id, receiver.name)
            body = payloads.standard_body(alert, type=type_, id=id_, public_url=self.public_url)
            out.append(
                Delivery(
                    delivery_id=id_,
                    tenant=alert.tenant,
                    receiver=receiver.name,
                    alert_id=alert.alert_id,
                    type=type_,
                    attempt=0,
                    state="pending",
                    at_ms=_now_ms(),
                    body=body,
                )
            )
        return out

    def _for_request(self, lane: str, asked: DeliveryAsked) -> Delivery | None:
        if asked.delivery_id:
            before = self.known.get(lane, {}).get(asked.delivery_id)
            return replace(before, round=before.round + 1, at_ms=_now_ms()) if before else None
        id_ = ids.ping_id(asked.asked_at_ms, asked.request_id, asked.receiver)
        body = payloads.ping_body(id=id_, at_ms=asked.asked_at_ms, receiver=asked.receiver)
        return Delivery(
            delivery_id=id_,
            tenant=asked.tenant,
            receiver=asked.receiver,
            alert_id="",
            type="ping",
            attempt=0,
            state="pending",
            at_ms=_now_ms(),
            body=body,
        )

    # -- to the receivers
    # -----------------------------------------------------------------------------------------------

    def _queue(self, lane: str, pending: Pending) -> None:
        """Deliveries of one alert to one receiver go out in order; others do not wait for them."""
        delivery = pending.delivery
        key = (lane, f"{delivery.receiver}\0{delivery.alert_id or delivery.delivery_id}")
        self._queues.setdefault(key, []).append(pending)
        if key not in self._tasks:
            self._tasks[key] = asyncio.get_running_loop().create_task(self._work(key))

    async def _work(self, key: tuple[str, str]) -> None:
        try:
            while queue := self._queues.get(key):
                await self._deliver(key[0], queue[0])
                queue.pop(0)
        finally:
            self._queues.pop(key, None)
            self._tasks.pop(key, None)

    async def _deliver(self, lane: str, pending: Pending) -> None:
        delivery = pending.delivery
        while True:
            await asyncio.sleep(max(0.0, (pending.not_before_ms - _now_ms()) / 1_000))
            receiver = self._receiver(delivery)
            if receiver is None:
                if await self._wait(lane, pending):
                    continue
                return
            if (
                delivery.tenant,
                receiver.name,
                receiver.url,
            ) in self._disabled and delivery.type != "ping":
                pending.attempts += 1
                await self.record(
                    lane,
                    (self._attempted(pending, "disabled", error="the receiver answered 410 Gone"),),
                )
                return
            result = await webhook.attempt(pending.body, delivery.delivery_id, receiver)
            pending.attempts += 1
            pending.tries += 1
            attempted = self._judge(pending, receiver, result)
            telemetry.delivery_attempted(receiver.name, attempted.state)
            await self.record(lane, (attempted,))
            if attempted.state in FINAL:
                return
            pending.waiting = False
            pending.not_before_ms = pending.since_ms = attempted.next_attempt_at_ms

    async def _wait(self, lane: str, pending: Pending) -> bool:
        """Without its receiver a delivery waits, recorded once -> False where it waited for a day
        and is given up.
        """
        if _now_ms() - pending.since_ms >= WAIT_MS:
            pending.attempts += 1
            error = "its receiver was not in the config file for a day"
            await self.record(lane, (self._attempted(pending, "dead", error=error),))
            return False
        if not pending.waiting:
            pending.attempts += 1
            await self.record(lane, (self._attempted(pending, "pending", error=WAITING),))
            pending.waiting = True
        await asyncio.sleep(LOOK_AGAIN_S)
        return True

    def _judge(self, pending: Pending, receiver: Receiver, result: webhook.Attempt) -> Delivery:
        one = (pending.delivery.tenant, receiver.name, receiver.url)
        status = result.status
        error = result.error
        took = result.duration_ms
        if result.delivered:
            self._disabled.discard(one)
            return self._attempted(pending, "delivered", status, error, took)
        if status == GONE:
            self._disabled.add(one)
            return self._attempted(pending, "disabled", status, error, took)
        if pending.tries > len(BACKOFF_S):
            log.error(
                "a delivery is given up",
                extra=telemetry.fields(
                    delivery=pending.delivery.delivery_id, receiver=receiver.name
                ),
            )
            return self._attempted(pending, "dead", status, error, took)
        wait_s = max(BACKOFF_S[pending.tries - 1] * random.uniform(0.8, 1.2), result.retry_after_s)
        return self._attempted(
            pending, "pending", status, error, took, _now_ms() + int(wait_s * 1_000)
        )

    def _attempted(
        self,
        pending: Pending,
        state: str,
        status: int = 0,
        error: str = "",
        took_ms: int = 0,
        next_ms: int = 0,
    ) -> Delivery:
        return replace(
            pending.delivery,
            attempt=max(1, pending.attempts),
            state=state,
            at_ms=_now_ms(),
            status=status,
            duration_ms=took_ms,
            error=error,
            next_attempt_at_ms=next_ms,
            body="",
        )

    def _receiver(self, delivery: Delivery) -> Receiver | None:
        for receiver in self.config.current().receivers_of(delivery.tenant):
            if receiver.name == delivery.receiver:
                return receiver
        return None


def _now_ms() -> int:
    return int(time.time() * 1_000)
