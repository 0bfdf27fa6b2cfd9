"""The index as its callers see it: overlaps, windows, growth, and numbers that must agree."""

import random

import numpy as np
import pytest

from schemas.events import Report, ReportsReceived, Source
from streams.core import clusters
from streams.core.clusters import LaneClusters
from streams.core.matching.index import Index
from streams.core.matching.kernels import candidates, tables
from streams.core.matching.kernels.texts import window_at, windows_of
from streams.core.matching.memory import ROW_WIDTH
from streams.core.matching.parameters import CJK, MOST_WINDOWS, PARAMETERS

# All grams are stored and asked, and windows are short: what happens can be counted.
SMALL = CJK._replace(window=100, step=50, short=1_000, ask_all=1_000)


def letters(seed: int, length: int) -> str:
    """Han letters whose syllables differ mostly."""
    rng = random.Random(seed)
    return "".join(chr(0x4E00 + rng.randrange(20_000)) for _ in range(length))


def known(*texts: str) -> Index:
    index = Index("cjk", SMALL)
    found = index.add(texts, range(len(texts)))
    assert found.clusters.tolist() == list(range(len(texts)))
    return index


@pytest.mark.parametrize("family", sorted(PARAMETERS))
def test_scratch_tables_hold_the_longest_window_and_all_candidates(family: str) -> None:
    parameters = PARAMETERS[family]
    assert 2 * parameters.window <= tables.SLOTS
    assert parameters.window <= tables.MOST_GRAMS < 1 << tables.NUMBER_BITS
    assert min(1 << tables.NUMBER_BITS, 1 << candidates.VOTE_BITS) > tables.MOST_CANDIDATES
    assert parameters.best <= tables.MOST_COMPARED
    assert parameters.window == 2 * parameters.step  # half of the windows hold the whole text
    assert tables.MOST_COUNTED < tables.STOCK < tables.LOGS <= 2**16
    assert 2 * (ROW_WIDTH - 1) <= tables.TURN_MASK + 1


@pytest.mark.parametrize("family", sorted(PARAMETERS))
def test_notes_have_room_for_the_worst_text(family: str) -> None:
    given = PARAMETERS[family]
    spans = given.window // (given.smooth + given.island) + 1
    # A frame has a run for every other gram of a short text at most, and only that.
    assert MOST_WINDOWS * spans + 2 * tables.MOST_LINKED <= tables.NOTES_OF_A_TEXT
    assert given.window + 2 * tables.MOST_LINKED <= tables.NOTES_OF_A_TEXT < tables.MOST_NOTES


def test_a_text_of_one_window_names_the_rumor_it_nearly_joined() -> None:
    first, second, near = (letters(seed, 100) for seed in range(3))
    index = known(first, second, near)
    found = index.find([first[:70] + near[:22]])
    assert index.owner(int(found.exemplars[0])) == 0
    assert index.owner(int(found.others[0])) == 2


def test_of_several_windows_the_overlap_with_the_best_score_of_its_own_is_named() -> None:
    """The first window's match is the better one; the overlap of the last has the higher score."""
    match, weak, frame, strong = (letters(seed, 100) for seed in range(4))
    index = known(match, weak, frame, strong)
    text = match[:70] + weak[:22] + letters(9, 8) + frame[:40] + strong[:25] + letters(10, 35)
    found = index.find([text])
    assert index.owner(int(found.exemplars[0])) == 0
    alone = [index.find([text[at : at + 100]]) for at in (0, 50, 100)]
    assert [index.owner(int(one.others[0])) for one in alone] == [1, 1, 3]
    assert alone[0].scores[0] > alone[2].scores[0]  # by which they were ranked once
    assert index.owner(int(found.others[0])) == 3


def test_a_rumor_that_is_joined_is_no_overlap_of_itself() -> None:
    match, other = letters(0, 300), letters(1, 100)
    index = known(match, other)
    found = index.find([match[:200] + other[:24] + letters(5, 20)])
    assert index.owner(int(found.exemplars[0])) == 0
    assert int(found.others[0]) < 0 or index.owner(int(found.others[0])) == 1


def test_overlaps_go_to_the_log_as_rumors() -> None:
    base, other = letters(0, 60), letters(1, 60)
    lane = LaneClusters.empty("main/cjk")
    texts = (base, other, base[:44] + other[:20])
    reports = tuple(
        Report(
            report_id=f"00000000-0000-5000-8000-{n:012x}",
            text=text,
            observed_at_ms=1_700_000_000_000,
            app="app",
        )
        for n, text in enumerate(texts)
    )
    event = ReportsReceived(lane="main/cjk", received_at_ms=1_700_000_000_000, reports=reports)
    source = Source(partition=0, offset=0)
    _, outcome = clusters.step(lane, event, source=source, curation_offset=0)
    assert outcome.grown is not None
    one, two, both = outcome.grown.variants
    assert both.rumor_id == one.rumor_id
    assert both.overlaps == two.rumor_id
    assert one.overlaps is None


