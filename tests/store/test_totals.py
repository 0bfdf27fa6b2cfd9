"""What lists and pages read instead of cells: as many, as distinct, as early and as late."""

import pytest

from streams.store.database import Database
from streams.store.spread import days_of, recount_days, recount_minutes
from streams.store.totals import mend_totals, recount_totals
from tests.store.stored import TODAY_MS, A, B, count, recount, sighting, store
from tests.support import builders

HOUR_MS = 3_600_000
TOTAL_SQL = """
SELECT rumor_id, reports, people,
  toUnixTimestamp64Milli(first_seen), toUnixTimestamp64Milli(last_seen)
FROM rumor_totals FINAL ORDER BY tenant, rumor_id
"""
CELLS_SQL = """
SELECT rumor_id, sum(cell.reports), uniqMerge(cell.reporters),
  toUnixTimestamp64Milli(min(cell.first_seen)), toUnixTimestamp64Milli(max(cell.last_seen))
FROM {table} AS cell FINAL GROUP BY tenant, rumor_id ORDER BY tenant, rumor_id
"""


def as_counted(database: Database) -> None:
    """Every table by rumor says what the cells say."""
    wanted = database.execute(CELLS_SQL.format(table="spread_day"))
    assert wanted, "nothing was counted"
    assert database.execute(TOTAL_SQL) == wanted
    for table in ("spread_minute", "rumor_minutes", "rumor_days"):
        assert database.execute(CELLS_SQL.format(table=table)) == wanted


def test_a_total_is_what_all_its_cells_are(database: Database) -> None:
    """Over days, stances, channels and tenants; who reported twice is one."""
    days = [
        sighting(
            number,
            at_ms=TODAY_MS - number * 7 * HOUR_MS,
            rumor=A if number % 3 else B,
            reporter=builders.reporter(number % 5),
            channel=f"channel {number % 2}",
            stance="carries" if number % 2 else "refutes",
        )
        for number in range(40)
    ]
    count(database, *days)
    count(database, sighting(90, reporter=builders.reporter(1)), tenant="other")
    as_counted(database)


def test_a_later_report_counts_in_the_total_of_its_rumor_alone(database: Database) -> None:
    count(database, sighting(1, rumor=A), sighting(2, rumor=B))
    count(database, sighting(3, rumor=A, at_ms=TODAY_MS - 50 * HOUR_MS))
    as_counted(database)
    assert [row[1] for row in database.execute(TOTAL_SQL)] == [2, 1]


def test_counting_again_changes_nothing(database: Database) -> None:
    minutes = store(database, [sighting(1), sighting(2, reporter=builders.reporter(1))])
    for _ in range(3):
        recount(database, minutes)
    as_counted(database)


def test_what_an_older_store_counted_is_caught_up(database: Database) -> None:
    """It knows nothing of totals, and goes on until it is started anew."""
    count(database, sighting(1, rumor=A), sighting(2, rumor=B))
    for number, tenant in ((3, "main"), (4, "other")):
        late = sighting(number, rumor=A, at_ms=TODAY_MS - 30 * HOUR_MS)
        minutes = store(database, [late], tenant=tenant)
        recount_minutes(database, minutes)
        recount_days(database, days_of(minutes))
    mend_totals(database)
    as_counted(database)


def test_without_minutes_nothing_is_counted(database: Database) -> None:
    recount_totals(database, ())
    assert database.execute("SELECT count() FROM rumor_totals") == [(0,)]


@pytest.mark.parametrize("times", [1, 2])
def test_a_sighting_lies_by_its_rumor_as_often_as_it_came(database: Database, times: int) -> None:
    """A record that is read again brings the same row, which replaces itself."""
    for _ in range(times):
        store(database, [sighting(1), sighting(2)])
    found = database.execute("SELECT count() FROM rumor_sightings FINAL")
    assert found == database.execute("SELECT count() FROM sightings FINAL") == [(2,)]
