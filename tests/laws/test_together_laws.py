"""What is looked at together is what is looked at one by one."""

import hashlib
from uuid import UUID, uuid5

from hypothesis import example, given
from hypothesis import strategies as st

from streams.core import fields
from streams.core.ids import REPORTS, numbers_of, report_ids
from streams.core.lanes import FEW, lane_of, lanes_of
from streams.core.text import matchable, matchables

SIGNS = "0123456789abcdefABCDEF-g ０\n\0"
HEX = st.text("0123456789abcdef", min_size=16, max_size=16)
A_UUID = st.uuids().map(str)
NEARLY = st.text(SIGNS, min_size=15, max_size=37)
# What patterns find, what stands between texts, and letters whose fold looks at their neighbours.
PIECES = st.sampled_from(
    [
        "微信",
        "v信",
        "加vx领",
        "COVID19",
        "ß",
        "Σ",
        "ΟΔΟΣ",
        "İ",
        "1",
        "1380013 8000",
        " -",
        "@小明 ",
        "[笑哭]",
        "http://t.cn/abc",
        "ﾊﾟ",
        "а",
        "\u202e",
        "\0",
        "…",
        " ",
    ]
)
TEXT = st.one_of(st.lists(PIECES, max_size=6).map("".join), st.text(max_size=20))
LINK = st.sampled_from(["", "", "https://example.com/a?id=1"])


@given(st.lists(st.one_of(HEX, NEARLY), max_size=4))
@example(["0" * 15, "0" * 17])
def test_digits(values: list[str]) -> None:
    assert fields.all_hex(values) is all(map(fields.is_hex, values))


@given(st.lists(st.one_of(A_UUID, A_UUID.map(str.upper), NEARLY), max_size=4))
@example(["8f7b7d0e-9f5f-5d0c-9d3a-6d1f0c5f6b1-"])
@example(["8f7b7d0e-9f5f-5d0c-9d3a-6d1f0c5f6b1０"])
@example(["8f7b7d0e-9f5f-5d0c-9d3a6-d1f0c5f6b11"])
def test_uuids(values: list[str]) -> None:
    assert fields.all_uuids(values) is all(map(fields.is_uuid, values))


@given(st.lists(st.one_of(HEX, HEX.map(str.upper), st.text("09af", min_size=1)), max_size=4))
def test_numbers(ids: list[str]) -> None:
    assert numbers_of(ids) == [int(id_, 16) for id_ in ids]


@given(st.lists(st.tuples(TEXT, LINK), max_size=6))
@example([("加v", ""), ("信", ""), ("1380013", ""), ("8000", "")])
@example([("\0", ""), ("a\0b", ""), ("c", ""), ("d", "")])
def test_what_is_compared(wordings: list[tuple[str, str]]) -> None:
    texts = [text for text, _ in wordings]
    links = [link for _, link in wordings]
    assert matchables(texts, links) == [matchable(*wording) for wording in wordings]


@given(st.lists(st.one_of(TEXT, st.text("微信abw.@[]/ ", max_size=12)), max_size=6))
@example(["微信", "www.abc.com微"])
@example(["微", "@小明明明明明明 abcd", "[微笑]abcd", "字abc", "字ab", ""])
@example(["\ud800", "微", "豈\U00020000", "한국어"])
def test_lanes(texts: list[str]) -> None:
    # also without the empty ones, beside which nothing is looked at together
    for some in (texts, texts * FEW, [text for text in texts if text] * FEW):
        assert lanes_of("main", some) == [lane_of("main", text) for text in some]


@given(st.lists(st.binary(max_size=80), max_size=5))
def test_ids(names: list[bytes]) -> None:
    space = uuid5(REPORTS, "main/app").bytes
    digests = [hashlib.sha1(space + name, usedforsecurity=False).digest() for name in names]
    assert report_ids("main", "app", names) == [
        str(UUID(bytes=digest[:16], version=5)) for digest in digests
    ]
