"""A rumor's wordings."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from streams.core.masking import mask
from streams.core.matching.explanation import Explained, Explanations
from streams.store.database import Database
from streams.store.reads.cells import belonging, wordings_of
from streams.store.reads.paging import Rank, next_cursor, rank_cursor
from streams.store.reads.resolution import Resolution
from streams.store.reads.shapes import compared_of, hex_id, rounded, time_of

VARIANTS = "variants"  # of whose pages a cursor is
# What a list may be sorted by -> the column of PAGE_SQL it means; ids break ties, and are the only
# order that no report changes.
ORDERS = {"-reports": "reports", "-variant_id": "toFloat64(0)"}
MOST_REPORTED = "-reports"
# Ids are counted, not rows: copies of a report stay apart until ClickHouse has merged them. Only
# what a page is chosen by is read of all wordings. Who was moved lies where it joined.
PAGE_SQL = """
SELECT variant_id, reports, first_seen, last_seen, {rank} AS rank
FROM (
  SELECT
    variant.variant_id AS variant_id,
    toFloat64(sighted.reports) AS reports,
    sighted.first_seen AS first_seen,
    sighted.last_seen AS last_seen
  FROM {wordings} AS variant
  LEFT JOIN (
    SELECT
      variant_id,
      uniqExact(report) AS reports,
      min(observed_at) AS first_seen,
      max(observed_at) AS last_seen
    FROM rumor_sightings
    WHERE tenant = %(tenant)s AND rumor_id IN %(joined)s AND {which}
    GROUP BY variant_id
  ) AS sighted USING variant_id
)
WHERE {condition}
ORDER BY rank DESC, variant_id DESC
LIMIT %(limit)s
"""
# Of the rows of a wording the one that FINAL would leave, in a third of its time for a page of ids.
WORDINGS_SQL = """
SELECT variant_id, text, stance, score, exemplar_id, red_flags, first_seen AS joined
FROM variants
WHERE tenant = %(tenant)s AND variant_id IN %(variant_ids)s
ORDER BY version DESC
LIMIT 1 BY variant_id
"""

TEXTS_SQL = """
SELECT variant_id, text
FROM variants
WHERE tenant = %(tenant)s AND variant_id IN %(variant_ids)s
ORDER BY version DESC
LIMIT 1 BY variant_id
"""

# Of all tenants: what is asked for is the texts themselves.
EXPLANATIONS = Explanations()


class Text(Struct):
    variant_id: int
    text: str


class Counted(Struct):
    """A wording's sightings; without any the times are ClickHouse's zero."""

    variant_id: int
    reports: float  # whole; a float as the rank in a cursor is one
    first_seen: datetime
    last_seen: datetime
    rank: float


class Wording(Struct):
    """A wording itself."""

    variant_id: int
    text: str
    stance: str
    score: float
    exemplar_id: int
    red_flags: list[str]
    joined: datetime


def variants(
    database: Database,
    tenant: str,
    rumor_id: str,
    resolution: Resolution,
    *,
    sort: str,
    limit: int,
    cursor: str,
) -> dict[str, Any]:
    """One page of a rumor's wordings, in one of `ORDERS`. Raises `BadCursor`."""
    found = ranked(
        database, tenant, rumor_id, resolution, sort=sort, limit=limit + 1, cursor=cursor
    )
    return {
        "items": described(database, tenant, found[:limit]),
        "next_cursor": next_cursor(
            _list_of(sort), found, limit, lambda last: Rank(last.rank, last.variant_id)
        ),
    }


def ranked(
    database: Database,
    tenant: str,
    rumor_id: str,
    resolution: Resolution,
    *,
    limit: int,
    sort: str = MOST_REPORTED,
    cursor: str = "",
) -> list[Counted]:
    """The wordings of a rumor behind a cursor, in one of `ORDERS`. Raises `BadCursor`."""
    number = resolution.shown_of(rumor_id)
    _, which = belonging(resolution, [number])
    here = wordings_of(resolution, [number])
    asked: dict[str, Any] = {"tenant": tenant, "limit": limit} | here.values
    condition = "1"
    if cursor:
        condition = "(rank, variant_id) < (%(rank)s, %(last)s)"
        asked |= rank_cursor(_list_of(sort), cursor)._asdict()
    sql = PAGE_SQL.format(
        rank=ORDERS[sort], condition=condition, which=which.sql, wordings=here.sql
    )
    return database.named(Counted, sql, asked)


def _list_of(sort: str) -> str:
    """What a cursor names: those that were handed out before there were orders stay good."""
    return VARIANTS if sort == MOST_REPORTED else f"{VARIANTS} {sort}"


def described(database: Database, tenant: str, page: Sequence[Counted]) -> list[dict[str, Any]]:
    """Wordings as the API answers them, in their order; those that are stored."""
    if not page:
        return []
    asked = {"tenant": tenant, "variant_ids": sorted(one.variant_id for one in page)}
    stored = {one.variant_id: one for one in database.named(Wording, WORDINGS_SQL, asked)}
    exemplars = texts(database, tenant, {one.exemplar_id for one in stored.values()} - {0})
    # in the order of the page; one that was erased between both questions is not shown
    shown = [(one, stored[one.variant_id]) for one in page if one.variant_id in stored]
    whys = EXPLANATIONS.explain(
        [(one.text, exemplars.get(one.exemplar_id, ""), one.score) for _, one in shown]
    )
    parents = {id_: mask(text) for id_, text in exemplars.items()}
    return [
        _item(counted, wording, why, parents.get(wording.exemplar_id))
        for (counted, wording), why in zip(shown, whys, strict=True)
    ]


def texts(database: Database, tenant: str, variant_ids: Collection[int]) -> dict[int, str]:
    """The raw texts of wordings, by their ids; without those that are unknown."""
    if not variant_ids:
        return {}
    asked = {"tenant": tenant, "variant_ids": sorted(variant_ids)}
    return {one.variant_id: one.text for one in database.named(Text, TEXTS_SQL, asked)}


def _item(counted: Counted, wording: Wording, why: Explained, parent: str | None) -> dict[str, Any]:
    seen = counted.reports > 0
    return {
        "variant_id": hex_id(wording.variant_id),
        # From the text, not the column `masked`: rows from before that column have none.
        "text": mask(wording.text),
        "reports": int(counted.reports),
        "first_seen": time_of(counted.first_seen if seen else wording.joined),
        "last_seen": time_of(counted.last_seen if seen else wording.joined),
        "stance": wording.stance,
        "score": rounded(wording.score),
        "explanation": why.sentence,
        "parent_variant_id": hex_id(wording.exemplar_id) if wording.exemplar_id else None,
        "parent_text": parent,
        "what_changed": why.sentence,
        "red_flags": list(wording.red_flags),
        "compared": compared_of(why),
    }
