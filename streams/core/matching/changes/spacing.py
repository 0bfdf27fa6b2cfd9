"""Letters that were typed one by one, put together into the words that the other text has.

In: the normal forms of two texts. Out: the same without what stands between such letters, with a
space where the other text has one; each letter is still known to stand where it was typed.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Indel

from streams.core.matching.changes.letters import COMBINING
from streams.core.matching.changes.spelling import Spelled

LEAST_APART = 4  # letters: an abbreviation has three
# Letters that are put together: beside each other, two such texts cost their product.
LONGEST_APART = 3_000
LETTER = rf"(?:[^\W_][{COMBINING}]*+|[{COMBINING}]++)"
BETWEEN = rf"(?:[^\w\[\]{COMBINING}]|_){{1,3}}+"
APART = re.compile(
    rf"(?<![^\W_])(?<![{COMBINING}]){LETTER}"
    rf"(?:{BETWEEN}{LETTER}(?![^\W_]|[{COMBINING}])){{{LEAST_APART - 1},}}+"
)
LETTERS = re.compile(rf"[^\W_]|[{COMBINING}]")  # one by one: some type marks apart, too


class Typed(NamedTuple):
    """The letters of a text, where they stand, and what stands behind each.

    `usual` is what stands between most letters of the run to which it belongs; None outside of one.
    """

    letters: list[str]
    spans: list[tuple[int, int]]
    behind: list[str]
    usual: list[str | None]


def together(one: Spelled, other: Spelled) -> tuple[Spelled, Spelled]:
    """Both texts with their words whole."""
    mine, theirs = _typed(one.normal), _typed(other.normal)
    pairs = [
        (block.a + at, block.b + at)
        for block in Indel.editops(mine.letters, theirs.letters).as_matching_blocks()
        for at in range(block.size)
    ]
    there = dict(pairs)
    back = {its: my for my, its in pairs}
    return _joined(one, mine, theirs, there), _joined(other, theirs, mine, back)


@lru_cache(maxsize=16)  # texts: the one that many are compared with
def _typed(normal: str) -> Typed:
    found = list(LETTERS.finditer(normal))[:LONGEST_APART]
    spans = [one.span() for one in found]
    ends = [start for start, _ in spans[1:]] + [len(normal)]
    behind = [normal[end:start] for (_, end), start in zip(spans, ends, strict=False)]
    usual: list[str | None] = [None] * len(found)
    numbers = {start: number for number, (start, _) in enumerate(spans)}
    for run in APART.finditer(normal):
        first = numbers.get(run.start())
        if first is None or not any(map(str.isalpha, run[0])):
            continue
        last = first
        while last < len(spans) and spans[last][1] < run.end():
            last += 1
        counted = Counter(filter(None, behind[first:last]))
        usual[first:last] = [counted.most_common(1)[0][0] if counted else None] * (last - first)
    return Typed([one[0] for one in found], spans, behind, usual)


def _joined(spelled: Spelled, mine: Typed, theirs: Typed, there: dict[int, int]) -> Spelled:
    """One text without what stands between the letters of its runs; itself where it has none."""
    if not any(mine.usual):
        return spelled
    normal: list[str] = []
    places: list[int] = []
    at = 0
    for number, gap in _gaps(mine, theirs, there):
        end = mine.spans[number][1]
        normal.append(spelled.normal[at:end] + gap)
        places += [*spelled.places[at:end], *spelled.places[end : end + len(gap)]]
        at = end + len(mine.behind[number])
    normal.append(spelled.normal[at:])
    places += spelled.places[at:]
    return Spelled(spelled.text, "".join(normal), places)


def _gaps(mine: Typed, theirs: Typed, there: dict[int, int]) -> Iterator[tuple[int, str]]:
    """Letters of runs, and what is left behind each: nothing, or a space."""
    for number, usual in enumerate(mine.usual):
        if usual is None or not mine.behind[number]:
            continue
        beside = _beside(there, number, len(theirs.letters) - 1)
        if not beside:
            yield number, "" if mine.behind[number] == usual else " "
        elif all(theirs.usual[its] is None for its in beside):
            yield number, " " if any(theirs.behind[its] for its in beside) else ""


def _beside(there: dict[int, int], number: int, last: int) -> list[int]:
    """The letters of the other text behind which is what is behind this one: two where the letter
    and the next one have theirs apart from each other.
    """
    its, following = there.get(number), there.get(number + 1, 0) - 1
    found = [its] if its is not None and its < last else []
    return found if following in (its, -1) else [*found, following]
