"""Rumors in one line each: those that were counted lately, whatever time their reports are of."""

from streams.store.database import Database
from streams.store.reads.questions import Reads
from tests.store.stored import TODAY_MS, A, B, count, open_rumor, sighting

DAY_MS = 86_400_000
LONG_AGO_SQL = "ALTER TABLE rumor_totals UPDATE counted_at = 0 WHERE 1 SETTINGS mutations_sync = 2"


def lately(database: Database) -> dict[str, int]:
    found = Reads(database).lines(lately_s=60, most=9)
    return {f"{one.rumor_id:016x}": one.counted for one in found}


def test_a_rumor_whose_reports_come_late_was_counted_lately(database: Database) -> None:
    open_rumor(database, A)
    count(database, sighting(1, rumor=A), sighting(2, rumor=B))
    database.execute(LONG_AGO_SQL)
    assert lately(database) == {}
    count(database, *(sighting(n, rumor=A, at_ms=TODAY_MS - 3 * DAY_MS) for n in (3, 4)))
    assert lately(database) == {A: 3}
    assert {one.counted for one in Reads(database).lines(lately_s=0, most=9)} == {1, 3}
