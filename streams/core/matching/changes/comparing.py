"""Two wordings side by side: what one kept of the other, changed, added and left out.

In: masked texts, what is hidden in each by its mask. Out: a `Comparison`, whose passages are masked
once more: what stands side by side in one may have been apart in the text.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from streams.core.matching.changes.aligning import Alignment, Stretch, aligned
from streams.core.matching.changes.chance import without_chance
from streams.core.matching.changes.hidden import Hidden
from streams.core.matching.changes.kinds import AMOUNT, DATE, PLACE, TIME, WORDS
from streams.core.matching.changes.letters import HAS_ALONE
from streams.core.matching.changes.looks import SPACES, disguise, disguise_of_words
from streams.core.matching.changes.sides import Side, Span, beside, is_place, kind_of, without
from streams.core.matching.changes.sliding import settled
from streams.core.matching.changes.slots import value_of

KEPT = "kept"
MOVED = "moved"
CHANGED = "changed"
ADDED = "added"
LEFT_OUT = "left_out"
DISGUISE = "disguise"

LONG_PASSAGE = 16  # letters: what is kept of a text that is mostly something else
MOST_KEPT = 3

# Without a unit; a numeral alone is as often a word.
NUMERALS = re.compile(r"\d[\d,.]*|[零〇一二两三四五六七八九十百千万亿]{2,}")

NOTHING_HIDDEN: Hidden = {}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that one wording did to the other. `what` is a kind of `pieces`."""

    kind: str
    what: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`shared` of the `letters` of the earlier wording stand in the later one, which has `new`."""

    shared: int
    letters: int
    new: int
    changes: tuple[Change, ...]
    disguises: tuple[Change, ...]


def compare(
    earlier: Side, later: Side, hidden: Hidden = NOTHING_HIDDEN, its: Hidden = NOTHING_HIDDEN
) -> Comparison:
    """What the later wording did to the earlier one; `hidden` and `its` are what each masked."""
    if earlier is later:  # a text that is known: nothing was done
        whole = earlier.size(0, len(earlier.pieces))
        return Comparison(shared=whole, letters=whole, new=whole, changes=(), disguises=())
    earlier, later = beside(earlier, later)
    found = aligned([one.key for one in earlier.pieces], [one.key for one in later.pieces])
    found = without_chance(earlier, later, found)
    if not found.moved:
        found = found._replace(backbone=settled(earlier, later, found.backbone))
    changes, disguises = _of_common(earlier, later, found)
    changes += _masked_changes(hidden, its)
    between, more, undone = _of_gaps(earlier, later, found)
    moved = [_moved(later, stretch) for stretch in found.moved]
    everything = [*found.backbone, *found.moved]
    return Comparison(
        shared=undone + sum(earlier.size(one.one, one.one + one.length) for one in everything),
        letters=earlier.size(0, len(earlier.pieces)),
        new=later.size(0, len(later.pieces)),
        changes=(*_kept(later, found), *moved, *changes, *between),
        disguises=tuple(_once(disguises + more)),
    )


def _of_common(earlier: Side, later: Side, found: Alignment) -> tuple[list[Change], list[Change]]:
    """Slots with another value, and what is only spelt otherwise, among what both have."""
    changes: list[Change] = []
    disguises: list[Change] = []
    for stretch in [*found.backbone, *found.moved]:
        if earlier.raw(stretch.one, stretch.length) == later.raw(stretch.other, stretch.length):
            continue  # nearly always: letter by letter the same
        disguises += _apart(earlier, later, stretch)
        for at in range(stretch.length):
            here, there = stretch.one + at, stretch.other + at
            kind, what = _difference(earlier, here, later, there)
            if kind == CHANGED:
                before, after = earlier.passage(here, here + 1), later.passage(there, there + 1)
                changes.append(Change(kind, what, before, after))
            elif what and all(one.what != what for one in disguises):  # one of each is told
                before = earlier.as_written(here, here + 1)
                after = later.as_written(there, there + 1)
                disguises.append(Change(kind, what, before, after))
    return changes, disguises


def _difference(earlier: Side, here: int, later: Side, there: int) -> tuple[str, str]:
    """What is not the same in two pieces that are compared as one: its kind, and what it is."""
    ours, theirs = earlier.pieces[here], later.pieces[there]
    if ours.is_slot and ours.value != theirs.value:
        return CHANGED, ours.kind
    if earlier.raw(here, 1) == later.raw(there, 1):
        return DISGUISE, ""
    return DISGUISE, disguise(earlier.spelled, ours, later.spelled, theirs)


def _apart(earlier: Side, later: Side, stretch: Stretch) -> list[Change]:
    """Characters of Chinese with something between in one text only."""
    gaps = 0
    first = 0
    for at in range(stretch.length - 1):
        here, there = stretch.one + at, stretch.other + at
        if _touches(earlier, here) != _touches(later, there):
            gaps += 1
            first = first or at + 1
    # A mark more or less is punctuation.
    if gaps < 3 or gaps * 4 < stretch.length:
        return []
    start = first - 1
    end = min(stretch.length, start + 4)
    before = earlier.as_written(stretch.one + start, stretch.one + end)
    after = later.as_written(stretch.other + start, stretch.other + end)
    return [Change(DISGUISE, SPACES, before, after)]


def _touches(side: Side, at: int) -> bool:
    one, other = side.pieces[at], side.pieces[at + 1]
    places = side.spelled.places
    if places[one.end - 1] + 1 >= places[other.start]:
        return True
    if HAS_ALONE.match(side.spelled.normal, one.end - 1) is None:
        return True
    return side.spelled.end_of(one.end) >= places[other.start]


def _of_gaps(
    earlier: Side, later: Side, found: Alignment
) -> tuple[list[Change], list[Change], int]:
    """What stands between: gone, new, or one in place of the other; and how many letters of it are
    the same once a disguise is undone.
    """
    undone = 0
    changes: list[Change] = []
    disguises: list[Change] = []
    ends = Stretch(len(earlier.pieces), len(later.pieces), 0)
    for before, after in pairwise([Stretch(0, 0, 0), *found.backbone, ends]):
        gone = (before.one + before.length, after.one)
        new = (before.other + before.length, after.other)
        gones = without(gone, [(one.one, one.length) for one in found.moved])
        news = without(new, [(one.other, one.length) for one in found.moved])
        if len(gones) == len(news) == 1:
            change = _replaced(earlier, gones[0], later, news[0])
            is_same = change.before == change.after
            if is_same or change.kind == DISGUISE:
                undone += earlier.size(*gones[0])
            if not is_same:
                (disguises if change.kind == DISGUISE else changes).append(change)
            continue
        changes += [
            Change(LEFT_OUT, kind_of(earlier, span), earlier.passage(*span)) for span in gones
        ]
        changes += [
            Change(ADDED, kind_of(later, span), after=later.passage(*span)) for span in news
        ]
    return changes, disguises, undone


def _replaced(earlier: Side, gone: Span, later: Side, new: Span) -> Change:
    before = earlier.as_written(*gone)
    after = later.as_written(*new)
    if name := disguise_of_words(before, after):
        return Change(DISGUISE, name, before, after)
    before = earlier.passage(*gone)
    after = later.passage(*new)
    if value_of(before, WORDS) == value_of(after, WORDS):
        return Change(CHANGED, WORDS, before, before)  # a numeral for a digit
    what = kind_of(earlier, gone)
    its = kind_of(later, new)
    if {what, its} == {DATE, TIME}:
        what = TIME  # a day became a day and an hour
    elif what != its:
        what = WORDS
    if what == WORDS and NUMERALS.fullmatch(before) and NUMERALS.fullmatch(after):
        what = AMOUNT
    if what == WORDS and is_place(earlier, gone) and is_place(later, new):
        what = PLACE
    return Change(CHANGED, what, before, after)


def _moved(later: Side, stretch: Stretch) -> Change:
    passage = later.passage(stretch.other, stretch.other + stretch.length)
    return Change(MOVED, WORDS, passage, passage)


def _kept(later: Side, found: Alignment) -> list[Change]:
    """The long passages that were taken over, where they are not nearly all of the new text."""
    sized = [(later.size(one.other, one.other + one.length), one) for one in found.backbone]
    total = later.size(0, len(later.pieces))
    if 2 * sum(size for size, _ in sized) > total:
        return []
    longest = sorted((one for one in sized if one[0] >= LONG_PASSAGE), reverse=True)[:MOST_KEPT]
    passages = [later.passage(one.other, one.other + one.length) for _, one in longest]
    return [Change(KEPT, WORDS, passage, passage) for passage in passages]


def _masked_changes(hidden: Hidden, its: Hidden) -> list[Change]:
    """What is masked in both, and is not the same."""
    return [
        Change(CHANGED, kind, f"[{kind}]", f"[{kind}]")
        for kind, values in hidden.items()
        if values and its.get(kind) and values.isdisjoint(its[kind])
    ]


def _once(disguises: list[Change]) -> list[Change]:
    """One of each name, the first."""
    first: dict[str, Change] = {}
    for one in disguises:
        first.setdefault(one.what, one)
    return list(first.values())
