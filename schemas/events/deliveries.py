"""Deliveries: attempts of telling a receiver."""

from schemas.events.base import Event
from schemas.events.sources import Source


class Delivery(Event, frozen=True, kw_only=True):
    """One attempt (or, with attempt 0, the scheduling) of telling a receiver.

    `state` is pending, delivered, dead, disabled, digested (told in the digest that `error` names)
    or withdrawn (over before it could be told). `body` is the exact JSON that is signed and
    sent, only in attempt 0. `round` counts redeliveries: their attempts begin anew under the same
    id. `held` is why a scheduling waits for a digest: quiet or storm, until `held_until_ms`.
    `leaves`: the receiver is told nothing more of the alert. `handed_by` is the receiver whose
    people did not take it. `target` is a hash of the URL that answered 410.
    `about` names what is told in order, where that is no alert. `kind` is the receiver's, in whose
    form `body` is; empty in a record from before it was noted. `first_at_ms` is when it was first
    scheduled, where this is a later round. `again` is what called for that: asked (a person), back
    (the receiver took something), first (what follows it was due), or empty where it only waited.
    `level` is the alert's as it is told; empty in a record from before it was noted.
    """

    delivery_id: str
    tenant: str
    receiver: str
    alert_id: str
    type: str
    attempt: int
    state: str
    at_ms: int
    round: int = 0
    status: int = 0
    duration_ms: int = 0
    error: str = ""
    next_attempt_at_ms: int = 0
    body: str = ""
    held: str = ""
    held_until_ms: int = 0
    leaves: bool = False
    handed_by: str = ""
    target: str = ""
    about: str = ""
    kind: str = ""
    first_at_ms: int = 0
    again: str = ""
    level: str = ""


class DeliveriesAttempted(Event, frozen=True, kw_only=True):
    """Attempts and schedulings of deliveries in one lane. `source` is the record of alerts that
    called for them, of which this holds everything.
    """

    lane: str
    deliveries: tuple[Delivery, ...]
    source: Source | None = None
