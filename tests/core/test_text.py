"""What makes two messages the same wording."""

import unicodedata

import pytest

from streams.core import text
from streams.core.ids import variant_id
from streams.core.text import identity


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("微信 聊天.记录!", "微信聊天记录"),
        ("ＡＢＣ１２３", "abc123"),
        ("Straße", "strasse"),
        ("①②", "12"),
        ("e\u0301te", "éte"),
        ("J\u030c", "ǰ"),  # a capital of which only the small letter exists in one
        ("😀👍", ""),
        ("", ""),
        # Vowel signs and tone marks are letters, whatever stands between.
        ("पानी", "पानी"),
        ("เสื้อ", "เสื้อ"),
        ("বাং\u200bলা", "বাংলা"),
        ("မြန်မာ", "မြန်မာ"),
        ("ភាសាខ្មែរ", "ភាសាខ្មែរ"),
        # Accents that compose with nothing, vowel marks of Arabic and points of Hebrew are none.
        ("x\u0301", "x"),
        ("كِتَابٌ", "كتاب"),
        ("שָׁלוֹם", "שלום"),
        ("كـــتاب", "كتاب"),
        # Korean in parts, with signs that nobody sees between them.
        ("\u1112\u200b\u1161\u202e\u11ab", "한"),
        # Fillers are letters to Unicode and nothing to the eye.
        ("ㅤ\u115f", ""),
    ],
)
def test_canonical_keeps_letters_and_digits_and_marks_that_are_letters(
    raw: str, folded: str
) -> None:
    assert text.canonical(raw) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("कल से पानी बंद रहेगा", "कल से पान बंद रहेगा"),
        ("พบเสือในหมู่บ้านเมื่อคืน", "พบเสื้อในหมู่บ้านเมื่อคืน"),
        ("ຂ່າວ", "ຂາວ"),
        ("பால்", "பல்"),
        ("মাছ", "মছ"),
        ("專家說紅薯葉治癌", "專家說紅薯葉致癌"),
        ("下月起全市禁止买二手房", "下月起全市禁止卖二手房"),
        ("学校明天统一收眼镜费用", "学校明天统一收眼睛费用"),
        ("papá vuelve", "papa vuelve"),
    ],
)
def test_other_words_are_other_wordings(one: str, other: str) -> None:
    assert text.canonical(one) != text.canonical(other)


@pytest.mark.parametrize(
    "raw",
    ["내일부터 은행", "カﾞガ デマ", "Khẩn cấp: ngày mai", "Não haverá vacinação", "ড়য়", "Ελλάδα;"],
)
def test_the_normal_form_of_a_text_makes_no_other_wording(raw: str) -> None:
    # NFKC takes the Greek question mark for a semicolon, which it is to the eye as well.
    nfc = unicodedata.normalize("NFC", raw)
    nfd = unicodedata.normalize("NFD", raw)
    nfkd = unicodedata.normalize("NFKD", raw)
    assert {text.canonical(form) for form in (nfc, nfd, nfkd)} == {text.canonical(raw)}


@pytest.mark.parametrize("mark", "?？؟⸮՞\u037e፧⁇⁉❓❔¿‽﹖")
def test_a_question_mark_of_any_script_makes_another_variant(mark: str) -> None:
    plain, asking = text.identify(["明天停水", f"明天停水{mark}"])
    assert (plain.canonical, plain.asks) == ("明天停水", False)
    assert (asking.canonical, asking.asks) == ("明天停水", True)
    ids = {variant_id("main", one.canonical, asks=one.asks) for one in (plain, asking)}
    assert len(ids) == 2


def test_a_link_asks_nothing() -> None:
    assert not text.asks("看 https://a.example.com/page?id=7")
    assert text.asks("真的？ https://a.example.com/page?id=7")


