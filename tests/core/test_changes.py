"""What one wording changed in another, as explanations name it."""

import re
from functools import cache
from time import process_time

import pytest

from streams.core.masking import mask
from streams.core.matching.changes import letters, units
from streams.core.matching.changes.aligning import (
    LEAST,
    LONGEST_ALIGNED,
    Stretch,
    aligned,
    passages,
)
from streams.core.matching.changes.calendar import HAN_DATE, HAN_TIME
from streams.core.matching.changes.numerals import said
from streams.core.matching.changes.pieces import pieces_of
from streams.core.matching.changes.slots import HAN_FIRST, value_of
from streams.core.matching.changes.spelling import spelled
from streams.core.matching.explanation import RULES, explanation_of, rule_of
from tests.core.changes import compared, kinds, pairs

FILLER = "大家好我是你们的老朋友今天天气真不错呀"
QUOTE = "紧急通知超市的食盐即将断货请大家抓紧时间购买"


@pytest.mark.parametrize(("wanted", "earlier", "later"), pairs("practised"))
def test_a_change_is_named_by_what_changed(wanted: set[str], earlier: str, later: str) -> None:
    assert kinds(earlier, later) == wanted


@cache
def measured() -> list[str]:
    return [
        f"{wanted} {earlier} | {later}: {kinds(earlier, later)}"
        for wanted, earlier, later in pairs("measured")
        if kinds(earlier, later) != wanted
    ]


def test_changes_in_pairs_that_nothing_was_tuned_on_are_named() -> None:
    assert len(measured()) <= len(pairs("measured")) // 20, measured()


def test_both_sides_are_masked() -> None:
    """What is hidden is compared, and never shown."""
    earlier = "联系电话13800138000，微信号abc12345，邮箱anna@example.com"
    later = "联系电话13911112222，微信号xyz98765，邮箱berta@example.org"
    found = compared(earlier, later)
    assert {one.what for one in found.changes} == {"phone", "account", "address"}
    said = explanation_of(later, earlier, 0.5) + str(found)
    for hidden in ("138", "139", "1111", "abc", "xyz", "anna", "berta", "example"):
        assert hidden not in said
    assert "another phone" in said


def test_a_mask_on_one_side_only_is_no_other_number() -> None:
    found = compared("见到请打13800138000", f"见到请打{mask('13800138000')}")
    assert found.changes == ()


def test_every_pair_of_both_files_is_masked_where_it_is_shown() -> None:
    for _, earlier, later in pairs("practised") + pairs("measured"):
        said = explanation_of(later, earlier, 0.5)
        assert mask(said) == said


@pytest.mark.parametrize("before", [0, 30, 400, 3_000, 8_000])
def test_a_long_quote_is_found_wherever_it_stands(before: int) -> None:
    filler = (FILLER * (before // len(FILLER) + 1))[:before]
    found = compared(QUOTE, filler + QUOTE + FILLER * 3)
    assert found.shared == found.letters == len(QUOTE)
    kept = [one.after for one in found.changes if one.kind == "kept"]
    assert kept == [QUOTE] * (before + 3 * len(FILLER) >= len(QUOTE))


def test_a_passage_that_moved_is_no_change_of_words() -> None:
    first, second = "医院里已经没有床位了请不要出门", QUOTE
    assert kinds(f"{first}。{second}", f"{second}。{first}") == {"moved"}
    found = compared(f"{first}。{second}", f"{second}。{first}")
    assert found.shared == found.letters


def test_a_quote_out_of_a_long_text_is_found_in_another_long_one() -> None:
    one = "".join(chr(0x4E00 + 7 * at) for at in range(700)) + QUOTE + FILLER
    other = FILLER * 60 + QUOTE + "".join(chr(0x4E03 + 11 * at) for at in range(900))
    found = [change.after for change in compared(one, other).changes if change.kind == "kept"]
    assert any(QUOTE in passage for passage in found), found


def test_passages_are_those_of_both_and_none_twice() -> None:
    one = list("abcdefghij-klmnopqrst")
    other = list("klmnopqrst+abcdefghij+abcdefghij")
    assert passages(one, other)[:2] == [Stretch(11, 0, 10), Stretch(0, 11, 10)]
    found = aligned(one, other)
    covered = [
        at
        for stretch in (*found.backbone, *found.moved)
        for at in range(stretch.one, stretch.one + stretch.length)
    ]
    assert sorted(set(covered)) == sorted(covered)
    assert passages(one[: LEAST - 1], one) == []


def test_long_texts_share_as_much_as_short_ones_would() -> None:
    words = [f"word{at}" for at in range(3 * LONGEST_ALIGNED)]
    other = [*words[:700], "new", *words[701:1500], *words[1510:]]
    shared = sum(stretch.length for stretch in aligned(words, other).backbone)
    assert shared == len(words) - 11


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("三百元", "amount", "300元"),
        ("一千零五人", "amount", "1005人"),
        ("二零二四年", "date", "2024年"),
        ("八点半", "time", "8点半"),
        ("10,000", "amount", "10000"),
        ("1,234.50 €", "amount", "1234·50€"),
        ("百分之三十", "amount", "30%"),
        ("오십만 원", "amount", "50만원"),
        ("만원", "amount", "1만원"),
        ("스물두 명", "amount", "22명"),
        ("시월", "date", "10월"),
        ("오십일", "date", "50일"),
        ("오후 세시", "time", "오후3시"),
        ("ยี่สิบเอ็ดวัน", "amount", "21วน"),
        ("vx", "platform", "微信"),
        ("https://www.example.com/a?utm_source=x", "link", "example.com/a"),
    ],
)
def test_a_slot_says_one_thing_in_one_form(text: str, kind: str, value: str) -> None:
    assert value_of(text, kind) == value


