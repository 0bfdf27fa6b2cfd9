"""The code points of many texts in a row, for what looks at all of them at once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

CodePoints = NDArray[np.uint32]
Bounds = NDArray[np.int64]


def points_of(texts: Sequence[str]) -> tuple[CodePoints, Bounds]:
    """All code points in a row; where each text begins, and the last one ends.

    Lone surrogates pass: JSON may hold them.
    """
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    at = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(text) for text in texts], out=at[1:])
    return points, at
