"""Words that exclude each other, where two texts have them in one place: "the pension will rise",
"the pension will end".

A word stands for senses (`words`); a sense is one of a group, whose senses exclude each other. A
group in which both texts have one sense says nothing: who denies a claim names it, and what was
added to it excludes nothing. A negated word is named only: "it will not close" has the sense in
common with "it will close", and excludes nothing. All this only where a text would join.
"""

import numpy as np
from numpy.typing import NDArray

from streams.core.matching.kernels.compiled import compiled, inlined
from streams.core.matching.kernels.hashes import ONE
from streams.core.matching.kernels.tables import (
    GROUP_BITS,
    INNER,
    POLAR_GROUPS,
    SENSE_BITS,
    Tables,
    Whole,
)
from streams.core.matching.kernels.words import find_senses, group_of, is_claimed
from streams.core.matching.parameters import Parameters

# The bit of the group that excludes nothing: in the groups of each exemplar that was read.
READ = np.uint32(1)
# So many times what must be the same on either side is enough before a word of two poles: what
# follows from the opposite reads otherwise.
RUN = 3
SENSE_MASK = (1 << (GROUP_BITS + SENSE_BITS)) - 1


@compiled
def stand_alike(
    one: NDArray[np.uint16],
    begin: Whole,
    end: Whole,
    other: NDArray[np.uint16],
    first: Whole,
    last: Whole,
    step: int,
    reach: int,
    least: int,
) -> bool:
    """Whether a few symbols are the same near two places, or both are near the end of a text.

    What stands beside the one begins at `begin`, and ends before `end`, in steps of 1 or -1; beside
    the other from `first` on, up to `last`.
    """
    one_size = (end - begin) * step
    other_size = (last - first) * step
    if one_size < least and other_size < least:
        return True
    for j in range(min(reach, one_size - least + 1)):
        for k in range(min(reach, other_size - least + 1)):
            same = 0
            while same < least and (
                one[begin + (j + same) * step] == other[first + (k + same) * step]
            ):
                same += 1
            if same == least:
                return True
    return False


@compiled
def runs_alike(
    one: NDArray[np.uint16],
    begin: Whole,
    end: Whole,
    other: NDArray[np.uint16],
    first: Whole,
    last: Whole,
    step: int,
    least: int,
) -> bool:
    """Whether so many symbols right beside two places are the same, given as to `stand_alike`."""
    if (end - begin) * step < least or (last - first) * step < least:
        return False
    same = 0
    while same < least and one[begin + same * step] == other[first + same * step]:
        same += 1
    return same == least


@compiled
def is_shared(
    place: Whole,
    size: Whole,
    n: Whole,
    length: int,
    numbers: NDArray[np.int32],
    shared: NDArray[np.uint64],
) -> bool:
    """Whether an exemplar shares a gram of the text that holds a word, or all that the word holds.

    The grams are known by then: so the exemplars of a text's own rumor need not be read again.
    """
    first = place if size > length else max(0, place + size - length)
    last = place + size - length if size > length else min(place, n - length)
    for j in range(first, last + 1):
        o = numbers[j]
        is_here = shared[o >> 6] >> np.uint64(o & 63) & ONE
        if is_here and size <= length:
            return True
        if not is_here and size > length:
            return False
    return bool(size > length)


@compiled
def in_question(
    ours: NDArray[np.int32],
    count: int,
    n: Whole,
    length: int,
    numbers: NDArray[np.int32],
    shared: NDArray[np.uint64],
) -> np.uint64:
    """The groups of which a text has a sense, and none in a word that is shared: a bit each."""
    groups = np.uint64(0)
    agreed = ONE  # none
    for i in range(count):
        group = ONE << np.uint64(group_of(ours[i, 2]))
        if is_claimed(ours[i, 2]):
            groups |= group
        if agreed & group or ours[i, 2] & INNER:
            continue
        if is_shared(ours[i, 0], ours[i, 1], n, length, numbers, shared):
            agreed |= group
    return groups & ~agreed


@compiled
def contested(
    ours: NDArray[np.int32], count: int, theirs: NDArray[np.int32], known: int
) -> np.uint64:
    """The groups of which two texts have senses, and none that is in both: a bit each."""
    agreed = np.uint64(0)
    differs = np.uint64(0)
    for i in range(count):
        group = group_of(ours[i, 2])
        for k in range(known):
            if (ours[i, 2] ^ theirs[k, 2]) & SENSE_MASK == 0:
                agreed |= ONE << np.uint64(group)
            elif group == group_of(theirs[k, 2]):
                differs |= ONE << np.uint64(group)
    return differs & ~agreed


@compiled
def excludes(
    groups: np.uint64,
    ours: NDArray[np.int32],
    count: int,
    text: NDArray[np.uint16],
    at: Whole,
    n: Whole,
    theirs: NDArray[np.int32],
    known: int,
    arena: NDArray[np.uint16],
    start: Whole,
    size: Whole,
    reach: int,
    least: int,
) -> bool:
    """Whether a text has, in the place of a word of an exemplar, one that excludes it."""
    groups &= contested(ours, count, theirs, known)
    if groups == 0:
        return False
    for i in range(count):
        group = group_of(ours[i, 2])
        if not groups >> np.uint64(group) & ONE or not is_claimed(ours[i, 2]):
            continue
        for k in range(known):
            if group != group_of(theirs[k, 2]) or not is_claimed(theirs[k, 2]):
                continue
            here = at + ours[i, 0]
            there = start + theirs[k, 0]
            if group < POLAR_GROUPS and runs_alike(
                text, here - 1, at - 1, arena, there - 1, start - 1, -1, RUN * least
            ):
                return True
            if stand_alike(
                text, here - 1, at - 1, arena, there - 1, start - 1, -1, reach, least
            ) and stand_alike(
                text,
                here + ours[i, 1],
                at + n,
                arena,
                there + theirs[k, 1],
                start + size,
                1,
                reach,
                least,
            ):
                return True
    return False


@inlined
def senses_in(
    symbols: NDArray[np.uint16], at: Whole, n: Whole, tables: Tables, found: NDArray[np.int32]
) -> int:
    return find_senses(symbols, at, n, tables.sense_heads, tables.sense_words, tables.senses, found)


@compiled
def groups_of(found: NDArray[np.int32], count: int) -> np.uint32:
    """The groups of claimed senses, a bit each."""
    groups = READ
    for i in range(count):
        if is_claimed(found[i, 2]):
            groups |= np.uint32(1 << group_of(found[i, 2]))
    return groups


@compiled
def claims_other(q: int, n: int, at: Whole, count: int, tables: Tables, given: Parameters) -> bool:
    """Whether a window, whose senses are found, claims another thing than a compared exemplar."""
    groups = in_question(tables.ours, count, n, given.compare, tables.numbers, tables.shared[q])
    if groups == 0:
        return False
    exemplar = tables.chosen[q]
    start = tables.start[exemplar]
    size = tables.start[exemplar + 1] - start
    known = -1
    if tables.groups[exemplar] == 0:
        known = senses_in(tables.arena, start, size, tables, tables.theirs)
        tables.groups[exemplar] = groups_of(tables.theirs, known)
    if groups & np.uint64(tables.groups[exemplar]) == 0:
        return False
    if known < 0:
        known = senses_in(tables.arena, start, size, tables, tables.theirs)
    return excludes(
        groups,
        tables.ours,
        count,
        tables.text,
        at,
        n,
        tables.theirs,
        known,
        tables.arena,
        start,
        size,
        given.reach,
        given.least,
    )
