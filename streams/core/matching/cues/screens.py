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

from streams.core.matching.codes import (
    BEGINS,
    IS_ATOM,
    LONGEST_ATOM,
    POINT_BITS,
    SLOT_BITS,
    code_of,
    slot_of,
)
from streams.core.matching.cues.atoms import atoms
from streams.core.text.points import points_of

ALL = -1  # the bits of a text that nobody looked through: everything is tried
PLANE_BITS = 64
Planes = NDArray[np.uint64]


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
        self._atoms: Atoms | None = None

    def group(self, patterns: Iterable[re.Pattern[str]]) -> Group:
        """Patterns that are tried together, in their order; all before the first text."""
        with_bits = tuple((self._bit_of(pattern), pattern) for pattern in patterns)
        return Group(sum(bit for bit, _ in with_bits), with_bits)

    def bits_of(self, texts: Sequence[str]) -> list[int]:
        """For each text the bits of the patterns that it may match."""
        # Here: who imports this only to show a text must not wait for what is compiled.
        from streams.core.matching.kernels import find_atoms

        if self._atoms is None:
            self._atoms = self._compile()
        points, at = points_of(texts)
        found = np.zeros((len(texts), self._atoms.planes.shape[1]), np.uint64)
        find_atoms(points, at, *self._atoms, found)
        always = self._always
        whole = found.astype("<u8", copy=False).tobytes()
        size = found.shape[1] * PLANE_BITS // 8
        return [
            always | int.from_bytes(whole[start : start + size], "little")
            for start in range(0, size * len(texts), size)
        ]

    def _bit_of(self, pattern: re.Pattern[str]) -> int:
        bit = 1 << self._patterns
        self._patterns += 1
        found = atoms(pattern, self._usable)
        if not found:
            self._always |= bit
        for atom in found:
            code = code_of(atom)
            self._bits[code] = self._bits.get(code, 0) | bit
        return bit

    def _compile(self) -> "Atoms":
        codes = sorted(self._bits)
        slots = np.zeros(1 << SLOT_BITS, np.uint8)
        for code in codes:
            slots[slot_of(code)] |= IS_ATOM
            for length in range(1, LONGEST_ATOM):
                if (begins := code & (1 << POINT_BITS * length) - 1) != code:
                    slots[slot_of(begins)] |= BEGINS
        planes = range(0, max(self._patterns, 1), PLANE_BITS)
        bits = [
            [self._bits[code] >> plane & (1 << PLANE_BITS) - 1 for plane in planes]
            for code in codes
        ]
        return Atoms(
            slots=slots,
            codes=np.array(codes, np.uint64),
            planes=np.array(bits, np.uint64).reshape(len(codes), len(planes)),
        )


class Atoms(NamedTuple):
    """Those of all patterns of a screen, as `find_atoms` takes them."""

    slots: NDArray[np.uint8]
    codes: Planes
    planes: Planes
