"""Pages of rumors."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from msgspec import Struct

from streams.clock import Clock
from streams.core.matching.fold.scripts import forms_of
from streams.core.surge.policy import LEVELS
from streams.core.text.searching import sought
from streams.store.database import Database
from streams.store.reads.alerts import LATER
from streams.store.reads.cells import (
    DAYS,
    MINUTES,
    TOTALS,
    Part,
    cells,
    shown_by_rumor,
    shown_by_wording,
)
from streams.store.reads.details import Details, details_of
from streams.store.reads.paging import Rank, next_cursor, rank_cursor
from streams.store.reads.resolution import NOBODY, Resolution
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
    # The only order that no report changes: by the id alone, as equals are in any order.
    "-rumor_id": "0",
}

# All of a rumor's life from its total, its last hour from its minutes. The rank is a float whatever
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
  FROM {whole} AS whole
  LEFT JOIN (
    SELECT
      rumor_id,
      sum(reports) AS reports_1h,
      sumIf(reports, minute >= toDateTime(%(now_s)s - 1800, 'UTC')) AS newer,
      sumIf(reports, minute < toDateTime(%(now_s)s - 1800, 'UTC')) AS older
    FROM {minutes} AS cell
    GROUP BY rumor_id
  ) AS latest USING rumor_id
)
WHERE {conditions}
ORDER BY rank DESC, rumor_id DESC
LIMIT %(limit)s
"""

# Of several rows of a rumor, those with reports say when it was seen.
ADDED_UP_SQL = """
SELECT
  rumor_id,
  sum(cell.reports) AS reports,
  if(reports = 0, min(cell.first_seen), minIf(cell.first_seen, cell.reports > 0)) AS first_seen,
  if(reports = 0, max(cell.last_seen), maxIf(cell.last_seen, cell.reports > 0)) AS last_seen
FROM {cells} AS cell
GROUP BY rumor_id
"""
# Nearly all rumors are one row as it is kept; only those that decisions touched are added up.
UNTOUCHED_SQL = """
SELECT rumor_id, reports, first_seen, last_seen
FROM rumor_totals FINAL
WHERE tenant = %(tenant)s AND rumor_id NOT IN %(touched)s
"""
# In both scripts, whichever it is asked in. The masked text is searched: in the text itself, digit
# after digit of a masked number could be guessed. Rows from before that column was added have only
# their first characters masked.
SEARCH_SQL = """
SELECT {shown}
FROM variants
WHERE tenant = %(tenant)s AND {said}
"""
SAID = "multiSearchAnyCaseInsensitiveUTF8(if(masked = '', shown, masked), %({word})s)"

LANGUAGE_SQL = """
SELECT {shown}
FROM sightings
WHERE tenant = %(tenant)s AND language = %(language)s
"""
# As the newest change has it, whatever it is called: an alert that goes on as another rumor's is
# corrected and over. What was only watched was told nobody.
OPEN_ALERTS_SQL = f"""
SELECT {{shown}}
FROM (
  SELECT any(rumor_id) AS rumor_id
  FROM alerts FINAL
  WHERE tenant = %(tenant)s
  GROUP BY alert_id
  HAVING max(level_rank) >= %(told_rank)s AND argMax(resolved_at IS NULL, {LATER})
)
"""
# Rumors of fact-checks that nobody reported yet: a total without reports each.
UNREPORTED_SQL = """
(
  SELECT rumor_id, reports, first_seen, last_seen FROM {cells}
  UNION ALL
  SELECT {shown} AS rumor_id, 0 AS reports, opened_at AS first_seen, opened_at AS last_seen
  FROM (
    SELECT rumor_id, opened_at FROM rumors FINAL
    WHERE tenant = %(tenant)s AND rumor_id IN %(unreported)s
  )
)
"""
LAST_HOUR = "{time} >= toDateTime(%(now_s)s - 3600, 'UTC')"


