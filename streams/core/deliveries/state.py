"""What a process knows of the deliveries of its lanes, as the topics of deliveries and alerts tell
it.

In: `Delivery`s that are on the log, read back at start or just appended, and alerts. Out: what is
pending.
"""

import hashlib
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from schemas.events import Alert, Delivery
from streams.core.deliveries.health import Outages, noticed
from streams.core.deliveries.routing import RAISED, RESOLVED, Receiver, Told, is_open

FINAL = ("delivered", "dead", "disabled", "digested", "withdrawn")
# Stands in the log: it is how a restart knows that an attempt was none. Never changes.
WAITING = "waits for its receiver, which is not in the config file"
MOST_KNOWN = 10_000  # final deliveries of a lane whose bodies are kept, some 3 KB each
MOST_ALERTS = 5_000  # alerts of a lane that are over and may still be corrected or caught up with
STORM_MS = 600_000  # alerts within it make a storm
MOST_ELSEWHERE = 10_000  # ends that wait for their lane; those of one that is away are not missed
MOST_RECENT = 1_000  # tellings of one receiver that are remembered for it
DIGEST = "alert.digest"
UNDECIDED = -1  # below all offsets

SomeReceiver = TypeVar("SomeReceiver", bound=Receiver)
Name = tuple[str, str]  # tenant and name of a receiver


class Recent(NamedTuple):
    """That a receiver was told of an alert: by itself, or to be told in a digest."""

    at_ms: int
    alert_id: str
    is_single: bool


@dataclass
class Pending:
    """A delivery that has no final attempt, as the log tells it.

    `attempts` numbers what is recorded, `tries` counts what was sent; it is due since `since_ms`,
    and its day began with the first try, at `begun_ms`.
    """

    delivery: Delivery
    attempts: int = 0
    tries: int = 0
    not_before_ms: int = 0
    since_ms: int = 0
    waiting: bool = False
    begun_ms: int = 0

    def __post_init__(self) -> None:
        self.since_ms = self.since_ms or self.delivery.at_ms

    def seen(self, attempt: Delivery) -> None:
        """Takes in what was recorded of it, live and at a restart alike."""
        self.attempts = attempt.attempt
        self.not_before_ms = attempt.next_attempt_at_ms
        self.waiting = attempt.error == WAITING
        if not self.waiting:  # waiting costs no try, and its day counts on
            self.tries += 1
            self.begun_ms = self.begun_ms or attempt.at_ms
            self.since_ms = attempt.next_attempt_at_ms or attempt.at_ms


@dataclass
class Known:
    """An alert: its newest change, and who heard of it."""

    alert: Alert | None = None
    taken: bool = False
    told: dict[str, Told] = field(default_factory=dict)  # by receiver

    @property
    def open(self) -> bool:
        return self.alert is not None and is_open(self.alert)


@dataclass
class Lane:
    """What is known of one lane.

    `known` holds the newest scheduling of a delivery, with the body, for redeliveries; `held` those
    that wait for a digest; `lost` by receiver what it never got. `decided` is the last record of
    alerts that anything was scheduled for before this process began.
    """

    known: dict[str, Delivery] = field(default_factory=dict)
    pending: set[str] = field(default_factory=set)
    held: dict[str, Delivery] = field(default_factory=dict)
    alerts: dict[str, Known] = field(default_factory=dict)
    lost: dict[Name, dict[str, Delivery]] = field(default_factory=dict)
    outages: Outages = field(default_factory=Outages)
    decided: int = UNDECIDED


@dataclass
class Deliveries:
    """What a process knows of the deliveries of its lanes."""

    lanes: dict[str, Lane] = field(default_factory=dict)
    # By tenant, name and a hash of the URL: one that is given another URL is another receiver.
    gone: dict[tuple[str, str, str], int] = field(default_factory=dict)
    taken_at_ms: dict[Name, int] = field(default_factory=dict)
    # when each receiver was told of which alert lately, whatever lane it is of
    recent: dict[Name, deque[Recent]] = field(default_factory=dict)
    digested_at_ms: dict[Name, int] = field(default_factory=dict)
    # the ends of what digests of one lane told of another, until that lane has noted them
    elsewhere: dict[str, Delivery] = field(default_factory=dict)

    def lane(self, name: str) -> Lane:
        return self.lanes.setdefault(name, Lane())


