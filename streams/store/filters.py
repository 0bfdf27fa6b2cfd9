"""A filter of 64-bit keys: "never put in" is certain, "perhaps put in" is not. Bounded memory.

In: keys, many at once. Out: for each whether it may have been put in.
"""

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]

# 64 MB. At 50 million keys one of fifty that never came is taken for one that may have; at 200
# million four of ten, and these are asked for: slower, and as right. Pages that hold nothing are
# not taken from the system.
BITS = 1 << 29
PLACES = 4  # bits of a key
# Odd numbers with well mixed bits: a product's high bits depend on all bits of the key.
FACTORS = (
    0x9E3779B97F4A7C15,
    0xC2B2AE3D27D4EB4F,
    0x165667B19E3779F9,
    0xD6E8FEB86659FD93,
)


class Filter:
    """Keys of which only a few bits each are kept (Bloom's filter)."""

    def __init__(self, bits: int = BITS) -> None:
        """`bits` is a power of two."""
        self._bits = np.zeros(bits // 8, np.uint8)
        self._shift = np.uint64(64 - bits.bit_length() + 1)

    def add(self, keys: Keys) -> None:
        """Puts keys in."""
        for places in self._places(keys):
            marks = np.left_shift(1, places & np.uint64(7)).astype(np.uint8)
            # unbuffered: two keys of one call may share a byte
            np.bitwise_or.at(self._bits, (places >> np.uint64(3)).astype(np.int64), marks)

    def may_hold(self, keys: Keys) -> NDArray[np.bool_]:
        """Whether each may have been put in; one that was always may."""
        held = np.ones(len(keys), np.bool_)
        for places in self._places(keys):
            found = self._bits[(places >> np.uint64(3)).astype(np.int64)]
            held &= (found >> (places & np.uint64(7)).astype(np.uint8)) & 1 == 1
        return held

    def _places(self, keys: Keys) -> list[Keys]:
        with np.errstate(over="ignore"):
            return [(keys * np.uint64(factor)) >> self._shift for factor in FACTORS]
