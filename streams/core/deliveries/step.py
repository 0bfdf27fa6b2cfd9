"""Who is told of an alert, as what and under which id; what a person's request makes.

In: one record of the alerts topic. Out: deliveries to be scheduled.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from schemas.events import Alert, AlertsTold, Delivery, DeliveryAsked
from streams.core import ids
from streams.core.deliveries.state import Deliveries, Receiver, receiver_of
from streams.core.receivers.kinds import DEFAULT, KINDS
from streams.core.surge.policy import LEVELS


def step(
    state: Deliveries,
    event: AlertsTold,
    *,
    now_ms: int,
    receivers: Sequence[Receiver],
    links: str,
) -> tuple[Deliveries, tuple[Delivery, ...]]:
    """What one record of alerts and requests calls for and is not known -> to be recorded.

    The state comes back as it was: it knows of a delivery once `recorded` is told that the log
    has it. Who is stopped in between finds the record again, and makes the same deliveries.
    """
    known = state.known.get(event.lane, {})
    made: dict[tuple[str, int], Delivery] = {}  # a change that a record holds twice is one
    for delivery in _wanted(known, event, now_ms=now_ms, receivers=receivers, links=links):
        before = known.get(delivery.delivery_id)
        if before is None or delivery.round > before.round:
            made.setdefault((delivery.delivery_id, delivery.round), delivery)
    return state, tuple(made.values())


def told_as(alert: Alert, receiver: Receiver) -> str | None:
    """The type under which a receiver is told of an alert's change; None where it is not told.

    An episode that passes the receiver's level for the first time is raised for it, whatever others
    heard before.
    """
    if receiver.app:
        # A receiver with `app` belongs to a reporting app and is told verdicts on its own reports
        # (`verdict.given`), never alerts: those say what other apps' users reported.
        return None
    least = LEVELS.index(receiver.min_level)
    if LEVELS.index(alert.level) < least:
        return None
    first = alert.event == "escalated" and LEVELS.index(alert.previous_level) < least
    type_ = "alert.raised" if first else f"alert.{alert.event}"
    return type_ if receiver.wants(type_) else None


def _wanted(
    known: Mapping[str, Delivery],
    event: AlertsTold,
    *,
    now_ms: int,
    receivers: Sequence[Receiver],
    links: str,
) -> Iterator[Delivery]:
    for alert in event.alerts:
        for receiver in receivers:
            type_ = told_as(alert, receiver) if receiver.tenant == alert.tenant else None
            if type_ is not None:
                yield _for_alert(alert, receiver, type=type_, now_ms=now_ms, links=links)
    for asked in event.asked:
        if not asked.delivery_id:
            yield _for_ping(asked, receivers, now_ms)
        elif before := known.get(asked.delivery_id):  # else older than the topic: nothing to send
            # a record that is read twice asks twice; the receiver tells by the id that it is one
            yield replace(before, round=before.round + 1, at_ms=now_ms)


def _for_alert(alert: Alert, receiver: Receiver, *, type: str, now_ms: int, links: str) -> Delivery:
    id_ = ids.delivery_id(alert.alert_id, alert.change_id, receiver.name)
    return Delivery(
        delivery_id=id_,
        tenant=alert.tenant,
        receiver=receiver.name,
        alert_id=alert.alert_id,
        type=type,
        attempt=0,
        state="pending",
        at_ms=now_ms,
        body=KINDS[receiver.kind].alert_body(alert, type=type, id=id_, links=links),
    )


def _for_ping(asked: DeliveryAsked, receivers: Sequence[Receiver], now_ms: int) -> Delivery:
    id_ = ids.ping_id(asked.asked_at_ms, asked.request_id, asked.receiver)
    ping = Delivery(
        delivery_id=id_,
        tenant=asked.tenant,
        receiver=asked.receiver,
        alert_id="",
        type="ping",
        attempt=0,
        state="pending",
        at_ms=now_ms,
    )
    # it may have left the config since the request: then it waits like any other delivery
    receiver = receiver_of(ping, receivers)
    kind = KINDS[receiver.kind if receiver else DEFAULT]
    body = kind.ping_body(id=id_, at_ms=asked.asked_at_ms, receiver=asked.receiver)
    return replace(ping, body=body)
