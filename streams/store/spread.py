"""Spread: recounts the touched minutes and days from the sightings. Never increments, so nothing is
ever counted twice.

In: the minutes that sightings were stored in, and of which rumors. Out: rows of `spread_minute` and
`spread_day`, written by the server itself.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from streams.store.database import Database

MINUTE_S = 60
MINUTE_MS = 60_000
DAY_S = 86_400
REPORTERS_KEPT_S = 179 * DAY_S  # a day less than the table keeps them: clocks differ
# Of minutes or days, in one statement: their list is part of its text, and 3,000 of them fill 36 kB
# of the 256 kB that ClickHouse parses. History that is sent in late touches many more.
AT_ONCE = 3_000
# Where more rumors than these were touched all of a minute's and a day's are counted: to pick them
# out gains little then, and their list is part of the statement, too.
FEW_RUMORS = 1_000
OF_RUMORS = "AND rumor_id IN %(rumors)s"

# One thread: several would be done a little sooner and take a third more of the CPU, which is not
# ClickHouse's alone, and nobody waits for it.
# The bounds beside the list let ClickHouse skip months and granules by the primary key; the list
# alone would read a tenant's whole history.
# A report without a reporter counts as a reporter of its own: nobody knows that it is the same.
MINUTES_SQL = """
INSERT INTO spread_minute
  (tenant, minute, rumor_id, stance, channel, place, reports, reporters, first_seen, last_seen)
SELECT
  tenant,
  toStartOfMinute(observed_at) AS touched,
  rumor_id,
  stance,
  channel,
  place,
  count(),
  uniqState(if(reporter = 0, cityHash64(report_id), reporter)),
  min(observed_at),
  max(observed_at)
FROM sightings FINAL
WHERE tenant = %(tenant)s
  AND toStartOfMinute(observed_at) IN (SELECT toDateTime(arrayJoin(%(starts)s), 'UTC'))
  AND observed_at >= toDateTime64(%(first_s)s, 3, 'UTC')
  AND observed_at < toDateTime64(%(after_s)s, 3, 'UTC')
  {of_rumors}
GROUP BY tenant, touched, rumor_id, stance, channel, place
SETTINGS max_threads = 1
"""
# Reporters are cleared 180 days after their reports came. Of minutes so old the cells that were
# counted before hold who it was, and only reports that came since are added to them.
OLD_MINUTES_SQL = """
INSERT INTO spread_minute
  (tenant, minute, rumor_id, stance, channel, place, reports, reporters, first_seen, last_seen)
SELECT
  tenant, touched, rumor_id, stance, channel, place,
  sum(counted), uniqMergeState(people), min(first_at), max(last_at)
FROM (
  SELECT
    tenant,
    toStartOfMinute(observed_at) AS touched,
    rumor_id,
    stance,
    channel,
    place,
    count() AS counted,
    uniqStateIf(
      if(reporter = 0, cityHash64(report_id), reporter),
      received_at >= toDateTime64(%(kept_s)s, 3, 'UTC')
    ) AS people,
    min(observed_at) AS first_at,
    max(observed_at) AS last_at
  FROM sightings FINAL
  WHERE tenant = %(tenant)s
    AND toStartOfMinute(observed_at) IN (SELECT toDateTime(arrayJoin(%(starts)s), 'UTC'))
    AND observed_at >= toDateTime64(%(first_s)s, 3, 'UTC')
    AND observed_at < toDateTime64(%(after_s)s, 3, 'UTC')
    {of_rumors}
  GROUP BY tenant, touched, rumor_id, stance, channel, place
  UNION ALL
  SELECT tenant, minute, rumor_id, stance, channel, place, 0, reporters, first_seen, last_seen
  FROM spread_minute FINAL
  WHERE tenant = %(tenant)s
    AND minute IN (SELECT toDateTime(arrayJoin(%(starts)s), 'UTC'))
    AND minute >= toDateTime(%(first_s)s, 'UTC')
    AND minute < toDateTime(%(after_s)s, 'UTC')
    {of_rumors}
)
GROUP BY tenant, touched, rumor_id, stance, channel, place
SETTINGS max_threads = 1
"""
# From the minutes, not the sightings: a day of a large rumor has at most 1,440 of them. That is why
# minutes are always recounted first. Of a few rumors they are found by the rumor: a tenant's day
# holds a million of them, and is touched every second.
DAYS_SQL = """
INSERT INTO spread_day
  (tenant, rumor_id, day, stance, channel, place, reports, reporters, first_seen, last_seen)
