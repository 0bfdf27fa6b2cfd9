"""A rumor's counts over time."""

from collections import defaultdict
from typing import Any, NamedTuple

from msgspec import Struct

from streams.core.times import rfc3339
from streams.store.database import Database

DAY_S = 86_400
STEPS_S = (60, 300, 900, 3_600, 21_600, DAY_S)  # what a chart can label; then whole days
DEFAULT_POINTS = 1_000  # of a step that we choose: more than a screen has columns
MOST_POINTS = 10_000  # of a step that was asked for
DIMENSIONS = ("stance", "channel", "place")

LIFE_SQL = """
SELECT
  toUnixTimestamp64Milli(min(cell.first_seen)) AS first_ms,
  toUnixTimestamp64Milli(max(cell.last_seen)) AS last_ms,
  count() AS cells
FROM spread_day AS cell FINAL
WHERE tenant = %(tenant)s AND rumor_id = %(rumor_id)s
"""
BUCKETS_SQL = """
SELECT
  {name} AS series,
  intDiv(toUnixTimestamp({at}), %(step_s)s) * %(step_s)s AS bucket_s,
  sum(cell.reports) AS reports,
  uniqMerge(cell.reporters) AS reporters
FROM {table} AS cell FINAL
WHERE tenant = %(tenant)s AND rumor_id = %(rumor_id)s
  AND {at} >= toDateTime(%(first_s)s, 'UTC')
  AND {at} <= toDateTime(%(end_s)s, 'UTC')
GROUP BY series, bucket_s
"""


class TooManyPoints(Exception):
    """A spread of more than 10,000 points; `step_s` is the smallest step that fits."""

    def __init__(self, step_s: int) -> None:
        super().__init__(f"more than {MOST_POINTS} points")
        self.step_s = step_s


class Seen(Struct):
    first_ms: int
    last_ms: int
    cells: int


class Life(NamedTuple):
    """First and last second of a rumor."""

    first_s: int
    last_s: int


class Bucket(Struct):
    """What was counted in one step of one series."""

    series: str
    bucket_s: int
    reports: int = 0
    reporters: int = 0


def life(database: Database, tenant: str, rumor_id: str) -> Life | None:
    """When a rumor was first and last reported, or None where it has no reports."""
    (seen,) = database.named(Seen, LIFE_SQL, {"tenant": tenant, "rumor_id": int(rumor_id, 16)})
    if not seen.cells:
        return None
    return Life(first_s=seen.first_ms // 1_000, last_s=seen.last_ms // 1_000)


def spread(
    database: Database,
    tenant: str,
    rumor_id: str,
    *,
    start_s: int,
    end_s: int,
    step_s: int | None,
    by: str,
) -> dict[str, Any]:
    """Counts per step from `start_s` to `end_s`, gaps filled with 0. Raises `TooManyPoints`.

    `by` is one of `DIMENSIONS`, or empty: then there is one series, `all`.
    """
    step_s = step_of(start_s=start_s, end_s=end_s, step_s=step_s)
    first_s = start_s // step_s * step_s
    asked = {
        "tenant": tenant,
        "rumor_id": int(rumor_id, 16),
        "step_s": step_s,
        "first_s": first_s,
        "end_s": end_s,
    }
    found: dict[str, dict[int, Bucket]] = defaultdict(dict)
    if not by:
        found["all"] = {}  # there, with zeros, even where nothing was counted
    for bucket in database.named(Bucket, _sql(step_s, by), asked):
        found[bucket.series][bucket.bucket_s] = bucket
    return {
        "from": rfc3339(start_s * 1_000),
        "to": rfc3339(end_s * 1_000),
        "step": step_s,
        "series": [
            {"name": name, "points": _points(counted, range(first_s, end_s + 1, step_s))}
            for name, counted in sorted(found.items(), key=_most_reported_first)
        ],
    }


def step_of(*, start_s: int, end_s: int, step_s: int | None) -> int:
    """The step that was asked for, else the smallest that gives no more points than a screen shows.

    Raises `TooManyPoints`.
    """
    most = MOST_POINTS if step_s else DEFAULT_POINTS
    whole_days = DAY_S * ((end_s - start_s) // (DAY_S * most) + 1)
    fitting = next((one for one in STEPS_S if (end_s - start_s) // one < most), whole_days)
    step = step_s or fitting
    # Counted from the start of the first step, which may lie before `start_s`.
    if (end_s - start_s // step * step) // step + 1 > MOST_POINTS:
        raise TooManyPoints(fitting)
    return step


def _sql(step_s: int, by: str) -> str:
    name = by or "'all'"
    if step_s % DAY_S:
        return BUCKETS_SQL.format(name=name, table="spread_minute", at="minute")
    # Whole days are kept ready: years of them are read in the time of hours of minutes.
    return BUCKETS_SQL.format(name=name, table="spread_day", at="toDateTime(day, 'UTC')")


def _points(counted: dict[int, Bucket], buckets: range) -> list[dict[str, Any]]:
    nothing = Bucket(series="", bucket_s=0)
    return [
        {
            "time": rfc3339(bucket_s * 1_000),
            "reports": counted.get(bucket_s, nothing).reports,
            "reporters": counted.get(bucket_s, nothing).reporters,
        }
        for bucket_s in buckets
    ]


def _most_reported_first(series: tuple[str, dict[int, Bucket]]) -> int:
    _, counted = series
    return -sum(bucket.reports for bucket in counted.values())
