"""What waits for a receiver that is of another kind by now: made again in the present kind's form.

In: a delivery that is to be sent, and its receiver as the config has it. Out: the delivery in a
round of its own, or that there is nothing left to make it from.
"""

from msgspec.structs import replace

from schemas.events import Delivery
from streams.core.deliveries import making
from streams.core.deliveries.attempts import Unsent
from streams.core.deliveries.routing import Receiver
from streams.core.deliveries.state import Deliveries, title_of


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
    else:
        known = state.lane(lane).alerts.get(delivery.alert_id)
        if known is None or known.alert is None:
            return Unsent.OTHER_KIND
        title = title_of(state, lane, known.alert.merged_into)
        anew = making.released(
            delivery, known.alert, receiver, now_ms=now_ms, links=links, merged_title=title
        )
    # a round of its own: the attempts that were made stay what they were
    return replace(anew, round=delivery.round + 1)
