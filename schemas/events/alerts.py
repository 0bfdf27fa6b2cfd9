"""Alerts: changes in the life of a surge episode, with everything a receiver is told."""

from schemas.events.answers import VerdictTold
from schemas.events.base import Event
from schemas.events.decisions import VerdictGiven
from schemas.events.sources import Source


class Share(Event, frozen=True, kw_only=True):
    """A channel, place or language and how many reports came from it."""

    name: str
    reports: int


class StanceCounts(Event, frozen=True, kw_only=True):
    """Reports by what they do with the rumor."""

    carries: int = 0
    questions: int = 0
    refutes: int = 0


class Alert(Event, frozen=True, kw_only=True):
    """One change in the life of a surge episode, with everything a receiver is told.

    `event` is raised, escalated, resolved, corrected, taken or released; `level` watch, surge,
    major or critical, `previous_level` empty at first. `change_id` names the change within the
    alert, the same in every replay: deliveries are told apart by it.
    """

    alert_id: str
    change_id: str
    event: str
    tenant: str
    rumor_id: str
    kind: str
    level: str
    previous_level: str
    title: str
    text: str
    started_at_ms: int
    raised_at_ms: int
    at_ms: int
    resolved_at_ms: int | None
    why: str
    observed: float
    window_s: int
    baseline: float
    factor: float
    score: float
    reporters: int
    reports: int
    stance: StanceCounts
    channels: tuple[Share, ...] = ()
    places: tuple[Share, ...] = ()
    variants: int = 0
    newest: tuple[str, ...] = ()
    red_flags: tuple[str, ...] = ()
    verdict: VerdictGiven | None = None
    delayed_s: float = 0.0
    policy_version: str = ""
    independent: int | None = None  # of a record from before it was told
    anonymous: int = 0
    taken_by: str = ""
    taken_note: str = ""
    muted_until_ms: int | None = None
    muted_until_reporters: int | None = None
    merged_into: str = ""  # the rumor that it goes on as
    languages: tuple[Share, ...] = ()  # as apps named them: what names none says nothing


class DeliveryAsked(Event, frozen=True, kw_only=True):
    """A person asked for a delivery:

    `delivery_id` to send again, or a ping to `receiver` where it is empty.
    """

    request_id: str
    tenant: str
    receiver: str
    delivery_id: str
    asked_at_ms: int


class AlertsTold(Event, frozen=True, kw_only=True):
    """Alert changes of one lane, answers to apps of its tenant, or what a person asked for."""

    lane: str
    source: Source
    alerts: tuple[Alert, ...] = ()
    asked: tuple[DeliveryAsked, ...] = ()
    answers: tuple[VerdictTold, ...] = ()
