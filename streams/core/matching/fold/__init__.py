"""The frozen tables of the matching fold, and the script that makes them."""

import zlib
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

TABLE = Path(__file__).with_name("matching_fold.bin")
SIMPLIFIED = Path(__file__).with_name("simplified.txt")


@cache
def symbol_table() -> NDArray[np.uint16]:
    """Code point -> symbol of the matching fold, 0 to drop it. Not to be written to.

    The files that the core reads: constants that are too large for a line of code. Read once,
    when the first index is made; it is part of the package, and never changes while it runs.
    """
    return np.frombuffer(zlib.decompress(TABLE.read_bytes()), "<u2")


@cache
def simplified() -> dict[int, str]:
    """Traditional characters, as code points, to Simplified ones, for `str.translate`."""
    traditional, simple = SIMPLIFIED.read_text(encoding="utf-8").split()
    return {ord(han): letter for han, letter in zip(traditional, simple, strict=True)}
