"""Classes of characters: which of several occur in a text, or how often; one look into a table for
all texts of a batch.

In: patterns of single characters, then texts. Out: bits, or counts. A search by pattern costs a
text half a microsecond each, and most texts hold nothing of what is searched for.
"""

import re
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from streams.core.text.points import points_of

CODE_POINTS = 0x110000
# Beyond these nothing is assigned, or it is private: to a pattern all of it is like its first.
ASSIGNED = ((0, 0x40000), (0xE0000, 0xE0200))
APART = "\0"  # between texts: in no class


class CharacterClasses:
    """The class of the pattern at place `n` has the bit `1 << n`; eight at most."""

    def __init__(self, *patterns: re.Pattern[str]) -> None:
        self._patterns = patterns

    @cached_property
    def _table(self) -> NDArray[np.uint8]:
        """Made when a text first needs it: that takes some hundredths of a second."""
        table = np.zeros(CODE_POINTS, np.uint8)
        for (first, end), following in zip(ASSIGNED, (0xE0000, CODE_POINTS), strict=True):
            points = np.arange(first, end + 1, dtype=np.uint32)
            characters = points.tobytes().decode("utf-32-le", "surrogatepass")
            for place, pattern in enumerate(self._patterns):
                # Run by run: some classes hold nearly all characters.
                for found in re.finditer(f"(?:{pattern.pattern})++", characters):
                    table[first + found.start() : first + found.end()] |= 1 << place
            table[end:following] = table[end]
        table[ord(APART)] = 0
        return table

    def bits_of(self, texts: Sequence[str]) -> list[int]:
        """For each text the bits of the classes that it holds a character of."""
        if not texts:
            return []
        kinds, starts = self._kinds(texts)
        bits: list[int] = np.bitwise_or.reduceat(kinds, starts).tolist()
        return bits

    def counts_of(self, texts: Sequence[str]) -> list[list[int]]:
        """For each class, how many of its characters each text holds."""
        if not texts:
            return [[] for _ in self._patterns]
        kinds, starts = self._kinds(texts)
        return [
            np.add.reduceat(kinds >> place & 1, starts, dtype=np.int64).tolist()
            for place in range(len(self._patterns))
        ]

    def _kinds(self, texts: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """What each character is, and where each text begins: none is empty."""
        points, at = points_of([f"{text}{APART}" for text in texts])
        return self._table[points], at[:-1]
