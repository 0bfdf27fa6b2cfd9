"""What waits for a receiver that is of another kind by now: made again in the present kind's form.

In: a delivery that is to be sent, and its receiver as the config has it. Out: the delivery in a
round of its own, or that there is nothing left to make it from.
"""

from msgspec.structs import replace

from schemas.events import Delivery
from streams.core.deliveries import making
from streams.core.deliveries.attempts import Unsent
from streams.core.deliveries.digesting import left_in
from streams.core.deliveries.holding import QUIET, STORM
from streams.core.deliveries.routing import Receiver
from streams.core.deliveries.state import DIGEST, Deliveries, alert_of, title_of
from streams.core.receivers.tellings import Digest


def remade(
    state: Deliveries,
    lane: str,
    delivery: Delivery,
    receiver: Receiver,
    *,
    now_ms: int,
    links: str,
) -> Delivery | Unsent | None:
    """None where the body has the form of the receiver's kind, or nobody noted for which it was
    made; `Unsent.OTHER_KIND` where what it told is not known any more.
    """
    if delivery.kind in ("", receiver.kind):
        return None
    if delivery.type == "ping":
        anew = making.ping_again(delivery, receiver, now_ms=now_ms, links=links)
    elif delivery.type == DIGEST:
        told = _inside(state, lane, delivery)
        if not told.alerts:
            return Unsent.OTHER_KIND
        anew = making.digest_again(delivery, told, receiver, now_ms=now_ms, links=links)
    else:
        known = state.lane(lane).alerts.get(delivery.alert_id)
        if known is None or known.alert is None:
            return Unsent.OTHER_KIND
        title = title_of(state, lane, known.alert.merged_into)
        anew = making.released(
            delivery, known.alert, receiver, now_ms=now_ms, links=links, merged_title=title
        )
    again = making.once_more(delivery, now_ms=now_ms)
    return replace(again, body=anew.body, kind=anew.kind, level=anew.level)


def _inside(state: Deliveries, lane: str, digest: Delivery) -> Digest:
    """What a digest tells, as it is by now. Its alerts may be of any lane of the tenant."""
    here = state.lane(lane)
    ends = here.inside.get(digest.delivery_id, ())
    ids = dict.fromkeys(one.alert_id for one in ends)
    held = {here.known[one.delivery_id].held for one in ends if one.delivery_id in here.known}
    alerts = (alert_of(state, lane, alert_id) for alert_id in ids)
    return Digest(
        alerts=tuple(alert for alert in alerts if alert is not None),
        reason=STORM if STORM in held else QUIET,
        left=left_in(ends),
    )
