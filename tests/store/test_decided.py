"""What decisions make of rumors, as rows of ClickHouse: followed, taken back, found at a start."""

from schemas.events import RumorsMerged, VerdictGiven
from streams.store import rows
from streams.store.database import Database
from streams.store.decided import Decided
from tests.store.stored import TODAY_MS, A, B, decide, grown
from tests.support import builders

SHOWN_SQL = """SELECT lower(hex(rumor_id)), lower(hex(shown_id)), title, rating
FROM decided FINAL ORDER BY rumor_id"""
C = "cc" * 8


def shown(database: Database) -> list[tuple[str, str, str, str]]:
    return [tuple(row) for row in database.execute(SHOWN_SQL)]


def test_a_row_for_each_rumor_that_anything_was_decided_of(database: Database) -> None:
    decided = Decided(database)
    assert decided.refresh() == 0
    decide(database, 0, "verdict", B, verdict=VerdictGiven(rating="false"))
    decide(database, 1, "title", B, title="a title")
    merged = decide(database, 2, "merge", A, target=B)
    assert decided.refresh() == 2
    assert shown(database) == [(A, B, "a title", "false"), (B, B, "a title", "false")]
    assert decided.refresh() == 0
    decide(database, 3, "undo", A, undoes=merged)
    assert decided.refresh() == 1
    assert shown(database) == [(A, A, "", ""), (B, B, "a title", "false")]


def test_growths_count_and_tenants_do_not_meet(database: Database) -> None:
    decided = Decided(database)
    for made in rows.grown(grown(merges=(RumorsMerged(kept=A, merged=C, variant_id=B),)), 0):
        database.insert(made)
    decide(database, 0, "verdict", A, tenant="north", verdict=VerdictGiven(rating="true"))
    decided.refresh()
    found = database.execute("SELECT tenant, lower(hex(rumor_id)), rating FROM decided FINAL")
    assert sorted(found) == [("main", C, ""), ("north", A, "true")]


def test_a_fact_check_rates_the_rumors_of_all_its_wordings_from_when_it_came(
    database: Database,
) -> None:
    decided = Decided(database)
    verdict = VerdictGiven(rating="false", link="https://c.example")
    made = decide(database, 0, "factcheck", A, verdict=verdict, rumors=(B,))
    decided.refresh()
    assert shown(database) == [(A, A, "", "false"), (B, B, "", "false")]
    times = database.execute("SELECT DISTINCT rated_at FROM decided FINAL")
    assert [round(at.timestamp() * 1_000) for (at,) in times] == [TODAY_MS]
    decide(database, 1, "undo", A, undoes=made)
    decided.refresh()
    assert shown(database) == [(A, A, "", ""), (B, B, "", "")]


def test_a_start_writes_only_what_differs(database: Database) -> None:
    decide(database, 0, "verdict", A, verdict=VerdictGiven(rating="false"))
    assert Decided(database).refresh() == 1
    assert Decided(database).refresh() == 0
    decide(database, 1, "undo", A, undoes="dec_0")
    assert Decided(database).refresh() == 1
    assert shown(database) == [(A, A, "", "")]


def test_verdicts_from_before_decisions_were_stored_whole_count(database: Database) -> None:
    event = builders.decision("satire", rumor_id=A)
    row = rows.decision(event, 0)
    row.decision = ""
    database.insert([row])
    assert Decided(database).refresh() == 1
    assert shown(database) == [(A, A, "", "satire")]