def heard_of(state: Deliveries, lane: str, alerts: Iterable[Alert]) -> None:
    """Takes in alerts as their topic tells them, oldest first; hearing of one twice is nothing."""
    known = state.lane(lane).alerts
    for alert in alerts:
        one = known.setdefault(alert.alert_id, Known())
        if one.alert is None or alert.at_ms >= one.alert.at_ms:
            one.alert = alert
            # Each change says who has it: that a take was undone is told by itself to nobody.
            one.taken = alert.event == "taken" or bool(alert.taken_by)
    _forget_alerts(known)


def recorded(state: Deliveries, lane: str, deliveries: Iterable[Delivery]) -> list[Pending]:
    """Takes in what was just appended of a lane -> what has no final attempt in it."""
    pending: dict[str, Pending] = {}
    read_back(state, lane, deliveries, pending)
    return list(pending.values())


def read_back(
    state: Deliveries, lane: str, deliveries: Iterable[Delivery], pending: dict[str, Pending]
) -> None:
    """Takes in a part of what the log holds of a lane, the oldest part first. `pending` is what had
    no final attempt so far, by delivery, and is moved on.
    """
    here = state.lane(lane)
    for delivery in deliveries:
        if delivery.attempt == 0:
            _scheduled(state, here, delivery)
            pending.pop(delivery.delivery_id, None)
            if not delivery.held:
                pending[delivery.delivery_id] = Pending(delivery)
            continue
        one = pending.get(delivery.delivery_id)
        latest = here.known.get(delivery.delivery_id)
        if latest is None and delivery.state == "digested":
            _told_for_another(state, delivery)
        if latest is None or latest.round != delivery.round:
            continue  # the end of an earlier round says nothing of a redelivery asked for meanwhile
        attempted(state, lane, delivery)
        if delivery.state in FINAL:
            pending.pop(delivery.delivery_id, None)
        elif one is not None:
            one.seen(delivery)
    _forget_deliveries(here)


def attempted(state: Deliveries, lane: str, attempt: Delivery) -> None:
    """Takes in an attempt that is on the log, and what it says of its receiver: 410 shuts it,
    whatever it takes opens it.
    """
    here = state.lane(lane)
    name = (attempt.tenant, attempt.receiver)
    if attempt.state in FINAL:
        here.pending.discard(attempt.delivery_id)
        here.held.pop(attempt.delivery_id, None)
        state.elsewhere.pop(attempt.delivery_id, None)
    if attempt.state == "delivered":
        _opened(state, name, attempt.at_ms)
    elif attempt.target and attempt.at_ms >= state.taken_at_ms.get(name, 0):
        state.gone[(*name, attempt.target)] = attempt.at_ms
    elif attempt.state == "digested":
        _heard(here, attempt)
    if attempt.state in ("dead", "disabled") and attempt.type.startswith("alert."):
        here.lost.setdefault(name, {})[attempt.delivery_id] = attempt
    if attempt.state not in ("digested", "withdrawn") and attempt.error != WAITING:
        noticed(here.outages, attempt)


def _told_for_another(state: Deliveries, end: Delivery) -> None:
    """At a restart the lane that it is of may be read back later, or not be here at all."""
    id_ = end.delivery_id
    if any(id_ in lane.known and id_ not in lane.held for lane in state.lanes.values()):
        return  # noted already
    state.elsewhere[id_] = end
    if len(state.elsewhere) > MOST_ELSEWHERE:
        del state.elsewhere[next(iter(state.elsewhere))]


def is_shut(state: Deliveries, receiver: Receiver, delivery: Delivery) -> bool:
    """Whether the receiver asked to be left alone.

    A ping is sent all the same: it opens it again.
    """
    key = (receiver.tenant, receiver.name, target_of(receiver.url))
    return key in state.gone and delivery.type != "ping"


