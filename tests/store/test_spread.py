"""Recounting: whatever comes twice, late or in pieces is counted once."""

from typing import Any

import pytest

from streams.store import spread
from streams.store.database import Database
from streams.store.spread import (
    Day,
    Minute,
    days_of,
    minutes_of,
    recount_days,
    recount_minutes,
)
from tests.store.stored import TODAY_MS, A, B, count, recount, sighting, store

MINUTE_MS = 60_000
DAY_MS = 86_400_000


class Recorded:
    """A database that notes what it is asked to do."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def execute(self, _: str, parameters: dict[str, Any]) -> list[Any]:
        self.asked.append(parameters)
        return []


def minutes(database: Database) -> list[tuple[Any, ...]]:
    return database.execute(
        "SELECT toUnixTimestamp(minute), stance, sum(cell.reports), uniqMerge(reporters)"
        " FROM spread_minute AS cell FINAL GROUP BY 1, 2 ORDER BY 1, 2"
    )


def total(database: Database, table: str) -> int:
    return int(database.execute(f"SELECT sum(cell.reports) FROM {table} AS cell FINAL")[0][0])


def test_replays_and_overlapping_batches_count_once(database: Database) -> None:
    batch = [
        sighting(n, at_ms=TODAY_MS + n * 1_000, reporter=f"{n % 7:016x}" if n % 7 else "")
        for n in range(100)
    ]
    for part in (batch, batch, batch[40:], batch[:60]):
        recount(database, store(database, part))
    assert total(database, "spread_minute") == 100
    assert total(database, "spread_day") == 100


def test_the_first_copy_of_a_report_wins(database: Database) -> None:
    first, later = sighting(1, stance="carries"), sighting(1, stance="refutes")
    recount(database, store(database, [first], received_ms=TODAY_MS + 5))
    recount(database, store(database, [later], received_ms=TODAY_MS + 900))
    assert minutes(database) == [(TODAY_MS // 1_000, "carries", 1, 1)]


def test_a_copy_received_earlier_wins_though_it_is_stored_later(database: Database) -> None:
    recount(database, store(database, [sighting(1, stance="refutes")], received_ms=TODAY_MS + 9))
    store(database, [sighting(1, stance="carries")], received_ms=TODAY_MS + 5)
    found = database.execute("SELECT stance FROM sightings FINAL")
    assert found == [("carries",)]


def test_who_reports_twice_is_one_reporter_and_nobody_named_is_one_each(database: Database) -> None:
    somebody = "00000000000000ff"
    count(
        database,
        sighting(1, reporter=somebody),
        sighting(2, reporter=somebody),
        sighting(3),
        sighting(4),
    )
    assert minutes(database) == [(TODAY_MS // 1_000, "carries", 4, 3)]


def test_a_reporter_of_two_minutes_is_one_of_the_day(database: Database) -> None:
    somebody = "00000000000000ff"
    count(
        database,
        sighting(1, reporter=somebody),
        sighting(2, reporter=somebody, at_ms=TODAY_MS + MINUTE_MS),
    )
    found = database.execute(
        "SELECT sum(cell.reports), uniqMerge(reporters) FROM spread_day AS cell FINAL"
    )
    assert found == [(2, 1)]


def test_recounts_of_many_years_and_tenants_stay_apart(database: Database) -> None:
    history = [sighting(n, at_ms=TODAY_MS - n * 40 * DAY_MS) for n in range(100)]
    ours = store(database, history)
    theirs = store(database, [sighting(1_000)], tenant="other")
    recount(database, ours | theirs)
    found = database.execute(
        "SELECT tenant, sum(cell.reports) FROM spread_day AS cell FINAL"
        " GROUP BY tenant ORDER BY tenant"
    )
    assert found == [("main", 100), ("other", 1)]


def test_only_the_touched_minutes_are_counted(database: Database) -> None:
    store(database, [sighting(1, at_ms=TODAY_MS + MINUTE_MS)])
    touched = store(database, [sighting(2), sighting(3, at_ms=TODAY_MS + 2 * MINUTE_MS)])
    recount(database, touched)
    assert [row[0] for row in minutes(database)] == [
        TODAY_MS // 1_000,
        TODAY_MS // 1_000 + 120,
    ]


def test_only_the_touched_rumors_of_a_minute_are_counted(database: Database) -> None:
    """Minutes and days of the others stay as they are, and so do other tenants'."""
    count(database, sighting(1), sighting(2, rumor=B))
    count(database, sighting(3, rumor=B), tenant="other")
    touched = store(database, [sighting(4), sighting(5, rumor=B), sighting(6, rumor=B)])
    touched |= store(database, [sighting(7, rumor=B)], tenant="other")
    recount(database, touched, {"main": {int(A, 16)}})
    for table in ("spread_minute", "spread_day", "rumor_minutes", "rumor_days", "rumor_totals"):
        found = database.execute(
            f"SELECT tenant, rumor_id, sum(cell.reports) FROM {table} AS cell FINAL"
            " GROUP BY 1, 2 ORDER BY 1, 2"
        )
        assert found == [
            ("main", int(A, 16), 2),
            ("main", int(B, 16), 1),
            ("other", int(B, 16), 2),
        ], table


