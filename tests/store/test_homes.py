"""Moved wordings as rows of ClickHouse: followed, taken back, counted by wording."""

from streams.core.masking import mask
from streams.core.titles import headline
from streams.store.database import Database
from streams.store.decided import Decided
from streams.store.homes import recount_wordings
from streams.store.spread import minutes_of
from tests.store.stored import TODAY_MS, A, B, count, decide, open_rumor, sighting
from tests.support import builders

W, FOLLOWER = "c1" * 8, "c2" * 8
HOMES_SQL = """SELECT lower(hex(variant_id)), lower(hex(joined_id)), lower(hex(home_id))
FROM homes FINAL ORDER BY variant_id"""
CELLS_SQL = """SELECT lower(hex(variant_id)), sum(w.reports), uniqMerge(w.reporters)
FROM wording_minutes AS w FINAL WHERE rumor_id = {rumor} GROUP BY variant_id ORDER BY variant_id"""


def cells(database: Database, rumor: str = A) -> list[tuple[str, int, int]]:
    return [tuple(row) for row in database.execute(CELLS_SQL.format(rumor=int(rumor, 16)))]


def filled(database: Database) -> None:
    """A rumor with two wordings, and another."""
    open_rumor(database, A, "一个谣言")
    open_rumor(database, W, "另一种说法", rumor_id=A, exemplar_id=A, offset=1)
    open_rumor(database, B, "第二个谣言", offset=2)
    for number, wording in enumerate((A, W, W)):
        one = sighting(number, rumor=A, variant=wording, reporter=builders.reporter(number // 2))
        count(database, one)
    count(database, sighting(9, rumor=B))


def test_who_moved_nothing_has_no_rows(database: Database) -> None:
    filled(database)
    decide(database, 0, "merge", A, target=B)
    Decided(database).refresh()
    assert database.execute("SELECT count() FROM homes") == [(0,)]
    assert database.execute("SELECT count() FROM wording_minutes") == [(0,)]


def test_a_move_is_followed_and_taken_back(database: Database) -> None:
    filled(database)
    decided = Decided(database)
    moved = decide(database, 0, "move", A, target=B, variant_ids=(W,))
    decided.refresh()
    assert database.execute(HOMES_SQL) == [(W, A, B)]
    assert cells(database) == [(A, 1, 1), (W, 2, 2)]
    count(database, sighting(4, at_ms=TODAY_MS - 86_400_000, rumor=A, variant=W))
    assert Decided(database).refresh() == 0, "another store finds what the first has written"
    assert cells(database) == [(A, 1, 1), (W, 3, 3)], "what was counted since"
    decide(database, 1, "undo", A, undoes=moved)
    decided.refresh()
    assert database.execute(HOMES_SQL) == [(W, A, A)]


def test_what_joins_through_a_moved_wording_later_follows_it(database: Database) -> None:
    filled(database)
    before_ms = TODAY_MS - 1_000
    decide(database, 0, "move", A, target=B, variant_ids=(W,), decided_at_ms=before_ms)
    assert Decided(database).refresh() == 1
    open_rumor(database, FOLLOWER, "跟着来的", rumor_id=A, exemplar_id=W, offset=3)
    assert Decided(database).refresh() == 1
    assert database.execute(HOMES_SQL) == [(W, A, B), (FOLLOWER, A, B)]


def test_a_rumor_that_a_split_made_is_called_by_its_first_wording(database: Database) -> None:
    filled(database)
    decide(database, 0, "split", A, variant_ids=(W,))
    Decided(database).refresh()
    ((_, _, home),) = database.execute(HOMES_SQL)
    sql = f"SELECT title FROM decided FINAL WHERE rumor_id = {int(home, 16)}"
    assert database.execute(sql) == [(headline(mask("另一种说法")),)]


def test_the_sketches_of_wordings_are_counted_anew(database: Database) -> None:
    filled(database)
    decide(database, 0, "move", A, target=B, variant_ids=(W,))
    Decided(database).refresh()
    change = "ALTER TABLE sightings UPDATE reporter = 7 WHERE 1 SETTINGS mutations_sync = 2"
    database.execute(change)
    recount_wordings(database, "main", minutes_of("main", [TODAY_MS]))
    assert cells(database) == [(A, 1, 1), (W, 2, 1)]