def target_of(url: str) -> str:
    """A hash that tells URLs apart: they hold secrets, which have no place on the log."""
    return hashlib.blake2b(url.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def receiver_of(delivery: Delivery, receivers: Iterable[SomeReceiver]) -> SomeReceiver | None:
    """The receiver of a delivery, as the config has it now; None where it is not in there."""
    return named(receivers, delivery.tenant, delivery.receiver)


def named(receivers: Iterable[SomeReceiver], tenant: str, name: str) -> SomeReceiver | None:
    """The receiver of a name; None where there is none."""
    for receiver in receivers:
        if (receiver.tenant, receiver.name) == (tenant, name):
            return receiver
    return None


def title_of(here: Lane, rumor_id: str) -> str:
    """How the newest alert of a rumor calls it; empty where there is none, or no rumor."""
    if not rumor_id:
        return ""
    alerts = [one.alert for one in here.alerts.values() if one.alert]
    named = (alert.title for alert in reversed(alerts) if alert.rumor_id == rumor_id)
    return next(named, "")


def _opened(state: Deliveries, name: Name, at_ms: int) -> None:
    """It took something. At a restart lanes come back one after another, each in its own order."""
    state.taken_at_ms[name] = max(at_ms, state.taken_at_ms.get(name, 0))
    for key in [key for key, shut_ms in state.gone.items() if key[:2] == name and shut_ms <= at_ms]:
        del state.gone[key]


def _scheduled(state: Deliveries, here: Lane, delivery: Delivery) -> None:
    id_ = delivery.delivery_id
    name = (delivery.tenant, delivery.receiver)
    here.known.pop(id_, None)  # the newest stands last
    here.known[id_] = delivery
    here.pending.add(id_)
    was_held = here.held.pop(id_, None) is not None
    here.lost.get(name, {}).pop(id_, None)
    if delivery.type == DIGEST:
        state.digested_at_ms[name] = max(delivery.at_ms, state.digested_at_ms.get(name, 0))
    if delivery.alert_id and delivery.round == 0:
        recent = state.recent.setdefault(name, deque(maxlen=MOST_RECENT))
        recent.append(Recent(delivery.at_ms, delivery.alert_id, not delivery.held))
    if delivery.held:
        here.held[id_] = delivery
        if delivery.type == RAISED:
            _not_heard(here, delivery)
    elif delivery.round == 0 or was_held:
        _heard(here, delivery)


def _not_heard(here: Lane, delivery: Delivery) -> None:
    """What was about to be told is put off: the receiver has not heard of it after all."""
    told = here.alerts.setdefault(delivery.alert_id, Known()).told
    if delivery.receiver in told and told[delivery.receiver].open:
        del told[delivery.receiver]


def _heard(here: Lane, delivery: Delivery) -> None:
    """The receiver was told of the alert, or is about to be: in a message or in a digest."""
    if not delivery.alert_id:
        return
    told = here.alerts.setdefault(delivery.alert_id, Known()).told
    before = told.get(delivery.receiver)
    told[delivery.receiver] = Told(
        open=delivery.type != RESOLVED and not delivery.leaves,
        at_ms=before.at_ms if before is not None and before.open else delivery.at_ms,
        last_ms=delivery.at_ms,
        handed=bool(delivery.handed_by) or (before is not None and before.handed),
    )


def _forget_deliveries(here: Lane) -> None:
    # twice as many, so that it is not done for each that comes
    if len(here.known) - len(here.pending) <= 2 * MOST_KNOWN:
        return
    final = [id_ for id_ in here.known if id_ not in here.pending]
    for id_ in final[:-MOST_KNOWN]:
        del here.known[id_]


def _forget_alerts(known: dict[str, Known]) -> None:
    if len(known) <= 2 * MOST_ALERTS:
        return
    over = [id_ for id_, one in known.items() if not one.open]
    for id_ in over[:-MOST_ALERTS]:
        del known[id_]
