"""Query parameters: what each form takes, and that nothing is ignored."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.requests import Request

from streams.api.query import MOST, Query
from streams.intake.problems import Problem


def query(text: str) -> Query:
    return Query(Request({"type": "http", "query_string": text.encode(), "headers": []}))


def code_of(work: Callable[[], Any]) -> tuple[str, str]:
    with pytest.raises(Problem) as caught:
        work()
    assert caught.value.status == 422
    (error,) = caught.value.errors
    return error.pointer, error.code


def test_what_is_not_given_has_its_default() -> None:
    empty = query("")
    assert empty.text("query", 10) == ""
    assert empty.choice("sort", ("a", "b"), "b") == "b"
    assert empty.whole("step", 1, 2) is None
    assert empty.time_ms("from") is None
    assert (empty.limit(), empty.cursor()) == (50, "")
    empty.done()


@pytest.mark.parametrize(
    ("value", "taken"),
    [
        ("1", 1),
        ("500", 500),
        ("0", None),
        ("501", None),
        ("-1", None),
        ("1.5", None),
        ("٣", None),
        ("²", None),
        ("1" * 21, None),
    ],
)
def test_a_number_is_one_in_its_range(value: str, taken: int | None) -> None:
    given = query(f"limit={value}")
    if taken is None:
        assert code_of(given.limit)[0] == "?limit"
    else:
        assert given.limit() == taken
    assert MOST == 500


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("2026-01-31T12:00:00Z", 1_769_860_800),
        ("2026-01-31T20:00:00%2B08:00", 1_769_860_800),
        ("2026-01-31T20:00:00+08:00", 1_769_860_800),
        ("1970-01-01T00:00:00Z", 0),
        ("2026-01-31t12:00:00z", 1_769_860_800),
        ("2026-01-31T11:59:60Z", 1_769_860_799),
        ("2026-01-31T12:00:00", None),
        ("2026-01-31", None),
        ("monday", None),
        ("2100-01-01T00:00:00Z", None),
        ("1969-12-31T00:00:00Z", None),
        ("2026-01-31T12:00:00Z" + " " * 30, None),
    ],
)
def test_a_time_has_a_zone(value: str, at: int | None) -> None:
    given = query(f"from={value}")
    if at is None:
        assert code_of(lambda: given.time_ms("from"))[0] == "?from"
    else:
        assert given.time_ms("from") == at * 1_000


@pytest.mark.parametrize(
    ("part", "more_ms"), [(".7", 700), (".000000", 0), (".0001", 1), (".7000001", 700)]
)
def test_what_was_seen_before_a_time_is_before_its_milliseconds(part: str, more_ms: int) -> None:
    given = query(f"from=2026-01-31T12:00:00{part}Z")
    assert given.time_ms("from") == 1_769_860_800_000 + more_ms


def test_a_choice_is_one_of_the_words() -> None:
    assert query("by=place").choice("by", ("stance", "place"), "") == "place"
    wrong = query("by=colour")
    assert code_of(lambda: wrong.choice("by", ("stance", "place"), "")) == ("?by", "bad_choice")


def test_a_text_has_a_longest_length() -> None:
    assert query("query=" + "a" * 10).text("query", 10) == "a" * 10
    long = query("query=" + "a" * 11)
    assert code_of(lambda: long.text("query", 10)) == ("?query", "too_long")


def test_what_nobody_took_is_refused_with_what_there_is() -> None:
    given = query("query=a&verdcit=false")
    given.text("query", 10)
    given.limit()
    with pytest.raises(Problem, match="no parameter 'verdcit'; there are query, limit"):
        given.done()
