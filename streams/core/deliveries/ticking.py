"""What time alone calls for: digests that are due, alerts that nobody took, receivers that are new
or back, and warnings about those that fail.

In: the state of a lane and the time. Out: deliveries to be recorded, together: a digest and the end
of what it tells are one record, so that no crash comes between them.
"""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from schemas.events import Alert, Delivery
from streams.core.deliveries import making
from streams.core.deliveries.digesting import digests
from streams.core.deliveries.holding import Holding
from streams.core.deliveries.routing import (
    RAISED,
    Decided,
    Receiver,
    fits,
    is_open,
)
from streams.core.deliveries.state import DIGEST, Deliveries, Known, Lane, named
from streams.core.deliveries.warning import warnings


def tick(
    state: Deliveries,
    lane: str,
    *,
    now_ms: int,
    receivers: Sequence[Receiver],
    links: str,
) -> tuple[Deliveries, tuple[Delivery, ...]]:
    """What is due in a lane now -> to be recorded. The state notes which warnings it made, and of
    everything else it knows once `recorded` is told.
    """
    at = {"now_ms": now_ms, "receivers": receivers, "links": links}
    made = (
        *digests(state, lane, **at),  # type: ignore[arg-type]
        *_handed_on(state, lane, **at),  # type: ignore[arg-type]
        *_mended(state, lane, **at),  # type: ignore[arg-type]
        *warnings(state, lane, **at),  # type: ignore[arg-type]
    )
    return state, made


def catch_up(
    state: Deliveries,
    lane: str,
    *,
    now_ms: int,
    receivers: Sequence[Receiver],
    links: str,
) -> tuple[Deliveries, tuple[Delivery, ...]]:
    """What receivers have not heard of and should have: asked when a lane comes, and when the
    config changed. Who is new, and whose filters grew, is told what is still open.
    """
    here = state.lane(lane)
    holding = Holding(state, lane, now_ms=now_ms)
    made = []
    for receiver in receivers:
        since_ms = receiver.catch_up_since_ms
        if receiver.app or since_ms is None or not receiver.wants(RAISED):
            continue
        for alert in _unheard(here, receiver, since_ms):
            decided = Decided(type=RAISED)
            # the id of the change itself: who reads its record later makes the same delivery
            first = making.of_alert(
                alert,
                receiver,
                decided,
                now_ms=now_ms,
                links=links,
                change="" if is_open(alert) else "caught-up",
            )
            if first.delivery_id not in here.known:
                made.append(holding.held(first, alert, receiver))
    return state, tuple(made)


def _unheard(here: Lane, receiver: Receiver, since_ms: int) -> list[Alert]:
    waiting = {one.alert_id for one in here.held.values() if one.receiver == receiver.name}
    return [
        known.alert
        for alert_id, known in here.alerts.items()
        if known.alert is not None
        and known.alert.tenant == receiver.tenant
        and (known.open or _raised_since(known, since_ms, receiver))
        and not (receiver.name in known.told and known.told[receiver.name].open)
        and alert_id not in waiting
        and fits(known.alert, receiver)
    ]


def _raised_since(known: Known, since_ms: int, receiver: Receiver) -> bool:
    """Whether an alert that is over belongs to what a receiver asked for and never heard of."""
    assert known.alert is not None
    was_told = receiver.name in known.told
    return bool(since_ms) and not was_told and known.alert.raised_at_ms >= since_ms


def _handed_on(
    state: Deliveries, lane: str, *, now_ms: int, receivers: Sequence[Receiver], links: str
) -> Iterator[Delivery]:
    """Alerts that nobody took in time, to the next in line."""
    here = state.lane(lane)
    holding = Holding(state, lane, now_ms=now_ms)
    for receiver in receivers:
        heir = named(receivers, receiver.tenant, receiver.next) if receiver.next else None
        if heir is None or not receiver.take_within_s:
            continue
        for known in here.alerts.values():
            told = known.told.get(receiver.name)
            if known.alert is None or not known.open or known.taken or told is None:
                continue
            late = now_ms - told.at_ms >= receiver.take_within_s * 1_000
            heard = heir.name in known.told and known.told[heir.name].open
            if known.alert.tenant != receiver.tenant or not told.open or not late or heard:
                continue
            made = making.of_alert(
                known.alert,
                heir,
                Decided(type=RAISED),
                now_ms=now_ms,
                links=links,
                change=f"next-{receiver.name}",
                handed_by=receiver.name,
            )
            if made.delivery_id not in here.known:
                yield holding.held(made, known.alert, heir)


def _mended(
    state: Deliveries, lane: str, *, now_ms: int, receivers: Sequence[Receiver], links: str
) -> Iterator[Delivery]:
    """A receiver that took something again gets what it lost of alerts that are still open."""
    here = state.lane(lane)
    for name, lost in here.lost.items():
        receiver = named(receivers, *name)
        back_ms = state.taken_at_ms.get(name, 0)
        if receiver is None or receiver.catch_up_since_ms is None:
            continue
        for id_, one in list(lost.items()):
            before = here.known.get(id_)
            known = here.alerts.get(one.alert_id)
            hot = one.type == DIGEST or (known is not None and known.open)
            if one.at_ms > back_ms:
                continue
            # once: what a receiver refuses while it takes others would else come again for ever
            if hot and before is not None and id_ not in here.pending and not before.round:
                yield replace(before, round=1, at_ms=now_ms)
            else:
                del lost[id_]
