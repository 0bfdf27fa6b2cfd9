"""A wording that stands in two rumors on the log, as two workers wrote it that held one lane at
once: it belongs to the first, in all reads, whether or not it is known which those are.
"""

import pytest

from streams.clock import SettableClock
from streams.store.database import Database
from streams.store.reads.contested import FRESH_S, Contested
from streams.store.reads.questions import Reads, Wanted
from tests.store.stored import A, B, count, open_rumor, sighting

WORDING = "cc" * 8


@pytest.fixture
def torn(database: Database) -> Database:
    open_rumor(database, A, offset=0)
    open_rumor(database, B, offset=1)
    open_rumor(database, WORDING, rumor_id=B, exemplar_id=B, offset=3)
    open_rumor(database, WORDING, rumor_id=A, exemplar_id=A, offset=2)
    count(database, sighting(1, rumor=A, variant=A), sighting(2, rumor=B, variant=B))
    return database


def wordings(reads: Reads, rumor: str) -> set[str]:
    page = reads.variants("main", rumor, limit=10, cursor="")
    assert {
        one["variant_id"] for one in reads.tree("main", rumor, limit=None, cursor="")["items"]
    } == {one["variant_id"] for one in page["items"]}
    found = reads.rumor("main", rumor)
    assert found is not None
    assert found["variants"] == len(page["items"])
    return {one["variant_id"] for one in page["items"]}


def listed(reads: Reads) -> dict[str, int]:
    page = reads.rumors("main", wanted=Wanted(), sort="-reports", limit=10, cursor="")
    return {one["rumor_id"]: one["variants"] for one in page["items"]}


def test_it_belongs_to_the_first(torn: Database) -> None:
    reads = Reads(torn)
    assert wordings(reads, A) == {A, WORDING}
    assert wordings(reads, B) == {B}
    assert listed(reads) == {A: 2, B: 1}
    # a decision looks for itself
    assert reads.wordings("main", A, [WORDING]).all == 2
    assert reads.wordings("main", B, [WORDING]).all == 1


def test_those_of_a_tenant_are_looked_for_once_in_a_while(torn: Database) -> None:
    clock = SettableClock()
    contested = Contested(clock)
    assert contested.of(torn, "main") == {int(WORDING, 16)}
    assert contested.of(torn, "city") == frozenset()
    other = "dd" * 8
    open_rumor(torn, other, rumor_id=A, exemplar_id=A, offset=4)
    open_rumor(torn, other, rumor_id=B, exemplar_id=B, offset=5)
    assert contested.of(torn, "main") == {int(WORDING, 16)}
    clock.move(FRESH_S)
    assert contested.of(torn, "main") == {int(WORDING, 16), int(other, 16)}


def test_nobody_waits_for_who_looks_again(torn: Database) -> None:
    clock = SettableClock()
    contested = Contested(clock)
    known = contested.of(torn, "main")
    clock.move(FRESH_S)
    with contested._looking:  # another thread does
        assert contested.of(torn, "main") == known
