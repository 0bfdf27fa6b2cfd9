"""The tables of record, one class each: a field is a column of the same name.

What is written names its columns here and nowhere else, so that a column cannot be filled with
its neighbour's value. The tables themselves are made by `schemas/clickhouse`; times are integer
milliseconds since 1970 UTC, as ClickHouse's DateTime64(3) takes them.
"""

from typing import ClassVar
from uuid import UUID

from msgspec import Struct


# Structs of msgspec: quicker to make than slotted dataclasses, NamedTuples and plain tuples. Rows
# hold no cycles, so the garbage collector need not walk through them. What comes by the thousand
# is never made into these: `streams/store/block.py`.
class Row(Struct, kw_only=True, gc=False):
    """A row; its class names the table and, by its fields, the columns."""

    TABLE: ClassVar[str]

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """The columns that a row of this class fills."""
        return cls.__struct_fields__


class SightingRow(Row):
    TABLE: ClassVar[str] = "sightings"
    tenant: str
    report_id: UUID
    variant_id: int
    rumor_id: int
    stance: str
    observed_at: int
    received_at: int
    app: str
    reporter: int  # 0 where nobody is named
    channel: str
    place: str
    external_id: str
    backfill: bool
    language: str
    version: int
    # What the sender added of its own may name people: ClickHouse clears both after 90 days, and
    # the dashboards' user may not read them.
    link: str = ""
    attributes: dict[str, str] = {}  # each row gets its own: msgspec copies an empty default


class SeenRow(Row):
    """Where a report that can come again was counted first."""

    TABLE: ClassVar[str] = "seen"
    tenant: str
    report_id: UUID
    minute: int  # its beginning
    variant_id: int
    received_at: int


class VariantRow(Row):
    TABLE: ClassVar[str] = "variants"
    tenant: str
    variant_id: int
    rumor_id: int
    lane: str
    text: str  # as it was sent in: no dashboard and no search reads it
    stance: str
    exemplar_id: int  # 0: this wording founded the rumor
    score: float
    explanation: str
    red_flags: list[str]
    overlaps: int  # 0: with no other rumor
    first_seen: int
    received_at: int
    version: int
    shown: str
    masked: str


class RumorRow(Row):
    TABLE: ClassVar[str] = "rumors"
    tenant: str
    rumor_id: int
    lane: str
    title: str
    opened_at: int
    received_at: int
    version: int


class AlertRow(Row):
    TABLE: ClassVar[str] = "alerts"
    tenant: str
    alert_id: str
    change_id: str
    event: str
    rumor_id: int
    kind: str
    level: str
    level_rank: int  # levels in order, for "at least this level"
    title: str
    why: str
    started_at: int
    at: int
    resolved_at: int | None
    delayed_s: float
    alert: str  # the whole event as JSON: what the API answers from
    version: int


class AnsweredRow(Row):
    """A report and the verdict that its app was told."""

    TABLE: ClassVar[str] = "answered"
    tenant: str
    rumor_id: int  # that its wording joined
    report_id: UUID
    answer_id: str
    app: str
    decision_id: str  # empty: none is in force any more
    number: int  # its place in the answer
    external_id: str
    at: int
    version: int  # the highest is what it heard last


class AnswerRow(Row):
    TABLE: ClassVar[str] = "answers"
    tenant: str
    answer_id: str
    app: str
    rumor_id: int  # that the reports showed as
    decision_id: str
    at: int
    reports: int
    answer: str  # the event as JSON, without its reports
    version: int


class DeliveryRow(Row):
    TABLE: ClassVar[str] = "deliveries"
    tenant: str
    delivery_id: str
    round: int
    attempt: int
    receiver: str
    alert_id: str
    type: str
    state: str
    at: int
    status: int
    duration_ms: int
    error: str
    next_attempt_at: int | None
    version: int


class DecisionRow(Row):
    TABLE: ClassVar[str] = "curations"
    tenant: str
    decision_id: str
    kind: str
    rumor_id: int
    decided_at: int
    decided_by: str
    rating: str
    summary: str
    link: str
    offset: int  # decisions bind in this order
    target: int  # 0: of one rumor only
    undoes: str
    note: str
    decision: str  # the whole event as JSON


class DecidedRow(Row):
    TABLE: ClassVar[str] = "decided"
    tenant: str
    rumor_id: int
    shown_id: int  # its own id, where it was not merged
    title: str  # empty: nobody named it; of one that a split made its first wording
    rating: str  # empty: nobody rated it
    rated_at: int  # when it was rated first
    version: int


class HomeRow(Row):
    """A wording that was ever moved: where it joined, and where it belongs now."""

    TABLE: ClassVar[str] = "homes"
    tenant: str
    variant_id: int
    joined_id: int
    home_id: int  # the rumor that it joined, once that is undone
    version: int


class MergeRow(Row):
    TABLE: ClassVar[str] = "merges"
    tenant: str
    kept: int
    merged: int
    variant_id: int
    bridges: int
    shared: float
    at: int
    version: int


class RejectRow(Row):
    TABLE: ClassVar[str] = "rejects"
    tenant: str
    reject_id: str
    stage: str
    reason: str
    message: str
    at: int
    report_id: str
    app: str
    topic: str
    partition: int
    offset: int
    sample: str


class MigrationRow(Row):
    """What `migrations` keeps of a file; when it was applied is filled in by ClickHouse."""

    TABLE: ClassVar[str] = "migrations"
    name: str
    digest: str
