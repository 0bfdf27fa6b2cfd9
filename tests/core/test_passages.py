"""Passages of a message that may be of another rumor: few, long enough, and never the whole."""

import pytest

from streams.core.matching.passages import MOST_PASSAGES, grams_of, holds, own_words, passages

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
    found = cut("。".join(f"{DAM}{'啊' * n}" for n in range(MOST_PASSAGES + 9)))
    assert len(found) == MOST_PASSAGES
    assert found == sorted(found, key=len, reverse=True)


def test_a_sentence_that_is_said_many_times_is_one_passage() -> None:
    text = f"{f'{DAM}！！' * 90}{f'{DAM}。' * 90}{MASKS}。"
    assert sorted(cut(text)) == sorted([DAM, MASKS])
    chain = "Dear friends, please read to the end and pass it on to everybody whom you love. "
    found = cut(f"{chain * 10}{GAS}. {chain.upper() * 10}{FLU}. {chain * 5}", "", "alphabet")
    assert [one.strip() for one in found] == [chain.strip()[:-1], FLU, GAS]


def test_what_a_sentence_sets_against_each_other_are_passages() -> None:
    assert set(cut(f"{DAM}，但是{MASKS}")) >= {f"{DAM}，", MASKS}
    found = {one.strip(" ,") for one in cut(f"{GAS}, however, {FLU}", "", "alphabet")}
    assert found >= {GAS, FLU}


def test_turns_and_blanks_take_no_time_to_speak_of() -> None:
    assert cut("但" * 9_990) == []
    assert len(cut(f"{' ' * 4_000}{GAS}{' ' * 4_000} but {FLU}", "", "alphabet")) == 2


OWN = [
    ("cjk", f"网传“{DAM}”是谣言，但是", MASKS, ""),
    ("cjk", f"網傳「{DAM}」是謠言，不過", MASKS, ""),
    ("cjk", f"{DAM}是谣言，请勿相信，", MASKS, "是谣言"),
    ("cjk", f"{DAM}是谣言。", f"网传{MASKS}", "，这是谣言"),
    ("cjk", "", f"{MASKS}是谣言", f"，但是网传“{DAM}"),
    ("cjk", "", f"{MASKS}是谣言", f"，网传“{DAM}"),
    ("cjk", "", f"{MASKS}？", f"网传“{DAM}"),
    ("alphabet", f"It is a hoax that {GAS}, but ", FLU, " and that is false"),
    ("alphabet", "", FLU, f", but it is false, say some, that {GAS}"),
    ("alphabet", "", f"{FLU}. That is false.", f" Untrue that {GAS}"),
    ("alphabet", f"Это ложь: {GAS} опровергли, однако ", FLU, ""),
    ("alphabet", f"{GAS}, they say. ", f"It is false that {FLU}", ""),
]


@pytest.mark.parametrize(("family", "before", "own", "behind"), OWN)
def test_of_a_passage_what_belongs_to_the_sentence_of_its_neighbour_is_not_read(
    family: str, before: str, own: str, behind: str
) -> None:
    wording, other = (MASKS, DAM) if family == "cjk" else (FLU, GAS)
    text = before + own + behind
    begin = text.index(other) + len(other) if other in before else 0
    end = text.index(other) if other in behind else len(text)
    read = text[slice(*own_words(text, (begin, end), wording, family))]
    assert read.strip(" ,，") == (own if other in behind else own + behind)


def test_what_has_nothing_of_the_wording_is_read_whole() -> None:
    text = f"{DAM}是谣言，但是天气很好"
    whole = (len(DAM), len(text))
    assert own_words(text, whole, MASKS, "cjk") == whole
    assert own_words(f"İ{text}", whole, MASKS, "cjk") == whole


def test_letters_that_change_in_length_are_left_to_the_sentences() -> None:
    text = f"İSTANBUL {FLU}. {GAS}"
    assert [one.strip() for one in cut(text, FLU, "alphabet")] == [f"İSTANBUL {FLU}", GAS]


def test_how_much_of_a_wording_a_text_holds() -> None:
    def held(text: str, wording: str) -> float:
        return holds(grams_of(text, "cjk"), wording, "cjk")

    assert held(f"{MASKS}。{DAM}", DAM) == 1.0
    assert held(MASKS, DAM) == held(DAM, "") == 0.0
    assert held(f"{DAM[:12]}，{MASKS}", DAM) == pytest.approx(12 / len(DAM))
