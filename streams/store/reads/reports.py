"""Where a report went."""

from typing import Any
from uuid import UUID

from msgspec import Struct

from streams.core.matching.explanation import explanation_of
from streams.store.database import Database
from streams.store.reads.shapes import hex_id, report_of, rounded
from streams.store.reads.variants import texts

# Not FINAL, which would merge whole granules to answer for one row: the highest version is the
# first copy, and a report has few.
SIGHTED_SQL = """
SELECT variant_id, rumor_id, stance, language, link, attributes
FROM sightings
WHERE tenant = %(tenant)s AND report_id = %(report_id)s
ORDER BY version DESC
LIMIT 1
"""
JOINED_SQL = """
SELECT score, text, exemplar_id
FROM variants FINAL
WHERE tenant = %(tenant)s AND variant_id = %(variant_id)s
"""
REJECTED_SQL = """
SELECT reason
FROM rejects FINAL
WHERE tenant = %(tenant)s AND report_id = %(report_id)s
LIMIT 1
"""


class Sighted(Struct):
    variant_id: int
    rumor_id: int
    stance: str
    language: str
    link: str
    attributes: dict[str, str]


class Joined(Struct):
    score: float | None = None
    text: str = ""
    exemplar_id: int = 0


class Rejected(Struct):
    reason: str


def report(database: Database, tenant: str, report_id: str) -> dict[str, Any] | None:
    """Where a report went, or None where nothing is known of it yet.

    Raises `ValueError` for an id that is no UUID.
    """
    asked = {"tenant": tenant, "report_id": UUID(report_id)}
    for sighted in database.named(Sighted, SIGHTED_SQL, asked):
        return _matched(database, tenant, report_id, sighted)
    # As text: what was rejected need not have had a sound id.
    asked = {"tenant": tenant, "report_id": report_id}
    for rejected in database.named(Rejected, REJECTED_SQL, asked):
        return report_of(report_id, "rejected", explanation=rejected.reason)
    return None


def _matched(database: Database, tenant: str, report_id: str, sighted: Sighted) -> dict[str, Any]:
    found = database.named(Joined, JOINED_SQL, {"tenant": tenant, "variant_id": sighted.variant_id})
    # The two topics are read side by side: a sighting may be stored before its variant.
    joined = found[0] if found else Joined()
    exemplars = texts(database, tenant, {joined.exemplar_id} - {0})
    exemplar = exemplars.get(joined.exemplar_id, "")
    matched = report_of(
        report_id,
        "matched",
        variant_id=hex_id(sighted.variant_id),
        rumor_id=hex_id(sighted.rumor_id),
        stance=sighted.stance,
        score=rounded(joined.score),
        explanation=explanation_of(joined.text, exemplar, joined.score or 0),
    )
    # What the app said beside. Null where it said nothing, or where it was cleared after 90 days; a
    # report that is pending or rejected has no such keys, since nothing is known of it here.
    return matched | {
        "language": sighted.language or None,
        "link": sighted.link or None,
        "attributes": sighted.attributes or None,
    }
