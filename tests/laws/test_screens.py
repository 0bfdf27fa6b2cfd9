"""A screen may send a text to a pattern for nothing, but never keeps one from it."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from streams.core.matching.cues import SCRIPTS, cues_of
from streams.core.matching.cues.atoms import atoms
from streams.core.matching.cues.screens import Screen
from streams.core.matching.telltales import TABLES

PATTERNS = sorted(
    {
        pattern.pattern
        for _, languages in SCRIPTS
        for cues in map(cues_of, languages)
        for patterns in (cues.asking, cues.denying, cues.asks, cues.denies, cues.insists)
        for pattern in ((patterns,) if isinstance(patterns, re.Pattern) else patterns)
    }
    | {pattern.pattern for table in TABLES.values() for pattern in table.values()}
)
# What patterns look around for is found by whoever searches, not by whoever makes texts.
AROUND = re.compile(r"\(\?<?[=!]|\\1")


@given(st.data())
@settings(max_examples=200)
def test_whatever_a_pattern_matches_holds_one_of_its_atoms(data: st.DataObject) -> None:
    plain = [pattern for pattern in PATTERNS if AROUND.search(pattern) is None]
    pattern = re.compile(data.draw(st.sampled_from(plain)))
    text = data.draw(st.from_regex(pattern)).replace("\n", " ")
    if pattern.search(text) is None:
        return  # it matched only with a line end
    found = atoms(pattern, str.isalnum)
    assert not found or any(atom in text for atom in found)
    screen = Screen(str.isalnum)
    group = screen.group((pattern,))
    before, bits, after = screen.bits_of(("", text, "\ud800"))
    assert bits & group.bits
    assert group.found(text, bits) is not None
    assert bool(found) is not bool(before & group.bits)
    assert before == after


SIMPLE = st.recursive(
    st.sampled_from(["a", "bc", "[ab]", "[^a]", ".", "a?", "b+", "\\b", "^", "真", "不是"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
        inner.map(lambda one: f"(?:{one}){{0,2}}"),
        inner.map(lambda one: f"(?:{one}){{1,3}}"),
        inner.map(lambda one: f"(?={one})"),
        inner.map(lambda one: f"({one})"),
        inner.map(lambda one: f"(?i:{one})"),
    ),
    max_leaves=8,
)


@example(["(?i:a)"], ["A"])
@given(st.lists(SIMPLE, min_size=1, max_size=70), st.lists(st.text("abcA真不是 ."), min_size=1))
def test_a_screened_search_finds_what_a_search_finds(written: list[str], texts: list[str]) -> None:
    patterns = [re.compile(one) for one in written]
    screen = Screen(str.isalnum)
    groups = [screen.group((pattern,)) for pattern in patterns]
    for text, bits in zip(texts, screen.bits_of(texts), strict=True):
        for pattern, group in zip(patterns, groups, strict=True):
            expected = pattern.search(text)
            found = group.found(text, bits)
            assert (found and found.span()) == (expected and expected.span())


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("真的(?:吗|么)", {"真的吗", "真的么"}),
        ("(?:是|有)[^,]{0,9}辟谣", {"辟谣"}),
        ("[一-鿿]+", set()),
        ("(?:谣言)?", set()),
        ("谣言|.", set()),
        ("(?<!不)谣言(?!吗)", {"谣言"}),
        ("(?i:ab)", set()),
        ("(?i:a)bc", {"bc"}),
        (r"(a)b\1", {"ab"}),
        ("。谣", {"谣"}),
    ],
)
def test_atoms_of_a_pattern(pattern: str, expected: set[str]) -> None:
    assert set(atoms(re.compile(pattern), str.isalnum)) == expected
