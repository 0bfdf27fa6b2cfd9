"""Red flags of chain letters, and the words that raise them."""

import pytest

from streams.core.masking import mask
from streams.core.matching.flags import (
    LONGEST_WORD,
    MOST_WORDS,
    NAMES,
    Flag,
    flagged,
    red_flags,
)
from streams.core.matching.telltales import TABLES

DISGUISED = {
    "紧 急 通 知 ： 明 天 起 全 市 停 水": "urgency",
    "紧\u200b急\u200b通\u200b知，明天全市停水": "urgency",
    "轉\u2060發\u2060給\u2060家\u2060人": "forward_me",
    "u r g e n t   t h e   w a t e r   i s   c u t": "urgency",
    "ur\u200bge\u200bnt, the water is cut": "urgency",
    "u\u00adr\u00adg\u00ade\u00adn\u00adt\u00ade, cortan el agua": "urgency",
    "с р о ч н о   о т к л ю ч а т   в о д у": "urgency",
}
WORDS = {
    "紧急！微信聊天记录要全部删掉，否则封号，转发给亲友": {
        "urgency": ["紧急"],
        "threat": ["否则", "封号"],
        "forward_me": ["转发"],
    },
    "據可靠內部消息，刪前速看": {
        "urgency": ["速看"],
        "unnamed_authority": ["內部消息"],
        "secrecy": ["刪前速看"],
    },
    "免费领红包，因该很快没了，转给家人": {
        "money": ["免费领", "红包"],
        "mistakes": ["因该"],
        "forward_me": ["转给"],
    },
    "我一个医院的朋友说明天起封城！！！": {
        "unnamed_authority": ["医院的朋友"],
        "shouting": ["！！！"],
        "no_source": ["明天起"],
        "urgency": ["明天起"],
    },
    "URGENT: forward this before it's deleted": {
        "urgency": ["URGENT", "before it's"],
        "forward_me": ["forward"],
        "secrecy": ["before it's deleted"],
    },
    "A friend in the hospital says the goverment hides it. SHARE THIS WITH EVERYONE NOW": {
        "unnamed_authority": ["A friend in"],
        "mistakes": ["goverment"],
        "shouting": ["SHARE", "THIS", "WITH", "EVERYONE"],
        "forward_me": ["SHARE THIS"],
    },
    "You won a prize, claim your free voucher": {"money": ["You won", "prize", "free voucher"]},
    "Breaking: new law bans cash from Monday": {
        "no_source": ["Breaking", "new law", "from Monday"]
    },
    "Urgente: un amigo médico dice que cierran todo, reenvía antes de que lo borren, porfavor": {
        "urgency": ["Urgente", "antes de"],
        "unnamed_authority": ["un amigo"],
        "forward_me": ["reenvía"],
        "secrecy": ["antes de que lo borren"],
        "mistakes": ["porfavor"],
    },
    "Atenção: uma amiga disse, compartilhem, senão vão ser bloqueados, concerteza": {
        "no_source": ["Atenção"],
        "unnamed_authority": ["uma amiga"],
        "forward_me": ["compartilh"],
        "threat": ["senão"],
        "mistakes": ["concerteza"],
    },
    "Darurat! Teman saya di rumah sakit bilang, sebarkan sebelum dihapus, dapat hadiah": {
        "urgency": ["Darurat"],
        "unnamed_authority": ["Teman saya"],
        "forward_me": ["sebarkan"],
        "secrecy": ["sebelum dihapus"],
        "money": ["hadiah"],
    },
    "عاجل: انشر قبل الحذف وإلا غرامة، مصدر في الوزارة": {
        "urgency": ["عاجل"],
        "forward_me": ["انشر"],
        "secrecy": ["قبل الحذف"],
        "threat": ["وإلا", "غرامة"],
        "unnamed_authority": ["مصدر"],
    },
    "तुरंत सबको भेजें, वरना जेल, मुफ्त रिचार्ज": {
        "urgency": ["तुरंत"],
        "forward_me": ["सबको भेज"],
        "threat": ["वरना", "जेल"],
        "money": ["मुफ्त"],
    },
    "Срочно! Знакомая сказала, перешлите всем, пока не удалили, иначе штраф": {
        "urgency": ["Срочно"],
        "unnamed_authority": ["Знаком"],
        "forward_me": ["перешл"],
        "secrecy": ["пока не удалили"],
        "threat": ["иначе", "штраф"],
    },
}


