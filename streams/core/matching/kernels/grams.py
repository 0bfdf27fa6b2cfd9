"""A text becomes symbols, grams, rows to look into and weights."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.core.matching.kernels.compiled import compiled, inlined
from streams.core.matching.kernels.frames import mark_stock
from streams.core.matching.kernels.hashes import BASE, ONE, first_gram, mixed, power
from streams.core.matching.kernels.tables import (
    CLUSTERS,
    EPOCH,
    MAX_SYMBOLS,
    NUMBER_BITS,
    NUMBER_MASK,
    SLOTS,
    Tables,
    Whole,
)
from streams.core.matching.parameters import Parameters

# A gram's row is the lowest bits of its hash, its frequency cell those from 40 on; whether it is
# sampled is said by the highest, or one row in three would hold all grams and two would be empty.
SAMPLE_SHIFT = np.uint64(33)
SAMPLES = 1 << 31  # the numbers that are left above the shift
CELL_SHIFT = np.uint64(40)
# Slots for each gram of a window: few enough that they stay in the nearest cache.
SLOTS_A_GRAM = 4
FEWEST_SLOTS = 64

LEAST_WEIGHT = 0.02  # of a compared gram: what is in every rumor is still shared
# Symbols below are Latin letters and digits: the fold leaves their code points.
LATIN_BELOW = 0x250


class Prepared(NamedTuple):
    """What `prepare` has put into the scratch tables."""

    at: Whole  # where the window begins in the text
    stored: int  # rows to be stored under
    asked: int  # rows to look into: those, and more
    distinct: int  # compared grams
    mass: float  # their idf mass
    mask: np.uint64  # of the slots in use


@inlined
def cell_of(hash_: np.uint64, cells: int) -> np.uint64:
    """The frequency cell of a gram."""
    return hash_ >> CELL_SHIFT & np.uint64(cells - 1)


@inlined
def per_log(tables: Tables, given: Parameters) -> float:
    """Scales idf to 0..1: 1 - ln(count + 1) / ln(clusters + 2)."""
    return float(1.0 / np.log(max(float(tables.state[CLUSTERS]), given.idf_floor) + 2.0))


@compiled
def fold(raw: NDArray[np.uint32], symbols: NDArray[np.uint16], text: NDArray[np.uint16]) -> int:
    """Code points -> symbols in `text`; how many."""
    n = 0
    for j in range(len(raw)):
        symbol = symbols[raw[j]]
        if symbol:
            text[n] = symbol
            n += 1
            if n == MAX_SYMBOLS:
                break
    return n


@compiled
def place(
    symbols: NDArray[np.uint16],
    at: int,
    n: int,
    rows: int,
    visits: NDArray[np.uint64],
    asks_all: bool,
    given: Parameters,
) -> tuple[int, int]:
    """The rows that a text is stored under into `visits`, and behind them those it looks into as
    well, where it `asks_all` -> how many are the first, and how many they are together.
    """
    mask = np.uint64(rows - 1)
    length = min(given.gram, n)
    lead = power(length)
    limit = np.uint64(SAMPLES if n < given.short else SAMPLES // given.sample)
    stored = 0
    # Those not sampled are gathered from the other end, and moved up behind the others.
    end = len(visits)
    number = first_gram(symbols, at, length)
    for j in range(n - length + 1):
        hash_ = mixed(number)
        if hash_ >> SAMPLE_SHIFT < limit:
            visits[stored] = hash_ & mask
            stored += 1
        elif asks_all:
            end -= 1
            visits[end] = hash_ & mask
        if j < n - length:
            number = (
                number * BASE
                + np.uint64(symbols[at + j + length])
                - np.uint64(symbols[at + j]) * lead
            )
    asked = stored
    for j in range(len(visits) - 1, end - 1, -1):
        visits[asked] = visits[j]
        asked += 1
    return stored, asked


@inlined
def slot_mask(grams: int) -> np.uint64:
    """Of a table with room for so many grams: the smaller, the nearer it lies."""
    slots = FEWEST_SLOTS
    while slots < SLOTS_A_GRAM * grams and slots < SLOTS:
        slots *= 2
    return np.uint64(slots - 1)


@compiled
def number_of(
    hash_: np.uint64,
    epoch: int,
    mask: np.uint64,
    slots: NDArray[np.int64],
    keys: NDArray[np.uint64],
) -> Whole:
    """The number of one of the text's grams, -1 where the text does not have it."""
    slot = hash_ & mask
    entry = slots[slot]
    while entry >> NUMBER_BITS == epoch:
        if keys[entry & NUMBER_MASK] == hash_:
            return np.int64(entry & NUMBER_MASK)
        slot = (slot + ONE) & mask
        entry = slots[slot]
    return -1


@inlined
def latin_in(symbols: NDArray[np.uint16], at: int, length: int) -> int:
    few = 0
    for n in range(length):
        few += symbols[at + n] < LATIN_BELOW
    return few


@compiled
def prepare(at: int, n: int, tables: Tables, given: Parameters) -> Prepared:
    """The rows, the distinct compared grams and their weights, of a window of `tables.text`."""
    text, slots, keys, weights = tables.text, tables.slots, tables.keys, tables.weights
    frequency, logs, numbers = tables.frequency, tables.logs, tables.numbers
    tables.state[EPOCH] += 1
    epoch = tables.state[EPOCH]
    rows = tables.rows.shape[0]
    stored, asked = place(text, at, n, rows, tables.visits, n < given.ask_all, given)
    scale = per_log(tables, given)
    length = min(given.compare, n)
    mask = slot_mask(n)
    lead = power(length)
    mark_stock(
        text,
        at,
        n,
        tables.stock_heads,
        tables.stock_words,
        tables.stock_single,
        tables.stocked,
    )
    stocked = tables.stocked
    run = 0  # symbols of stock words before the end of the gram
    for j in range(length - 1):
        run = run + 1 if stocked[j] else 0
    latin_loses = (1.0 - given.latin) / length
    distinct = 0
    mass = 0.0
    number = first_gram(text, at, length)
    for j in range(n - length + 1):
        run = run + 1 if stocked[j + length - 1] else 0
        hash_ = mixed(number)
        slot = hash_ & mask
        entry = slots[slot]
        while entry >> NUMBER_BITS == epoch and keys[entry & NUMBER_MASK] != hash_:
            slot = (slot + ONE) & mask
            entry = slots[slot]
        if entry >> NUMBER_BITS == epoch:
            numbers[j] = entry & NUMBER_MASK
        else:
            slots[slot] = epoch << NUMBER_BITS | distinct
            keys[distinct] = hash_
            count = frequency[cell_of(hash_, len(frequency))]
            weight = max(LEAST_WEIGHT, 1.0 - logs[count] * scale)
            if latin_loses > 0:
                weight *= 1.0 - latin_loses * latin_in(text, at + j, length)
            if run >= length:
                weight = LEAST_WEIGHT
            weights[distinct] = weight
            mass += weight
            numbers[j] = distinct
            distinct += 1
        if j < n - length:
            number = (
                number * BASE + np.uint64(text[at + j + length]) - np.uint64(text[at + j]) * lead
            )
    return Prepared(at, stored, asked, distinct, mass, mask)
