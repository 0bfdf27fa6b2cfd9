"""Passages of a message that may be of another rumor: few, long enough, and never the whole."""

import pytest

from streams.core.matching.passages import MOST_PASSAGES, grams_of, holds, passages

DAM = "城南水库大坝开裂，下游三个镇的人今晚必须全部转移"
MASKS = "网上买的平价口罩全是回收旧口罩翻新的，戴了会得肺结核"
GAS = "All schools in the county will close on Monday because of a gas leak"
FLU = "Hot water cures the flu within a day if you drink a cup of it every hour"


def cut(text: str, wording: str = "", family: str = "cjk") -> list[str]:
    return [text[begin:end] for begin, end in passages(text, wording, family)]


@pytest.mark.parametrize("between", ["", "，", " ", "。", "\n"])
def test_what_the_match_does_not_have_is_a_passage(between: str) -> None:
    assert any(DAM in one and MASKS not in one for one in cut(f"{DAM}{between}{MASKS}", MASKS))
    assert any(DAM in one and MASKS not in one for one in cut(f"{MASKS}{between}{DAM}", MASKS))


def test_sentences_are_passages_whatever_was_matched() -> None:
    assert set(cut(f"{DAM}。{MASKS}！", f"{DAM}。{MASKS}")) == {DAM, MASKS}
    assert FLU in [one.strip() for one in cut(f"{GAS}. {FLU}.", f"{GAS}. {FLU}", "alphabet")]


@pytest.mark.parametrize(
    "text",
    ["", "转发", DAM, f"{DAM}。请转发！", f"紧急：{DAM}", "版本3.5.1.2.3.4", GAS, f"Hi. {GAS}!"],
)
def test_a_message_without_room_for_two_rumors_has_none(text: str) -> None:
    assert cut(text) == []


def test_there_are_few_and_the_longest_come_first() -> None:
    found = cut("。".join(f"{DAM}{'啊' * n}" for n in range(40)))
    assert len(found) == MOST_PASSAGES
    assert found == sorted(found, key=len, reverse=True)


def test_letters_that_change_in_length_are_left_to_the_sentences() -> None:
    text = f"İSTANBUL {FLU}. {GAS}"
    assert [one.strip() for one in cut(text, FLU, "alphabet")] == [f"İSTANBUL {FLU}", GAS]


def test_how_much_of_a_wording_a_text_holds() -> None:
    def held(text: str, wording: str) -> float:
        return holds(grams_of(text, "cjk"), wording, "cjk")

    assert held(f"{MASKS}。{DAM}", DAM) == 1.0
    assert held(MASKS, DAM) == held(DAM, "") == 0.0
    assert held(f"{DAM[:12]}，{MASKS}", DAM) == pytest.approx(12 / len(DAM))
