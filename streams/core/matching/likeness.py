"""How alike two texts are, and what both of them say: for pairs that the index only suspects.

In: two masked texts. Out: a score from 0 to 1, passages that both have, passages that one has.
"""

from rapidfuzz.distance import Indel

from streams.core.masking import mask
from streams.core.matching.explanation import LONGEST, comparable

LEAST_PASSAGE = 3  # characters: less is said by any two texts of a language


def similarity(one: str, other: str) -> float:
    """The share of the shorter text that stands in the other, in order."""
    a, b = _sides(one, other)
    if not a or not b:
        return 0.0
    shared = (len(a) + len(b) - int(Indel.distance(a, b))) // 2
    return shared / min(len(a), len(b))


def passages_of(one: str, other: str) -> tuple[list[str], list[str]]:
    """What both say and what only one of them says, the longest first."""
    a, b = _sides(one, other)
    same = []
    apart = []
    at_a = at_b = 0
    for block in Indel.editops(a, b).as_matching_blocks():
        same.append(a[block.a : block.a + block.size])
        apart += [a[at_a : block.a], b[at_b : block.b]]
        at_a = block.a + block.size
        at_b = block.b + block.size
    return _longest(same), _longest(apart)


def _sides(one: str, other: str) -> tuple[str, str]:
    return comparable(mask(one))[:LONGEST], comparable(mask(other))[:LONGEST]


def _longest(passages: list[str]) -> list[str]:
    # Masked once more: what stands side by side here may have been apart in the text.
    told = [mask(passage.strip()) for passage in passages]
    return sorted((one for one in told if len(one) >= LEAST_PASSAGE), key=len, reverse=True)
