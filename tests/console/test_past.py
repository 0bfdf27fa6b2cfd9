"""What a rumor's page shows of a long history: a bounded part of it, and ways to the rest."""

import re

import pytest

from dashboards.console.past import MOST, past
from dashboards.console.rendering import Pages
from schemas.api.decided import History, HistoryItem
from tests.console import answers

LONGEST_NOTE = 2_000
LARGEST = 300_000  # bytes of a page


def note(number: int) -> HistoryItem:
    made = answers.decision("note")
    made.decision_id = f"dec_{number}"
    made.note = f"{number:04}" + "长" * (LONGEST_NOTE - 8) + f"{number:04}"
    return made


def page(count: int, **query: str) -> str:
    history = History([note(number) for number in range(count)])
    given = answers.pages()["rumor"] | {"history": history}
    return Pages().page("rumor", answers.viewer(path="/rumors/x", query=query), given)


@pytest.mark.parametrize("count", [60, 1_000])
def test_long_notes_make_no_page_too_large(count: int) -> None:
    made = page(count)
    assert len(made.encode()) < LARGEST / 2, "wordings have the other half"
    assert made.count("The whole note") == MOST


def test_a_long_note_is_whole_behind_its_link() -> None:
    made = page(2)
    assert "0001" + "长" * 156 + "…</q>" in made
    href = re.search(r'<a href="([^"]*)">The whole note', made)
    assert href is not None
    assert href[1] == "/rumors/x?note=dec_1#h-dec_1"
    whole = page(2, note="dec_1")
    assert 'id="h-dec_1"' in whole
    assert f'<q dir="auto">{note(1).note}</q>' in whole
    assert note(0).note not in whole


def test_all_of_a_history_is_reached_the_newest_first() -> None:
    history = [note(number) for number in range(2 * MOST + 1)]
    first = past(history, "")
    assert (first.items[0], first.skipped, first.earlier) == (history[-1], 0, MOST)
    second = past(history, str(first.earlier))
    last = past(history, str(second.earlier))
    assert [*first.items, *second.items, *last.items] == history[::-1]
    assert (last.skipped, last.earlier) == (2 * MOST, 0)
    assert f"skip={MOST}#history" in page(2 * MOST + 1)
    assert "Before these" not in page(MOST)
    assert 'href="/rumors/x#history"' in page(MOST + 1, skip=str(MOST))


@pytest.mark.parametrize("skip", ["-1", "x", "1e9", "²", "9" * 5_000, ""])
def test_what_is_no_number_skips_nothing(skip: str) -> None:
    assert past([note(1)], skip).items == [note(1)]


def test_more_than_there_are_leaves_a_way_back() -> None:
    assert past([note(1)], "999").items == []
    assert "The newest" in page(1, skip="999")


def test_a_rating_that_came_with_a_merge_names_the_rumor_it_was_given_to() -> None:
    theirs = answers.decision("verdict", rumor_id=answers.B, verdict={"rating": "false"})
    ours = answers.decision("verdict", verdict={"rating": "true"})
    given = answers.pages()["rumor"] | {"history": History([theirs, ours])}
    made = Pages().page("rumor", answers.viewer(), given)
    assert made.count("given to") == 1
    assert f'given to <a href="/rumors/{answers.B}">' in made
