"""Who counts: distinct reporters of a rumor, by hour, in little memory and without a ceiling.

In: a reporter and the hour of the report. Out: how much the report counts: 0 for a reporter of this
hour or the one before, else 1 (or a little more, to make up for those that a full sketch can no
longer tell apart). Late reports count in their own hour and clear nothing.

Up to `MOST_EXACT` reporters are kept as they are; beyond, a HyperLogLog that is counted as it fills
(each change of a register counts 1 / the chance that a new reporter changes one: Ting 2014, Cohen
2015), which is unbiased at every size.
"""

import base64
import hashlib
import math
from dataclasses import dataclass, field

from streams.core.durations import HOUR_MS

MOST_EXACT = 256  # reporters kept one by one: 60 bytes each in memory
INDEX_BITS = 11  # 2,048 registers: a standard error of 1.8 %
REGISTERS = 1 << INDEX_BITS
RANK_BITS = 64 - INDEX_BITS
ALPHA = 0.7213 / (1 + 1.079 / REGISTERS)  # Flajolet et al. 2007, for so many registers
LINEAR_UP_TO = 2.5 * REGISTERS  # theirs, too: below it empty registers say more than ranks
HOURS_KEPT = 26  # a day of late reports, and the hour before
Dumped = list[int | str | float]


def key_of(reporter: str) -> int:
    """64 well-mixed bits of a reporter, whatever form its name has."""
    return int.from_bytes(
        hashlib.blake2b(reporter.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big"
    )


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
        if self.exact is not None:
            if key in self.exact:
                return 0.0
            self.exact.add(key)
            self.count += 1
            if len(self.exact) > MOST_EXACT:
                self._spill()
            return 1.0
        chance = self.free / REGISTERS
        if not self._raise(key):
            return 0.0
        self.count += 1 / chance
        return 1 / chance

    def surely_has(self, key: int) -> bool:
        """Whether a key is known; False where only the sketch is left, which cannot say."""
        return self.exact is not None and key in self.exact

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
        for at, rank in enumerate(other.registers):
            if rank > self.registers[at]:
                self.free += 2.0**-rank - 2.0 ** -self.registers[at]
                self.registers[at] = rank
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
        keys = self.exact
        self.exact = None
        self.registers = bytearray(REGISTERS)
        self.free = float(REGISTERS)
        for key in keys:
            self._raise(key)

    def _raise(self, key: int) -> bool:
        # The leading bits choose the register, the others say how rare the key is.
        at = key >> RANK_BITS
        rank = RANK_BITS - (key & ((1 << RANK_BITS) - 1)).bit_length() + 1
        before = self.registers[at]
        if rank <= before:
            return False
        self.free += 2.0**-rank - 2.0**-before
        self.registers[at] = rank
        return True

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
            free = sum(2.0**-rank for rank in registers)
            return cls(None, registers, free=free, count=float(dumped[1]))
        return cls({int(key) for key in dumped}, count=float(len(dumped)))


@dataclass(slots=True)
class Hour:
    """Who was seen in one hour, and who was known in it: seen in it, or in the hour before."""

    seen: Sketch = field(default_factory=Sketch)
    known: Sketch = field(default_factory=Sketch)


Hours = dict[int, Hour]


def weight_of(hours: Hours, key: int, at_ms: int) -> float:
    """How much a report of the reporter `key` at `at_ms` counts; remembers the reporter for that
    hour and the next.
    """
    number = at_ms // HOUR_MS
    hour = hours.get(number) or _open(hours, number)
    hour.seen.add(key)
    # `known` begins with those of the hour before: who reports at 10:59 and 11:01 counts once.
    weight = hour.known.add(key)
    later = hours.get(number + 1)
    if later is None:
        return weight
    # A late report of somebody who was counted an hour later already.
    counted = later.seen.surely_has(key)
    later.known.add(key)
    return 0.0 if counted else weight


def together(hours: Hours, from_ms: int) -> Sketch:
    """Everybody seen from the hour of `from_ms` on."""
    everybody = Sketch()
    for number, hour in hours.items():
        if number >= from_ms // HOUR_MS:
            everybody.merge(hour.seen)
    return everybody


def _open(hours: Hours, number: int) -> Hour:
    """A fresh hour, in which those of the hour before are known; what is older than a day goes."""
    before = hours.get(number - 1)
    hours[number] = Hour(Sketch(), before.seen.copy() if before else Sketch())
    newest = max(hours)
    for old in [old for old in hours if old <= newest - HOURS_KEPT]:
        del hours[old]
    # An hour that is older than what is kept is gone again: its report counts, and is not known.
    return hours.get(number) or Hour()
