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
    at = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(text) for text in texts], out=at[1:])
    whole = "".join(texts)
    if not whole:
        return np.zeros(0, np.uint32), at
    # One copy: a codec is twenty times as slow, and calls a handler for each surrogate.
    return np.array([whole]).view(np.uint32), at
