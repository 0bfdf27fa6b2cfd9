"""Who has not heard of an alert and should have: a receiver that is new, whose filters grew, or one
whose places, channels or languages an open alert has reached since it was last told.

In: the state of a lane, and where its rumors come from by now. Out: deliveries to be recorded.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import nsmallest
from typing import Protocol

from msgspec.structs import replace

from schemas.events import Alert, Delivery, Share
from streams.core.deliveries import making
from streams.core.deliveries.holding import Holding
from streams.core.deliveries.routing import (
    MOST_LARGEST,
    RAISED,
    Decided,
    Receiver,
    Silent,
    fits,
    is_open,
    never,
)
from streams.core.deliveries.state import Deliveries, Known, Lane
from streams.core.ids import delivery_id


class Reached(Protocol):
    """Where the reports of a rumor came from so far, and how many."""

    @property
    def channels(self) -> Mapping[str, int]: ...
    @property
    def places(self) -> Mapping[str, int]: ...
    @property
    def languages(self) -> Mapping[str, int]: ...


# None of a rumor of which nothing is to be told now
Reach = Callable[[str], Reached | None]


def catch_up(
    state: Deliveries,
    lane: str,
    *,
    now_ms: int,
    receivers: Sequence[Receiver],
    links: str,
    silent: Silent = never,
) -> tuple[Deliveries, tuple[Delivery, ...]]:
    """What receivers have not heard of and should have: asked when a lane comes, and when the
    config changed. Who is new, and whose filters grew, is told what is still open; of what is muted
    with everybody else, when that is over.
    """
    here = state.lane(lane)
    holding = Holding(state, now_ms=now_ms)
    made: list[Delivery] = []
    for receiver in receivers:
        since_ms = receiver.catch_up_since_ms
        if receiver.app or since_ms is None or not receiver.wants(RAISED):
            continue
        unheard = [one for one in _unheard(here, receiver, since_ms) if not silent(one)]
        made += raised(holding, here, receiver, unheard, now_ms=now_ms, links=links)
    return state, tuple(made)


def spread(
    state: Deliveries,
    lane: str,
    *,
    now_ms: int,
    receivers: Sequence[Receiver],
    links: str,
    reach: Reach,
    silent: Silent = never,
) -> tuple[Deliveries, tuple[Delivery, ...]]:
    """What has come to somebody since it was last told: an open alert whose rumor is reported from
    a receiver's places, channels or languages by now. The state knows where it is.
    """
    here = state.lane(lane)
    choosy = [one for one in receivers if _is_choosy(one) and not one.app and one.wants(RAISED)]
    due: dict[tuple[str, str], list[Alert]] = {}
    for known in here.alerts.values() if choosy else ():
        before = known.alert
        unheard = [one for one in choosy if known.open and not _heard(known, one)]
        if before is None or not unheard or silent(before):
            continue
        if (reached := reach(before.rumor_id)) is None:
            continue
        known.alert = _as_of_now(before, reached)
        for receiver in unheard:
            # who catches up with nothing is told what came to it, and not what was there before
            is_news = receiver.catch_up_since_ms is not None or not fits(before, receiver)
            if is_news and receiver.tenant == before.tenant and fits(known.alert, receiver):
                due.setdefault((receiver.tenant, receiver.name), []).append(known.alert)
    holding = Holding(state, now_ms=now_ms)
    made: list[Delivery] = []
    for receiver in choosy:
        waiting = _waiting(here, receiver)
        came = [
            alert
            for alert in due.get((receiver.tenant, receiver.name), ())
            if alert.alert_id not in waiting
        ]
        made += raised(holding, here, receiver, came, now_ms=now_ms, links=links)
    return state, tuple(made)


def _is_choosy(receiver: Receiver) -> bool:
    return bool(tuple(receiver.places) or tuple(receiver.channels) or tuple(receiver.languages))


def _heard(known: Known, receiver: Receiver) -> bool:
    return receiver.name in known.told and known.told[receiver.name].open


def _as_of_now(alert: Alert, reached: Reached) -> Alert:
    return replace(
        alert,
        channels=_largest(reached.channels),
        places=_largest(reached.places),
        languages=_largest(reached.languages),
    )


def _largest(names: Mapping[str, int]) -> tuple[Share, ...]:
    # by name where counts are equal, as an alert has them
    top = nsmallest(MOST_LARGEST, names.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Share(name=name, reports=reports) for name, reports in top)


def raised(
    holding: Holding,
    here: Lane,
    receiver: Receiver,
    alerts: Iterable[Alert],
    *,
    now_ms: int,
    links: str,
) -> list[Delivery]:
    """Alerts as they are told to somebody who has not heard of them."""
    due: dict[str, tuple[Delivery, Alert]] = {}
    for alert in alerts:
        # the id of the change itself: who reads its record later makes the same delivery
        change = _change(here, receiver, alert) if is_open(alert) else "caught-up"
        first = making.of_alert(
            alert, receiver, Decided(type=RAISED), now_ms=now_ms, links=links, change=change
        )
        if first.delivery_id not in here.known:
            due[alert.alert_id] = (first, alert)
    holding.expect(receiver, due)
    return [holding.held(first, alert, receiver) for first, alert in due.values()]


def _change(here: Lane, receiver: Receiver, alert: Alert) -> str:
    """Names what is told to somebody whom this very change took the alert away from, or from whom
    it was withheld, and who asks for it by now: a telling of its own.
    """
    change = alert.change_id
    lost = here.lost.get((receiver.tenant, receiver.name), {})
    while (id_ := delivery_id(alert.alert_id, change, receiver.name)) in here.known:
        if id_ in lost:
            break  # goes out again when the receiver takes something
        change = f"{change}-again"
    return change


def _unheard(here: Lane, receiver: Receiver, since_ms: int) -> list[Alert]:
    waiting = _waiting(here, receiver)
    return [
        known.alert
        for alert_id, known in here.alerts.items()
        if known.alert is not None
        and known.alert.tenant == receiver.tenant
        and (known.open or _raised_since(known, since_ms, receiver))
        and not _heard(known, receiver)
        and alert_id not in waiting
        and fits(known.alert, receiver)
    ]


def _raised_since(known: Known, since_ms: int, receiver: Receiver) -> bool:
    """Whether an alert that is over belongs to what a receiver asked for and never heard of."""
    assert known.alert is not None
    was_told = receiver.name in known.told
    return bool(since_ms) and not was_told and known.alert.raised_at_ms >= since_ms


def _waiting(here: Lane, receiver: Receiver) -> set[str]:
    """The alerts that are held for it."""
    name = (receiver.tenant, receiver.name)
    return {one.alert_id for one in here.held.values() if (one.tenant, one.receiver) == name}
