"""Sketches in rows: keys in chunks as long as they are few, else registers. What they are and why:
`surge.sketch`, whose numbers they give bit by bit.
"""

import math

import numpy as np

from streams.core.surge.kernels.compiled import compiled
from streams.core.surge.kernels.tables import (
    COUNT,
    FREE,
    KEYS_A_CHUNK,
    LINK,
    MANY,
    SPARE_CHUNKS,
    SPARE_REGISTERS,
    Keys,
    Tables,
    Whole,
    Wholes,
)
from streams.core.surge.sketch import (
    FIRST_FACTOR,
    FREE_OF,
    MOST_EXACT,
    RANK_BITS,
    RANK_MASK,
    REGISTERS,
    SECOND_FACTOR,
)

FIRST = np.uint64(FIRST_FACTOR)
SECOND = np.uint64(SECOND_FACTOR)
MASK = np.uint64(RANK_MASK)
SHIFT = np.uint64(RANK_BITS)
BY_27 = np.uint64(27)
BY_30 = np.uint64(30)
BY_31 = np.uint64(31)


@compiled
def take(spare: Wholes, lane: Wholes, kind: int) -> Whole:
    """A row that was spare; there is one (`records.has_room`)."""
    lane[kind] -= 1
    return np.int64(spare[lane[kind]])


@compiled
def give(spare: Wholes, lane: Wholes, kind: int, row: Whole) -> None:
    spare[lane[kind]] = row
    lane[kind] += 1


@compiled
def holds(chunks: Keys, newest: Whole, size: Whole, key: np.uint64) -> bool:
    """Whether a key is among those kept."""
    left = size
    chunk = newest
    while left > 0:
        filled = (left - 1) % KEYS_A_CHUNK + 1
        for k in range(1, filled + 1):
            if chunks[chunk, k] == key:
                return True
        left -= filled
        chunk = np.int64(chunks[chunk, LINK])
    return False


@compiled
def append(tables: Tables, holder: Wholes, row: Whole, sketch: int, key: np.uint64) -> None:
    """Keeps a key that is not among those kept."""
    size = holder[row, sketch]
    place = size % KEYS_A_CHUNK
    if place == 0:
        chunk = take(tables.spare_chunks, tables.lane, SPARE_CHUNKS)
        tables.chunks[chunk, LINK] = np.uint64(holder[row, sketch + 1])
        holder[row, sketch + 1] = chunk
    tables.chunks[holder[row, sketch + 1], 1 + place] = key
    holder[row, sketch] = size + 1


@compiled
def drop_keys(tables: Tables, holder: Wholes, row: Whole, sketch: int) -> None:
    """Gives back the chunks of a sketch that keeps keys."""
    left = holder[row, sketch]
    chunk = holder[row, sketch + 1]
    while left > 0:
        following = np.int64(tables.chunks[chunk, LINK])
        give(tables.spare_chunks, tables.lane, SPARE_CHUNKS, chunk)
        chunk = following
        left -= (left - 1) % KEYS_A_CHUNK + 1
    holder[row, sketch] = 0
    holder[row, sketch + 1] = 0


@compiled
def clear(tables: Tables, holder: Wholes, row: Whole, sketch: int) -> None:
    """Gives back all that a sketch has: nobody is in it."""
    if holder[row, sketch] == MANY:
        registers = holder[row, sketch + 1]
        give(tables.spare_registers, tables.lane, SPARE_REGISTERS, registers)
        holder[row, sketch] = 0
        holder[row, sketch + 1] = 0
    else:
        drop_keys(tables, holder, row, sketch)


@compiled
def place_of(key: np.uint64) -> tuple[Whole, Whole]:
    """The register of a key, and how rare it is there."""
    mixed = (key ^ (key >> BY_30)) * FIRST
    mixed = (mixed ^ (mixed >> BY_27)) * SECOND
    mixed = mixed ^ (mixed >> BY_31)
    # The exponent of a number below 2^53, as a float, is its length in bits.
    length = math.frexp(float(mixed & MASK))[1]
    return np.int64(mixed >> SHIFT), RANK_BITS + 1 - length


@compiled
def put(tables: Tables, registers: Whole, register: Whole, rank: Whole) -> float:
    """Adds the key of a place -> by how much the count grew."""
    before = tables.registers[registers, register]
    if rank <= before:
        return 0.0
    grown = REGISTERS / tables.sums[registers, FREE]  # 1 / the chance that a new key changes one
    tables.registers[registers, register] = rank
    tables.sums[registers, FREE] += FREE_OF[rank] - FREE_OF[before]
    tables.sums[registers, COUNT] += grown
    return float(grown)


@compiled
def add(tables: Tables, holder: Wholes, row: Whole, sketch: int, key: np.uint64) -> None:
    """Adds a key to a sketch of either kind."""
    size = holder[row, sketch]
    if size == MANY:
        register, rank = place_of(key)
        put(tables, holder[row, sketch + 1], register, rank)
    elif not holds(tables.chunks, holder[row, sketch + 1], size, key):
        append(tables, holder, row, sketch, key)
        if size + 1 > MOST_EXACT:
            spill(tables, holder, row, sketch)


@compiled
def spill(tables: Tables, holder: Wholes, row: Whole, sketch: int) -> None:
    """From keys to registers; the count stays exact."""
    registers = take(tables.spare_registers, tables.lane, SPARE_REGISTERS)
    line = tables.registers[registers]
    line[:] = 0
    size = holder[row, sketch]
    left = size
    chunk = holder[row, sketch + 1]
    while left > 0:
        filled = (left - 1) % KEYS_A_CHUNK + 1
        for k in range(1, filled + 1):
            register, rank = place_of(tables.chunks[chunk, k])
            if rank > line[register]:
                line[register] = rank
        left -= filled
        chunk = np.int64(tables.chunks[chunk, LINK])
    drop_keys(tables, holder, row, sketch)
    free = 0.0
    for register in range(REGISTERS):
        free += FREE_OF[line[register]]
    tables.sums[registers, FREE] = free
    tables.sums[registers, COUNT] = size
    holder[row, sketch] = MANY
    holder[row, sketch + 1] = registers


@compiled
def copied(tables: Tables, registers: Whole) -> Whole:
    """The same registers once more."""
    copy = take(tables.spare_registers, tables.lane, SPARE_REGISTERS)
    for register in range(REGISTERS):
        tables.registers[copy, register] = tables.registers[registers, register]
    tables.sums[copy, FREE] = tables.sums[registers, FREE]
    tables.sums[copy, COUNT] = tables.sums[registers, COUNT]
    return copy


@compiled
def read_keys(chunks: Keys, newest: Whole, size: Whole, out: Keys) -> None:
    """All keys that are kept."""
    left = size
    chunk = newest
    while left > 0:
        filled = (left - 1) % KEYS_A_CHUNK + 1
        left -= filled
        for k in range(filled):
            out[left + k] = chunks[chunk, 1 + k]
        chunk = np.int64(chunks[chunk, LINK])


@compiled
def keep_keys(tables: Tables, holder: Wholes, row: Whole, sketch: int, keys: Keys) -> None:
    """Keeps different keys in a sketch that has none."""
    for key in keys:
        append(tables, holder, row, sketch, key)
