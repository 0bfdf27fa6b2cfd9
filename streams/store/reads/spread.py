"""A rumor's counts over time."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import chain, count
from typing import Any, NamedTuple

from msgspec import Struct

from streams.core.times import rfc3339
from streams.store.database import Database
from streams.store.reads.cells import (
    DAYS,
    RUMOR_MINUTES,
    TOTALS,
    Part,
    belonging,
    cells,
    counted,
)
from streams.store.reads.resolution import Resolution
from streams.store.reads.steps import (
    DAY_S,
    MOST_POINTS,
    UTC_ZONE,
    Range,
    TooManyPoints,
    bucket_of,
    fitting,
    starts_of,
    step_of,
)

MINUTE_S = 60
MINUTE_MS = 60_000
MOST_SERIES = 20  # by name, the most reported; all others are one
OTHERS = "other"  # or with a number, where something is called so
DIMENSIONS = ("stance", "channel", "place", "language")
WITHIN = """observed_at >= fromUnixTimestamp64Milli(%(from_ms)s, 'UTC')
  AND observed_at < fromUnixTimestamp64Milli(%(to_ms)s, 'UTC')"""
# The whole minutes of a range, and what is left of it at both ends: cells are of minutes.
KEPT = """minute >= toDateTime(%(whole_from_s)s, 'UTC')
  AND minute < toDateTime(%(whole_to_s)s, 'UTC')"""
SIGHTED = """observed_at >= toDateTime64(%(whole_from_s)s, 3, 'UTC')
  AND observed_at < toDateTime64(%(whole_to_s)s, 3, 'UTC')"""
EDGES = f"""{WITHIN} AND (observed_at < toDateTime64(%(whole_from_s)s, 3, 'UTC')
  OR observed_at >= toDateTime64(%(whole_to_s)s, 3, 'UTC'))"""

LIFE_SQL = """
SELECT
  toUnixTimestamp64Milli(min(cell.first_seen)) AS first_ms,
  toUnixTimestamp64Milli(max(cell.last_seen)) AS last_ms,
  count() AS cells
FROM {cells} AS cell
"""
BUCKETS_SQL = """
SELECT
  {name} AS series,
  {bucket} AS bucket,
  sum(cell.reports) AS reports,
  uniqMerge(cell.reporters) AS reporters
