"""What has to be heard before something else of an alert, though it was given up.

In: a delivery whose turn it is. Out: another one that goes before it.
"""

from schemas.events import Delivery
from streams.core.deliveries import making
from streams.core.deliveries.attempts import MISSED, OTHER_KIND
from streams.core.deliveries.routing import RAISED
from streams.core.deliveries.state import FIRST, Deliveries, first_ms


def owed_before(
    state: Deliveries, lane: str, delivery: Delivery, *, now_ms: int
) -> Delivery | None:
    """That the alert was raised, where a receiver that took nothing since was never told: what
    follows may be the first that it takes. Once, so that nothing waits for it for ever.
    """
    if not delivery.alert_id or delivery.type == RAISED:
        return None
    here = state.lane(lane)
    name = (delivery.tenant, delivery.receiver)
    id_ = here.unheard.get((*name, delivery.alert_id), "")
    end = here.lost.get(name, {}).get(id_)
    before = here.known.get(id_)
    if end is None or before is None:
        return None
    outage = end.state == "dead" and end.error not in (MISSED, OTHER_KIND)
    took = state.taken_at_ms.get(name, 0) >= first_ms(before)
    if took or not outage or before.again or first_ms(before) > first_ms(delivery):
        return None
    return making.once_more(before, now_ms=now_ms, again=FIRST)
