"""Why a wording was taken for a variant."""

import pytest

from streams.core.masking import mask
from streams.core.matching.explanation import Explanations, comparable, explain, explanation_of


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


def test_two_raw_texts_are_masked_before_they_are_compared() -> None:
    said = explanation_of("今晚全市停水，电话13800138000", "今晚全市停水", 0.5)
    assert said == "shares 6 of 6 characters (score 0.50); added “电话[phone]”"


@pytest.mark.parametrize("texts", [("", "今晚"), ("今晚", "")])
def test_what_is_kept_no_longer_is_not_explained(texts: tuple[str, str]) -> None:
    assert explanation_of(*texts, 0.5) == ""


def test_what_was_explained_is_kept_and_the_oldest_goes_first() -> None:
    known = Explanations(most=2)
    first = ("明早全市停水", "今晚全市停水", 0.5)
    (one,) = known.explain([first])
    assert known.explain([first])[0] is one
    assert one.sentence == explanation_of(*first, "score")
    others = [(f"明早全市停水{number}次", "今晚全市停水", 0.5) for number in range(4)]
    assert [why.sentence for why in known.explain(others)] == [
        explanation_of(*other, "score") for other in others
    ]
    assert known.explain([first])[0] is not one
    assert known.explain([("", "今晚", 0.5)])[0].sentence == ""
