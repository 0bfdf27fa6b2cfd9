"""Deliveries as they are scheduled: ids made from content, bodies made once, when they are told.

In: who is told what, and when. Out: `Delivery`s of attempt 0. Their bodies stand on the log: every
attempt sends the same, also after a restart.
"""

import dataclasses

from msgspec.structs import replace

from schemas.events import Alert, Delivery, DeliveryAsked, VerdictTold
from streams.core import ids
from streams.core.deliveries.routing import ESCALATED, RAISED, VERDICT_GIVEN, Decided, Receiver
from streams.core.deliveries.state import first_ms
from streams.core.receivers.kinds import DEFAULT, KINDS
from streams.core.receivers.tellings import PLAIN, Digest, Health, Ping, Telling
from streams.core.surge.alerts import DELAYED_MS, why_as_told


def of_alert(
    alert: Alert,
    receiver: Receiver,
    decided: Decided,
    *,
    now_ms: int,
    links: str,
    change: str = "",
    handed_by: str = "",
    merged_title: str = "",
) -> Delivery:
    """A change of an alert. `change` names what is told, where that is not the alert's change;
    `merged_title` what it was merged into.
    """
    id_ = ids.delivery_id(alert.alert_id, change or alert.change_id, receiver.name)
    told = _telling(alert, decided, id_, now_ms=now_ms, links=links, merged_title=merged_title)
    made = _made(receiver, told, now_ms=now_ms)
    return replace(
        made,
        alert_id=alert.alert_id,
        leaves=decided.leaves,
        handed_by=handed_by,
        level=alert.level,
    )


def released(
    held: Delivery,
    alert: Alert | None,
    receiver: Receiver,
    *,
    now_ms: int,
    links: str,
    merged_title: str = "",
) -> Delivery:
    """A held delivery that is to be told by itself after all, of the alert as it is by now: nobody
    has seen what was written when it was held. Of an alert that is forgotten nothing else is left.
    """
    if alert is None:
        return replace(held, held="", held_until_ms=0, next_attempt_at_ms=0, at_ms=now_ms)
    told = _telling(
        alert,
        Decided(type=held.type, leaves=held.leaves),
        held.delivery_id,
        now_ms=now_ms,
        links=links,
        merged_title=merged_title,
    )
    made = _made(receiver, told, now_ms=now_ms)
    return replace(
        made,
        alert_id=held.alert_id,
        round=held.round,
        leaves=held.leaves,
        handed_by=held.handed_by,
        first_at_ms=held.first_at_ms,
        again=held.again,
        level=alert.level,
    )


def once_more(before: Delivery, *, now_ms: int, again: str = "") -> Delivery:
    """A scheduling of the same delivery in a round of its own: the attempts that were made stay
    what they were. `again` is what called for it, where it does not only wait.
    """
    return replace(
        before,
        round=before.round + 1,
        at_ms=now_ms,
        held="",
        held_until_ms=0,
        next_attempt_at_ms=0,
        first_at_ms=first_ms(before),
        again=again or before.again,
    )


def as_told(alert: Alert, type: str, told_ms: int) -> Alert:
    """The alert in the words of whoever is told at that time, which may be long after it was first
    told to others: how late it is, and the day of what was on another one.
    """
    why = why_as_told(alert, told_ms)
    return replace(alert, why=why, delayed_s=_delay_s(alert, type, told_ms))


def _delay_s(alert: Alert, type: str, told_ms: int) -> float:
    """How long after the report that crossed it is told; 0 for less than a minute.

    Of an escalation the alert says no more than how late it was when it was found.
    """
    if type == RAISED:
        late_ms = float(told_ms - alert.raised_at_ms)
    elif type == ESCALATED:
        late_ms = told_ms - alert.at_ms + alert.delayed_s * 1_000
    else:
        return 0.0
    return round(late_ms / 1_000, 3) if late_ms > DELAYED_MS else 0.0


def _telling(
    alert: Alert, decided: Decided, id_: str, *, now_ms: int, links: str, merged_title: str
) -> Telling:
    # two machines' clocks may differ: no change is told before it was
    told_ms = max(now_ms, alert.at_ms)
    return Telling(
        type=decided.type,
        id=id_,
        at_ms=told_ms,
        links=links,
        content=as_told(alert, decided.type, told_ms),
        merged_title=merged_title,
        leaves=decided.leaves,
    )


def of_answer(answer: VerdictTold, receiver: Receiver, *, now_ms: int, links: str) -> Delivery:
    """The verdict on reports of the receiver's app. The same answer is the same delivery; those of
    one rumor are told in order, so that what is told last is in force.
    """
    id_ = ids.timed_id("dlv", answer.at_ms, answer.answer_id, receiver.name)
    told_ms = max(now_ms, answer.at_ms)
    told = Telling(type=VERDICT_GIVEN, id=id_, at_ms=told_ms, links=links, content=answer)
    return replace(_made(receiver, told, now_ms=now_ms), about=f"verdict {answer.rumor_id}")


def of_digest(
    digest: Digest, receiver: Receiver, *, named: str, now_ms: int, links: str
) -> Delivery:
    """A digest; `named` is a delivery that is told in it, which tells it from every other."""
    id_ = ids.timed_id("dlv", ids.time_of(named), "digest", named, receiver.name)
    return _digest(digest, receiver, id_, now_ms=now_ms, links=links)


def digest_again(
    delivery: Delivery, digest: Digest, receiver: Receiver, *, now_ms: int, links: str
) -> Delivery:
    """The same digest in the form of the kind that its receiver is of by now."""
    return _digest(digest, receiver, delivery.delivery_id, now_ms=now_ms, links=links)


def _digest(digest: Digest, receiver: Receiver, id_: str, *, now_ms: int, links: str) -> Delivery:
    alerts = tuple(as_told(alert, "alert.digest", now_ms) for alert in digest.alerts)
    content = dataclasses.replace(digest, alerts=alerts)
    told = Telling(type="alert.digest", id=id_, at_ms=now_ms, links=links, content=content)
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
    kind = receiver.kind if receiver else DEFAULT
    told = _ping(asked.receiver, id_, at_ms=asked.asked_at_ms, links=links)
    return Delivery(
        delivery_id=id_,
        tenant=asked.tenant,
        receiver=asked.receiver,
        alert_id="",
        type="ping",
        attempt=0,
        state="pending",
        at_ms=now_ms,
        body=KINDS[kind].body(told, manner=receiver.manner if receiver else PLAIN),
        kind=kind,
    )


def ping_again(delivery: Delivery, receiver: Receiver, *, now_ms: int, links: str) -> Delivery:
    """The same test in the form of the kind that its receiver is of by now."""
    told = _ping(receiver.name, delivery.delivery_id, at_ms=now_ms, links=links)
    return _made(receiver, told, now_ms=now_ms)


def _ping(receiver: str, id_: str, *, at_ms: int, links: str) -> Telling:
    content = Ping(receiver=receiver)
    return Telling(type="ping", id=id_, at_ms=at_ms, links=links, content=content)


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
        kind=receiver.kind,
    )
