"""Pages of rumors."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from streams.clock import Clock
from streams.store.database import Database
from streams.store.reads.details import Details, details_of
from streams.store.reads.paging import Rank, next_cursor, rank_cursor
from streams.store.reads.shapes import hex_id, time_of

# Growth compares the last half hour with the one before it. Below so many reports in both together
# one report more or less would double it.
LEAST_FOR_GROWTH = 5

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
    conditions = _conditions(query=query, cursor=cursor, only=only, without=without)
    asked: dict[str, Any] = {
        "tenant": tenant,
        "now_s": clock.now_ms() // 1_000,
        "limit": limit + 1,
    }
    for values in conditions.values():
        asked |= values
    sql = PAGE_SQL.format(
        sort=SORTS[sort], conditions=" AND ".join(conditions), least=LEAST_FOR_GROWTH
    )
    found = database.named(Ranked, sql, asked)
    page = found[:limit]
    details = details_of(database, tenant, [ranked.rumor_id for ranked in page])
    return {
        "items": [_item(ranked, details[ranked.rumor_id]) for ranked in page],
        "next_cursor": next_cursor(found, limit, lambda last: Rank(last.rank, last.rumor_id)),
    }


def _conditions(
    *, query: str, cursor: str, only: Sequence[str] | None, without: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """What a rumor of the page fulfils, and the values in it; an empty list of `only` is none."""
    conditions: dict[str, dict[str, Any]] = {"1": {}}
    if query:
        conditions[f"rumor_id IN ({SEARCH_SQL})"] = {"query": query}
    if only is not None:
        # No rumor has the id 0, and an empty list would be no SQL.
        conditions["rumor_id IN %(only)s"] = {"only": _numbers(only) or [0]}
    if without:
        conditions["rumor_id NOT IN %(without)s"] = {"without": _numbers(without)}
    if cursor:
        conditions["(rank, rumor_id) < (%(rank)s, %(last)s)"] = rank_cursor(cursor)._asdict()
    return conditions


def _numbers(ids: Sequence[str]) -> list[int]:
    return [int(id_, 16) for id_ in ids]


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
