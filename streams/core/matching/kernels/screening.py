"""Which of many atoms, short runs of letters, stand in a text: `cues.screens` is the only caller.

A position is looked up by a hash first: at nearly all neither an atom nor the beginning of a longer
one stands, and one byte says so.
"""

import numpy as np
from numpy.typing import NDArray

from streams.core.matching.codes import (
    BEGINS,
    IS_ATOM,
    LONGEST_ATOM,
    POINT_BITS,
    SLOT_BITS,
    SPREAD,
)
from streams.core.matching.kernels.compiled import compiled

Codes = NDArray[np.uint64]


@compiled
def find_atoms(
    points: NDArray[np.uint32],
    at: NDArray[np.int64],
    slots: NDArray[np.uint8],
    codes: Codes,
    planes: Codes,
    found: Codes,
) -> None:
    """Adds to each text's row of `found` the bits of the atoms that stand in it.

    `at` says where each text begins and the last ends; `codes` are sorted, `planes` their bits.
    """
    for text in range(len(at) - 1):
        for place in range(at[text], at[text + 1]):
            code = np.uint64(0)
            for length in range(min(LONGEST_ATOM, at[text + 1] - place)):
                code |= np.uint64(points[place + length]) << np.uint64(POINT_BITS * length)
                slot = slots[code * np.uint64(SPREAD) >> np.uint64(64 - SLOT_BITS)]
                if slot & IS_ATOM:
                    known = np.searchsorted(codes, code)
                    if known < len(codes) and codes[known] == code:
                        for plane in range(planes.shape[1]):
                            found[text, plane] |= planes[known, plane]
                if not slot & BEGINS:
                    break
