"""Known fact-checks: what was found out before anybody reported it here."""

from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, Struct

from schemas.api.decisions import VerdictIn
from schemas.api.fields import MOST_REPORTS, HexId
from schemas.api.reports import RejectedItem


class FactCheckIn(VerdictIn, kw_only=True):
    """A fact-check in the plain form; a ClaimReview of schema.org is taken as well."""

    claim: str
    published_at: datetime | None = None
    wordings: list[str] | None = None


FactChecks = Annotated[
    list[dict[str, Any]],
    Meta(
        max_length=MOST_REPORTS,
        description="ClaimReview objects (JSON-LD) or FactCheckIn: an array, or NDJSON. The same "
        "link again changes nothing or updates it: a link of one claim that comes with another "
        "rates that one instead. Several claims of one link come in one request.",
    ),
]


class FactChecksAccepted(Struct):
    """Fact-checks of which at least one is durable; `rumor_ids` are the rumors of their claims."""

    accepted: int
    rumor_ids: list[HexId]
    rejected: list[RejectedItem]
