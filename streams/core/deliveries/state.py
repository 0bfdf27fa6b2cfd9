"""What a process knows of the deliveries of its lanes, as the deliveries topic tells it.

In: `Delivery`s that are on the log, read back at start or just appended. Out: what is pending.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from schemas.events import Delivery

FINAL = ("delivered", "dead", "disabled")
# Stands in the log: it is how a restart knows that an attempt was none. Never changes.
WAITING = "waits for its receiver, which is not in the config file"


class Receiver(Protocol):
    """What has to be known of a receiver to decide whether it is told; config has all of it."""

    @property
    def tenant(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def min_level(self) -> str: ...
    @property
    def app(self) -> str: ...
    def wants(self, type: str) -> bool:
        """Whether it asked for an event type."""
        ...


SomeReceiver = TypeVar("SomeReceiver", bound=Receiver)


@dataclass
class Pending:
    """A delivery that has no final attempt, as the log tells it.

    `attempts` numbers what is recorded, `tries` counts what was sent; it is due since `since_ms`.
    """

    delivery: Delivery
    attempts: int = 0
    tries: int = 0
    not_before_ms: int = 0
    since_ms: int = 0
    waiting: bool = False

    def __post_init__(self) -> None:
        self.since_ms = self.since_ms or self.delivery.at_ms

    def seen(self, attempt: Delivery) -> None:
        """Takes in what was recorded of it, live and at a restart alike."""
        self.attempts = attempt.attempt
        self.not_before_ms = attempt.next_attempt_at_ms
        self.waiting = attempt.error == WAITING
        if not self.waiting:  # waiting costs no try, and its day counts on
            self.tries += 1
            self.since_ms = attempt.next_attempt_at_ms or attempt.at_ms


@dataclass
class Deliveries:
    """What a process knows of the deliveries of its lanes.

    `known` holds by lane and id the newest scheduling: with the body, for redeliveries.
    """

    known: dict[str, dict[str, Delivery]] = field(default_factory=dict)
    # by tenant, name and URL: one that is given another URL is another receiver
    gone: set[tuple[str, str, str]] = field(default_factory=set)


def recorded(state: Deliveries, lane: str, deliveries: Iterable[Delivery]) -> list[Pending]:
    """Takes in what the log holds of a lane, oldest first -> what has no final attempt in it.

    At a restart that is the whole topic, later what was just appended.
    """
    known = state.known.setdefault(lane, {})
    pending: dict[str, Pending] = {}
    for delivery in deliveries:
        if delivery.attempt == 0:
            known[delivery.delivery_id] = delivery
            pending[delivery.delivery_id] = Pending(delivery)
            continue
        one = pending.get(delivery.delivery_id)
        if one is None or one.delivery.round != delivery.round:
            continue  # the end of an earlier round says nothing of a redelivery asked for meanwhile
        if delivery.state in FINAL:
            del pending[delivery.delivery_id]
        else:
            one.seen(delivery)
    return list(pending.values())


def answered(state: Deliveries, receiver: Receiver, attempt: Delivery) -> None:
    """Takes in what an answer says of its receiver: 410 shuts it, whatever it takes opens it."""
    one = (receiver.tenant, receiver.name, receiver.url)
    if attempt.state == "disabled":
        state.gone.add(one)
    elif attempt.state == "delivered":
        state.gone.discard(one)


def is_shut(state: Deliveries, receiver: Receiver, delivery: Delivery) -> bool:
    """Whether the receiver asked to be left alone. A ping is sent all the same: it opens it again.

    Not on the log: after a restart the first delivery asks anew, and 410 shuts it again.
    """
    one = (receiver.tenant, receiver.name, receiver.url)
    return one in state.gone and delivery.type != "ping"


def receiver_of(delivery: Delivery, receivers: Iterable[SomeReceiver]) -> SomeReceiver | None:
    """The receiver of a delivery, as the config has it now; None where it is not in there."""
    for receiver in receivers:
        if (receiver.tenant, receiver.name) == (delivery.tenant, delivery.receiver):
            return receiver
    return None
