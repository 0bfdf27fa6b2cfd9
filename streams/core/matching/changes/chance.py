"""What two wordings share by chance only: a letter between two changes is no common word.

In: both wordings and their alignment. Out: the alignment without such letters.
"""

from streams.core.matching.changes.aligning import Alignment, Stretch
from streams.core.matching.changes.letters import OF_LONG_WORDS
from streams.core.matching.changes.looks import HOMOPHONES, disguise
from streams.core.matching.changes.sides import Side


def without_chance(earlier: Side, later: Side, found: Alignment) -> Alignment:
    """Without single syllables that only sound alike, between changes on both sides, and without
    single letters of scripts whose words have several.
    """

    def only_sounds_alike(stretch: Stretch) -> bool:
        return all(
            disguise(
                earlier.spelled,
                earlier.pieces[stretch.one + at],
                later.spelled,
                later.pieces[stretch.other + at],
            )
            == HOMOPHONES
            for at in range(stretch.length)
        )

    kept = [one for one in found.backbone if one.length > 1 or not only_sounds_alike(one)]
    return Alignment(_without_islands(earlier, later, kept), found.moved)


def _without_islands(earlier: Side, later: Side, backbone: list[Stretch]) -> list[Stretch]:
    """Without single letters between two changes, in scripts whose words have several and no
    spaces: there such a letter is a chance, and the changes would begin and end inside of words.
    """
    ends = [Stretch(0, 0, 0), *backbone, Stretch(len(earlier.pieces), len(later.pieces), 0)]
    kept = []
    for before, one, after in zip(ends[:-2], backbone, ends[2:], strict=True):
        is_one = one.length == 1 and OF_LONG_WORDS.match(
            earlier.spelled.normal, earlier.pieces[one.one].start
        )
        if not is_one or not _is_between(_gap(before, one), _gap(one, after)):
            kept.append(one)
    return kept


def _gap(one: Stretch, other: Stretch) -> tuple[int, int]:
    """How many pieces stand between two stretches in either text."""
    return other.one - one.one - one.length, other.other - one.other - one.length


def _is_between(before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Whether there are changes on both sides that together put something in place of another."""
    return any(before) and any(after) and all(map(sum, zip(before, after, strict=True)))
