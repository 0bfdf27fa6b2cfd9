"""Which of many patterns a text may match: one look for the atoms of all of them, through all texts
of a batch at once.

In: patterns, then texts. Out: for each text the bits of the patterns that are worth trying. Most
texts hold none of the atoms; trying the patterns one by one would cost them ten times as much.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.core.matching.cues.atoms import LONGEST_ATOM, atoms

ALL = -1  # the bits of a text that nobody looked through: everything is tried
PLANE_BITS = 64
POINT_BITS = 21  # of a code point
# Positions are looked up by a hash first: nearly all hold no atom, and are seen to by one byte.
SLOT_BITS = 18
SPREAD = np.uint64(0x9E3779B97F4A7C15)  # odd, with its bits well mixed
SLOT_SHIFT = np.uint64(64 - SLOT_BITS)
APART = "\n"  # between texts; no pattern here looks for it
Codes = NDArray[np.uint64]
Places = NDArray[np.int64]


class Group(NamedTuple):
    """Patterns with their bits on a screen."""

    bits: int
    patterns: tuple[tuple[int, re.Pattern[str]], ...]

    def found(self, text: str, seen: int = ALL) -> re.Match[str] | None:
        """What the first of the patterns that matches matches. `seen` are the text's bits."""
        if seen & self.bits:
            for bit, pattern in self.patterns:
                if seen & bit and (match := pattern.search(text)):
                    return match
        return None

    def tried(self, seen: int) -> Iterator[re.Pattern[str]]:
        """The patterns that a text with these bits may match."""
        if not seen & self.bits:
            return iter(())
        return (pattern for bit, pattern in self.patterns if seen & bit)


class Screen:
    """Gives out the bits of patterns, and finds those of texts.

    `usable` says what may be an atom: where texts are changed between the look and the search, only
    what those changes leave together.
    """

    def __init__(self, usable: Callable[[str], bool]) -> None:
        self._usable = usable
        self._always = 0
        self._bits: dict[int, int] = {}  # of each atom, as a code
        self._patterns = 0
        self._codes: Codes = np.zeros(0, np.uint64)
        self._planes: Codes = np.zeros((0, 0), np.uint64)
        self._slots: NDArray[np.bool_] = np.zeros(1 << SLOT_BITS, np.bool_)

    def group(self, patterns: Iterable[re.Pattern[str]]) -> Group:
        """Patterns that are tried together, in their order; all before the first text."""
        with_bits = tuple((self._bit_of(pattern), pattern) for pattern in patterns)
        return Group(sum(bit for bit, _ in with_bits), with_bits)

    def bits_of(self, texts: Sequence[str]) -> list[int]:
        """For each text the bits of the patterns that it may match."""
        if not len(self._codes):
            self._compile()
        seen = [self._always] * len(texts)
        joined = APART.join(texts).encode("utf-32-le", "surrogatepass")
        points = np.frombuffer(joined, np.uint32).astype(np.uint64)
        starts = np.zeros(len(texts), np.int64)
        np.cumsum([len(text) + 1 for text in texts[:-1]], out=starts[1:])
        code = points
        self._note(code, starts, seen)
        for length in range(1, LONGEST_ATOM):
            code = code[:-1] | points[length:] << np.uint64(POINT_BITS * length)
            self._note(code, starts, seen)
        return seen

    def _bit_of(self, pattern: re.Pattern[str]) -> int:
        bit = 1 << self._patterns
        self._patterns += 1
        found = atoms(pattern, self._usable)
        if not found:
            self._always |= bit
        for atom in found:
            code = _code_of(atom)
            self._bits[code] = self._bits.get(code, 0) | bit
        return bit

    def _compile(self) -> None:
        self._codes = np.array(sorted(self._bits), np.uint64)
        planes = range(0, self._patterns, PLANE_BITS)
        self._planes = np.array(
            [
                [self._bits[code] >> plane & (1 << PLANE_BITS) - 1 for plane in planes]
                for code in sorted(self._bits)
            ],
            np.uint64,
        )
        self._slots[_slots_of(self._codes)] = True

    def _note(self, code: Codes, starts: Places, seen: list[int]) -> None:
        """Adds the bits of the atoms that stand in the texts."""
        places = np.flatnonzero(self._slots[_slots_of(code)])
        known = np.searchsorted(self._codes, code[places])
        known[known == len(self._codes)] = 0
        is_atom = self._codes[known] == code[places]
        if not is_atom.any():
            return
        texts = np.searchsorted(starts, places[is_atom], side="right") - 1
        firsts = np.flatnonzero(np.diff(texts, prepend=-1))
        together = np.bitwise_or.reduceat(self._planes[known[is_atom]], firsts, axis=0)
        for text, planes in zip(texts[firsts].tolist(), together.tolist(), strict=True):
            for number, plane in enumerate(planes):
                seen[text] |= plane << PLANE_BITS * number


def _code_of(atom: str) -> int:
    return sum(ord(letter) << POINT_BITS * place for place, letter in enumerate(atom))


def _slots_of(codes: Codes) -> Codes:
    found: Codes = codes * SPREAD >> SLOT_SHIFT
    return found
