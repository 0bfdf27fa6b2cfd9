"""Reports: what apps send, and where it went."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from schemas.api.decided import Verdict
from schemas.api.fields import (
    MOST_LOOKED_UP,
    MOST_REPORTS,
    Attributes,
    ExternalId,
    HexId,
    Language,
    Link,
    Name,
    ObservedAt,
    Reporter,
    ReportId,
    Seen,
    Short,
    Stance,
)


class ReportIn(Struct, forbid_unknown_fields=True):
    """A report as a reporting app sends it; null in an optional field is the same as leaving it
    out.
    """

    text: Seen
    external_id: ExternalId | None = ""
    observed_at: ObservedAt | None = None
    reporter: Reporter | None = ""
    channel: Name | None = ""
    place: Name | None = ""
    language: Language | None = ""
    link: Link | None = ""
    attributes: Attributes | None = None
    backfill: (
        Annotated[bool, Meta(description="History: counted at its own time, never alerts.")] | None
    ) = False


# As NDJSON, too: one report a line. What is decoded is counted first, by `streams.intake.batches`.
Batch = Annotated[list[ReportIn], Meta(max_length=MOST_REPORTS)]


class LookupIn(Struct, forbid_unknown_fields=True):
    """Which reports: by our ids or by the asking app's own, not both."""

    ids: Annotated[list[Short], Meta(max_length=MOST_LOOKED_UP)] | None = None
    external_ids: Annotated[list[Short], Meta(max_length=MOST_LOOKED_UP)] | None = None


class Accepted(Struct):
    """A report that is durable. Where it went is known a moment later."""

    report_id: ReportId


class RejectedItem(Struct):
    """An item of a batch that was not taken; `index` counts from 0."""

    index: int
    pointer: str
    code: str
    message: str


class BatchAccepted(Struct):
    """A batch of which at least one report is durable."""

    accepted: int
    report_ids: list[ReportId]
    rejected: list[RejectedItem]


class ReportRead(Struct):
    """Where a report went, and what its app said of it that nothing counts by."""

    report_id: ReportId
    status: Annotated[str, Meta(extra_json_schema={"enum": ["pending", "matched", "rejected"]})]
    variant_id: HexId | None
    rumor_id: HexId | None
    stance: Stance | None
    score: float | None
    explanation: str
    verdict: Verdict | None
    # absent where they are not stored (yet), which an empty value would hide
    language: str | UnsetType | None = UNSET
    link: str | UnsetType | None = UNSET
    attributes: dict[str, str] | UnsetType | None = UNSET


class ReportsRead(Struct):
    """Where reports went, in the order that was asked; null for those nobody knows."""

    items: list[ReportRead | None]
