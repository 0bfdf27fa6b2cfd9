"""Spread: recounts the touched minutes and days from the sightings. Never increments, so nothing is
ever counted twice.

In: (tenant, minute) pairs that sightings were stored in. Out: rows of `spread_minute` and
`spread_day`, written by the server itself.
"""

from collections import defaultdict
from collections.abc import Iterable

from streams.store.database import Database

MINUTES_AT_ONCE = 3_000
MINUTE_S = 60
DAY_S = 86_400

MINUTES_SQL = """
INSERT INTO spread_minute (tenant, minute, rumor_id, stance, channel, place, reports, reporters, first_seen, last_seen)
SELECT tenant, toStartOfMinute(observed_at) AS touched, rumor_id, stance, channel, place, count(),
  uniqState(if(reporter = 0, cityHash64(report_id), reporter)), min(observed_at), max(observed_at)
FROM sightings FINAL
WHERE tenant = %(tenant)s AND toStartOfMinute(observed_at) IN (SELECT toDateTime(arrayJoin({minutes}), 'UTC'))
  AND observed_at >= toDateTime64({first}, 3, 'UTC') AND observed_at < toDateTime64({after}, 3, 'UTC')
GROUP BY tenant, touched, rumor_id, stance, channel, place
"""
DAYS_SQL = """
INSERT INTO spread_day (tenant, rumor_id, day, stance, channel, place, reports, reporters, first_seen, last_seen)
SELECT tenant, rumor_id, toDate(minute, 'UTC') AS touched, stance, channel, place, sum(m.reports), uniqMergeState(m.reporters),
  min(m.first_seen), max(m.last_seen)
FROM spread_minute AS m FINAL
WHERE tenant = %(tenant)s AND toDate(minute, 'UTC') IN (SELECT toDate(arrayJoin({days})))
  AND minute >= toDateTime({first}, 'UTC') AND minute < toDateTime({after}, 'UTC')
GROUP BY tenant, rumor_id, touched, stance, channel, place
"""


def recount_minutes(database: Database, touched: Iterable[tuple[str, int]]) -> None:
    """Recounts minutes, given as (tenant, number of the minute since 1970), from the facts."""
    for tenant, minutes in _by_tenant(touched).items():
        for at in range(0, len(minutes), MINUTES_AT_ONCE):
            _run(
                database,
                MINUTES_SQL,
                "minutes",
                tenant,
                [m * MINUTE_S for m in minutes[at : at + MINUTES_AT_ONCE]],
                MINUTE_S,
            )


def recount_days(database: Database, touched: Iterable[tuple[str, int]]) -> None:
    """Recounts days, given as (tenant, number of the day since 1970), from their minutes."""
    for tenant, days in _by_tenant(touched).items():
        for at in range(0, len(days), MINUTES_AT_ONCE):
            _run(database, DAYS_SQL, "days", tenant, days[at : at + MINUTES_AT_ONCE], DAY_S)


def days_of(touched: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    """The days that minutes lie in."""
    return {(tenant, minute * MINUTE_S // DAY_S) for tenant, minute in touched}


def _by_tenant(touched: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for tenant, unit in touched:
        found[tenant].add(unit)
    return {tenant: sorted(units) for tenant, units in found.items()}


def _run(
    database: Database, sql: str, what: str, tenant: str, units: list[int], size_s: int
) -> None:
    factor = DAY_S if what == "days" else 1  # toDate takes day numbers, toDateTime seconds
    bounds = {"first": units[0] * factor, "after": units[-1] * factor + size_s}
    database.execute(sql.format(**{what: units}, **bounds), {"tenant": tenant})
