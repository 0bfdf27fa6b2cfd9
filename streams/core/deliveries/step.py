"""Who is told of an alert, as what and under which id; what a person's request makes.

In: one record of the alerts topic. Out: deliveries to be scheduled.
"""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from schemas.events import Alert, AlertsTold, Delivery, DeliveryAsked
from streams.core.deliveries import making
from streams.core.deliveries.holding import Holding
from streams.core.deliveries.recording import heard_of
from streams.core.deliveries.routing import RESOLVED, Receiver, Told, answered, told_as
from streams.core.deliveries.state import (
    ASKED,
    Deliveries,
    Lane,
    is_told_again,
    named,
    title_of,
)


def step(
    state: Deliveries,
    event: AlertsTold,
    *,
    now_ms: int,
    receivers: Sequence[Receiver],
    links: str,
    offset: int | None = None,
) -> tuple[Deliveries, tuple[Delivery, ...]]:
    """What one record of alerts and requests calls for and is not known -> to be recorded.

    The state knows the alerts afterwards, and of a delivery once `recorded` is told that the log
    has it. Who is stopped in between finds the record again, and makes the same deliveries. One
    that comes again after others were decided, by its `offset`, calls for nothing, and neither does
    a change that another record told before: whoever was not told of it had not heard of its alert
    then, and may have since.
    """
    here = state.lane(event.lane)
    if offset is not None and offset <= here.decided:
        heard_of(state, event.lane, event.alerts, offset)
        return state, ()
    news = tuple(one for one in event.alerts if not is_told_again(here, one, offset))
    event = replace(event, alerts=news)
    made: dict[tuple[str, int], Delivery] = {}  # a change that a record holds twice is one
    for delivery in _wanted(state, event, now_ms=now_ms, receivers=receivers, links=links):
        before = here.known.get(delivery.delivery_id)
        if before is None or delivery.round > before.round:
            made.setdefault((delivery.delivery_id, delivery.round), delivery)
    heard_of(state, event.lane, event.alerts, offset)
    return state, tuple(made.values())


def _wanted(
    state: Deliveries,
    event: AlertsTold,
    *,
    now_ms: int,
    receivers: Sequence[Receiver],
    links: str,
) -> Iterator[Delivery]:
    here = state.lane(event.lane)
    holding = Holding(state, now_ms=now_ms)
    fresh: dict[tuple[str, str], Told] = {}  # what is heard through this very record
    titles = {alert.rumor_id: alert.title for alert in event.alerts}
    _expect(holding, here, event.alerts, receivers)
    for alert in event.alerts:
        for receiver in receivers:
            if receiver.tenant != alert.tenant:
                continue
            about = (alert.alert_id, receiver.name)
            told = fresh.get(about) or _told(here, alert, receiver)
            decided = told_as(alert, receiver, told)
            if decided is None:
                continue
            delivery = making.of_alert(
                alert,
                receiver,
                decided,
                now_ms=now_ms,
                links=links,
                merged_title=titles.get(alert.merged_into)
                or title_of(state, event.lane, alert.merged_into),
            )
            delivery = holding.held(delivery, alert, receiver)
            if not delivery.held:
                ends = decided.leaves or decided.type == RESOLVED
                handed = told is not None and told.handed
                fresh[about] = Told(open=not ends, at_ms=now_ms, handed=handed)
            yield delivery
    for answer in event.answers:
        for receiver in receivers:
            if answered(answer, receiver):
                yield making.of_answer(answer, receiver, now_ms=now_ms, links=links)
    for asked in event.asked:
        yield from _asked(state, event.lane, asked, now_ms=now_ms, receivers=receivers, links=links)


def _expect(
    holding: Holding, here: Lane, alerts: Sequence[Alert], receivers: Sequence[Receiver]
) -> None:
    if len(alerts) < 2:
        return  # nearly always
    for receiver in receivers:
        holding.expect(
            receiver,
            (
                alert.alert_id
                for alert in alerts
                if alert.tenant == receiver.tenant
                and told_as(alert, receiver, _told(here, alert, receiver)) is not None
            ),
        )


def _told(here: Lane, alert: Alert, receiver: Receiver) -> Told | None:
    known = here.alerts.get(alert.alert_id)
    return known.told.get(receiver.name) if known is not None else None


def _asked(
    state: Deliveries,
    lane: str,
    asked: DeliveryAsked,
    *,
    now_ms: int,
    receivers: Sequence[Receiver],
    links: str,
) -> Iterator[Delivery]:
    here = state.lane(lane)
    receiver = named(receivers, asked.tenant, asked.receiver)
    if not asked.delivery_id:
        yield making.of_ping(asked, receiver, now_ms=now_ms, links=links)
        return
    before = here.known.get(asked.delivery_id)
    if before is None or not _may_go_again(here, before, asked):
        return
    again = making.once_more(before, now_ms=now_ms, again=ASKED)
    if not before.held or receiver is None:
        yield again
        return
    known = here.alerts.get(before.alert_id)
    alert = known.alert if known is not None else None
    title = title_of(state, lane, alert.merged_into) if alert is not None else ""
    yield making.released(again, alert, receiver, now_ms=now_ms, links=links, merged_title=title)


def _may_go_again(here: Lane, before: Delivery, asked: DeliveryAsked) -> bool:
    """What is on its way needs nobody's asking, and a request that is read twice is one. What is
    held is not on its way: who asks for it need not wait for its digest.
    """
    answered = before.round > 0 and before.at_ms >= asked.asked_at_ms
    return not answered and (before.held != "" or before.delivery_id not in here.pending)
