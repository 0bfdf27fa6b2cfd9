"""Batches as bytes: what is found, what is refused, and for how long anybody else must wait."""

import json
import time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas.api.fields import MOST_REPORTS
from schemas.api.problems import FieldError
from schemas.api.reports import RejectedItem, ReportIn
from streams.intake.batches import Batch
from streams.intake.decoding import BYTE_ORDER_MARK, decode
from streams.intake.problems import Problem

Judged = tuple[list[ReportIn], list[RejectedItem]]


def judged(body: Any, *, lines: bool = False) -> Judged:
    """All of the work at once."""
    work = Batch(lines=lines).judge(encoded(body))
    while True:
        try:
            next(work)
        except StopIteration as ended:
            return ended.value  # type: ignore[no-any-return]


def encoded(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


def refused(body: Any, *, lines: bool = False) -> Problem:
    with pytest.raises(Problem) as caught:
        judged(body, lines=lines)
    return caught.value


def codes(rejected: list[RejectedItem]) -> list[tuple[int, str]]:
    return [(item.index, item.code) for item in rejected]


@pytest.mark.parametrize("lines", [False, True])
def test_good_items_are_kept_and_bad_ones_named(lines: bool) -> None:
    items = [
        b'{"text":"one"}',
        b'{"text":""}',
        b'{"tekst":1}',
        b"{}",
        b'{"text":"\\ud800"}',
        b'{"text":"two"}',
    ]
    body = b"\n".join(items) if lines else b"[" + b",".join(items) + b"]"
    good, rejected = judged(body, lines=lines)
    assert [item.text for item in good] == ["one", "two"]
    assert codes(rejected) == [
        (1, "empty_text"),
        (2, "unknown_field"),
        (3, "missing_field"),
        (4, "lone_surrogate"),
    ]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"[]", 422, "empty_batch"),
        (b" [ ] ", 422, "empty_batch"),
        (b'{"text":"a"}', 422, "not_an_array"),
        (b"7", 422, "not_an_array"),
        (b"", 400, "malformed_json"),
        (b"[{", 400, "malformed_json"),
        (b'[{"text":"a"}', 400, "malformed_json"),
        (b'[{"text":"a"},]', 400, "malformed_json"),
        (b'[{"text":"a"} {"text":"b"}]', 400, "malformed_json"),
        (b'[{"text":"a"},nonsense]', 400, "malformed_json"),
    ],
)
def test_an_array_that_is_none_is_refused_whole(body: bytes, status: int, code: str) -> None:
    problem = refused(body)
    assert (problem.status, problem.code) == (status, code)


def test_a_line_that_is_no_json_does_not_disturb_the_others() -> None:
    good, rejected = judged(b'{"text":"a"}\n{nonsense\n\n{"text":"b"}\n\xff\n', lines=True)
    assert [item.text for item in good] == ["a", "b"]
    assert codes(rejected) == [(1, "malformed_json"), (3, "not_utf8")]


def test_ndjson_is_cut_at_line_feeds_only() -> None:
    lines = [
        b'{"text":\r"a"}\r',
        b"",
        b'{"text":"b"}\r{"text":"c"}',
        b"  \r",
        b'\t{"text":"d"}',
        b'{"text":',
        b'"e"}',
        '{"text":"f\u2028\u0085"}'.encode(),
    ]
    good, rejected = judged(b"\n".join(lines), lines=True)
    assert len(good) == 3
    assert codes(rejected) == [(1, "malformed_json"), (3, "malformed_json"), (4, "wrong_type")]


# What is a report only with the line before or behind it, or is two.
PIECES_OF_LINES = [
    b'{"text":"one"}',
    b'{"text":"two"}\r',
    b'{"text":"a"}{"text":"b"}',
    b'{"text":"a"} {"text":"b"}',
    b'{"text":"}',
    b'{","place":"x"}',
    b'{"text":"x","attributes":{}',
    b'{"text":',
    b'"x"}',
    b',{"text":"y"}',
    b'{"text":"x"},',
    b'{"text":"\\"}',
    b'{"text":"\\ud800"}',
    b'\xef\xbb\xbf{"text":"marked"}',
    b'{"text":"\xff"}',
    b"{}",
]


@given(st.lists(st.sampled_from(PIECES_OF_LINES), min_size=1, max_size=40))
@example([b'{"text":"}', b'{","place":"x"}', b'{"text":"a"}{"text":"b"}'])
@example([b'{"text":"x","attributes":{}', b'{"text":"a"}{"text":"b"}', b"{}"])
def test_a_line_is_judged_as_if_it_stood_alone(lines: list[bytes]) -> None:
    good, rejected = judged(b"\n".join(lines), lines=True)
    alone = [decode(line.removeprefix(BYTE_ORDER_MARK)) for line in lines]
    assert good == [one for one in alone if isinstance(one, ReportIn)]
    assert codes(rejected) == [
        (index, one.code) for index, one in enumerate(alone) if isinstance(one, FieldError)
    ]


