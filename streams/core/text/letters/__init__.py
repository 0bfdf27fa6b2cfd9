"""The frozen code-point table of the id fold, and the script that makes it.

For each code point: what it folds to, and what a text that holds it needs. Unicode is read when the
table is made, not when it is used: another Python must not make other ids.
"""

import zlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

TABLE = Path(__file__).with_name("letters.bin")
CODE_POINTS = 0x110000

QUESTION_MARKS = (
    "?\u00bf\u037e\u055e\u061f\u1367\u1945\u203d\u2047\u2048\u2049\u2753\u2754\u2cfa\u2cfb\u2e18\u2e2e"
    "\ua60f\ua6f7\ufe16\ufe56\uff1f\U00011143\U0001e95f"
)

# Bits of `Letters.kind`.
COMPOSES = 1  # becomes one with some that stand before it: such texts are normalised as a whole
UNSEEN = 2  # takes no room on a screen: as if it were not there
MARK = 4  # goes with the letter before it
ASKS = 8  # a question mark
LEADS = 16  # becomes one with some that come after it
ORDER_SHIFT = 8  # above it the canonical combining class: marks out of order are put in order
# Bit of `Letters.folded`: the rest is a place in `spelled`, where a length and the letters stand.
SPELLED = 1 << 21
# In the file: the code point folds to itself. Most do, or to nothing, and this packs far better.
ITSELF = 1 << 22


class Letters(NamedTuple):
    """The id fold of single code points. Not to be written to."""

    folded: NDArray[np.uint32]  # 0 drops it
    kind: NDArray[np.uint16]
    spelled: NDArray[np.uint32]


@cache
def letters() -> Letters:
    """The table, unpacked once. It is part of the package and never changes while it runs."""
    whole = np.frombuffer(zlib.decompress(TABLE.read_bytes()), "<u4")
    folded = whole[:CODE_POINTS]
    folded = np.where(folded == ITSELF, np.arange(CODE_POINTS, dtype=np.uint32), folded)
    kind = whole[CODE_POINTS : 2 * CODE_POINTS].astype(np.uint16)
    return Letters(folded, kind, whole[2 * CODE_POINTS :])
