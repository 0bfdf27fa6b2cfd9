"""A text as a reader sees its numbers: one form of every digit, dash, dot and space, and nothing
invisible between them.

In: a text. Out: its shadow, and where each character of the shadow stands in the text.
"""

import re
import string
import unicodedata
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from streams.core.text.points import points_of

# Invisible, or only a mark on the character before: people (and copying) put them into numbers.
INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufe00-\ufe0f\ufeff\u20e3"
)
SPACES = "\t\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
WIDE = string.ascii_letters + string.digits + "()+-.:=@_/,$%~"
DASHES = "\u2010-\u2015\u2212\u2043\ufe58\ufe63\uff0d\u30fc"
DOTS = "\u00b7\u2022\u2027\u2219\u22c5\u30fb\uff0e\uff65\u2024"


def _members(ranges: str) -> list[str]:
    """The characters of ranges as a regular expression writes them."""
    found: list[str] = []
    at = 0
    while at < len(ranges):
        if ranges[at + 1 : at + 2] == "-":
            found += map(chr, range(ord(ranges[at]), ord(ranges[at + 2]) + 1))
            at += 3
        else:
            found.append(ranges[at])
            at += 1
    return found


def _table() -> dict[int, str]:
    made = {}
    # Beyond U+FFFF only the letters of mathematics, which are used for looks; a class of characters
    # that holds many from there is looked through one by one.
    for point in (*range(0x80, 0x10000), *range(0x1D7CE, 0x1D800)):
        # decimal digits of all scripts, and circled, raised and lowered ones
        value = unicodedata.digit(chr(point), None)
        if value is not None:
            made[point] = str(value)
    # full-width letters and signs stand this far from ASCII's
    made |= {ord(name) + 0xFEE0: name for name in WIDE}
    for names, form in ((SPACES, " "), (DASHES, "-"), (DOTS, ".")):
        made |= {ord(name): form for name in _members(names)}
    return made


SEEN_AS = _table()
UNSEEN = frozenset(_members(INVISIBLE))
ONE_UNSEEN = re.compile(f"[{INVISIBLE}]")
# Most texts hold few of these: looking for them is ten times as quick as translating all.
OTHERWISE = re.compile(f"[{''.join(map(chr, SEEN_AS))}]")
FEW = 200  # characters: of more all are looked up together
CODE_POINTS = 0x110000
HALVES = slice(0xD800, 0xE000)  # unpaired surrogates: no codec writes them
NO_CHARACTER = 0xFFFD
GONE = 0  # in the table: what is unseen


def shadow(text: str) -> tuple[str, Sequence[int]]:
    """The text as its numbers are seen, and the place in it of each character of that.

    One character becomes one or, where it is invisible, none.
    """
    if text.isascii():
        return text, range(len(text))
    if len(text) > FEW:
        return _looked_up(text)
    places: Sequence[int] = range(len(text))
    if ONE_UNSEEN.search(text):
        places = [at for at, character in enumerate(text) if character not in UNSEEN]
        text = "".join([text[at] for at in places])
    return OTHERWISE.sub(_form, text), places


def _looked_up(text: str) -> tuple[str, Sequence[int]]:
    points, _ = points_of((text,))
    seen = _table_of_points()[points]
    is_seen = seen != GONE
    places: Sequence[int] = range(len(text))
    if not is_seen.all():
        places = np.flatnonzero(is_seen).tolist()
        seen = seen[is_seen]
    return seen.tobytes().decode("utf-32-le"), places


@cache
def _table_of_points() -> NDArray[np.uint32]:
    table = np.arange(CODE_POINTS, dtype=np.uint32)
    for point, form in SEEN_AS.items():
        table[point] = ord(form)
    for name in UNSEEN:
        table[ord(name)] = GONE
    table[HALVES] = NO_CHARACTER
    table[GONE] = NO_CHARACTER
    return table


def _form(found: re.Match[str]) -> str:
    return SEEN_AS[ord(found[0])]