class Wanted(NamedTuple):
    """Which rumors are wanted; what is empty does not narrow.

    One wording says each word of the `query`. `only` and `without` narrow by id (verdicts are known
    elsewhere), `titled` are rumors whose title fits the query, whatever their wordings say;
    `unreported` are those that are listed without a report, too.
    """

    query: str = ""
    place: str = ""
    channel: str = ""
    language: str = ""
    open_alert: bool | None = None
    only: Sequence[str] | None = None
    without: Sequence[str] = ()
    titled: Sequence[str] = ()
    unreported: Sequence[str] = ()


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
    resolution: Resolution,
    *,
    clock: Clock,
    wanted: Wanted,
    sort: str,
    limit: int,
    cursor: str,
) -> dict[str, Any]:
    """One page of rumors. Raises `BadCursor`."""
    conditions = _conditions(wanted, resolution, sort=sort, cursor=cursor)
    whole = _whole(resolution, _numbers(wanted.unreported))
    minutes = cells(
        resolution,
        MINUTES,
        kept=LAST_HOUR.format(time="minute"),
        # As the minute of a sighting has it, not its second.
        sighted=LAST_HOUR.format(time="toStartOfMinute(observed_at)"),
    )
    asked: dict[str, Any] = {
        "tenant": tenant,
        "now_s": clock.now_ms() // 1_000,
        "limit": limit + 1,
    }
    for values in (minutes.values, *conditions.values(), whole.values):
        asked |= values
    sql = PAGE_SQL.format(
        sort=SORTS[sort],
        whole=whole.sql,
        minutes=minutes.sql,
        conditions=" AND ".join(conditions),
        least=LEAST_FOR_GROWTH,
    )
    found = database.named(Ranked, sql, asked)
    page = found[:limit]
    details = details_of(database, tenant, [ranked.rumor_id for ranked in page], resolution)
    return {
        "items": [_item(ranked, details[ranked.rumor_id]) for ranked in page],
        "next_cursor": next_cursor(sort, found, limit, lambda last: Rank(last.rank, last.rumor_id)),
    }


def _whole(resolution: Resolution, unreported: Sequence[int]) -> Part:
    """All rumors, one row each; of these also such as have no reports."""
    named = {*resolution.shown, *resolution.moved.values(), *resolution.left, *unreported}
    shown = {resolution.shown.get(one, one) for one in named}
    values: dict[str, Any] = {"touched": sorted(named | shown) or NOBODY}
    if not shown:
        return Part(f"({UNTOUCHED_SQL})", values)
    here = cells(resolution, TOTALS, sorted(shown))
    sql = here.sql
    if unreported:
        values["unreported"] = unreported
        sql = UNREPORTED_SQL.format(cells=sql, shown=shown_by_rumor(resolution, values))
    added_up = ADDED_UP_SQL.format(cells=sql)
    return Part(f"({UNTOUCHED_SQL} UNION ALL {added_up})", values | here.values)


Conditions = dict[str, dict[str, Any]]  # a condition -> the values in it


def _conditions(wanted: Wanted, resolution: Resolution, *, sort: str, cursor: str) -> Conditions:
    """What a rumor of the page fulfils; an empty list of `only` is none."""
    values: dict[str, Any] = {}
    shown = shown_by_wording(resolution, values)
    conditions: Conditions = {"1": values}
    if words := sought(wanted.query):
        forms = {f"word_{place}": list(forms_of(word)) for place, word in enumerate(words)}
        said = " AND ".join(SAID.format(word=name) for name in forms)
        searched = f"rumor_id IN ({SEARCH_SQL.format(shown=shown, said=said)})"
        titled = _numbers(wanted.titled) or NOBODY
        conditions[f"({searched} OR rumor_id IN %(titled)s)"] = {**forms, "titled": titled}
    if wanted.language:
        conditions[f"rumor_id IN ({LANGUAGE_SQL.format(shown=shown)})"] = {
            "language": wanted.language
        }
    for column, name in (("place", wanted.place), ("channel", wanted.channel)):
        if name:
            narrowed = f"{column} = %({column})s"
            found = cells(resolution, DAYS, kept=narrowed, sighted=narrowed, final=False)
            conditions[f"rumor_id IN (SELECT rumor_id FROM {found.sql})"] = {
                **found.values,
                column: name,
            }
    if wanted.open_alert is not None:
        # An alert is of the rumor that it was raised for, wherever its wordings are now.
        merged = shown_by_rumor(resolution, values)
        is_in = "IN" if wanted.open_alert else "NOT IN"
        conditions[f"rumor_id {is_in} ({OPEN_ALERTS_SQL.format(shown=merged)})"] = {
            "told_rank": LEVELS.index("surge")
        }
    if wanted.only is not None:
        # No rumor has the id 0, and an empty list would be no SQL.
        conditions["rumor_id IN %(only)s"] = {"only": _numbers(wanted.only) or NOBODY}
    if wanted.without:
        conditions["rumor_id NOT IN %(without)s"] = {"without": _numbers(wanted.without)}
    if cursor:
        conditions["(rank, rumor_id) < (%(rank)s, %(last)s)"] = rank_cursor(sort, cursor)._asdict()
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