@pytest.mark.parametrize(
    "spelling",
    [
        "https://www.youtube.com/watch?v=Qx7RkPzL2wE",
        "http://YouTube.com/watch?v=Qx7RkPzL2wE&utm_source=x&fbclid=1#t",
        "  youtu.be/Qx7RkPzL2wE?si=abc ！",
    ],
)
def test_a_message_that_is_only_a_link_is_that_link(spelling: str) -> None:
    assert text.identity_of(spelling) == ("youtube.com/watch?v=Qx7RkPzL2wE", False)


def test_messages_of_other_links_are_other_wordings() -> None:
    links = [
        "https://a.example.com/watch?v=Qx7RkPzL2wE",
        "https://a.example.com/watch?v=qx7rkpzl2we",
        "https://a.example.com/watchv=Qx7RkPzL2wE",
        "https://a.example.com/w?story=1&id=2",
        "https://a.example.com/w?story=12",
    ]
    assert len({one.canonical for one in text.identify(links)}) == len(links)


def test_a_variant_id_depends_on_tenant_and_wording_and_never_changes() -> None:
    assert variant_id("main", "微信聊天记录") == "5174045d3fc595b6"
    assert variant_id("main", "微信聊天记录", asks=True) == "cd0da6fa699a544f"
    assert variant_id("main", "a") != variant_id("other", "a")
    assert variant_id("main", "a") == variant_id("main", "a")


def test_emoji_only_has_nothing_to_match() -> None:
    assert not text.has_something_to_match("😀👍!!！ …")
    assert not text.has_something_to_match("ㅤ\u200b\u202e")
    assert not text.has_something_to_match("ـــ")
    assert not text.has_something_to_match("\u094d\u0301 \u0e48")  # marks of no letter
    assert text.has_something_to_match("😀 a")
    assert text.has_something_to_match("㋿")  # a letter only after normalisation


HOSTILE = {
    "one letter": "a" * 10_000,
    "marks": "\u0301\u0323\u0488\u0315" * 2_500,
    "marks on letters": ("a" + "\u0301\u0323" * 8) * 588,
    "letters of eighteen": "\ufdfa" * 10_000,
    "letters of eighteen, one to be composed": "\ufdfa" * 9_998 + "e\u0301",
    "direction signs": "字\u202e" * 5_000,
    "zero width": "e\u200d\u0301" * 3_333,
    "half characters": "字\ud800" * 5_000,
    "nothing but half characters": "\udfff" * 10_000,
    "parts of Korean": "\u1112\u1161\u11ab" * 3_333,
    "question marks": "?" * 10_000,
    "at signs": "@" * 10_000,
    "brackets": "[a" * 5_000,
    "beginnings of links": "http://" * 1_428,
    "dots": "a." * 5_000,
    "links": "a.cn/a " * 1_428,
    "a link that never ends": "http://a.cn/" + "?a=b&" * 1_997,
    "scripts in turn": "aа " * 3_333,
    "kana in Han": "中ニ" * 5_000,
    "a long word and a letter of another script": "a" * 9_998 + " я",
    "one long word of two scripts": "аa" * 5_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_is_sent_is_folded_into_bounded_room(name: str) -> None:
    raw = HOSTILE[name]
    found = text.identity_of(raw)
    assert len(found.canonical) <= identity.LONGEST
    assert text.has_something_to_match(raw) == any(map(str.isalnum, found.canonical))
    assert len(text.matchable(raw)) <= 2 * len(raw)
    # What stands beside it in a batch is folded as ever.
    assert text.identify([raw, "微信？", raw])[1] == ("微信", True)


def test_the_longest_canonical_text_ends_where_it_is_full() -> None:
    assert text.canonical("\ufdfa" * 10_000) == (text.canonical("\ufdfa") * 1_000)[:10_000]
    assert text.canonical("\ufdfa" * 9_000 + "e\u0301") == text.canonical("\ufdfa" * 9_000)
    assert text.canonical("好" * 20_000) == "好" * 10_000
