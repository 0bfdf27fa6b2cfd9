"""Frames: what is said around a message, whatever it is.

Stock words are known from the start: where they stand side by side, their grams weigh next to
nothing. A phrase may be named as a whole. Other frames are learnt from joins that share only the
beginning and the end of a text (`exemplars.learn_frame`).
"""

import numpy as np
from numpy.typing import NDArray

from streams.core.matching.kernels.compiled import compiled, inlined
from streams.core.matching.kernels.hashes import BASE, ONE, first_gram, mixed
from streams.core.matching.kernels.tables import LONGEST_WORD, MOST_WORDS, Whole

HEAD_SHIFT = np.uint64(52)  # the leading bits of a hash: as many as there are heads
WORD_MASK = np.uint64(MOST_WORDS - 1)


@inlined
def head_of(one: np.uint16, other: np.uint16) -> np.uint64:
    return (np.uint64(one) << np.uint64(16) | np.uint64(other)) * BASE >> HEAD_SHIFT


@compiled
def is_word(hash_: np.uint64, words: NDArray[np.uint64]) -> bool:
    slot = hash_ & WORD_MASK
    while words[slot]:
        if words[slot] == hash_:
            return True
        slot = (slot + ONE) & WORD_MASK
    return False


@compiled
def add_word(
    text: NDArray[np.uint16],
    n: int,
    heads: NDArray[np.uint16],
    words: NDArray[np.uint64],
    single: NDArray[np.uint8],
) -> None:
    """Makes a stock word of the symbols of a text; of more than a word has nothing is made."""
    if n == 1:
        single[head_of(text[0], np.uint16(0))] = 1
    if n < 2 or n > LONGEST_WORD:
        return
    hash_ = mixed(first_gram(text, 0, n))
    if is_word(hash_, words):
        return
    slot = hash_ & WORD_MASK
    while words[slot]:
        slot = (slot + ONE) & WORD_MASK
    words[slot] = hash_
    heads[head_of(text[0], text[1])] |= np.uint16(1 << n)


@compiled
def mark_stock(
    symbols: NDArray[np.uint16],
    at: Whole,
    n: int,
    heads: NDArray[np.uint16],
    words: NDArray[np.uint64],
    single: NDArray[np.uint8],
    stocked: NDArray[np.uint8],
) -> None:
    """Which symbols of a window are part of stock words.

    Words of one symbol are everywhere: they count only beside another stock word.
    """
    for j in range(n):
        stocked[j] = 0
    for j in range(n - 1):
        lengths = heads[head_of(symbols[at + j], symbols[at + j + 1])]
        if lengths == 0:
            continue
        bits = np.int64(lengths) >> 2
        length = 2
        while bits and j + length <= n:
            if bits & 1 and is_word(mixed(first_gram(symbols, at + j, length)), words):
                for k in range(j, j + length):
                    stocked[k] = 1
            bits >>= 1
            length += 1
    for j in range(n):
        if not stocked[j]:
            beside = (j > 0 and stocked[j - 1] == 1) or (j + 1 < n and stocked[j + 1] == 1)
            if beside and single[head_of(symbols[at + j], np.uint16(0))]:
                stocked[j] = 2