@pytest.mark.parametrize("text", WORDS, ids=lambda text: text[:24])
def test_flags_come_with_the_words_that_raised_them(text: str) -> None:
    assert {flag.name: list(flag.words) for flag in flagged(text)} == WORDS[text]


@pytest.mark.parametrize("text", WORDS, ids=lambda text: text[:24])
def test_names_are_those_of_the_flags_in_one_order(text: str) -> None:
    names = red_flags(text)
    assert names == tuple(flag.name for flag in flagged(text))
    assert list(names) == [name for name in NAMES if name in names]


@pytest.mark.parametrize(
    "text",
    [
        "今天天气很好",
        "The library opens at nine",
        "La biblioteca abre a las nueve",
        "A biblioteca abre às nove",
        "Perpustakaan buka jam sembilan",
        "المكتبة تفتح في التاسعة",
        "पुस्तकालय नौ बजे खुलता है",
        "Библиотека открыта с девяти",
        "This is the simultaneous sandwich agenda of a zealot, bathe the tomato to taste",
        "In casi no hay carbono en el casino, dice el cartel",
        "现象是这样的，研究对象是学生",
        "",
    ],
)
def test_ordinary_sentences_raise_none(text: str) -> None:
    assert red_flags(text) == ()
    assert flagged(text) == ()


def test_a_named_source_or_a_link_is_a_source() -> None:
    claim = "Breaking: new law bans cash"
    assert "no_source" in red_flags(claim)
    assert "no_source" not in red_flags(f"{claim}, according to the finance ministry")
    assert "no_source" not in red_flags(f"{claim} https://example.org/law")
    assert "no_source" in red_flags("刚刚发布新规，六十岁以上乘车收费")
    assert "no_source" not in red_flags("新华社：刚刚发布新规，六十岁以上乘车收费")


def test_one_loud_word_is_no_shouting() -> None:
    assert red_flags("NASA and the WHO meet today!") == ()
    assert flagged("It is closed! Really! Go! Now! Run!") == (Flag("shouting", ("!",)),)
    assert flagged("THE WHOLE TOWN MUST LEAVE") == (
        Flag("shouting", ("WHOLE", "TOWN", "MUST", "LEAVE")),
    )


def test_words_are_few_short_and_cut_out_of_what_was_given() -> None:
    text = "转发 转告 扩散 群发 转给 转到 转起 ！！！！！！！！！！！！！！！"
    (forward, shouting) = flagged(text)
    assert len(forward.words) == MOST_WORDS
    assert all(
        len(word) <= LONGEST_WORD and word in text for word in (*forward.words, *shouting.words)
    )


def test_the_masked_text_has_the_same_flags_and_words_without_numbers() -> None:
    text = "紧急！请把押金转到 13800000000，微信 abc_12345，否则冻结账户，转告家人！！！"
    masked = mask(text)
    assert masked != text
    assert red_flags(masked) == red_flags(text)
    words = [word for flag in flagged(masked) for word in flag.words]
    assert not any(character.isdigit() for word in words for character in word)


def test_a_letter_whose_small_form_is_longer_moves_no_word() -> None:
    assert flagged("İİİ urgent") == (Flag("urgency", ("urgent",)),)


def test_all_scripts_know_the_same_flags() -> None:
    assert {tuple(table) for table in TABLES.values()} == {tuple(TABLES["cjk"])}
    assert set(TABLES["cjk"]) - {"announces"} <= set(NAMES)


@pytest.mark.parametrize("text", DISGUISED)
def test_flags_are_found_in_what_was_meant(text: str) -> None:
    name = DISGUISED[text]
    found = {flag.name: flag.words for flag in flagged(text)}
    assert name in found
    assert found[name] != ()


def test_a_disguise_adds_no_flag_that_the_plain_text_has_not() -> None:
    plain = "明天全市的图书馆照常开放，欢迎大家来看书"
    assert red_flags(plain) == red_flags(" ".join(plain)) == red_flags("\u200b".join(plain))
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467 came to the library"
    assert red_flags(family) == red_flags("They came to the library")
