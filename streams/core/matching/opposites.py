"""Words that sound alike and mean the opposite, or something else altogether.

The matching fold makes one symbol of a syllable, so that a text that swaps homophones is found.
These few keep symbols of their own: to buy and to sell are one syllable.

In: the table of the fold. Out: the table with their symbols, and which are opposites of which.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from streams.core.matching.fold import symbol_table

# Simplified and Traditional forms of one word, then those of the other.
PAIRS = (
    ("买買", "卖賣"),
    ("治", "致緻"),
    ("止", "致緻"),
    ("收", "售"),
    ("防", "放"),
    ("务務", "勿"),
    ("进進", "禁"),
    ("停", "挺"),
    ("镜鏡", "睛"),
    ("需", "许許"),
    ("电電", "店"),
    ("盐鹽", "烟煙菸"),
    ("枪槍", "抢搶"),
    ("工", "供"),
)
# A symbol of its own, too: "not" sounds like "part" and "step".
ALONE = ("不",)
# In the private use area behind the syllables (at most 1,000 of them, from 0xE000 on).
SYMBOLS_FROM = 0xF000
MOST_OPPOSITES = 2  # of one symbol


@cache
def with_opposites() -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    """Code point -> symbol, and symbol -> its opposites (0: none). Not to be written to."""
    symbols = symbol_table().copy()
    opposites = np.zeros((1 << 16, MOST_OPPOSITES), np.uint16)
    own: dict[str, int] = {}
    for words in (*PAIRS, ALONE):
        for word in words:
            if word not in own:
                own[word] = SYMBOLS_FROM + len(own)
                symbols[[ord(character) for character in word]] = own[word]
    for one, other in PAIRS:
        _oppose(opposites, own[one], own[other])
        _oppose(opposites, own[other], own[one])
    return symbols, opposites


def _oppose(opposites: NDArray[np.uint16], symbol: int, other: int) -> None:
    free = int(np.flatnonzero(opposites[symbol] == 0)[0])
    opposites[symbol, free] = other
