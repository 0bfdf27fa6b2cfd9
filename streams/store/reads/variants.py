"""A rumor's wordings."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from streams.core.masking import mask
from streams.store.database import Database
from streams.store.reads.paging import Rank, next_cursor, rank_cursor
from streams.store.reads.shapes import hex_id, rounded, time_of

# Ids are counted, not rows: copies of a report stay apart until ClickHouse has merged them.
PAGE_SQL = """
SELECT *
FROM (
  SELECT
    variant.variant_id AS variant_id,
    variant.text AS text,
    variant.stance AS stance,
    variant.score AS score,
    variant.explanation AS explanation,
    variant.exemplar_id AS exemplar_id,
    variant.red_flags AS red_flags,
    variant.first_seen AS joined,
    toFloat64(sighted.reports) AS reports,
    sighted.first_seen AS first_seen,
    sighted.last_seen AS last_seen
  FROM (
    SELECT *
    FROM variants FINAL
    WHERE tenant = %(tenant)s AND rumor_id = %(rumor_id)s
  ) AS variant
  LEFT JOIN (
    SELECT
      variant_id,
      uniqExact(report_id) AS reports,
      min(observed_at) AS first_seen,
      max(observed_at) AS last_seen
    FROM sightings
    WHERE tenant = %(tenant)s AND rumor_id = %(rumor_id)s
    GROUP BY variant_id
  ) AS sighted USING variant_id
)
WHERE {condition}
ORDER BY reports DESC, variant_id DESC
LIMIT %(limit)s
"""


class Wording(Struct):
    """A variant and its sightings; without any the times of these are ClickHouse's zero."""

    variant_id: int
    text: str
    stance: str
    score: float
    explanation: str
    exemplar_id: int
    red_flags: list[str]
    joined: datetime
    reports: float  # whole; a float as the rank in a cursor is one
    first_seen: datetime
    last_seen: datetime


def variants(
    database: Database, tenant: str, rumor_id: str, *, limit: int, cursor: str
) -> dict[str, Any]:
    """One page of a rumor's wordings, most reported first. Raises `BadCursor`."""
    asked: dict[str, Any] = {
        "tenant": tenant,
        "rumor_id": int(rumor_id, 16),
        "limit": limit + 1,
    }
    condition = "1"
    if cursor:
        condition = "(reports, variant_id) < (%(rank)s, %(last)s)"
        asked |= rank_cursor(cursor)._asdict()
    found = database.named(Wording, PAGE_SQL.format(condition=condition), asked)
    return {
        "items": [_item(wording) for wording in found[:limit]],
        "next_cursor": next_cursor(found, limit, lambda last: Rank(last.reports, last.variant_id)),
    }


def _item(wording: Wording) -> dict[str, Any]:
    seen = wording.reports > 0
    return {
        "variant_id": hex_id(wording.variant_id),
        # From the text, not the column `masked`: rows from before that column have none.
        "text": mask(wording.text),
        "reports": int(wording.reports),
        "first_seen": time_of(wording.first_seen if seen else wording.joined),
        "last_seen": time_of(wording.last_seen if seen else wording.joined),
        "stance": wording.stance,
        "score": rounded(wording.score),
        "explanation": wording.explanation,
        "parent_variant_id": hex_id(wording.exemplar_id) if wording.exemplar_id else None,
        "what_changed": wording.explanation,
        "red_flags": list(wording.red_flags),
    }
