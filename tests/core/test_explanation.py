"""Why a wording was taken for a variant."""

import re

import pytest

from streams.core.masking import mask
from streams.core.matching.changes.comparing import compare
from streams.core.matching.changes.letters import ONE
from streams.core.matching.changes.sides import side_of
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


@pytest.mark.parametrize(
    "text",
    [
        "今晚8点全市停水",
        "转发" * 40,
        "哈" * 1_300,
        "加 微 信 了 吗",
        "กขค ก",
        "…",
        "snake_case at 8 pm, $5, @[name]",
    ],
)
def test_a_text_beside_itself_is_what_two_copies_of_it_are(text: str) -> None:
    one = side_of(text)
    assert compare(one, one) == compare(side_of(text), side_of(text))


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


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        (
            "t h e c o u n t y b r i d g e w i l l b e c l o s e d tomorrow for a month",
            "the county bridge will be closed tomorrow for a month",
        ),
        ("t h e  c o u n t y  b r i d g e  i s  c l o s e d", "the county bridge is closed"),
        (
            "t ừ 0 g i ờ đ ê m n a y c ả t h à n h p h ố m ấ t đ i ệ n",
            "từ 0 giờ đêm nay cả thành phố mất điện",
        ),
        ("L.a.f.a.r.m.a.c.i.a.r.e.g.a.l.a.v.a.c.u.n.a.s", "La farmacia regala vacunas"),
        ("L.a f.a.r.m.a.c.i.a r.e.g.a.l.a v.a.c.u.n.a.s", "La farmacia regala vacunas"),
        ("З а в т р а о т к л ю ч а т в о д у", "Завтра отключат воду"),
        ("우 리 동 네 치 킨 집 에 서 쥐 가 나 왔 대 요", "우리 동네 치킨집에서 쥐가 나왔대요"),
        ("동.네.치.킨.집.에.서.쥐.가.나.왔.대.요", "동네 치킨집에서 쥐가 나왔대요"),
        ("पु ल क ल से बं द र हे गा", "पुल कल से बंद रहेगा"),
        ("प_ु_ल_क_ल_स_े_ब_ं_द", "पुल कल से बंद"),
        ("Besoklistrikpadam di Bandung", "Besok listrik padam di Bandung"),
        ("ا.ل.ج.س.ر.م.غ.ل.ق.غ.د.ا", "الجسر مغلق غدا"),
        ("村.口.诊.所.今.天.停.业", "村口诊所今天停业"),
        ("ス.ー.パ.ー.の.水.に.毒", "スーパーの水に毒"),
        ("ต ล า ด มี แ ต ง โ ม มี พิ ษ", "ตลาดมีแตงโมมีพิษ"),
    ],
)
def test_letters_typed_apart_are_the_words_that_they_make(typed: str, plain: str) -> None:
    for text, exemplar in ((typed, plain), (plain, typed)):
        first, *others = explanation_of(text, exemplar, 0.5).split("; ")
        found = re.match(r"shares (\d+) of (\d+) ", first)
        assert found
        assert found[1] == found[2]
        assert [other.split(",")[0] for other in others] == ["undone: spaces"]


def test_a_change_among_letters_typed_apart_is_told() -> None:
    text = "t h e n e w b r i d g e i s o p e n for all of us today"
    said = explanation_of(text, "the new tunnel is open for all of us today", 0.5)
    assert "changed “tunnel” to “b r i d g e”" in said
    assert "undone: spaces, “t h e” for “the”" in said


def test_spaces_in_chinese_are_shown_where_they_are_undone() -> None:
    said = explanation_of("今 晚 八 点 停 电", "今晚八点停水", 0.5)
    assert said.endswith("changed “水” to “电”; undone: spaces, “今 晚 八 点” for “今晚八点”")


def test_two_texts_typed_apart_are_told_apart() -> None:
    said = explanation_of("t.h.e.b.r.i.d.g.e", "t.h.e.b.r.i.d.l.e", 0.5)
    assert said == "shares 8 of 9 characters (score 0.50); changed “l” to “g”"


def test_an_enumeration_is_not_typed_apart() -> None:
    assert "undone" not in explanation_of("A, B, C, D: all closed", "A B C D - all closed", 0.5)


def test_voicing_marks_of_half_width_are_a_width() -> None:
    said = explanation_of("ﾍﾟｯﾄﾎﾞﾄﾙの水に毒", "ペットボトルの水に毒", 0.5)
    assert said == "shares 10 of 10 characters (score 0.50); undone: width, “ﾍﾟ” for “ペ”"


@pytest.mark.parametrize(
    ("text", "exemplar", "told"),
    [
        # A vowel before its consonant; a letter that both have by chance.
        ("ตลาดไม่ได้มีแตงโม", "ตลาดมีแตงโม", ["added “ไม่ได้”"]),
        ("อย่าซื้อแตงโม มีสีใน", "อย่าซื้อแตงโม มีสีแดงใน", ["left out “แดง”"]),
        ("ระวังปลาในห้างนะ", "ระวังน้ำในตลาดนะ", ["changed “น้ำในตลาด” to “ปลาในห้าง”"]),
        # Where a passage repeats its surroundings it is cut at marks, and once.
        ("瓜里打了避孕药", "今年西瓜千万别买！瓜里打了避孕药", ["left out “今年西瓜千万别买”"]),
        ("今年西瓜打了药", "今年西瓜千万别买！西瓜打了药", ["left out “西瓜千万别买”"]),
        (
            "西瓜打了避孕药和红色素",
            "今年西瓜千万别买！西瓜打了避孕药和红色素",
            ["left out “今年西瓜千万别买”"],
        ),
        ("Do not drink the water", "Do not! Do not drink the water", ["left out “Do not”"]),
    ],
)
def test_a_passage_is_cut_where_a_reader_would(text: str, exemplar: str, told: list[str]) -> None:
    assert explanation_of(text, exemplar, 0.5).split("; ")[1:] == told


@pytest.mark.parametrize("seen", ["แต", "ไม่", "น้ำ", "รุ", "ເຂົ້າ", "က္ကောင်း", "ភ្នំ", "パ", "पुल"])
def test_letters_that_are_seen_as_one_are_one_piece(seen: str) -> None:
    assert [found[0] for found in ONE.finditer(seen)] == [seen]


def test_a_page_that_both_link_to_is_named() -> None:
    page = "https://v.example.com/watch?v=Qx7RkPzL2wE"
    said = explanation_of(f"转起来 {page}&fbclid=3", f"快看 {page}", 0.29)
    assert "links to the same page" in said
    for other in ("https://v.example.com/watch?v=m9BvT4cHsYu", ""):
        assert "same page" not in explanation_of(f"转起来 {other}", f"快看 {page}", 0.29)
    site = "https://v.example.com/"
    assert "same page" not in explanation_of(f"转起来 {site}", f"快看 {site}", 0.29)