def test_where_many_rumors_were_touched_all_are_counted(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spread, "FEW_RUMORS", 1)
    rumors = {"main": {int(A, 16), int(B, 16)}}
    touched = store(database, [sighting(1), sighting(2, rumor=B), sighting(3, rumor="cc" * 8)])
    recount(database, touched, rumors)
    assert total(database, "spread_minute") == total(database, "spread_day") == 3


def test_what_is_between_two_days_of_one_recount_stays_as_it_is(database: Database) -> None:
    count(database, sighting(1, at_ms=TODAY_MS - DAY_MS))
    recount(
        database,
        store(database, [sighting(2, at_ms=TODAY_MS - 2 * DAY_MS), sighting(3, rumor=B)]),
    )
    found = database.execute(
        "SELECT rumor_id, sum(cell.reports) FROM spread_day AS cell FINAL"
        " GROUP BY rumor_id ORDER BY rumor_id"
    )
    assert found == [(int(A, 16), 2), (int(B, 16), 1)]


def test_nothing_touched_asks_nothing() -> None:
    database: Any = Recorded()
    recount_minutes(database, set())
    recount_days(database, set())
    assert database.asked == []


def test_a_long_list_is_counted_in_pieces_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "AT_ONCE", 2)
    database: Any = Recorded()
    recount_minutes(database, [Minute("main", n) for n in (5, 1, 3)] + [Minute("other", 4)])
    assert database.asked == [
        {"tenant": "main", "starts": [60, 180], "first_s": 60, "after_s": 240},
        {"tenant": "main", "starts": [300], "first_s": 300, "after_s": 360},
        {"tenant": "other", "starts": [240], "first_s": 240, "after_s": 300},
    ]


def test_days_are_bounded_by_their_midnights() -> None:
    database: Any = Recorded()
    recount_days(database, [Day("main", 3), Day("main", 1)])
    assert database.asked == [
        {"tenant": "main", "days": [1, 3], "first_s": 86_400, "after_s": 4 * 86_400}
    ]


def test_minutes_and_days_of_times() -> None:
    times_ms = [0, 59_999, 60_000, DAY_MS - 1, DAY_MS]
    found = minutes_of("main", times_ms)
    assert found == {Minute("main", number) for number in (0, 1, 1_439, 1_440)}
    assert days_of(found) == {Day("main", 0), Day("main", 1)}


def test_who_reported_long_ago_is_not_counted_anew(database: Database) -> None:
    """Reporters are cleared after 180 days; a late report must not make each of theirs a person."""
    # cleared when the test says so, not whenever a merge comes by
    database.execute("ALTER TABLE sightings MODIFY COLUMN reporter REMOVE TTL")
    long_ago_ms = TODAY_MS - 200 * DAY_MS
    somebody = "00000000000000ff"
    old = [sighting(n, at_ms=long_ago_ms, reporter=somebody) for n in range(3)]
    touched = store(database, old, received_ms=long_ago_ms)
    recount_minutes(database, touched, now_ms=long_ago_ms)
    database.execute(
        "ALTER TABLE sightings UPDATE reporter = 0 WHERE 1 SETTINGS mutations_sync = 2"
    )
    late = sighting(9, at_ms=long_ago_ms, reporter="00000000000000aa", backfill=True)
    store(database, [late])
    for _ in range(2):
        recount_minutes(database, touched, now_ms=TODAY_MS)
    assert minutes(database) == [(long_ago_ms // 1_000, "carries", 4, 2)]
