"""What goes out in order, one after another: a queue of each alert and receiver.

In: a delivery. Out: the queue that it stands in.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from schemas.events import Delivery
from streams.core import deliveries
from streams.core.deliveries import Pending


class Key(NamedTuple):
    """What goes out in order: the deliveries of one alert, or of the verdicts on one rumor, to one
    receiver.
    """

    lane: str
    receiver: str
    about: str


@dataclass
class Queue:
    """Deliveries in order, and the task that sends them one after another."""

    waiting: list[Pending] = field(default_factory=list)  # the first of them is being sent
    task: asyncio.Task[None] | None = None


def place_of(waiting: Sequence[Pending], one: Delivery) -> int:
    """Where a delivery belongs among those that wait: at the end, or, where it goes out again,
    before what came after it.
    """
    if not one.first_at_ms:
        return len(waiting)
    later = (place for place, other in enumerate(waiting) if _order(other.delivery) > _order(one))
    return next(later, len(waiting))


def _order(delivery: Delivery) -> tuple[int, bool]:
    # of what one record called for, that an alert was raised comes first
    return deliveries.first_ms(delivery), delivery.type != "alert.raised"


def take_behind(
    queue: Queue, pending: Pending, put_off: Callable[..., Delivery | None]
) -> list[Delivery]:
    """Takes out what stands behind one and is put off as well -> as it is put off."""
    taken = []
    for one in queue.waiting[queue.waiting.index(pending) + 1 :]:
        later = None if one.asked else put_off(delivery=one.delivery)
        if later is not None:
            taken.append(later)
            queue.waiting.remove(one)
    return taken


def key_of(lane: str, delivery: Delivery) -> Key:
    """The queue of a delivery."""
    # a ping is about no alert and waits for none: it is to say whether a receiver is well
    about = delivery.about or delivery.alert_id or delivery.delivery_id
    return Key(lane, delivery.receiver, about)
