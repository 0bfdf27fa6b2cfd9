"""Sets of reporters in little memory and without a ceiling.

In: keys of 64 bits. Out: how many different ones. Up to `MOST_EXACT` are kept as they are; beyond,
a HyperLogLog that is counted as it fills (each change of a register counts 1 / the chance that a
new reporter changes one: Ting 2014, Cohen 2015), which is unbiased at every size.
"""

import base64
import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

MOST_EXACT = 256  # reporters kept one by one: 60 bytes each in memory
INDEX_BITS = 11  # 2,048 registers: a standard error of 1.8 %
REGISTERS = 1 << INDEX_BITS
RANK_BITS = 64 - INDEX_BITS
RANK_MASK = (1 << RANK_BITS) - 1
ALPHA = 0.7213 / (1 + 1.079 / REGISTERS)  # Flajolet et al. 2007, for so many registers
LINEAR_UP_TO = 2.5 * REGISTERS  # theirs, too: below it empty registers say more than ranks
MASK = (1 << 64) - 1
# The finalizer of SplitMix64 (Steele et al. 2014): every bit of a key moves every bit of the hash.
FIRST_FACTOR = 0xBF58476D1CE4E5B9
SECOND_FACTOR = 0x94D049BB133111EB
FREE_OF = 0.5 ** np.arange(RANK_BITS + 2)  # what a register of each rank leaves free
Dumped = list[int | str | float]


def place_of(key: int) -> tuple[int, int]:
    """Where a key stands in every sketch: a register, and how rare the key is.

    Of 64 bits that look random, also of keys that were counted up, the leading ones choose the
    register.
    """
    key = ((key ^ (key >> 30)) * FIRST_FACTOR) & MASK
    key = ((key ^ (key >> 27)) * SECOND_FACTOR) & MASK
    key ^= key >> 31
    return key >> RANK_BITS, RANK_BITS + 1 - (key & RANK_MASK).bit_length()


def _places_of(keys: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.uint8]]:
    """As `place_of`, of many."""
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(FIRST_FACTOR)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(SECOND_FACTOR)
    keys = keys ^ (keys >> np.uint64(31))
    # The exponent of a number below 2^53, as a float, is its length in bits.
    lengths = np.frexp((keys & np.uint64(RANK_MASK)).astype(np.float64))[1]
    return keys >> np.uint64(RANK_BITS), (RANK_BITS + 1 - lengths).astype(np.uint8)


@dataclass(slots=True)
class Sketch:
    """A set of keys.

    `count` is its size, exact up to `MOST_EXACT`; `free` the sum of 2^-register.
    """

    exact: set[int] | None = field(default_factory=set)
    registers: bytearray = field(default_factory=bytearray)
    free: float = float(REGISTERS)
    count: float = 0.0

    def add(self, key: int) -> float:
        """Adds a key -> by how much the count grew; 0 where it was known."""
        if self.exact is None:
            return self.put(*place_of(key))
        if key in self.exact:
            return 0.0
        self.exact.add(key)
        self.count += 1
        if len(self.exact) > MOST_EXACT:
            self._spill()
        return 1.0

    def put(self, register: int, rank: int) -> float:
        """As `add`, of a key by its place; only where keys are not kept one by one."""
        before = self.registers[register]
        if rank <= before:
            return 0.0
        grown = REGISTERS / self.free  # 1 / the chance that a new key changes a register
        self.registers[register] = rank
        self.free += 2.0**-rank - 2.0**-before
        self.count += grown
        return grown

    def copy(self) -> "Sketch":
        """The same set, apart from this one."""
        exact = None if self.exact is None else set(self.exact)
        return Sketch(exact, bytearray(self.registers), free=self.free, count=self.count)

    def merge(self, other: "Sketch") -> None:
        """Takes in another set."""
        if other.exact is not None:
            for key in other.exact:
                self.add(key)
            return
        if self.exact is not None:
            if not self.exact:
                # The count that was kept as the other filled is better than any estimate.
                self.exact = None
                self.registers = bytearray(other.registers)
                self.free = other.free
                self.count = other.count
                return
            self._spill()
        # Registers are the greater of both: exactly those of one sketch that saw all keys.
        ours = np.frombuffer(self.registers, np.uint8)
        self._fill(np.maximum(ours, np.frombuffer(other.registers, np.uint8)))
        # The estimate of a union may fall below either part, which the union cannot.
        self.count = max(self.count, other.count, self._estimate())

    def _estimate(self) -> float:
        """The size that the registers speak of, where the way they filled is not known."""
        size = ALPHA * REGISTERS * REGISTERS / self.free
        empty = self.registers.count(0)
        # Linear counting while many are empty.
        if size < LINEAR_UP_TO and empty:
            return REGISTERS * math.log(REGISTERS / empty)
        return size

    def _spill(self) -> None:
        """From keys to registers; the count stays exact."""
        assert self.exact is not None
        at, ranks = _places_of(np.fromiter(self.exact, np.uint64, len(self.exact)))
        registers = np.zeros(REGISTERS, np.uint8)
        np.maximum.at(registers, at, ranks)
        self.exact = None
        self._fill(registers)

    def _fill(self, registers: NDArray[np.uint8]) -> None:
        self.registers = bytearray(registers.tobytes())
        # Exact in whatever order: no rank that ever occurs makes a term too small for the sum.
        self.free = float(FREE_OF[registers].sum())

    def dump(self) -> Dumped:
        """The compact form: keys, or the registers and the count."""
        if self.exact is not None:
            return [*sorted(self.exact)]
        return [base64.b85encode(bytes(self.registers)).decode(), self.count]

    @classmethod
    def load(cls, dumped: Dumped) -> "Sketch":
        """The inverse of `dump`."""
        if dumped and isinstance(dumped[0], str):
            registers = bytearray(base64.b85decode(dumped[0]))
            if len(registers) != REGISTERS:
                raise ValueError(f"a sketch has {REGISTERS} registers, not {len(registers)}")
            free = sum(2.0**-rank for rank in registers)
            return cls(None, registers, free=free, count=float(dumped[1]))
        return cls({int(key) for key in dumped}, count=float(len(dumped)))


def add(sketch: Sketch, key: int, place: tuple[int, int]) -> float:
    """As `Sketch.add`, of a key whose place is known: it is the same in every sketch."""
    if sketch.exact is not None:
        return sketch.add(key)
    register, rank = place
    # Of a sketch that is filling up nearly every key is known.
    return sketch.put(register, rank) if rank > sketch.registers[register] else 0.0
