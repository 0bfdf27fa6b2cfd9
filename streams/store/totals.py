"""A rumor's days in one row each, and all of it in one: counted again from the cells of the spread
wherever one of their minutes was counted. Never increments, as the spread does not.

In: minutes whose days are counted, and of which rumors. Out: rows of `rumor_days` and
`rumor_totals`, written by the server itself.
"""

from collections.abc import Iterable
from typing import Any

from streams.store.database import Database
from streams.store.spread import ALL, AT_ONCE, DAY_S, MINUTE_S, Minute, Rumors, chunks

MOST_RUMORS = 5_000  # in one statement: 100 kB of the 256 that ClickHouse parses

# The bounds let ClickHouse skip by the primary key.
TOUCHED_SQL = """
SELECT DISTINCT rumor_id
FROM spread_minute
WHERE tenant = %(tenant)s
  AND minute IN (SELECT toDateTime(arrayJoin(%(starts)s), 'UTC'))
  AND minute >= toDateTime(%(first_s)s, 'UTC')
  AND minute < toDateTime(%(after_s)s, 'UTC')
ORDER BY rumor_id
"""
RUMOR_DAYS_SQL = """
INSERT INTO rumor_days (tenant, rumor_id, day, reports, reporters, first_seen, last_seen)
SELECT
  tenant,
  rumor_id,
  day,
  sum(cell.reports),
  uniqMergeState(cell.reporters),
  min(cell.first_seen),
  max(cell.last_seen)
FROM spread_day AS cell FINAL
PREWHERE tenant = %(tenant)s AND rumor_id IN %(rumors)s AND {which}
GROUP BY tenant, rumor_id, day
"""
SOME_DAYS = "day IN (SELECT toDate(arrayJoin(%(days)s)))"
ALL_DAYS = "1"
TOTALS_SQL = """
INSERT INTO rumor_totals (tenant, rumor_id, reports, people, first_seen, last_seen, counted_at)
SELECT
  tenant,
  rumor_id,
  sum(of_day.reports),
  uniqMerge(of_day.reporters),
  min(of_day.first_seen),
  max(of_day.last_seen),
  now64(3, 'UTC')
FROM rumor_days AS of_day FINAL
PREWHERE tenant = %(tenant)s AND rumor_id IN %(rumors)s
GROUP BY tenant, rumor_id
"""
# What a store of an older version counted after the tables were made.
BEHIND_SQL = """
SELECT tenant, groupArray(rumor_id)
FROM (
  SELECT tenant, rumor_id, sum(cell.reports) AS counted
  FROM spread_day AS cell FINAL
  GROUP BY tenant, rumor_id
) AS cells
LEFT JOIN (
  SELECT tenant, rumor_id, reports
  FROM rumor_totals FINAL
) AS totals USING (tenant, rumor_id)
WHERE counted > reports
GROUP BY tenant
"""


def mend_totals(database: Database) -> None:
    """Counts the rumors again whose totals are behind their days."""
    for tenant, rumors in database.execute(BEHIND_SQL):
        _count(database, sorted(rumors), {"tenant": tenant}, which=ALL_DAYS)


def recount_totals(database: Database, minutes: Iterable[Minute], rumors: Rumors = ALL) -> None:
    """Counts these rumors of these minutes again, from their days."""
    for tenant, numbers in chunks(minutes, AT_ONCE):
        asked: dict[str, Any] = {
            "tenant": tenant,
            "starts": [number * MINUTE_S for number in numbers],
            "first_s": numbers[0] * MINUTE_S,
            "after_s": (numbers[-1] + 1) * MINUTE_S,
            "days": sorted({number * MINUTE_S // DAY_S for number in numbers}),
        }
        touched = sorted(rumors.get(tenant, ())) or _touched(database, asked)
        _count(database, touched, asked, which=SOME_DAYS)


def _touched(database: Database, asked: dict[str, Any]) -> list[int]:
    return [rumor_id for (rumor_id,) in database.execute(TOUCHED_SQL, asked)]


def _count(database: Database, rumors: list[int], asked: dict[str, Any], *, which: str) -> None:
    for at in range(0, len(rumors), MOST_RUMORS):
        some = {**asked, "rumors": rumors[at : at + MOST_RUMORS]}
        database.execute(RUMOR_DAYS_SQL.format(which=which), some)
        database.execute(TOTALS_SQL, some)
