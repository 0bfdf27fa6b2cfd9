"""Rumors: pages of them, and everything about one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from msgspec import Struct

from streams.clock import Clock
from streams.store.database import Database
from streams.store.reads.paging import Rank, next_cursor, rank_cursor
from streams.store.reads.shapes import hex_id, time_of

# Growth compares the last half hour with the one before it. Below so many reports in both together
# one report more or less would double it.
LEAST_FOR_GROWTH = 5
MOST_SUGGESTIONS = 20
STANCES = ("carries", "questions", "refutes")

# What a list may be sorted by -> the column of PAGE_SQL it means.
SORTS = {
    "-reports_1h": "reports_1h",
    "-last_seen": "toUnixTimestamp64Milli(last_seen)",
    "-growth": "growth",
    "-reports": "reports",
}

# All of a rumor's life from its days, its last hour from its minutes. The rank is a float whatever
# it is made from, so that a cursor compares with it exactly; ids break ties.
PAGE_SQL = """
SELECT
  rumor_id, reports, first_seen, last_seen, reports_1h, newer, older,
  toFloat64({sort}) AS rank
FROM (
  SELECT
    whole.rumor_id AS rumor_id,
    whole.reports AS reports,
    whole.first_seen AS first_seen,
    whole.last_seen AS last_seen,
    latest.reports_1h AS reports_1h,
    latest.newer AS newer,
    latest.older AS older,
    if(newer + older >= {least}, newer / greatest(older, 1), -1) AS growth
  FROM (
    SELECT
      rumor_id,
      sum(cell.reports) AS reports,
      min(cell.first_seen) AS first_seen,
      max(cell.last_seen) AS last_seen
    FROM spread_day AS cell FINAL
    WHERE tenant = %(tenant)s
    GROUP BY rumor_id
  ) AS whole
  LEFT JOIN (
    SELECT
      rumor_id,
      sum(reports) AS reports_1h,
      sumIf(reports, minute >= toDateTime(%(now_s)s - 1800, 'UTC')) AS newer,
      sumIf(reports, minute < toDateTime(%(now_s)s - 1800, 'UTC')) AS older
    FROM spread_minute FINAL
    WHERE tenant = %(tenant)s AND minute >= toDateTime(%(now_s)s - 3600, 'UTC')
    GROUP BY rumor_id
  ) AS latest USING rumor_id
)
WHERE {conditions}
ORDER BY rank DESC, rumor_id DESC
LIMIT %(limit)s
"""

# The masked text is searched: in the text itself, digit after digit of a masked number could be
# guessed. Rows from before that column was added have only their first characters masked.
SEARCH_SQL = """
SELECT rumor_id
FROM variants
WHERE tenant = %(tenant)s
  AND positionCaseInsensitiveUTF8(if(masked = '', shown, masked), %(query)s) > 0
"""

TITLES_SQL = """
SELECT rumor_id, title AS value
FROM rumors FINAL
WHERE tenant = %(tenant)s AND rumor_id IN %(ids)s
"""
VARIANTS_SQL = """
SELECT rumor_id, count() AS value
FROM variants FINAL
WHERE tenant = %(tenant)s AND rumor_id IN %(ids)s
GROUP BY rumor_id
"""
# People are merged from sketches: who reported in two places or on two days is one of them.
REPORTERS_SQL = """
SELECT rumor_id, uniqMerge(reporters) AS value
FROM spread_day FINAL
WHERE tenant = %(tenant)s AND rumor_id IN %(ids)s
GROUP BY rumor_id
"""

CELLS_SQL = """
SELECT
  stance, channel, place,
  sum(cell.reports) AS reports,
  min(cell.first_seen) AS first_seen,
  max(cell.last_seen) AS last_seen
FROM spread_day AS cell FINAL
WHERE tenant = %(tenant)s AND rumor_id = %(rumor_id)s
GROUP BY stance, channel, place
"""
OVERLAPS_SQL = """
SELECT DISTINCT overlaps AS rumor_id
FROM variants FINAL
WHERE tenant = %(tenant)s AND rumor_id = %(rumor_id)s AND overlaps NOT IN (0, rumor_id)
LIMIT %(limit)s
"""


class Ranked(Struct):
    """A rumor of a page; `newer` and `older` are its reports of the two last half hours."""

    rumor_id: int
    reports: int
    first_seen: datetime
    last_seen: datetime
    reports_1h: int
    newer: int
    older: int
    rank: float


class OfRumor(Struct):
    """One value of a rumor."""

    rumor_id: int
    value: Any


class Cell(Struct):
    """A rumor's reports of one stance, channel and place."""

    stance: str
    channel: str
    place: str
    reports: int
    first_seen: datetime
    last_seen: datetime


class Overlap(Struct):
    rumor_id: int


