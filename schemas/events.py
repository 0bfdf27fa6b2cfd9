"""Every event of rumor-tracker, in flow order.

reporting apps -> `ReportsReceived` -> cluster -> `RumorsGrown` (new variants, new rumors) and `ReportsSighted`
-> surge -> `SurgeFolded` (its own state) and `AlertsTold` -> deliver -> `DeliveriesAttempted`.
Analysts -> `DecisionMade`. Whatever cannot be used at any step -> `ReportsRejected`.

One record on the log is one of these, holding a batch of its kind: a framework's cost is per record, so a hundred reports
in one record cost a hundredth each. Times are integer milliseconds since 1970 UTC and end in `_ms`. `report_id` is a UUID
as text, `variant_id` and `rumor_id` are 16 lower-case hex digits. A `lane` is "tenant/cjk" or "tenant/alphabet".
Events are facts: frozen, and never changed afterwards. Fields are only ever added, with a default.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """Where on the log the record stands that a derived record was made from."""

    partition: int
    offset: int


@dataclass(frozen=True, slots=True)
class Report:
    """One message sent in by a user of a reporting app. `reporter` is a keyed pseudonym, 16 hex digits, or empty."""

    report_id: str
    text: str
    observed_at_ms: int
    app: str
    reporter: str = ""
    channel: str = ""
    place: str = ""
    language: str = ""
    link: str = ""
    external_id: str = ""
    attributes: dict[str, str] | None = None
    backfill: bool = False


@dataclass(frozen=True, slots=True)
class ReportsReceived:
    """Reports of one lane that the intake accepted together."""

    lane: str
    received_at_ms: int
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class VariantJoined:
    """A wording seen for the first time, and the rumor it belongs to.

    `exemplar_id` is the variant it was matched with (None: it founded the rumor, then `rumor_id == variant_id`); `score` is
    0..1; `windows` are the windows of the text that were kept as exemplars in the index, so that a rebuild needs no matching.
    """

    variant_id: str
    rumor_id: str
    text: str
    stance: str
    first_seen_ms: int
    exemplar_id: str | None = None
    score: float = 1.0
    explanation: str = ""
    red_flags: tuple[str, ...] = ()
    overlaps: str | None = None
    windows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RumorsGrown:
    """The new variants of one input record; a variant that joined nothing opened a rumor. The index is rebuilt from these."""

    lane: str
    source: Source
    curation_offset: int
    received_at_ms: int
    variants: tuple[VariantJoined, ...]


@dataclass(frozen=True, slots=True)
class Sighting:
    """The fact "this report carried that variant"."""

    report_id: str
    variant_id: str
    rumor_id: str
    stance: str
    observed_at_ms: int
    app: str
    reporter: str = ""
    channel: str = ""
    place: str = ""
    external_id: str = ""
    backfill: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """The masked text of a variant that is new in this record: what an alert quotes, without asking another step."""

    variant_id: str
    rumor_id: str
    text: str
    red_flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportsSighted:
    """The sightings of one input record."""

    lane: str
    source: Source
    received_at_ms: int
    sightings: tuple[Sighting, ...]
    wordings: tuple[Wording, ...] = ()


@dataclass(frozen=True, slots=True)
class SurgeFolded:
    """Surge state of one rumor (`rumor_id`) or of the whole lane (`rumor_id` empty), folded up to and including `offset`.

    `state` is `streams.core.surge`'s own compact form; it is opaque to everybody else.
    """

    lane: str
    rumor_id: str
    offset: int
    state: str


@dataclass(frozen=True, slots=True)
class Share:
    """A channel or place and how many reports came from it."""

    name: str
    reports: int


@dataclass(frozen=True, slots=True)
class VerdictGiven:
    """An analyst's rating as others see it."""

    rating: str
    summary: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class StanceCounts:
    """Reports by what they do with the rumor."""

    carries: int = 0
    questions: int = 0
    refutes: int = 0


@dataclass(frozen=True, slots=True)
class Alert:
    """One change in the life of a surge episode, with everything a receiver is told.

    `event` is raised, escalated, resolved or corrected; `level` watch, surge, major or critical, `previous_level` empty at first.
    `change_id` names the change within the alert, the same in every replay: deliveries are told apart by it.
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


@dataclass(frozen=True, slots=True)
class DeliveryAsked:
    """A person asked for a delivery: `delivery_id` to send again, or a ping to `receiver` where it is empty."""

    request_id: str
    tenant: str
    receiver: str
    delivery_id: str
    asked_at_ms: int


@dataclass(frozen=True, slots=True)
class AlertsTold:
    """Alert changes of one lane, or a person's request for a delivery."""

    lane: str
    source: Source
    alerts: tuple[Alert, ...] = ()
    asked: tuple[DeliveryAsked, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt (or, with attempt 0, the scheduling) of telling a receiver.

    `state` is pending, delivered, dead or disabled. `body` is the exact JSON that is signed and sent, only in attempt 0.
    `round` counts redeliveries: their attempts begin anew under the same id. `redelivery` asks, outside an alert, too.
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


@dataclass(frozen=True, slots=True)
class DeliveriesAttempted:
    """Attempts and schedulings of deliveries in one lane."""

    lane: str
    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True)
class DecisionMade:
    """One decision of an analyst: an overlay over the facts, applied in offset order by every process.

    `kind` is verdict today; merge, split, move, mute and title have their place here.
    """

    decision_id: str
    tenant: str
    kind: str
    rumor_id: str
    decided_at_ms: int
    decided_by: str
    verdict: VerdictGiven | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """What could not be used: at which stage, why, and enough of it to find the sender."""

    reject_id: str
    tenant: str
    stage: str
    reason: str
    message: str
    at_ms: int
    report_id: str = ""
    app: str = ""
    topic: str = ""
    partition: int = 0
    offset: int = 0
    sample: str = ""


@dataclass(frozen=True, slots=True)
class ReportsRejected:
    """Rejections of one step."""

    rejections: tuple[Rejection, ...]


ALL: tuple[type, ...] = (
    ReportsReceived,
    RumorsGrown,
    ReportsSighted,
    SurgeFolded,
    AlertsTold,
    DeliveriesAttempted,
    DecisionMade,
    ReportsRejected,
)
