"""The frozen code-point table of the matching fold, and the script that makes it."""

import zlib
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

TABLE = Path(__file__).with_name("matching_fold.bin")


@cache
def symbol_table() -> NDArray[np.uint16]:
    """Code point -> symbol of the matching fold, 0 to drop it. Not to be written to.

    The one file that the core reads: a constant that is too large for a line of code. Read once,
    when the first index is made; it is part of the package, and never changes while it runs.
    """
    return np.frombuffer(zlib.decompress(TABLE.read_bytes()), "<u2")
