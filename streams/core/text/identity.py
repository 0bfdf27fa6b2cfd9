"""The id fold: which messages are the same wording.

In: raw texts, any number at once. Out: for each its canonical text, and whether it asks. Frozen:
variant ids are made from both, so another fold would make every known wording new again.

The definition: what is not seen is left out, and so are marks beyond `MOST_MARKS` in a row, and all
behind `LONGEST` letters; NFKC, casefold, NFKC again; of that the letters, the digits and the marks
that are letters, at most `LONGEST` of them. A message that is only a link is that link instead
(`links`).

Nearly all texts fold character by character: one look into a table for all texts of a batch. Only
where something has to be composed, put in order or spelled out a text is normalised, by itself.
tests/laws compares both ways with the definition written out. No compiled loops: the intake folds,
too, and does without what they take to load.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from streams.core.text.letters import (
    ASKS,
    COMPOSES,
    LEADS,
    MARK,
    ORDER_SHIFT,
    SPELLED,
    UNSEEN,
    letters,
)
from streams.core.text.links import apart_from_links, may_hold_links
from streams.core.text.points import points_of

LONGEST = 10_000  # letters of a canonical text: U+FDFA alone is fifteen
# Of marks on one letter. No language has so many, and putting thousands in order is quadratic.
MOST_MARKS = 16
# A letter or digit that is one in its normal form as well. Not: fillers of Hangul, the strokes that
# lengthen Arabic words, vowel marks of Arabic and voicing marks of kana in forms of their own.
A_LETTER = re.compile(
    r"[^\W_\u0640\u07fa\u115f\u1160\u3164\ufc5e-\ufc63\ufe70-\ufe7f\uff9e\uff9f\uffa0]"
)
PLACEHOLDER = 0x20  # stands where letters are spelled out, until the text is folded by itself

CodePoints = NDArray[np.uint32]
Bounds = NDArray[np.int64]
Kinds = NDArray[np.uint16]


class Identity(NamedTuple):
    """What tells a wording from another."""

    canonical: str
    asks: bool


def identify(texts: Sequence[str]) -> list[Identity]:
    """The identity of each text, in order. The same in a batch and alone; never fails."""
    raw, at, kind = _seen(texts)
    target = letters().folded[raw]
    folded = _folded(target, at)
    for n in _texts_with(_needs_care(target, kind), at):
        folded[n] = _folded_with_care(raw[at[n] : at[n + 1]])
    asking = set(_texts_with(kind & ASKS, at))
    found = [Identity(text, n in asking) for n, text in enumerate(folded)]
    for n, text in enumerate(texts):
        if may_hold_links(text):
            found[n] = _beside_links(text, found[n])
    return found


def identity_of(text: str) -> Identity:
    """The identity of one text."""
    return identify((text,))[0]


def canonical(text: str) -> str:
    """The canonical text of one text."""
    return identify((text,))[0].canonical


def asks(text: str) -> bool:
    """Whether a text holds a question mark of any script, those within links aside."""
    return identify((text,))[0].asks


def has_something_to_match(text: str) -> bool:
    """False for a text without a single letter or digit, such as one of emoji only."""
    if A_LETTER.search(text) is not None:
        return True
    # Some signs become letters by normalisation. Marks alone are no text, though they tell words
    # apart.
    return any(map(str.isalnum, canonical(text)))


def composed(text: str) -> str:
    """A text in the normal form of the fold, spaces and signs included; in bounded time."""
    return _normal(_seen((text,))[0])


def _beside_links(text: str, found: Identity) -> Identity:
    """The identity of a text that may hold links: they ask nothing, and one alone is the text."""
    rest, link = apart_from_links(text)
    asking = found.asks
    if asking:
        _, _, kind = _seen((rest,))
        asking = bool((kind & ASKS).any())
    return Identity(link or found.canonical, asking)


def _seen(texts: Sequence[str]) -> tuple[CodePoints, Bounds, Kinds]:
    """All code points that are seen in a row, where each text begins, and of what kind they are."""
    raw, at = points_of(texts)
    kind = letters().kind[raw]
    is_unseen = kind & UNSEEN != 0  # unpaired surrogates, too: JSON may hold them
    if is_unseen.any():
        is_seen = ~is_unseen
        at = _counted(is_seen)[at]
        raw = raw[is_seen]
        kind = kind[is_seen]
    return raw, at, kind


def _folded(target: CodePoints, at: Bounds) -> list[str]:
    """What each text folds to, character by character."""
    is_kept = target != 0
    ends = _counted(is_kept)[at].tolist()
    kept = target[is_kept]
    kept[kept & SPELLED != 0] = PLACEHOLDER
    whole = _decoded(kept)
    return [whole[begin : min(end, begin + LONGEST)] for begin, end in pairwise(ends)]


def _needs_care(target: CodePoints, kind: Kinds) -> NDArray[np.bool_]:
    """Where characters are that do not fold by themselves.

    At the border of two texts it may see what is none: such a text is folded with care for nothing.
    """
    care: NDArray[np.bool_] = target & SPELLED != 0
    if not kind.any():  # nearly always in Chinese
        return care
    second = kind[1:] & COMPOSES != 0
    order = kind >> ORDER_SHIFT
    is_mark = kind & MARK != 0
    # What is no mark joins only what stands right before it; accents reach over other marks.
    reaches = (kind[:-1] & LEADS != 0) | (is_mark[:-1] & (order[1:] != 0))
    is_behind = (order[1:] != 0) & (order[1:] < order[:-1])
    care[1:] |= (second & reaches) | is_behind
    if is_mark.any():
        marks = _counted(is_mark)
        is_beyond = marks[MOST_MARKS + 1 :] - marks[: -MOST_MARKS - 1] > MOST_MARKS
        care[MOST_MARKS:] |= is_beyond
    return care


def _folded_with_care(raw: CodePoints) -> str:
    normal = np.frombuffer(_normal(raw).encode("utf-32-le"), np.uint32)
    # Nothing of a normal text is spelled out: it is in its last form.
    target = letters().folded[normal]
    return _decoded(target[target != 0][:LONGEST])


def _normal(raw: CodePoints) -> str:
    """The normal form of one text, given as code points that are seen."""
    table = letters()
    is_mark = table.kind[raw] & MARK != 0
    places = np.arange(len(raw))
    since = places - np.maximum.accumulate(np.where(is_mark, -1, places))
    raw = raw[since <= MOST_MARKS]
    target = table.folded[raw]
    size = (target != 0).astype(np.int64)
    is_spelled = target & SPELLED != 0
    size[is_spelled] = table.spelled[target[is_spelled] ^ SPELLED]
    # Before it is composed: a text of ten thousand U+FDFA would become one of 180,000 letters.
    whole = _decoded(raw[np.cumsum(size) - size < LONGEST])
    normal = normalize("NFKC", whole)
    folded = normal.casefold()
    # Marks that may compose make Python look at all of a normal text again.
    return normal if folded == normal else normalize("NFKC", folded)


def _decoded(raw: CodePoints) -> str:
    text: str = raw.tobytes().decode("utf-32-le")
    return text


def _texts_with(what: NDArray[np.generic], at: Bounds) -> list[int]:
    """The numbers of the texts in which something is not 0, in order."""
    places = np.flatnonzero(what)
    if not len(places):
        return []
    numbers: list[int] = np.unique(np.searchsorted(at, places, side="right") - 1).tolist()
    return numbers


def _counted(what: NDArray[np.bool_]) -> Bounds:
    """How many are true before each place, and in all."""
    counts = np.zeros(len(what) + 1, np.int64)
    np.cumsum(what, out=counts[1:])
    return counts
