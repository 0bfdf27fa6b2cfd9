"""Hashes of grams.

A gram is a number whose digits are its symbols, so that the next one is made of it by a step,
however long grams are; mixed, it is a hash.
"""

import numpy as np
from numpy.typing import NDArray

from streams.core.matching.kernels.compiled import inlined
from streams.core.matching.kernels.tables import Whole

BASE = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: odd, and its bits look like chance
MIX = np.uint64(0xBF58476D1CE4E5B9)  # of splitmix64
ONE = np.uint64(1)


@inlined
def mixed(hash_: np.uint64) -> np.uint64:
    hash_ ^= hash_ >> np.uint64(32)
    hash_ *= MIX
    return hash_ ^ (hash_ >> np.uint64(29))


@inlined
def first_gram(symbols: NDArray[np.uint16], at: Whole, length: int) -> np.uint64:
    """The number of the gram that begins at `at`; `mixed` makes a hash of it."""
    number = np.uint64(0)
    for n in range(length):
        number = number * BASE + np.uint64(symbols[at + n])
    return number


@inlined
def power(length: int) -> np.uint64:
    """What the leading symbol of a gram weighs once the next one has come in."""
    value = ONE
    for _ in range(length):
        value *= BASE
    return value
