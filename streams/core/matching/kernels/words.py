"""Where a text has words that exclude others, and which of them it negates.

A word is known by the hash of its symbols and stands for senses. Of the words that begin at one
place the longest counts, and none within it.
"""

import numpy as np
from numpy.typing import NDArray

from streams.core.matching.kernels.compiled import compiled, inlined
from streams.core.matching.kernels.hashes import BASE, ONE, first_gram, mixed
from streams.core.matching.kernels.tables import (
    AFTER,
    BEFORE,
    GROUP_BITS,
    LONGEST_TURNING,
    LONGEST_WORD,
    MOST_SENSE_WORDS,
    MOST_SENSES,
    NAMED,
    NO_TURNING,
    POLAR_GROUPS,
    SENSE_BITS,
    SENSE_HEAD_BITS,
    Whole,
)

# The leading bits of a hash: as many as there are heads.
HEAD_SHIFT = np.uint64(64 - SENSE_HEAD_BITS)
WORD_MASK = np.uint64(MOST_SENSE_WORDS - 1)
GROUP_MASK = (1 << GROUP_BITS) - 1
# Negations stand in the table of words under other hashes, for each side, and so do words that
# only end like one.
TURNING = (
    np.uint64(0xD6E8FEB86659FD93),
    np.uint64(0xA5A3564E27F88645),
    np.uint64(0x8CB92BA72F3D8DD7),
)


@inlined
def group_of(sense: Whole) -> Whole:
    return sense >> SENSE_BITS & GROUP_MASK


@inlined
def is_claimed(sense: Whole) -> bool:
    return sense & NAMED == 0


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
def add_turning(text: NDArray[np.uint16], n: int, side: Whole, words: NDArray[np.uint64]) -> None:
    """One more negation, or word that ends like one; one that is too long is none."""
    if n < 1 or n > LONGEST_TURNING:
        return
    hash_ = mixed(first_gram(text, 0, n)) ^ TURNING[side]
    words[slot_of(hash_, words)] = hash_


@compiled
def is_turned(
    symbols: NDArray[np.uint16],
    at: Whole,
    begin: Whole,
    end: Whole,
    n: Whole,
    words: NDArray[np.uint64],
) -> bool:
    """Whether a negation stands right before a word in a window, or right after it.

    Before it the longest counts: "no" in "gobierno" negates nothing.
    """
    turned = False
    number = np.uint64(0)
    weight = ONE
    for j in range(begin - 1, max(begin - LONGEST_TURNING, 0) - 1, -1):
        number += np.uint64(symbols[at + j]) * weight  # a gram that grows to the left
        weight *= BASE
        hash_ = mixed(number)
        if words[slot_of(hash_ ^ TURNING[BEFORE], words)]:
            turned = True
        elif words[slot_of(hash_ ^ TURNING[NO_TURNING], words)]:
            turned = False
    if turned:
        return True
    number = np.uint64(0)
    for j in range(end, min(end + LONGEST_TURNING, n)):
        number = number * BASE + np.uint64(symbols[at + j])
        if words[slot_of(mixed(number) ^ TURNING[AFTER], words)]:
            return True
    return False


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
    another -> how many. With `NAMED` that of a word of two poles that is negated.
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
            asked = False
            turned = False
            while words[place]:
                if words[place] == hash_:
                    if count == MOST_SENSES:
                        return count
                    found[count, 0] = j
                    found[count, 1] = longest
                    found[count, 2] = senses[place]
                    if group_of(senses[place]) < POLAR_GROUPS:
                        if not asked:
                            turned = is_turned(symbols, at, j, j + longest, n, words)
                            asked = True
                        if turned:
                            found[count, 2] |= NAMED
                    count += 1
                place = (place + ONE) & WORD_MASK
        j += max(longest, 1)
    return count
