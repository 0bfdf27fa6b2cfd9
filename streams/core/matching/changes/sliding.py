"""Where a passage that one text has more than the other is cut out, of all places that are as good.

In: two wordings and the stretches that they share in order. Out: the same stretches, with such a
passage moved along letters that it repeats: to where it is one passage instead of two, and else to
marks and spaces. "Don't buy any melons! Melons are" is not cut inside of "melons".
"""

from streams.core.matching.changes.aligning import Stretch
from streams.core.matching.changes.sides import Side

FARTHEST = 40  # pieces: what repeats more than that is a refrain
# How good a cut is: between texts and nothing, at a mark, between words, within one.
AT_AN_END = 3
AT_A_MARK = 2
AT_A_SPACE = 1
ONE_PASSAGE_LESS = 10  # more than any two cuts


def settled(earlier: Side, later: Side, backbone: list[Stretch]) -> list[Stretch]:
    """The stretches between which the passages stand where a reader would cut."""
    found: list[Stretch] = []
    for block in backbone:
        if found:
            last = found.pop()
            before = found[-1] if found else Stretch(0, 0, 0)
            found += _slid(earlier, later, before, (last, block))
        else:
            found.append(block)
    return found


def _slid(
    earlier: Side, later: Side, before: Stretch, around: tuple[Stretch, Stretch]
) -> list[Stretch]:
    """Two stretches, with what is between them where it is cut best; one where the other is none
    any more.
    """
    last, block = around
    gone = (last.one + last.length, block.one)
    new = (last.other + last.length, block.other)
    if (gone[0] == gone[1]) == (new[0] == new[1]):
        return [last, block]
    side, (start, end) = (earlier, gone) if new[0] == new[1] else (later, new)
    back = _repeated(side, start, end, way=-1, most=last.length)
    on = _repeated(side, start, end, way=1, most=block.length)
    if not back and not on:
        return [last, block]
    is_lone = _one_sided(before, last, of_earlier=side is earlier)

    def worth(by: int) -> tuple[int, int]:
        less = ONE_PASSAGE_LESS * (is_lone and by == -last.length)
        return less + _cut(side, start + by) + _cut(side, end + by), -abs(by)

    by = max(range(-back, on + 1), key=worth)
    moved = [
        last._replace(length=last.length + by),
        Stretch(block.one + by, block.other + by, block.length - by),
    ]
    return [one for one in moved if one.length]


def _one_sided(before: Stretch, last: Stretch, *, of_earlier: bool) -> bool:
    """Whether what stands before a stretch is in this text alone."""
    gone = last.one - before.one - before.length
    new = last.other - before.other - before.length
    return (gone > 0 == new) if of_earlier else (new > 0 == gone)


def _repeated(side: Side, start: int, end: int, *, way: int, most: int) -> int:
    """How many pieces on one side of a passage are those at its other end."""
    shift = -1 if way < 0 else 0
    for by in range(min(most, FARTHEST)):
        one, other = side.pieces[start + shift + way * by], side.pieces[end + shift + way * by]
        if (one.key, one.value) != (other.key, other.value):
            return by
    return min(most, FARTHEST)


def _cut(side: Side, at: int) -> int:
    if at in (0, len(side.pieces)):
        return AT_AN_END
    between = side.spelled.normal[side.pieces[at - 1].end : side.pieces[at].start]
    if not between:
        return 0
    return AT_A_SPACE if between.isspace() else AT_A_MARK
