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
from collections.abc import Iterator
from typing import NamedTuple

from streams.core.matching.telltales import SOURCES, TABLES
from streams.core.text import CJK

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


class Flag(NamedTuple):
    """A red flag, and the words of the text that raised it, in their order."""

    name: str
    words: tuple[str, ...]


def red_flags(text: str) -> tuple[str, ...]:
    """Names of the red flags in a wording, in the order of `NAMES`."""
    lower = text.lower()
    table = _table_of(lower)
    found = {name for name, pattern in table.items() if pattern.search(lower)}
    if ANNOUNCES in found:
        found.remove(ANNOUNCES)
        if SOURCES.search(lower) is None:
            found.add("no_source")
    if next(_shouted(text), None) is not None:
        found.add("shouting")
    return tuple(name for name in NAMES if name in found) if found else ()


def flagged(text: str) -> tuple[Flag, ...]:
    """The red flags in a wording with the words that raised each, in the order of `NAMES`.

    For `no_source` these are the words that announce something.
    """
    names = red_flags(text)
    return tuple(Flag(name, _words(name, text)) for name in names)


def _words(name: str, text: str) -> tuple[str, ...]:
    if name == "shouting":
        return _first(_shouted(text))
    lower = text.lower()
    # A letter whose small form is two moves what follows: the small form is told then.
    told = text if len(lower) == len(text) else lower
    pattern = _table_of(lower)[ANNOUNCES if name == "no_source" else name]
    return _first(told[found.start() : found.end()] for found in pattern.finditer(lower))


def _first(words: Iterator[str]) -> tuple[str, ...]:
    different: dict[str, None] = {}
    for word in words:
        if stripped := word.strip():
            different[stripped[:LONGEST_WORD]] = None
        if len(different) == MOST_WORDS:
            break
    return tuple(different)


def _shouted(text: str) -> Iterator[str]:
    """Rows of exclamation marks, or words in capitals where they are many."""
    cries = text.count("!") + text.count("！")
    rows = [found[0] for found in CRIES.finditer(text)] if cries >= IN_A_ROW else []
    yield from rows or (["!"] if cries >= MANY_CRIES else [])
    if not text.islower():
        capitals = CAPITALS.findall(text)
        if len(capitals) >= MANY_CAPITALS:
            yield from capitals


def _table_of(lower: str) -> dict[str, re.Pattern[str]]:
    if lower.isascii():
        return TABLES["latin"]
    if CJK.search(lower):
        return TABLES["cjk"]
    other = OTHER_SCRIPTS.search(lower)
    if other is None:
        return TABLES["latin"]
    if other[0] < "\u0600":
        return TABLES["cyrillic"]
    return TABLES["arabic" if other[0] < "\u0900" else "devanagari"]