FROM {cells} AS cell
GROUP BY series, bucket
"""
NAMES_SQL = """
SELECT {name} AS name
FROM {cells} AS cell
GROUP BY name
ORDER BY sum(cell.reports) DESC, name
"""
# The spread is not kept by language: few ask, and each cell more costs everybody.
LANGUAGES_SQL = f"""(
SELECT
  toDateTime(toStartOfMinute(observed_at), 'UTC') AS minute,
  language,
  count() AS reports,
  uniqState(if(reporter = 0, cityHash64(report_id), reporter)) AS reporters
FROM sightings FINAL
WHERE tenant = %(tenant)s AND {{which}} AND {WITHIN}
GROUP BY minute, language
)"""


class Seen(Struct):
    first_ms: int
    last_ms: int
    cells: int


class Name(Struct):
    name: str


class Life(NamedTuple):
    """First and last second of a rumor."""

    first_s: int
    last_s: int


class Bucket(Struct):
    """What was counted in one step of one series."""

    series: str
    bucket: int
    reports: int = 0
    reporters: int = 0


NOTHING = Bucket(series="", bucket=0)


def life(database: Database, tenant: str, rumor_id: str, resolution: Resolution) -> Life | None:
    """When a rumor was first and last reported, or None where it has no reports."""
    here = cells(resolution, TOTALS, [resolution.shown_of(rumor_id)])
    (seen,) = database.named(
        Seen, LIFE_SQL.format(cells=here.sql), {"tenant": tenant} | here.values
    )
    if not seen.cells:
        return None
    return Life(first_s=seen.first_ms // 1_000, last_s=seen.last_ms // 1_000)


def spread(
    database: Database,
    tenant: str,
    rumor_id: str,
    resolution: Resolution,
    *,
    asked: Range,
    by: str,
) -> dict[str, Any]:
    """Counts per step, gaps filled with 0. Raises `TooManyPoints` where a step was asked for that
    gives more; who asks for none gets the smallest that gives few enough.

    `by` is one of `DIMENSIONS`, or empty: then there is one series, `all`.
    """
    step_s = step_of(start_s=asked.start_s, end_s=asked.end_s, step_s=asked.step_s)
    starts = starts_of(asked, step_s)
    part = _cells(
        resolution=resolution,
        rumor=resolution.shown_of(rumor_id),
        asked=asked,
        by=by,
        step_s=step_s,
    )
    values = {"tenant": tenant} | part.values
    shown = _names(database, part, values, by) if by else ["all"]
    if len(starts) * max(1, len(shown)) > MOST_POINTS:
        step_s = fitting(asked, len(shown))
        if asked.step_s:
            raise TooManyPoints(step_s)
        fits = asked._replace(step_s=step_s)
        return spread(database, tenant, rumor_id, resolution, asked=fits, by=by)
    bucket, more = bucket_of(asked, step_s)
    name = "'all'"
    if by:
        name = f"if({by} IN %(shown)s, {by}, %(others)s)"
        more |= {"shown": shown or [""], "others": shown[-1] if shown else OTHERS}
    sql = BUCKETS_SQL.format(name=name, bucket=bucket, cells=part.sql)
    found: dict[str, dict[int, Bucket]] = defaultdict(dict)
    if not by:
        found["all"] = {}  # there, with zeros, even where nothing was counted
    for one in database.named(Bucket, sql, values | more):
        found[one.series][one.bucket] = one
    return {
        "from": rfc3339(asked.from_ms),
        "to": rfc3339(asked.to_ms),
        "step": step_s,
        "series": [
            {"name": name, "points": _points(buckets, starts)}
            for name, buckets in sorted(found.items(), key=_most_reported_first)
        ],
    }


def _cells(resolution: Resolution, rumor: int, asked: Range, by: str, step_s: int) -> Part:
    """The cells of the range. Days are kept of UTC, and each of all its minutes."""
    if asked.whole and not step_s % DAY_S and asked.zone is UTC_ZONE and by != "language":
        # Kept ready: years of them are read in the time of hours of minutes.
        here = cells(resolution, DAYS, [rumor])
        return Part(f"(SELECT *, toDateTime(day, 'UTC') AS minute FROM {here.sql})", here.values)
    values = {"from_ms": asked.from_ms, "to_ms": asked.to_ms}
    if by == "language":
        _, which = belonging(resolution, [rumor])
        return Part(LANGUAGES_SQL.format(which=which.sql), which.values | values)
    whole_from_s = -(-asked.from_ms // MINUTE_MS) * MINUTE_S
    whole_to_s = asked.to_ms // MINUTE_MS * MINUTE_S
    values |= {"whole_from_s": whole_from_s, "whole_to_s": whole_to_s}
    here = cells(resolution, RUMOR_MINUTES, [rumor], kept=KEPT, sighted=SIGHTED)
    if (whole_from_s * 1_000, whole_to_s * 1_000) == (asked.from_ms, asked.to_ms):
        return Part(here.sql, here.values | values)
    edges = counted(resolution, RUMOR_MINUTES, [rumor], EDGES)
    return Part(
        f"({here.sql[1:-1]} UNION ALL {edges.sql[1:-1]})", here.values | edges.values | values
    )


def _names(database: Database, part: Part, values: dict[str, Any], by: str) -> list[str]:
    """The names that have a series of their own, and the one for all others where there are any."""
    found = database.named(Name, NAMES_SQL.format(name=by, cells=part.sql), values)
    names = [one.name for one in found]
    return names if len(names) <= MOST_SERIES else [*names[:MOST_SERIES], _others(set(names))]


def _others(taken: Collection[str]) -> str:
    """What all others are called: never as a place or channel is, also where it is one of them.
    A list of rumors from a place of that name would be of something else.
    """
    numbered = (f"{OTHERS} ({number})" for number in count(2))
    return next(name for name in chain([OTHERS], numbered) if name not in taken)


def _points(counted: dict[int, Bucket], starts: Sequence[tuple[int, int]]) -> list[dict[str, Any]]:
    return [
        {
            "time": rfc3339(at_s * 1_000),
            "reports": counted.get(number, NOTHING).reports,
            "reporters": counted.get(number, NOTHING).reporters,
        }
        for number, at_s in starts
    ]


def _most_reported_first(series: tuple[str, dict[int, Bucket]]) -> tuple[int, str]:
    name, counted = series
    return -sum(bucket.reports for bucket in counted.values()), name