class Details(NamedTuple):
    """What the spread does not hold of a rumor. The title is empty until the rumor is stored."""

    title: str
    reporters: int
    variants: int


def rumors(
    database: Database,
    tenant: str,
    *,
    clock: Clock,
    query: str,
    sort: str,
    limit: int,
    cursor: str,
    only: Sequence[str] | None,
    without: Sequence[str],
) -> dict[str, Any]:
    """One page of rumors. `only` and `without` narrow by id (verdicts are known elsewhere).

    Raises `BadCursor`.
    """
    asked: dict[str, Any] = {
        "tenant": tenant,
        "now_s": clock.now_ms() // 1_000,
        "limit": limit + 1,
    }
    conditions = ["1"]
    if query:
        conditions.append(f"rumor_id IN ({SEARCH_SQL})")
        asked["query"] = query
    if only is not None:
        conditions.append("rumor_id IN %(only)s")
        # No rumor has the id 0: an empty list would be no SQL.
        asked["only"] = [int(rumor_id, 16) for rumor_id in only] or [0]
    if without:
        conditions.append("rumor_id NOT IN %(without)s")
        asked["without"] = [int(rumor_id, 16) for rumor_id in without]
    if cursor:
        conditions.append("(rank, rumor_id) < (%(rank)s, %(last)s)")
        asked |= rank_cursor(cursor)._asdict()
    sql = PAGE_SQL.format(
        sort=SORTS[sort], conditions=" AND ".join(conditions), least=LEAST_FOR_GROWTH
    )
    found = database.named(Ranked, sql, asked)
    page = found[:limit]
    details = _details(database, tenant, [ranked.rumor_id for ranked in page])
    return {
        "items": [_item(ranked, details[ranked.rumor_id]) for ranked in page],
        "next_cursor": next_cursor(found, limit, lambda last: Rank(last.rank, last.rumor_id)),
    }


def rumor(database: Database, tenant: str, rumor_id: str) -> dict[str, Any] | None:
    """Everything about one rumor, or None."""
    number = int(rumor_id, 16)
    asked = {"tenant": tenant, "rumor_id": number, "limit": MOST_SUGGESTIONS}
    cells = database.named(Cell, CELLS_SQL, asked)
    details = _details(database, tenant, [number])[number]
    # Rumors and spread come from different topics: either may be there first.
    if not details.title and not cells:
        return None
    overlaps = database.named(Overlap, OVERLAPS_SQL, asked)
    return {
        "rumor_id": rumor_id,
        "title": details.title,
        "reports": sum(cell.reports for cell in cells),
        "reporters": details.reporters,
        "variants": details.variants,
        "stance": dict.fromkeys(STANCES, 0) | _sums(cells, "stance"),
        "channels": _shares(cells, "channel"),
        "places": _shares(cells, "place"),
        "first_seen": time_of(min(cell.first_seen for cell in cells)) if cells else None,
        "last_seen": time_of(max(cell.last_seen for cell in cells)) if cells else None,
        "suggestions": [hex_id(overlap.rumor_id) for overlap in overlaps],
        "merged_into": None,
    }


def _item(ranked: Ranked, details: Details) -> dict[str, Any]:
    grows = ranked.newer + ranked.older >= LEAST_FOR_GROWTH
    return {
        "rumor_id": hex_id(ranked.rumor_id),
        "title": details.title,
        "reports": ranked.reports,
        "reporters": details.reporters,
        "variants": details.variants,
        "first_seen": time_of(ranked.first_seen),
        "last_seen": time_of(ranked.last_seen),
        "reports_1h": ranked.reports_1h,
        "growth": round(ranked.newer / max(1, ranked.older), 2) if grows else None,
    }


def _details(database: Database, tenant: str, ids: list[int]) -> dict[int, Details]:
    if not ids:
        return {}

    def by_rumor(sql: str) -> dict[int, Any]:
        found = database.named(OfRumor, sql, {"tenant": tenant, "ids": ids})
        return {row.rumor_id: row.value for row in found}

    titles = by_rumor(TITLES_SQL)
    reporters = by_rumor(REPORTERS_SQL)
    variants = by_rumor(VARIANTS_SQL)
    return {
        id_: Details(
            title=titles.get(id_, ""),
            reporters=reporters.get(id_, 0),
            variants=variants.get(id_, 0),
        )
        for id_ in ids
    }


def _sums(cells: Iterable[Cell], column: str) -> dict[str, int]:
    """Reports by the names in a column."""
    counted: Counter[str] = Counter()
    for cell in cells:
        counted[getattr(cell, column)] += cell.reports
    return dict(counted)


def _shares(cells: Iterable[Cell], column: str) -> list[dict[str, Any]]:
    """The same as a list, the most reported first."""
    ranked = sorted(_sums(cells, column).items(), key=lambda share: (-share[1], share[0]))
    return [{"name": name, "reports": reports} for name, reports in ranked]
