"""Words that exclude each other, where two texts have them in one place: "the pension will rise",
"the pension will end".

A word is known by the hash of its symbols and stands for senses; a sense is one of a group, whose
senses exclude each other. A group in which both texts have one sense says nothing: who denies a
claim names it, and what was added to it excludes nothing. All this only where a text would join.
"""

import numpy as np
from numpy.typing import NDArray

from streams.core.matching.kernels.compiled import compiled, inlined
from streams.core.matching.kernels.hashes import BASE, ONE, first_gram, mixed
from streams.core.matching.kernels.tables import (
    LONGEST_WORD,
    MOST_SENSE_WORDS,
    MOST_SENSES,
    SENSE_BITS,
    SENSE_HEAD_BITS,
    Tables,
    Whole,
)
from streams.core.matching.parameters import Parameters

# The leading bits of a hash: as many as there are heads.
HEAD_SHIFT = np.uint64(64 - SENSE_HEAD_BITS)
# The bit of the group that excludes nothing: in the groups of each exemplar that was read.
READ = np.uint16(1)
WORD_MASK = np.uint64(MOST_SENSE_WORDS - 1)


@inlined
def sense_head_of(one: np.uint16, other: np.uint16) -> np.uint64:
    return (np.uint64(one) << np.uint64(16) | np.uint64(other)) * BASE >> HEAD_SHIFT


@compiled
def slot_of(hash_: np.uint64, words: NDArray[np.uint64]) -> np.uint64:
    """Where a word stands first, or the empty slot that ends the search."""
    slot = hash_ & WORD_MASK
    while words[slot] and words[slot] != hash_:
        slot = (slot + ONE) & WORD_MASK
    return slot


@compiled
def add_sense(
    text: NDArray[np.uint16],
    n: int,
    sense: Whole,
    heads: NDArray[np.uint16],
    words: NDArray[np.uint64],
    senses: NDArray[np.int32],
) -> None:
    """One more sense of a word; a word that is too short or too long is none."""
    if n < 2 or n > LONGEST_WORD:
        return
    hash_ = mixed(first_gram(text, 0, n))
    slot = hash_ & WORD_MASK
    while words[slot]:
        slot = (slot + ONE) & WORD_MASK
    words[slot] = hash_
    senses[slot] = sense
    heads[sense_head_of(text[0], text[1])] |= np.uint16(1 << n)


@compiled
def find_senses(
    symbols: NDArray[np.uint16],
    at: Whole,
    n: Whole,
    heads: NDArray[np.uint16],
    words: NDArray[np.uint64],
    senses: NDArray[np.int32],
    found: NDArray[np.int32],
) -> int:
    """Place, length and sense of the words in a window, the longest of each place, none within
    another -> how many.
    """
    count = 0
    j = 0
    while j < n - 1:
        bits = np.int64(heads[sense_head_of(symbols[at + j], symbols[at + j + 1])]) >> 2
        length = 2
        longest = 0
        place = np.uint64(0)
        while bits and j + length <= n:
            if bits & 1:
                slot = slot_of(mixed(first_gram(symbols, at + j, length)), words)
                if words[slot]:
                    longest = length
                    place = slot
            bits >>= 1
            length += 1
        if longest:
            hash_ = words[place]
            while words[place]:
                if words[place] == hash_:
                    if count == MOST_SENSES:
                        return count
                    found[count, 0] = j
                    found[count, 1] = longest
                    found[count, 2] = senses[place]
                    count += 1
                place = (place + ONE) & WORD_MASK
        j += max(longest, 1)
    return count


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
        group = ONE << np.uint64(ours[i, 2] >> SENSE_BITS)
        groups |= group
        if not agreed & group and is_shared(ours[i, 0], ours[i, 1], n, length, numbers, shared):
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
        group = ours[i, 2] >> SENSE_BITS
        for k in range(known):
            if ours[i, 2] == theirs[k, 2]:
                agreed |= ONE << np.uint64(group)
            elif group == theirs[k, 2] >> SENSE_BITS:
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
        group = ours[i, 2] >> SENSE_BITS
        if not groups >> np.uint64(group) & ONE:
            continue
        for k in range(known):
            if group != theirs[k, 2] >> SENSE_BITS:
                continue
            here = at + ours[i, 0]
            there = start + theirs[k, 0]
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
def groups_of(found: NDArray[np.int32], count: int) -> np.uint16:
    """The groups of senses, a bit each."""
    groups = READ
    for i in range(count):
        groups |= np.uint16(1 << (found[i, 2] >> SENSE_BITS))
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
