"""Where reports went."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct

from streams.core.matching.explanation import why_joined
from streams.store.database import Database
from streams.store.reads.resolution import Resolution
from streams.store.reads.shapes import hex_id, report_of, rounded
from streams.store.reads.variants import EXPLANATIONS, texts

# Not FINAL, which would merge whole granules to answer for few rows: the highest version is the
# first copy, and a report has few.
SIGHTED_SQL = """
SELECT report_id, variant_id, rumor_id, stance, language, link, attributes
FROM sightings
WHERE tenant = %(tenant)s AND report_id IN %(report_ids)s
ORDER BY version DESC
LIMIT 1 BY report_id
"""
JOINED_SQL = """
SELECT variant_id, score, text, exemplar_id
FROM variants FINAL
WHERE tenant = %(tenant)s AND variant_id IN %(variant_ids)s
"""
REJECTED_SQL = """
SELECT report_id, reason
FROM rejects FINAL
WHERE tenant = %(tenant)s AND report_id IN %(report_ids)s
"""


class Sighted(Struct):
    report_id: UUID
    variant_id: int
    rumor_id: int
    stance: str
    language: str
    link: str
    attributes: dict[str, str]


class Joined(Struct):
    variant_id: int = 0
    score: float | None = None
    text: str = ""
    exemplar_id: int = 0


class Rejected(Struct):
    report_id: str
    reason: str


NOT_STORED = Joined()


def report(
    database: Database, tenant: str, report_id: str, resolution: Resolution
) -> dict[str, Any] | None:
    """Where a report went, or None where nothing is known of it yet.

    Raises `ValueError` for an id that is no UUID.
    """
    return reports(database, tenant, [report_id], resolution)[0]


def reports(
    database: Database, tenant: str, report_ids: Sequence[str], resolution: Resolution
) -> list[dict[str, Any] | None]:
    """The same for each of some reports, in their order."""
    if not report_ids:
        return []
    asked = {"tenant": tenant, "report_ids": [UUID(one) for one in report_ids]}
    sighted = {str(one.report_id): one for one in database.named(Sighted, SIGHTED_SQL, asked)}
    found = _matched(database, tenant, sighted, resolution)
    if missing := [one for one in report_ids if one not in found]:
        found |= _rejected(database, tenant, missing)
    return [found.get(one) for one in report_ids]


def why(database: Database, tenant: str, variant_id: str) -> tuple[float | None, str] | None:
    """Score and explanation of a wording; None where it is not stored."""
    number = int(variant_id, 16)
    joined = _joined(database, tenant, [number]).get(number)
    if joined is None:
        return None
    exemplars = texts(database, tenant, {joined.exemplar_id} - {0})
    exemplar = exemplars.get(joined.exemplar_id, "")
    score = joined.score or 0
    return rounded(joined.score), why_joined(joined.text, exemplar, score)


def _rejected(database: Database, tenant: str, report_ids: list[str]) -> dict[str, dict[str, Any]]:
    # As text: what was rejected need not have had a sound id.
    asked = {"tenant": tenant, "report_ids": report_ids}
    return {
        one.report_id: report_of(one.report_id, "rejected", explanation=one.reason)
        for one in database.named(Rejected, REJECTED_SQL, asked)
    }


def _matched(
    database: Database, tenant: str, sighted: Mapping[str, Sighted], resolution: Resolution
) -> dict[str, dict[str, Any]]:
    variant_ids = {one.variant_id for one in sighted.values()}
    joined = _joined(database, tenant, variant_ids)
    exemplars = texts(database, tenant, {one.exemplar_id for one in joined.values()} - {0})
    # Made once for each wording: a thousand reports of an app may carry the same.
    whys = EXPLANATIONS.explain(
        [(one.text, exemplars.get(one.exemplar_id, ""), one.score or 0) for one in joined.values()]
    )
    explained = {id_: why.sentence for id_, why in zip(joined, whys, strict=True)}
    return {
        report_id: report_of(
            report_id,
            "matched",
            variant_id=hex_id(one.variant_id),
            rumor_id=hex_id(resolution.shown_as(one.variant_id, one.rumor_id)),
            stance=one.stance,
            # The two topics are read side by side: a sighting may be stored before its variant.
            score=rounded(joined.get(one.variant_id, NOT_STORED).score),
            explanation=explained.get(one.variant_id, ""),
        )
        | _said_beside(one)
        for report_id, one in sighted.items()
    }


def _joined(database: Database, tenant: str, variant_ids: Collection[int]) -> dict[int, Joined]:
    if not variant_ids:
        return {}
    asked = {"tenant": tenant, "variant_ids": list(variant_ids)}
    return {one.variant_id: one for one in database.named(Joined, JOINED_SQL, asked)}


def _said_beside(sighted: Sighted) -> dict[str, Any]:
    """What the app said beside. Null where it said nothing, or where it was cleared after 90 days;
    a report that is pending or rejected has no such keys, since nothing is known of it here.
    """
    return {
        "language": sighted.language or None,
        "link": sighted.link or None,
        "attributes": sighted.attributes or None,
    }