def test_so_many_and_not_one_more() -> None:
    items = [{"text": "a"}] * MOST_REPORTS
    assert len(judged(items)[0]) == MOST_REPORTS
    problem = refused([*items, {"text": "a"}])
    assert (problem.status, problem.code) == (413, "too_many_reports")


def test_a_batch_of_several_pieces_is_cut_where_items_end() -> None:
    tricky = 'a text with }, {"text":"x"}, [ and \\" in it ' * 10
    items: list[dict[str, Any]] = [
        {"text": f"{tricky} {n}", "attributes": {"a": "}, {"}} for n in range(3_000)
    ]
    for bad in (None, 0, 1_499, 2_999):
        sent = [{"tekst": 1} if n == bad else item for n, item in enumerate(items)]
        good, rejected = judged(sent)
        assert len(good) + len(rejected) == 3_000
        assert [item.index for item in rejected] == ([] if bad is None else [bad])
        assert [item.text for item in good] == [
            item["text"].strip() for n, item in enumerate(items) if n != bad
        ]


@pytest.mark.parametrize("lines", [False, True])
def test_large_items_are_named_and_the_others_kept(lines: bool) -> None:
    long = {"text": "很长" * 200_000}
    wide = {"text": "a", "attributes": {str(n): "x" for n in range(60_000)}}
    items = [encoded(item) for item in ({"text": "a"}, long, {"text": "b"}, wide, {"text": "c"})]
    body = b"\n".join(items) if lines else b"[" + b" , ".join(items) + b"]"
    good, rejected = judged(body, lines=lines)
    assert [item.text for item in good] == ["a", "b", "c"]
    assert codes(rejected) == [(1, "text_too_long"), (3, "too_large")]


def seconds_for(body: bytes, *, lines: bool) -> float:
    took_s = []
    for _ in range(3):
        began = time.process_time()
        assert refused(body, lines=lines).code == "too_many_reports"
        took_s.append(time.process_time() - began)
    return min(took_s)


@pytest.mark.parametrize(("item", "lines"), [(b"0", False), (b'{"text":""}', False), (b"0", True)])
def test_items_are_counted_before_they_are_looked_at(item: bytes, lines: bool) -> None:
    def body(number: int) -> bytes:
        items = [item] * number
        return b"\n".join(items) if lines else b"[" + b",".join(items) + b"]"

    ratio = seconds_for(body(640_000), lines=lines) / seconds_for(body(40_000), lines=lines)
    assert ratio < 8  # sixteen times as many items


HOSTILE = {
    "nested": b"[" * 50_000 + b"]" * 50_000,
    "never closed": b"[" * 100_000,
    "only space": b" " * 1_000_000,
    "commas in a string": b'[{"text":"' + b"},{" * 200_000 + b'"}]',
    "pairs inside": b"[[" + b"[]," * 300_000 + b"0]]",
    "brackets inside": b"[[" + b"[[[[]]]]," * 90_000 + b"0]]",
    "a key said often": b"[{" + b'"text":"a",' * 50_000 + b'"text":""}]',
    "quotes": b'["' + b'\\"' * 500_000 + b'"]',
    "no end of a string": b'["' + b'\\"' * 500_000 + b"]",
    "a long key": b'[{"' + b"k" * 1_000_000 + b'":1}]',
    "attributes": b'[{"text":"a","attributes":{'
    + b",".join(b'"%d":""' % n for n in range(100_000))
    + b"}}]",
    "half characters": b'[{"text":"\\ud800","x":[' + b"[]," * 80_000 + b"0]}]",
}


@pytest.mark.parametrize("lines", [False, True])
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_batches_are_refused_in_few_words(body: bytes, lines: bool) -> None:
    try:
        good, rejected = judged(body, lines=lines)
    except Problem as problem:
        assert problem.status in (400, 413, 422)
        assert len(problem.detail) < 10_000
    else:
        assert good == []
        assert len(str(rejected)) < 10_000


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_pauses_come_soon_whatever_the_body_holds(body: bytes) -> None:
    longest_s = 0.0
    for _ in range(3):  # a busy machine holds the work up once in a while
        work = Batch(lines=False).judge(body)
        waits = [0.0]
        try:
            while True:
                began = time.process_time()
                next(work)
                waits.append(time.process_time() - began)
        except (StopIteration, Problem):
            waits.append(time.process_time() - began)
        longest_s = min(longest_s or max(waits), max(waits))
    assert longest_s < 0.1
