"""What time alone calls for in a lane: alerts that nobody took, what was lost by receivers that are
back, and warnings about those that fail.

In: the state of a lane and the time. Out: deliveries to be recorded.
"""

from collections.abc import Iterator, Sequence

from schemas.events import Alert, Delivery
from streams.core.deliveries import making
from streams.core.deliveries.attempts import is_untried
from streams.core.deliveries.holding import CRITICAL, Holding
from streams.core.deliveries.routing import (
    ESCALATED,
    RAISED,
    Decided,
    Receiver,
    Silent,
    never,
)
from streams.core.deliveries.state import ASKED, BACK, DIGEST, Deliveries, Known, Lane, named
from streams.core.deliveries.warning import warnings


def tick(
    state: Deliveries,
    lane: str,
    *,
    now_ms: int,
    receivers: Sequence[Receiver],
    links: str,
    silent: Silent = never,
) -> tuple[Deliveries, tuple[Delivery, ...]]:
    """What is due in a lane now -> to be recorded. The state notes which warnings it made, and of
    everything else it knows once `recorded` is told.
    """
    at = {"now_ms": now_ms, "receivers": receivers, "links": links}
    made = (
        *_handed_on(state, lane, silent, **at),  # type: ignore[arg-type]
        *_mended(state, lane, silent, **at),  # type: ignore[arg-type]
        *warnings(state, lane, **at),  # type: ignore[arg-type]
    )
    return state, made


def _handed_on(
    state: Deliveries,
    lane: str,
    silent: Silent,
    *,
    now_ms: int,
    receivers: Sequence[Receiver],
    links: str,
) -> Iterator[Delivery]:
    """Alerts that nobody took in time, to the next in line: of what is muted once that is over."""
    here = state.lane(lane)
    holding = Holding(state, now_ms=now_ms)
    for receiver in receivers:
        heir = named(receivers, receiver.tenant, receiver.next) if receiver.next else None
        if heir is None or not receiver.take_within_s:
            continue
        due: dict[str, tuple[Delivery, Alert]] = {}
        for alert in _untaken(here, receiver, heir, now_ms):
            if silent(alert):
                continue
            made = making.of_alert(
                alert,
                heir,
                Decided(type=RAISED),
                now_ms=now_ms,
                links=links,
                change=f"next-{receiver.name}",
                handed_by=receiver.name,
            )
            if made.delivery_id not in here.known:
                due[alert.alert_id] = (made, alert)
        holding.expect(heir, due)
        yield from (holding.held(made, alert, heir) for made, alert in due.values())


def _untaken(here: Lane, receiver: Receiver, heir: Receiver, now_ms: int) -> Iterator[Alert]:
    """What the receiver was told so long ago that its heir has to hear of it."""
    for known in here.alerts.values():
        told = known.told.get(receiver.name)
        if known.alert is None or not known.open or known.taken or told is None:
            continue
        late = now_ms - told.at_ms >= receiver.take_within_s * 1_000
        heard = heir.name in known.told and known.told[heir.name].open
        if known.alert.tenant == receiver.tenant and told.open and late and not heard:
            yield known.alert


def _mended(
    state: Deliveries,
    lane: str,
    silent: Silent,
    *,
    now_ms: int,
    receivers: Sequence[Receiver],
    links: str,
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
            hot = one.type == DIGEST or (known is not None and _is_hot(known, one, silent))
            if one.at_ms > back_ms or _sleeps(receiver, known, now_ms):
                continue
            # once: what a receiver refuses while it takes others would else come again for ever;
            # where nothing was sent, it has refused nothing
            if (
                hot
                and before is not None
                and id_ not in here.pending
                and (before.again not in (ASKED, BACK) or is_untried(one))
            ):
                yield making.once_more(before, now_ms=now_ms, again=BACK)
            else:
                del lost[id_]
                here.unheard.pop((*name, one.alert_id), None)


def _is_hot(known: Known, lost: Delivery, silent: Silent) -> bool:
    """Whether an alert goes on. Of what is muted nothing new is told: its end raises it anew."""
    is_news = lost.type in (RAISED, ESCALATED)
    return known.alert is not None and known.open and not (is_news and silent(known.alert))


def _sleeps(receiver: Receiver, known: Known | None, now_ms: int) -> bool:
    """Whether what a receiver lost waits for the end of its quiet hours."""
    alert = known.alert if known is not None else None
    wakes = alert is not None and alert.level == CRITICAL
    return bool(receiver.quiet_until_ms(now_ms)) and not wakes