SELECT
  tenant,
  rumor_id,
  toDate(minute, 'UTC') AS touched,
  stance,
  channel,
  place,
  sum(m.reports),
  uniqMergeState(m.reporters),
  min(m.first_seen),
  max(m.last_seen)
FROM {minutes} AS m FINAL
WHERE tenant = %(tenant)s
  {of_rumors}
  AND toDate(minute, 'UTC') IN (SELECT toDate(arrayJoin(%(days)s)))
  AND minute >= toDateTime(%(first_s)s, 'UTC')
  AND minute < toDateTime(%(after_s)s, 'UTC')
GROUP BY tenant, rumor_id, touched, stance, channel, place
SETTINGS max_threads = 1
"""


class Minute(NamedTuple):
    """A minute of a tenant, numbered since 1970 UTC."""

    tenant: str
    number: int


class Day(NamedTuple):
    """A day of a tenant, numbered since 1970 UTC."""

    tenant: str
    number: int


Rumors = Mapping[str, Collection[int]]  # tenant -> those that were touched; all of other tenants'
ALL: Rumors = {}


def minutes_of(tenant: str, times_ms: Iterable[int]) -> set[Minute]:
    """The minutes that times lie in."""
    # Numbers first: a record of 500 sightings mostly lies in one or two minutes.
    return {Minute(tenant, number) for number in {at // MINUTE_MS for at in times_ms}}


def days_of(minutes: Iterable[Minute]) -> set[Day]:
    """The days that minutes lie in."""
    return {Day(minute.tenant, minute.number * MINUTE_S // DAY_S) for minute in minutes}


def recount_minutes(
    database: Database,
    minutes: Iterable[Minute],
    at_once: int | None = None,
    *,
    now_ms: int = 0,
    rumors: Rumors = ALL,
) -> None:
    """Counts these minutes of these rumors again from their sightings, `at_once` in one statement.

    `now_ms` tells of which minutes reporters may have been cleared; 0: of none.
    """
    kept_s = max(0, now_ms // 1_000 - REPORTERS_KEPT_S)
    for tenant, numbers in chunks(minutes, at_once or AT_ONCE):
        new_from = bisect_left(numbers, kept_s // MINUTE_S)
        of_rumors, few = _few(rumors, tenant)
        for sql, some in ((OLD_MINUTES_SQL, numbers[:new_from]), (MINUTES_SQL, numbers[new_from:])):
            if some:
                starts = [number * MINUTE_S for number in some]
                asked: dict[str, Any] = {"tenant": tenant, "starts": starts, **few}
                asked["first_s"] = starts[0]
                asked["after_s"] = starts[-1] + MINUTE_S
                if sql is OLD_MINUTES_SQL:
                    asked["kept_s"] = kept_s
                database.execute(sql.format(of_rumors=of_rumors), asked)


def recount_days(database: Database, days: Iterable[Day], rumors: Rumors = ALL) -> None:
    """Counts these days of these rumors again from their minutes."""
    for tenant, numbers in chunks(days, AT_ONCE):
        of_rumors, few = _few(rumors, tenant)
        bounds = {"first_s": numbers[0] * DAY_S, "after_s": (numbers[-1] + 1) * DAY_S}
        asked = {"tenant": tenant, "days": numbers, **bounds, **few}
        minutes = "rumor_minutes" if few else "spread_minute"
        database.execute(DAYS_SQL.format(minutes=minutes, of_rumors=of_rumors), asked)


def _few(rumors: Rumors, tenant: str) -> tuple[str, dict[str, list[int]]]:
    """Condition and parameter that pick out a tenant's touched rumors, where they are few."""
    touched = rumors.get(tenant, ())
    if not 0 < len(touched) <= FEW_RUMORS:
        return "", {}
    return OF_RUMORS, {"rumors": sorted(touched)}


def chunks(units: Iterable[Minute | Day], at_once: int) -> Iterator[tuple[str, Sequence[int]]]:
    """Each tenant's numbers in order, not too many at once."""
    found: dict[str, set[int]] = defaultdict(set)
    for unit in units:
        found[unit.tenant].add(unit.number)
    for tenant, numbers in found.items():
        ordered = sorted(numbers)
        for at in range(0, len(ordered), at_once):
            yield tenant, ordered[at : at + at_once]
