"""Readers of many texts at once skip what a look at the characters rules out, and nothing else."""

import re

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from streams.core import lanes
from streams.core.masking import mask, masks_of
from streams.core.matching import cues, flags
from streams.core.matching.cues import folding
from streams.core.matching.cues.folding import FEW, fold, fold_all
from streams.core.matching.flags import red_flags, red_flags_of
from streams.core.matching.stance import stance_of, stances_of
from streams.core.text import CJK, comparing, matchable, matchables, patterns
from streams.core.text.classes import APART, CODE_POINTS, CharacterClasses

PATTERNS = (CJK, re.compile("[a-z]"), re.compile("[^\x00-\x7f]"), re.compile(r"\d"))
CLASSES = CharacterClasses(*PATTERNS)
# Where every reader has something to look for: signs, names, digits, scripts, what is not seen.
SIGNS = (
    "加微信 vx QQ小 Line t @a ＠群主 a@b.com 138 0013 8000 １２ ① abc12 _- ，？！!!! 「是」 [笑]"
)
WORDS = (
    "https://a.cn/b www.x.cn 真的吗 不是 没有 谣言 转发 Ж а ف न か ア ﾊ ㅎ ß ﬁ \u200b \u202e \u0301"
)
PIECES = st.sampled_from([*SIGNS.split(), *WORDS.split(" "), " "]) | st.text(max_size=3)
TEXTS = st.lists(st.lists(PIECES, max_size=8).map("".join), max_size=6)


@given(st.lists(st.text(), max_size=8))
@example(["", "\ud800", "\0a\0", "汉字", ""])
def test_a_look_at_all_finds_what_patterns_find(texts: list[str]) -> None:
    seen = [text.replace("\0", "") for text in texts]
    assert CLASSES.bits_of(texts) == [
        sum(bool(pattern.search(text)) << place for place, pattern in enumerate(PATTERNS))
        for text in seen
    ]
    assert CLASSES.counts_of(texts) == [
        [sum(map(len, pattern.findall(text))) for text in seen] for pattern in PATTERNS
    ]


@pytest.mark.parametrize(
    "classes",
    [
        CLASSES,
        cues.HELD,
        flags.HELD,
        folding.OPENING,
        comparing.BESIDE_WORDS,
        patterns.OF_WORDS,
        lanes.PLAIN,
    ],
)
def test_what_is_not_assigned_is_all_alike_to_a_class(classes: CharacterClasses) -> None:
    everything = "".join(map(chr, range(CODE_POINTS)))
    for place, pattern in enumerate(classes._patterns):
        held = np.zeros(CODE_POINTS, bool)
        for found in re.finditer(f"(?:{pattern.pattern})+", everything):
            held[found.start() : found.end()] = True
        held[ord(APART)] = False
        assert (classes._table >> place & 1 == held).all()


@given(TEXTS | st.lists(st.text(), max_size=6))
@example(["“引”\0", "\ud800a", "", "x" * 900 + "「", " 「全」 "])
def test_texts_are_folded_together_as_alone(texts: list[str]) -> None:
    filled = [*texts, *[""] * FEW]  # else they are folded one by one
    assert fold_all(filled)[: len(texts)] == list(map(fold, texts))


@given(TEXTS)
def test_texts_are_masked_together_as_alone(texts: list[str]) -> None:
    assert masks_of(texts) == list(map(mask, texts))


@given(TEXTS)
def test_texts_are_compared_together_as_alone(texts: list[str]) -> None:
    links = ["" if place % 2 else "https://a.cn/b" for place, _ in enumerate(texts)]
    assert matchables(texts, links) == list(map(matchable, texts, links))


@given(TEXTS)
def test_texts_are_read_together_as_alone(texts: list[str]) -> None:
    joined = [text[1:] if place % 2 else None for place, text in enumerate(texts)]
    assert stances_of(texts, joined) == list(map(stance_of, texts, joined))
    assert red_flags_of(texts) == list(map(red_flags, texts))
