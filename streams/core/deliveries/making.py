"""Deliveries as they are scheduled: ids made from content, bodies made once.

In: who is told what. Out: `Delivery`s of attempt 0.
"""

from msgspec.structs import replace

from schemas.events import Alert, Delivery, DeliveryAsked, VerdictTold
from streams.core import ids
from streams.core.deliveries.routing import VERDICT_GIVEN, Decided, Receiver
from streams.core.receivers.kinds import DEFAULT, KINDS
from streams.core.receivers.tellings import PLAIN, Digest, Health, Ping, Telling


def of_alert(
    alert: Alert,
    receiver: Receiver,
    decided: Decided,
    *,
    now_ms: int,
    links: str,
    change: str = "",
    handed_by: str = "",
) -> Delivery:
    """A change of an alert. `change` names what is told, where that is not the alert's change."""
    id_ = ids.delivery_id(alert.alert_id, change or alert.change_id, receiver.name)
    told = Telling(type=decided.type, id=id_, at_ms=alert.at_ms, links=links, content=alert)
    made = _made(receiver, told, now_ms=now_ms)
    return replace(made, alert_id=alert.alert_id, leaves=decided.leaves, handed_by=handed_by)


def of_answer(answer: VerdictTold, receiver: Receiver, *, now_ms: int, links: str) -> Delivery:
    """The verdict on reports of the receiver's app. The same answer is the same delivery; those of
    one rumor are told in order, so that what is told last is in force.
    """
    id_ = ids.timed_id("dlv", answer.at_ms, answer.answer_id, receiver.name)
    told = Telling(type=VERDICT_GIVEN, id=id_, at_ms=answer.at_ms, links=links, content=answer)
    return replace(_made(receiver, told, now_ms=now_ms), about=f"verdict {answer.rumor_id}")


def of_digest(
    digest: Digest, receiver: Receiver, *, named: str, now_ms: int, links: str
) -> Delivery:
    """A digest; `named` is a delivery that is told in it, which tells it from every other."""
    id_ = ids.timed_id("dlv", ids.time_of(named), "digest", named, receiver.name)
    told = Telling(type="alert.digest", id=id_, at_ms=now_ms, links=links, content=digest)
    return _made(receiver, told, now_ms=now_ms)


def of_health(health: Health, receiver: Receiver, *, now_ms: int, links: str) -> Delivery:
    """A warning about another receiver, or that it is back."""
    id_ = health_id(health, receiver.name, health.percent)
    type_ = "receiver.failing" if health.percent else "receiver.recovered"
    told = Telling(type=type_, id=id_, at_ms=now_ms, links=links, content=health)
    return _made(receiver, told, now_ms=now_ms)


def health_id(health: Health, told: str, percent: int) -> str:
    """The same stage of the same outage is the same warning."""
    return ids.timed_id(
        "dlv", health.since_ms, "health", health.tenant, health.receiver, told, str(percent)
    )


def of_ping(
    asked: DeliveryAsked, receiver: Receiver | None, *, now_ms: int, links: str
) -> Delivery:
    """A test. Its receiver may have left the config since the request: it waits like any other."""
    id_ = ids.ping_id(asked.asked_at_ms, asked.request_id, asked.receiver)
    kind = KINDS[receiver.kind if receiver else DEFAULT]
    ping = Ping(receiver=asked.receiver)
    told = Telling(type="ping", id=id_, at_ms=asked.asked_at_ms, links=links, content=ping)
    return Delivery(
        delivery_id=id_,
        tenant=asked.tenant,
        receiver=asked.receiver,
        alert_id="",
        type="ping",
        attempt=0,
        state="pending",
        at_ms=now_ms,
        body=kind.body(told, manner=receiver.manner if receiver else PLAIN),
    )


def _made(receiver: Receiver, telling: Telling, *, now_ms: int) -> Delivery:
    return Delivery(
        delivery_id=telling.id,
        tenant=receiver.tenant,
        receiver=receiver.name,
        alert_id="",
        type=telling.type,
        attempt=0,
        state="pending",
        at_ms=now_ms,
        body=KINDS[receiver.kind].body(telling, manner=receiver.manner),
    )
