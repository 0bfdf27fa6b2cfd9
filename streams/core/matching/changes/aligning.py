"""What two sequences of pieces have in common, in order and out of it.

In: keys of both. Out: stretches (first, second, length) that are the same: `backbone` in the order
of both, `moved` those that stand elsewhere. A long passage is found wherever it stands, however
much was written around it.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

# Pieces of a passage that is no chance any more: ten syllables of Chinese, six words.
LEAST = 6
LONGEST_ALIGNED = (
    600  # pieces: an alignment costs length times length / 64, and keeps a row a piece
)
MOST_PLACES = 8  # where a passage may stand: what stands oftener is a refrain

# No text has them, and they differ.
GONE = "\0"
NEW = "\1"

Keys = Sequence[str]


class Stretch(NamedTuple):
    """`length` pieces from `one` on are those from `other` on."""

    one: int
    other: int
    length: int


class Alignment(NamedTuple):
    """What is the same in order, and what stands elsewhere."""

    backbone: list[Stretch]
    moved: list[Stretch]


def aligned(one: Keys, other: Keys) -> Alignment:
    """The stretches that two sequences share."""
    is_long = max(len(one), len(other)) > LONGEST_ALIGNED
    found = passages(one, other)
    chosen = _in_order(found)
    moved = _apart(found, chosen)
    if not moved and not is_long:
        return Alignment(_blocks(one, other, Stretch(0, 0, 0)), [])
    # What stands elsewhere is no part of the rest: on the two sides it becomes something else.
    rest = _without(one, [(stretch.one, stretch.length) for stretch in moved], GONE)
    others = _without(other, [(stretch.other, stretch.length) for stretch in moved], NEW)
    return Alignment(_between(rest, others, chosen), moved)


def _apart(found: list[Stretch], chosen: list[Stretch]) -> list[Stretch]:
    """Those that stand elsewhere, each piece once."""
    taken = {at for one in chosen for at in range(one.one, one.one + one.length)}
    moved = []
    for stretch in found:
        here = range(stretch.one, stretch.one + stretch.length)
        if stretch not in chosen and taken.isdisjoint(here):
            taken.update(here)
            moved.append(stretch)
    return moved


def _without(keys: Keys, spans: list[tuple[int, int]], instead: str) -> list[str]:
    left = list(keys)
    for at, length in spans:
        left[at : at + length] = [instead] * length
    return left


def passages(one: Keys, other: Keys) -> list[Stretch]:
    """Long stretches of `other` that stand in `one`, wherever; none twice."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at in range(len(one) - LEAST + 1):
        gram = tuple(one[at : at + LEAST])
        if len(places[gram]) < MOST_PLACES:
            places[gram].append(at)
    found: list[Stretch] = []
    at = 0
    while at + LEAST <= len(other):
        here = places.get(tuple(other[at : at + LEAST]), ())
        best = max((_length(one, other, there, at), -there) for there in here) if here else (0, 0)
        if best[0]:
            found.append(Stretch(-best[1], at, best[0]))
        at += max(1, best[0])
    return found


def _length(one: Keys, other: Keys, here: int, there: int) -> int:
    length = LEAST
    most = min(len(one) - here, len(other) - there)
    while length < most and one[here + length] == other[there + length]:
        length += 1
    return length


def _in_order(found: list[Stretch]) -> list[Stretch]:
    """Those that stand in one order in both, the longest first."""
    chosen: list[Stretch] = []
    for stretch in sorted(found, key=lambda one: (-one.length, one.other)):
        if all(_follow(stretch, other) or _follow(other, stretch) for other in chosen):
            chosen.append(stretch)
    return sorted(chosen)


def _follow(first: Stretch, second: Stretch) -> bool:
    return first.one + first.length <= second.one and first.other + first.length <= second.other


def _between(one: Keys, other: Keys, chosen: list[Stretch]) -> list[Stretch]:
    """The chosen stretches, and what is the same between them."""
    found: list[Stretch] = []
    last = Stretch(0, 0, 0)
    for stretch in [*chosen, Stretch(len(one), len(other), 0)]:
        at, there = last.one + last.length, last.other + last.length
        found += _blocks(one[at : stretch.one], other[there : stretch.other], Stretch(at, there, 0))
        if stretch.length:
            found.append(stretch)
        last = stretch
    return found


def _blocks(one: Keys, other: Keys, offset: Stretch) -> list[Stretch]:
    if not one or not other:
        return []
    # Of a longer one the part next to what is known to be the same.
    one, other = one[:LONGEST_ALIGNED], other[:LONGEST_ALIGNED]
    return [
        Stretch(block.a + offset.one, block.b + offset.other, block.size)
        for block in Indel.editops(list(one), list(other)).as_matching_blocks()
        if block.size
    ]
