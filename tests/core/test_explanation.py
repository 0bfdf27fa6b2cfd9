"""Why a wording was taken for a variant, and the quick way to what is compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.clusters.quotes import Quotes
from streams.core.masking import mask
from streams.core.matching.explanation import PLAIN, SHOWN, comparable, explain
from streams.core.text import CJK, canonical


@pytest.mark.parametrize(
    ("raw", "compared"),
    [
        ("微信，聊天记录！要 全部删掉", "微信聊天记录要全部删掉"),
        ("All schools, in the County: close!", "all schools in the county close"),
        ("ＡＢＣ　１２３", "abc 123"),
        ("电话13800138000。快", "电话[phone]快"),
        ("@小明 快看", "@[name]快看"),
        ("सच है", "सच है"),
        ("e\u0301te", "éte"),
        ("snake_case", "snake case"),
        ("…", ""),
    ],
)
def test_spellings_of_one_text_are_compared_in_one_form(raw: str, compared: str) -> None:
    assert comparable(mask(raw)) == compared


def test_what_is_plain_composes_to_nothing_and_holds_no_bracket() -> None:
    """Every character by itself: the quick way is taken only for these."""
    for code in range(0x110000):
        letter = chr(code)
        if PLAIN.fullmatch(letter):
            text = f"字{letter}字"
            assert comparable(text, canonical(text)) == comparable(text), hex(code)


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("微信，。ＡＢ[]@_1 "), max_size=80))
def test_the_quick_way_is_the_defined_way(raw: str) -> None:
    masked = mask(raw)
    if masked == raw:
        assert comparable(masked, canonical(raw)) == comparable(masked)


def test_the_quick_way_is_taken_for_plain_chinese() -> None:
    text = "微信聊天记录，要全部删掉！"
    assert comparable(text, "as given") != "as given"  # no Han letter: not for alphabets
    assert CJK.search("所给的")
    assert comparable(text, "所给的") == "所给的"
    assert comparable(text * SHOWN, "所给的") != "所给的"


@pytest.mark.parametrize(
    ("text", "exemplar", "said"),
    [
        ("今晚全市停水", "今晚全市停水", "shares 6 of 6 characters (score 0.50)"),
        ("明早全市停水", "今晚全市停水", "changed “今晚” to “明早”"),
        ("今晚全市停水转发", "今晚全市停水", "added “转发”"),
        ("全市停水", "今晚全市停水", "left out “今晚”"),
        ("今晚全市停水" + "很长" * 20, "今晚全市停水", "… (40)”"),
    ],
)
def test_an_explanation_says_what_changed(text: str, exemplar: str, said: str) -> None:
    assert said in explain(text, exemplar, 0.5)


def test_the_largest_changes_are_told_first_and_the_others_counted() -> None:
    exemplar = "一二三四五六七八九十"
    text = "一甲二三乙乙四五丙丙丙六七丁丁丁丁八九戊戊戊戊戊十"
    said = explain(text, exemplar, 1.0)
    assert said == (
        "shares 10 of 10 characters (score 1.00); added “戊戊戊戊戊”; added “丁丁丁丁”; "
        "added “丙丙丙”; 2 smaller changes"
    )


def test_a_restored_quote_is_what_was_kept_of_a_new_one() -> None:
    quotes = Quotes()
    raw = "快转，电话13800138000 " + "字" * 3_000
    quotes.add(comparable(mask(raw)), times=2)
    quotes.restore(raw)
    assert len(quotes) == 3
    assert quotes[0] == quotes[1] == quotes[2]
    assert quotes[2] is quotes[2]  # folded once
