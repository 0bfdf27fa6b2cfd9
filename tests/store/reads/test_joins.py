"""How wordings joined is asked once, and not believed for long."""

from typing import Any

from streams.clock import SettableClock
from streams.core.curation.placing import Joined
from streams.store import rows
from streams.store.database import Database
from streams.store.reads.joins import FACT_S, FOLLOWERS_S, Joins
from tests.store.stored import TODAY_MS, grown
from tests.support.builders import variant

FOUNDER, FIRST, SECOND = (f"{n:016x}" for n in (1, 2, 3))


class Asked:
    """A database that counts what it is asked."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.times = 0

    def named(self, *asked: Any) -> Any:
        self.times += 1
        return self.database.named(*asked)


def store(database: Database, variant_id: str, through: str | None, offset: int) -> None:
    joined = variant(variant_id=variant_id, rumor_id=FOUNDER, exemplar_id=through)
    for some in rows.grown(grown(joined, received_ms=TODAY_MS), offset):
        database.insert(some)


def two_stored(database: Database) -> tuple[Any, SettableClock, Joins]:
    """A founder and one that joined through it; who is asked, the clock, and what is under test."""
    store(database, FOUNDER, None, 0)
    store(database, FIRST, FOUNDER, 1)
    asked: Any = Asked(database)
    clock = SettableClock()
    return asked, clock, Joins(asked, clock)


def test_what_is_known_is_not_asked_again_for_a_while(database: Database) -> None:
    asked, clock, joins = two_stored(database)
    known = joins.of("main", {FOUNDER, FIRST})
    assert known[FIRST] == Joined(exemplar_id=FOUNDER, rumor_id=FOUNDER, at_ms=TODAY_MS)
    assert known[FOUNDER].exemplar_id is None
    assert joins.of("main", [FIRST]) == {FIRST: known[FIRST]}
    assert asked.times == 1
    assert joins.of("north", [FIRST]) == {}, "another tenant's"
    assert joins.of("main", [SECOND]) == {}
    store(database, SECOND, FIRST, 2)
    assert joins.of("main", [SECOND]).keys() == {SECOND}, "what is missing is asked each time"
    asked.times = 0
    clock.move(FACT_S)
    assert joins.of("main", [FIRST]) == {FIRST: known[FIRST]}
    assert asked.times == 1


def test_who_joined_through_a_wording_is_found_a_moment_later(database: Database) -> None:
    asked, clock, joins = two_stored(database)
    assert joins.through("main", {FOUNDER, FIRST}).keys() == {FIRST}
    store(database, SECOND, FIRST, 2)
    assert joins.through("main", [FIRST]) == {}, "that nobody did is remembered, too"
    assert asked.times == 1
    clock.move(FOLLOWERS_S)
    assert joins.through("main", [FOUNDER, FIRST]).keys() == {FIRST, SECOND}