@pytest.mark.parametrize(("length", "windows"), [(1, 1), (400, 1), (401, 2), (601, 3), (9_000, 44)])
def test_windows_cover_a_text_to_its_end(length: int, windows: int) -> None:
    assert windows_of(length, CJK) == windows
    last = window_at(windows - 1, length, CJK)
    assert last + min(CJK.window, length) == length
    steps = np.diff([window_at(w, length, CJK) for w in range(windows)])
    assert (steps <= CJK.step).all()


def test_every_window_of_a_founding_text_is_kept_and_found() -> None:
    text = letters(3, 1_100)
    index = Index("cjk")
    kept = int(index.add([text], [7]).kept[0])
    assert kept == (1 << windows_of(1_100, CJK)) - 1
    assert kept < 1 << MOST_WINDOWS
    for at in (0, 350, 700):
        assert index.find([text[at : at + 380]]).clusters[0] == 0


def test_grams_of_overlapping_windows_count_once() -> None:
    index = Index("cjk")
    index.add([letters(3, 400)], [1])
    once = int(index.tables.frequency.sum())
    index = Index("cjk")
    index.add([letters(3, 1_200)], [1])
    assert int(index.tables.frequency.sum()) <= 3.2 * once


def test_an_index_that_grew_finds_what_it_knew() -> None:
    index = Index("cjk")
    texts = [letters(seed, 30) for seed in range(5_000)]
    bits = index.bits
    for at in range(0, len(texts), 500):
        index.add(texts[at : at + 500], range(at, at + 500))
    assert index.bits >= bits + 1
    found = index.find(texts)
    assert [index.owner(int(exemplar)) for exemplar in found.exemplars] == list(range(5_000))


def test_each_match_is_in_plain_numbers() -> None:
    found = Index("cjk").add([letters(0, 30), "!!"], [1, 2])
    first, nothing = found.each()
    assert (first.cluster, first.exemplar, first.kept) == (0, -1, 1)
    assert (nothing.cluster, nothing.exemplar, nothing.kept) == (-1, -1, 0)
    assert all(type(value) in (int, float) for value in (*first, *nothing))


def test_the_oldest_exemplars_are_forgotten_and_the_others_found_as_before() -> None:
    texts = [letters(seed, 60) for seed in range(6_000)]
    index = Index("cjk")
    index.add(texts, range(len(texts)))
    index.add([texts[5_000][:30] + letters(9_999, 90)], [7_777])  # half of it is not confirmed
    before = index.find(texts)
    was = index.nbytes()
    bits = index.bits
    index.forget_oldest(4_500)
    assert len(index) == 6_001 - 4_500
    assert index.bits < bits
    assert index.nbytes() < was
    after = index.find(texts)
    assert set(after.clusters[:4_500].tolist()) == {-1}, "like nothing that is left"
    owners = [index.owner(one) for one in after.exemplars[4_500:].tolist()]
    assert owners == list(range(4_500, 6_000))
    assert after.clusters.tolist()[4_500:] == before.clusters.tolist()[4_500:]
    np.testing.assert_allclose(after.scores[4_500:], before.scores[4_500:])


def test_what_is_not_confirmed_stays_so_when_others_are_forgotten() -> None:
    """Marks lie a bit beside a bit: the others move, and theirs with them."""
    first, second = letters(1, 101), letters(2, 120)
    index = known(first, second, letters(3, 77))
    glued = second[:60] + letters(4, 60)
    index.add([glued], [3])

    def marks() -> list[bool]:
        tables = index.tables
        begin, end = tables.start[len(index) - 1], tables.start[len(index)]
        return [bool(tables.unsure[at >> 3] >> (at & 7) & 1) for at in range(begin, end)]

    before = marks()
    assert any(before)
    assert not all(before)
    index.forget_oldest(1)
    assert marks() == before
    assert index.owner(len(index) - 1) == 3


def test_an_index_that_forgets_goes_on_growing() -> None:
    index = Index("cjk")
    for start in range(0, 30_000, 3_000):
        texts = [letters(seed, 20) for seed in range(start, start + 3_000)]
        index.add(texts, range(start, start + 3_000))
        if len(index) > 6_000:
            index.forget_oldest(len(index) // 2)
    found = index.find([letters(seed, 20) for seed in range(29_000, 30_000)])
    assert [index.owner(one) for one in found.exemplars.tolist()] == list(range(29_000, 30_000))
    assert index.first_of(index.cluster_of(0)) == 0
    assert index.first_of(0) is None
    index.forget_oldest(len(index))
    assert len(index) == 0
    assert index.add([letters(1, 20)], [1]).exemplars.tolist() == [-1]
