"""Cursors: what a page handed out comes back, what nobody handed out is refused."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.store.reads.paging import (
    BadCursor,
    Place,
    Rank,
    decode,
    encode,
    next_cursor,
    part_of,
    place_cursor,
    rank_cursor,
    text_cursor,
)

OURS = "ours"


def made_up(value: Any, of: Any = OURS) -> str:
    return base64.urlsafe_b64encode(json.dumps([of, value]).encode()).decode()


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 2**64 - 1))
def test_a_rank_comes_back_exactly(rank: float, last: int) -> None:
    cursor = encode(OURS, Rank(rank=rank, last=last))
    assert rank_cursor(OURS, cursor) == Rank(rank=rank, last=last)


@given(st.text(max_size=40))
def test_a_text_comes_back_and_needs_no_escape_in_a_url(text: str) -> None:
    cursor = encode(OURS, text)
    assert text_cursor(OURS, cursor) == text
    assert all(sign.isascii() and (sign.isalnum() or sign in "-_") for sign in cursor)


@given(st.text(max_size=40))
def test_any_other_text_is_refused_or_means_something(text: str) -> None:
    try:
        value = decode(OURS, text)
    except BadCursor:
        return
    assert json.loads(json.dumps(value)) == value or value != value


@pytest.mark.parametrize("value", ["a", 7, None, {}, [], [1], [1, 2, 3], ["1", 2], [1, 2.5]])
def test_no_rank_is_made_of_something_else(value: Any) -> None:
    with pytest.raises(BadCursor):
        rank_cursor(OURS, made_up(value))


@pytest.mark.parametrize("value", [7, None, {}, [1, 2]])
def test_no_text_is_made_of_something_else(value: Any) -> None:
    with pytest.raises(BadCursor):
        text_cursor(OURS, made_up(value))


@pytest.mark.parametrize("cursor", ["nonsense", "a", "====", "ééé", "\x00", "{}", "bm8"])
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        decode(OURS, cursor)


@pytest.mark.parametrize("of", ["theirs", "", None, 7, [OURS]])
def test_a_cursor_of_another_list_is_refused(of: Any) -> None:
    for value in ("b", [1.0, 2], ["10:00", "a"]):
        with pytest.raises(BadCursor):
            decode(OURS, made_up(value, of))
    with pytest.raises(BadCursor):
        decode(OURS, "W" * 199)


def test_only_a_row_too_many_tells_that_there_is_a_next_page() -> None:
    assert next_cursor(OURS, [], 2, str) is None
    assert next_cursor(OURS, ["a", "b"], 2, str) is None
    assert next_cursor(OURS, ["a", "b", "c"], 2, str) == encode(OURS, "b")


def test_half_a_surrogate_pair_is_no_text() -> None:
    with pytest.raises(BadCursor):
        text_cursor(OURS, made_up("\ud800"))


def test_pages_go_on_behind_what_a_decision_took_away() -> None:
    items = [Place("10:00", "d"), Place("11:00", "a"), Place("12:00", "b"), Place("12:00", "c")]
    first, cursor = _part(items, None)
    assert (first, bool(cursor)) == (items[:2], True)
    left = [items[0], *items[2:]]
    second, cursor = _part(left, cursor, limit=1)
    last, end = _part(left, cursor, limit=1)
    assert (second + last, end) == (items[2:], None)


def _part(items: list[Place], cursor: str | None, limit: int = 2) -> tuple[list[Place], str | None]:
    after = place_cursor(OURS, cursor) if cursor else None
    return part_of(OURS, items, lambda one: one, limit=limit, after=after)
