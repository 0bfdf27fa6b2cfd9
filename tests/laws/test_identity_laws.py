"""Laws of the id fold: the table folds as the definition does, in any batch, in bounded room."""

import unicodedata

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from streams.core import ids, text
from streams.core.matching.fold import symbol_table
from streams.core.text import identity
from streams.core.text.letters import CODE_POINTS, TABLE, letters
from streams.core.text.letters.make import build, is_kept, is_unseen, normal
from streams.core.text.links import apart_from_links

# What composes, is put in order, is spelled out or not seen stands side by side only by design.
INTERESTING = (
    "aeoEJjıſßﬁ½①㎡ⅣＡ\ufdfa\ufdfbﷲ\ufc5e\ufe70"
    "\u0301\u0302\u0308\u030c\u0315\u0321\u0323\u0327\u0338\u0345\u0344\u037a\u0488"
    "\u1112\u1161\u11ab한하ㅎㅏㄴ\u115f\u1160\u3164\uffa0ﾡￂ"
    "カかｶハﾊ\u3099\u309aﾞﾟ゛〱㌀"
    "कनरळ\u093c\u0940\u094d\u0958য়ক\u09bc\u09be\u09c7\u09d7ে\u0b92\u0bc6\u0bbe\u0bd7\u0dd9\u0dcf\u0dca"
    "กำ\u0e4d\u0e34\u0e38\u0e48\u0e49ເ\u0ec8\u0eb3ཀ\u0f71\u0f72\u0f73\u0f74\u0f77\u0f90ဥ\u102e\u1037\u1039\u103a"
    "اأى\u064b\u0651\u0653\u0654ـ\u05d0\u05b8\u05c1\ufb2c"
    "\u00ad\u034f\u061c\u200b\u200c\u200d\u202e\u2060\ufe0f\ufeff\ud800\udc00\U000e0100"
    "?？؟;\u037e¿՞⸮❓ .,，。_-😀中文字\U00011099\U000110ba\U00011131\U00011127"
)
any_text = st.text(st.sampled_from(INTERESTING) | st.characters(), max_size=60)


def known(raw: str) -> str:
    """Without what a later Unicode knows and the table does not."""
    if unicodedata.unidata_version == "14.0.0":
        return raw
    table = letters()
    return "".join(
        c for c in raw if table.folded[ord(c)] or is_unseen(c) or not any(map(is_kept, normal(c)))
    )


def defined(raw: str) -> str:
    """The definition in `identity`, word by word; for texts below the longest."""
    kept = ""
    marks = 0
    for character in raw:
        if is_unseen(character):
            continue
        is_mark = unicodedata.category(character).startswith("M")
        marks = marks + 1 if is_mark else 0
        if marks <= identity.MOST_MARKS:
            kept += character
    return "".join(filter(is_kept, normal(kept)))


@settings(max_examples=1_500, deadline=None)
@given(any_text.map(known))
@example("a" + "\u0323\u0301" * 20 + "\u0302")
@example("\u0e01" + "\u0e48\u0e38" * 9 + "\u0e01\u200d\u0e48\u200b\u0e38")
@example("\u0e01\u0e48\u0e38")
@example("\u0e01" + "\u0e48" * 20)
@example("\u1112\u200b\u1161\u202e\u11ab")
def test_the_quick_fold_is_the_defined_fold(raw: str) -> None:
    assume(not apart_from_links(raw)[1])  # a message that is only a link is its link
    assert text.canonical(raw) == defined(raw)


def test_the_quick_fold_is_the_defined_fold_for_every_pair_that_composes() -> None:
    pairs = []
    for character in map(chr, range(CODE_POINTS)):
        whole = unicodedata.normalize("NFD", character)
        if len(whole) > 1:
            pairs += [whole, whole.upper(), character + whole[1:], whole[0] + "\u0321" + whole[1:]]
    pairs = list(map(known, pairs))
    found = [one.canonical for one in text.identify(pairs)]
    wrong = [pair for pair, folded in zip(pairs, found, strict=True) if folded != defined(pair)]
    assert wrong == []


def test_the_table_is_what_its_maker_makes() -> None:
    if unicodedata.unidata_version == "14.0.0":
        assert TABLE.read_bytes() == build()


@settings(deadline=None)
@given(st.lists(any_text, max_size=12), st.integers(0, 11))
def test_a_batch_and_its_parts_and_each_text_alone_are_folded_alike(
    raws: list[str], cut: int
) -> None:
    whole = text.identify(raws)
    assert whole == text.identify(raws[:cut]) + text.identify(raws[cut:])
    assert whole == [text.identity_of(raw) for raw in raws]


@settings(deadline=None)
@given(any_text)
def test_a_canonical_text_is_its_own_canonical_text(raw: str) -> None:
    folded = text.canonical(raw)
    assert text.canonical(folded) == folded


@settings(deadline=None)
@given(any_text)
def test_there_is_something_to_match_where_a_letter_or_digit_is_left(raw: str) -> None:
    left = any(map(str.isalnum, text.canonical(raw)))
    assert text.has_something_to_match(raw) == left


def test_whatever_has_something_to_match_has_a_symbol_to_be_matched_by() -> None:
    """Else a wording would be in no cluster."""
    characters = [chr(code) for code in range(CODE_POINTS)]
    symbols = symbol_table()
    wrong = [
        character
        for character, found in zip(characters, text.identify(characters), strict=True)
        if any(map(str.isalnum, found.canonical))
        and not any(symbols[ord(letter)] for letter in text.matchable(character))
    ]
    assert wrong == []


@settings(deadline=None)
@given(st.text(max_size=100), st.text("  .·!，。 ~\u200b\u202e", max_size=5))
def test_neither_punctuation_nor_what_is_not_seen_makes_another_variant(
    raw: str, marks: str
) -> None:
    assert text.identity_of(marks + raw + marks) == text.identity_of(raw)


@settings(deadline=None)
@given(any_text, st.sampled_from("?？؟"))
def test_a_question_is_another_variant_of_the_same_letters(raw: str, mark: str) -> None:
    found = text.identity_of(raw + " " + mark)
    assert found == (text.canonical(raw), True)
    assert ids.variant_id("main", found.canonical, asks=True) != ids.variant_id(
        "main", found.canonical
    )
