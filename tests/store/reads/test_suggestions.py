"""Pairs of rumors that overlap, as they show, and what is said of them."""

from streams.store.database import Database
from streams.store.reads.questions import Reads
from streams.store.reads.resolution import Resolution
from tests.store.stored import TODAY_MS, A, B, count, open_rumor, sighting

C = "cc" * 8
BRIDGES = ("d1" * 8, "d2" * 8)
TEXT = "明天起微信聊天记录要全部删掉否则封号"


def filled(database: Database) -> None:
    """A and B are alike and bridged twice; C is bridged to A once and is bigger."""
    open_rumor(database, A, TEXT)
    open_rumor(database, B, "明天起微信聊天记录要全部清空否则封群", offset=1)
    open_rumor(database, C, "全市超市明天停止营业电话13912345678", offset=2)
    for number, bridge in enumerate(BRIDGES):
        fields = {"rumor_id": B, "exemplar_id": B, "overlaps": A}
        open_rumor(database, bridge, f"{TEXT}{number}", offset=3 + number, **fields)
    open_rumor(database, "d3" * 8, "超市封号", offset=6, rumor_id=C, exemplar_id=C, overlaps=A)
    for number, rumor in enumerate((A, B, C, A, B, C)):
        count(database, sighting(number, at_ms=TODAY_MS + number, rumor=rumor))


def test_the_pair_that_would_change_most_is_first(database: Database) -> None:
    filled(database)
    found = Reads(database).overlapping("main")
    assert [(one.older, one.younger, one.bridges) for one in found] == [(A, B, 2), (A, C, 1)]
    assert found[0].score > 0.7 > found[1].score
    assert found[0].reports == 2
    assert Reads(database).overlapping("north") == []


def test_what_shows_as_one_is_no_pair(database: Database) -> None:
    filled(database)
    merged = Resolution(shown={int(B, 16): int(A, 16)})
    found = Reads(database, resolution=merged).overlapping("main")
    assert [(one.older, one.younger) for one in found] == [(A, C)]


def test_the_pairs_of_one_rumor_are_those_of_all_that_name_it(database: Database) -> None:
    """Whichever of the two has the wording that overlaps."""
    filled(database)
    merged = Resolution(shown={int(B, 16): int(A, 16)})
    for reads in (Reads(database), Reads(database, resolution=merged)):
        every = reads.overlapping("main")
        for rumor in (A, B, C):
            shown = f"{reads.resolution.shown_of(rumor):016x}"
            its = [one for one in every if shown in (one.older, one.younger)]
            assert reads.overlapping("main", rumor) == its
            found = reads.rumor("main", rumor)
            assert found is not None
            others = [one.older if one.younger == shown else one.younger for one in its]
            assert found["suggestions"] == others
    assert Reads(database).overlapping("north", A) == []


def test_a_pair_is_described_from_masked_texts(database: Database) -> None:
    filled(database)
    reads = Reads(database)
    first, second = (reads.described("main", one) for one in reads.overlapping("main"))
    assert [one["rumor_id"] for one in first["rumors"]] == [A, B]
    assert first["same"][0] == "明天起微信聊天记录要全部"
    assert "changed “删掉” to “清空”" in first["differs"]
    assert first["compared"]["rule"] == ""
    assert first["compared"]["changes"][0]["after"] == "清空"
    assert "139" not in str(second)