def slots(text: str) -> list[tuple[str, str]]:
    form = spelled(text)
    return [(one.kind, form.written(one.start, one.end)) for one in pieces_of(form) if one.is_slot]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("一个人千万别去", []),  # any person; by no means
        ("他点了两个赞", [("amount", "两个")]),
        ("8 of 20 people", [("amount", "8"), ("amount", "20 people")]),
        ("2000 rupees in 2019", [("amount", "2000 rupees"), ("date", "2019")]),
        ("you may march on", []),
        ("on 3 May", [("date", "3 May")]),
        ("50 people in the morning", [("amount", "50 people"), ("time", "morning")]),
        ("8 in the morning", [("time", "8 in the morning")]),
        ("5G信号", []),
        ("明天，上午9点", [("time", "明天，上午9点")]),
        ("3号线停运", [("amount", "3")]),
        ("@小明 电话[phone]", [("phone", "[phone]")]),
    ],
)
def test_slots_are_what_they_mean(text: str, found: list[tuple[str, str]]) -> None:
    assert [one for one in slots(mask(text)) if one[0] != "name"] == found


@pytest.mark.parametrize(
    ("words", "one_form"),
    [
        ("two hundred people", "200people"),
        ("two hundred fifty thousand", "250000"),
        ("twenty-five days", "25days"),
        ("3 million", "3000000"),
        ("hai mươi lăm người", "25người"),
        ("may", "may"),
    ],
)
def test_numbers_in_words_are_said_in_digits(words: str, one_form: str) -> None:
    assert said(words) == one_form


def test_what_begins_a_slot_of_chinese_is_looked_for() -> None:
    """The characters looked at first must let through whatever the patterns find."""
    for pattern in (HAN_TIME, HAN_DATE, units.HAN_AMOUNT):
        every = re.compile(pattern)
        begins = [chr(code) for code in range(0x4E00, 0xA000)] + list("0123456789")
        tails = [
            "天",
            "点半",
            "月",
            "周一",
            "期一",
            "个月",
            "人",
            "上",
            "旦",
            "节",
            "底",
            "曜日",
            "晚",
            "年",
        ]
        found = {one for one in begins for tail in ("", *tails) if every.match(one + tail)}
        assert found <= set(HAN_FIRST), found - set(HAN_FIRST)


def test_a_text_of_one_sign_costs_what_its_length_costs() -> None:
    """No pattern may look at a long run again from each of its characters."""

    def cost(text: str) -> float:
        form = spelled(text)
        costs = []
        for _ in range(5):
            began = process_time()
            pieces_of(form)
            costs.append(process_time() - began)
        return min(costs)

    for sign in ("三", "1", "1,", "a", "h.", "$", "de la ", "今", "@[name]"):
        short, long = cost(sign * 500), cost(sign * 8_000)
        # sixteen times as long: squared it would be 256 times as much
        assert long < 100 * max(short, 0.0002), sign


@pytest.mark.parametrize(
    ("score", "rule"),
    [(1.0, "same"), (0.81, "score"), (0.22, "score"), (0.2, "long_passage"), (0.1, "")],
)
def test_the_rule_that_decided_is_told(score: float, rule: str) -> None:
    assert rule_of(score) == rule
    said = explanation_of("今晚全市停水", "明早全市停水", score, rule)
    assert ("joined" in said) == bool(rule)
    assert rule in (*RULES, "")


def test_letters_stand_where_they_were_written() -> None:
    form = spelled("Ａ\u200bＢ訊e\u0301")
    assert form.normal == "ab讯é"
    assert form.written(0, 2) == "ＡＢ"
    assert form.hides(0, 2)
    assert form.written(2, 3) == "訊"
    assert not letters.HAS_HAN.search("abc")
