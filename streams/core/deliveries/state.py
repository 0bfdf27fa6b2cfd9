"""What a process knows of the deliveries of its lanes, as `recording` takes it in."""

import hashlib
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from schemas.events import Alert, Delivery
from streams.core.deliveries.health import Outages
from streams.core.deliveries.routing import Receiver, Told, is_open
from streams.core.lanes import tenant_of

FINAL = ("delivered", "dead", "disabled", "digested", "withdrawn")
# Stands in the log: it is how a restart knows that an attempt was none. Never changes.
WAITING = "waits for its receiver, which is not in the config file"
TOLD_IN = "told in "  # and the id of the digest; stands in the log, too
ABOUT = "is about to be told in a digest of "  # and its lane; likewise
# Why a delivery goes out again, as its `again` says.
ASKED = "asked"  # by a person
BACK = "back"  # the receiver took something
FIRST = "first"  # what follows it in its alert was due
STORM_MS = 600_000  # alerts within it make a storm
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
    and its day began with the first try, at `begun_ms`. `asked`: a person wants it now, whatever
    the hour.
    """

    delivery: Delivery
    attempts: int = 0
    tries: int = 0
    not_before_ms: int = 0
    since_ms: int = 0
    waiting: bool = False
    begun_ms: int = 0
    asked: bool = False

    def __post_init__(self) -> None:
        self.since_ms = self.since_ms or self.delivery.at_ms
        self.not_before_ms = self.not_before_ms or self.delivery.next_attempt_at_ms

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
    """An alert: its newest change, and who heard of it. `changes` are those that are known, the
    newest last, with the offset of the record that told each first; None where nobody said.
    """

    alert: Alert | None = None
    taken: bool = False
    told: dict[str, Told] = field(default_factory=dict)  # by receiver
    changes: dict[str, int | None] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        return self.alert is not None and is_open(self.alert)


@dataclass
class Lane:
    """What is known of one lane.

    `known` holds the newest scheduling of a delivery, with the body, for redeliveries; `held` those
    that wait for a digest; `lost` by receiver what it never got, `unheard` what of that begins an
    alert, by receiver and alert. `decided` is the last record of alerts that anything was scheduled
    for before this process began. `inside` are the ends of what each digest tells; `announced` the
    lanes whose digests are about to tell what is held.
    """

    known: dict[str, Delivery] = field(default_factory=dict)
    pending: set[str] = field(default_factory=set)
    held: dict[str, Delivery] = field(default_factory=dict)
    alerts: dict[str, Known] = field(default_factory=dict)
    lost: dict[Name, dict[str, Delivery]] = field(default_factory=dict)
    unheard: dict[tuple[str, str, str], str] = field(default_factory=dict)
    outages: Outages = field(default_factory=Outages)
    inside: dict[str, list[Delivery]] = field(default_factory=dict)
    announced: dict[str, str] = field(default_factory=dict)
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


def first_ms(delivery: Delivery) -> int:
    """When it was first scheduled, in whatever round it is by now."""
    return delivery.first_at_ms or delivery.at_ms


def is_shut(state: Deliveries, receiver: Receiver, delivery: Delivery) -> bool:
    """Whether a delivery has nowhere to go. A ping is sent all the same: it opens the receiver
    again.
    """
    return delivery.type != "ping" and asked_for_peace(state, receiver)


def asked_for_peace(state: Deliveries, receiver: Receiver) -> bool:
    """Whether the receiver asked to be left alone."""
    return (receiver.tenant, receiver.name, target_of(receiver.url)) in state.gone


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


def is_told_again(here: Lane, alert: Alert, offset: int | None) -> bool:
    """Whether a record of another offset told this change before. A worker that was killed tells
    again what its states had not noted, of a time that may be long past by now.
    """
    known = here.alerts.get(alert.alert_id)
    if known is None or offset is None:
        return False
    return known.changes.get(alert.change_id, offset) != offset


def alert_of(state: Deliveries, lane: str, alert_id: str) -> Alert | None:
    """An alert of the lane or of another one of its tenant that is here."""
    tenant = tenant_of(lane)
    others = (here for name, here in state.lanes.items() if tenant_of(name) == tenant)
    for here in (state.lane(lane), *others):
        known = here.alerts.get(alert_id)
        if known is not None and known.alert is not None:
            return known.alert
    return None


def title_of(state: Deliveries, lane: str, rumor_id: str) -> str:
    """How the newest alert of a rumor calls it, in the lane or, as it may be merged into one of
    another script, in those of its tenant that are here; empty where there is none, or no rumor.
    """
    if not rumor_id:
        return ""
    tenant = tenant_of(lane)
    others = (here for name, here in state.lanes.items() if tenant_of(name) == tenant)
    titles = (
        one.alert.title
        for here in (state.lane(lane), *others)
        for one in reversed(here.alerts.values())
        if one.alert and one.alert.rumor_id == rumor_id
    )
    return next(titles, "")
