"""Red flags of a chain letter: what it does to be sent on. They say nothing of what is true.

In: the text of a variant. Out: names of flags, or with the words that raised each. Called by
`clusters` once per new variant, and wherever a text is checked. Nothing is decided by them: an
analyst sees them beside the text. Whoever shows the words passes the masked text: the words are
cut out of it, and the flags are the same.

Tables by script (`TABLES`): Chinese in both scripts; English, Spanish, Portuguese, Indonesian;
Arabic; Hindi; Russian. `shouting` is told from the signs and capitals, `no_source` is what is
missing.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from streams.core.matching.cues.screens import Group, Screen
from streams.core.matching.telltales import SOURCES, TABLES
from streams.core.text import CJK
from streams.core.text.classes import CharacterClasses

MOST_WORDS = 5  # told of one flag: the first that differ
LONGEST_WORD = 40  # characters
# In the order in which they are told.
NAMES = (
    "urgency",
    "threat",
    "forward_me",
    "unnamed_authority",
    "secrecy",
    "money",
    "no_source",
    "shouting",
    "mistakes",
)
# Announces something without a name or a link that could be looked up.
ANNOUNCES = "announces"
CRIES = re.compile("[!！]{3,9}")
IN_A_ROW = 3
MANY_CRIES = 5  # single ones, in all
CAPITALS = re.compile("[A-ZÀ-ÞА-Я]{4,30}")
MANY_CAPITALS = 3  # words; one or two are names and abbreviations
OTHER_SCRIPTS = re.compile("[\u0400-\u04ff\u0620-\u06ff\u0900-\u097f]")
# What a text in small letters may hold, by bits.
HIDDEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+")  # between letters, on no screen
HELD = CharacterClasses(CJK, OTHER_SCRIPTS, re.compile("[!！]"), HIDDEN)
HOLDS_CJK, HOLDS_OTHERS, HOLDS_CRIES, HOLDS_HIDDEN = (1 << place for place in range(4))
SPACED = 3  # no text of words has a space at every third place
SPACES_BETWEEN = re.compile(rf"(?<={CJK.pattern[:-1]}) +(?={CJK.pattern})|(?<=\b\w) (?=\w\b)")


class Flag(NamedTuple):
    """A red flag, and the words of the text that raised it, in their order."""

    name: str
    words: tuple[str, ...]


def red_flags(text: str) -> tuple[str, ...]:
    """Names of the red flags in a wording, in the order of `NAMES`."""
    return red_flags_of((text,))[0]


def red_flags_of(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """The names of the red flags of each wording, as it was typed and as it was meant."""
    lower = [text.lower() for text in texts]
    held = HELD.bits_of(lower)
    found = _as_typed(texts, lower, held)
    disguised = [
        place
        for place, (text, bits) in enumerate(zip(texts, held, strict=True))
        if bits & HOLDS_HIDDEN or SPACED * text.count(" ") > len(text)
    ]
    if disguised:
        meant = [_meant(texts[place]) for place in disguised]
        lower = [text.lower() for text in meant]
        for place, names in zip(
            disguised, _as_typed(meant, lower, HELD.bits_of(lower)), strict=True
        ):
            found[place] = _in_order({*found[place], *names})
    return found


def _as_typed(
    texts: Sequence[str], lower: Sequence[str], held: Sequence[int]
) -> list[tuple[str, ...]]:
    return list(map(_names, texts, lower, held, _screened().screen.bits_of(lower)))


def _meant(text: str) -> str:
    """Without what stands between its letters so that no filter finds its words."""
    return SPACES_BETWEEN.sub("", HIDDEN.sub("", text))


def _names(text: str, lower: str, held: int, seen: int) -> tuple[str, ...]:
    found = set[str]()
    if seen:
        for name, group in _screened().tables[_script_of(lower, held)]:
            if group.bits & seen and group.found(lower, seen):
                found.add(name)
    if ANNOUNCES in found:
        found.remove(ANNOUNCES)
        if SOURCES.search(lower) is None:
            found.add("no_source")
    # What shouts by neither of these does not shout.
    may_shout = held & HOLDS_CRIES or text != lower
    if may_shout and next(_shouted(text, lower), None) is not None:
        found.add("shouting")
    return _in_order(found) if found else ()


def _in_order(found: set[str]) -> tuple[str, ...]:
    return tuple(name for name in NAMES if name in found)


def flagged(text: str) -> tuple[Flag, ...]:
    """The red flags in a wording with the words that raised each, in the order of `NAMES`.

    For `no_source` these are the words that announce something.
    """
    names = red_flags(text)
    return tuple(Flag(name, _words(name, text) or _words(name, _meant(text))) for name in names)


def _words(name: str, text: str) -> tuple[str, ...]:
    lower = text.lower()
    if name == "shouting":
        return _first(_shouted(text, lower))
    # A letter whose small form is two moves what follows: the small form is told then.
    told = text if len(lower) == len(text) else lower
    script = _script_of(lower, HELD.bits_of((lower,))[0])
    pattern = TABLES[script][ANNOUNCES if name == "no_source" else name]
    return _first(told[found.start() : found.end()] for found in pattern.finditer(lower))


def _first(words: Iterator[str]) -> tuple[str, ...]:
    different: dict[str, None] = {}
    for word in words:
        if stripped := word.strip():
            different[stripped[:LONGEST_WORD]] = None
        if len(different) == MOST_WORDS:
            break
    return tuple(different)


def _shouted(text: str, lower: str) -> Iterator[str]:
    """Rows of exclamation marks, or words in capitals where they are many."""
    cries = text.count("!") + text.count("！")
    rows = CRIES.finditer(text) if cries >= IN_A_ROW else iter(())
    first = next(rows, None)
    if first is not None:
        yield first[0]
        yield from (found[0] for found in rows)
    elif cries >= MANY_CRIES:
        yield "!"
    if text != lower:
        capitals = CAPITALS.findall(text)
        if len(capitals) >= MANY_CAPITALS:
            yield from capitals


def _script_of(lower: str, held: int) -> str:
    """Which of the tables is for a text."""
    if held & HOLDS_CJK:
        return "cjk"
    other = OTHER_SCRIPTS.search(lower) if held & HOLDS_OTHERS else None
    if other is None:
        return "latin"
    if other[0] < "\u0600":
        return "cyrillic"
    return "arabic" if other[0] < "\u0900" else "devanagari"


class Screened(NamedTuple):
    """The tables, by script and name, and the screen that they share."""

    screen: Screen
    tables: dict[str, list[tuple[str, Group]]]


@cache
def _screened() -> Screened:
    screen = Screen(bool)  # texts are searched as they were looked through
    tables = {
        script: [(name, screen.group((pattern,))) for name, pattern in table.items()]
        for script, table in TABLES.items()
    }
    return Screened(screen, tables)
