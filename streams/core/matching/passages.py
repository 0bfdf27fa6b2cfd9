"""Passages of a message that may be of another rumor than the one that it matches.

In: a raw text, and the wording that it was matched with. Out: stretches of the text that are worth
a look-up of their own: what that wording does not have, and sentences. A message that passes on two
rumors is compared as a whole, and its best match hides the other.
"""

import re
from collections.abc import Iterator

from streams.core.matching.denied import IDEOGRAPHS, Span

MOST_PASSAGES = 6  # of a text: each is looked up, some 60 us
LEAST_LETTERS = 12  # ideographs of a passage: fewer are said in many rumors
LEAST_CHARACTERS = 30  # of one in an alphabet
LONGEST = 2_000  # characters of a text beside which the wording is laid: longer ones have sentences
# Characters that both have side by side, to count as the same; an alphabet needs more of them.
SAME = {"cjk": 4, "alphabet": 10}
SENTENCES = re.compile(r"(?:[^。！？!?;；\n|.]|\.(?!\s|$))+")
GAPS = re.compile(rb"\x00+")
Grams = frozenset[str]


def passages(text: str, wording: str, family: str) -> list[Span]:
    """The longest passages; none of a text that has no room for two rumors. `family` is that of the
    text's lane; `wording` is empty where the text was matched with nothing.
    """
    letters = len(IDEOGRAPHS.findall(text))
    if not _are_enough(letters, len(text)):
        return []
    found = set()
    for begin, end in (*_missing(text, wording, family), *_sentences(text)):
        said = len(IDEOGRAPHS.findall(text, begin, end))
        length = end - begin
        if _are_enough(said, length) and _are_enough(letters - said, len(text) - length):
            found.add((begin, end))
    return sorted(found, key=lambda span: (span[0] - span[1], span))[:MOST_PASSAGES]


def holds(said: Grams, wording: str, family: str) -> float:
    """How much of a wording stands in a text, from 0 to 1; `said` are the grams of the text."""
    covered = _covered(wording.lower(), said, SAME[family])
    return sum(covered) / max(1, len(covered))


def grams_of(text: str, family: str) -> Grams:
    """The stretches of a text that count as the same where another has them."""
    said = text.lower()
    length = SAME[family]
    return frozenset(said[at : at + length] for at in range(len(said) - length + 1))


def _missing(text: str, wording: str, family: str) -> Iterator[Span]:
    """What the wording does not have. Nothing is found where small letters are of another number:
    the places would be others.
    """
    said = text.lower()
    if wording and len(text) <= LONGEST and len(said) == len(text):
        covered = _covered(said, grams_of(wording, family), SAME[family])
        yield from (gap.span() for gap in GAPS.finditer(covered))


def _covered(text: str, grams: Grams, length: int) -> bytearray:
    """A byte for each character of a text: 1 where it stands in one of the grams."""
    covered = bytearray(len(text))
    for at in range(len(text) - length + 1):
        if text[at : at + length] in grams:
            covered[at : at + length] = b"\x01" * length
    return covered


def _sentences(text: str) -> Iterator[Span]:
    yield from (found.span() for found in SENTENCES.finditer(text))


def _are_enough(letters: int, characters: int) -> bool:
    return letters >= LEAST_LETTERS or characters >= LEAST_CHARACTERS
