"""The last hours of many rumors at once."""

from schemas.events import Sighting
from streams.store.database import Database
from streams.store.reads.questions import Reads
from streams.store.reads.resolution import Resolution
from streams.store.reads.sparks import Lately, sparks
from tests.store.stored import TODAY_MS, A, B, count, sighting

START_S = TODAY_MS // 1_000
LATELY = Lately(start_s=START_S, steps=4, step_s=900)


def at(number: int, minute: int, rumor: str) -> Sighting:
    return sighting(number, at_ms=TODAY_MS + minute * 60_000, rumor=rumor, variant=rumor)


def test_each_rumor_has_a_line_of_its_own_and_gaps_are_zero(database: Database) -> None:
    minutes = [(0, A), (14, A), (15, A), (50, A), (59, B), (60, A)]
    count(database, *(at(n, minute, rumor) for n, (minute, rumor) in enumerate(minutes)))
    found = Reads(database).of(sparks, "main", [A, B, "cc" * 8], LATELY)
    assert found == {A: [2, 1, 0, 1], B: [0, 0, 0, 1]}
    assert Reads(database).of(sparks, "other", [A, B], LATELY) == {}


def test_a_merged_rumor_is_part_of_the_other(database: Database) -> None:
    count(database, at(1, 0, A), at(2, 20, B))
    reads = Reads(database, resolution=Resolution(shown={int(B, 16): int(A, 16)}))
    assert reads.of(sparks, "main", [A], LATELY) == {A: [1, 1, 0, 0]}
