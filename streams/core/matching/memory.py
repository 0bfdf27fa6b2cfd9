"""The memory of an index: its tables, and how they grow.

When it grows hangs on what was stored alone, never on how texts were batched: the number of rows
decides which grams share one.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from streams.core.matching.kernels import tables as t
from streams.core.matching.kernels.tables import Tables
from streams.core.matching.opposites import with_opposites
from streams.core.matching.parameters import MOST_WINDOWS

# A head and the seven newest exemplars of a gram. How many ids is what matters (three: F1 -.01 at a
# million wordings).
ROW_WIDTH = 8
FIRST_BITS = 14  # 512 KB of rows
# Rows for an exemplar at least: 2, and 4 while it costs little (1,600 texts at 2.6 rows: recall
# -.01).
ROWS = 2
ROWS_OF_A_SMALL_INDEX = 4
SMALL_BITS = 19
# A cell counts for all grams that fall into it. As good as 2^24 cells, and it stays in the cache.
FREQUENCY_BITS = 20
FIRST_SYMBOLS = 400_000  # of the arena, to begin with
ARENA_GROWS = 1.1  # its new part is written to at once, unlike that of the other tables
FIRST_CLUSTERS = 4_096
PAIRS = 1 << 16
LINE_BYTES = 64  # of the cache: a row that begins on one is one read
NEVER_LOGGED = 1e9  # the logarithm of a stock phrase's frequency: whatever the scale, it is enough
EACH = (
    ("start", np.int64),
    ("mass", np.float32),
    ("cluster", np.int32),
    ("owner", np.uint64),
    ("groups", np.uint32),
)
EACH_CLUSTER = ("parent", "wordings", "size")


class Memory:
    """Owns the tables. After each growth `tables` is another tuple."""

    def __init__(self) -> None:
        self.bits = FIRST_BITS
        self.tables = _first_tables()
        self._make_exemplars()

    def grow_rows(self) -> None:
        """Twice as many rows, all empty: they are to be entered again."""
        self.bits += 1
        self.tables = self.tables._replace(rows=_rows(self.bits))
        self._make_exemplars()

    def forget_oldest(self, count: int) -> None:
        """Without the first exemplars: in as few rows as hold the others with some room, all empty:
        they are to be entered again.
        """
        tables = self.tables
        state = tables.state
        left = int(state[t.COUNT]) - count
        end = int(state[t.END])
        # Whole bytes of `unsure`: up to seven symbols stay in front that nobody looks at.
        first = int(tables.start[count]) // 8 * 8
        size = int((end - first) * ARENA_GROWS) + t.MAX_SYMBOLS
        self.bits = _bits_for(left)
        self.tables = tables._replace(
            rows=_rows(self.bits),
            arena=_grown(tables.arena[first:end], size),
            unsure=_grown(tables.unsure[first // 8 : end // 8 + 1], size // 8 + 1),
            start=tables.start[count : count + left + 1] - first,
            **{
                name: getattr(tables, name)[count : count + left]
                for name, _ in EACH
                if name != "start"
            },
        )
        state[t.COUNT] = left
        state[t.END] = end - first
        self._make_exemplars()

    def grow_clusters(self) -> None:
        """Room for twice as many clusters."""
        size = 2 * len(self.tables.parent)
        grown: dict[str, Any] = {
            name: _grown(getattr(self.tables, name), size) for name in EACH_CLUSTER
        }
        self.tables = self.tables._replace(**grown)

    def grow_arena(self, symbols: int) -> None:
        """Room for so many symbols at least."""
        if symbols <= len(self.tables.arena):
            return
        size = int(symbols * ARENA_GROWS)
        # In place, where nobody else holds a view: the pages move to their new address, and no
        # symbol is copied.
        self.tables.arena.resize(size, refcheck=False)
        self.tables.unsure.resize(size // 8 + 1, refcheck=False)

    def keep_apart(self, pairs: Sequence[tuple[int, int]]) -> None:
        """Sets the clusters that must not become one."""
        self.tables = self.tables._replace(apart=np.array(pairs, np.int32).reshape(-1, 2))

    def nbytes(self) -> int:
        """Bytes in use."""
        tables = self.tables
        state = tables.state
        whole = (tables.rows, tables.frequency, tables.weak, tables.pairs)
        exemplars = sum(np.dtype(kind).itemsize for _, kind in EACH) * int(state[t.COUNT])
        clusters = 4 * len(EACH_CLUSTER) * int(state[t.CLUSTERS])
        symbols = int(state[t.END]) * 2 + int(state[t.END]) // 8
        return sum(table.nbytes for table in whole) + exemplars + clusters + symbols

    def _make_exemplars(self) -> None:
        room = _room(self.bits)
        self.tables.state[t.ROOM] = room
        # The last text that finds room may keep all of its windows.
        size = room + MOST_WINDOWS + 1
        grown: dict[str, Any] = {name: _grown(getattr(self.tables, name), size) for name, _ in EACH}
        self.tables = self.tables._replace(**grown)


def _grown(old: NDArray[Any], size: int) -> NDArray[Any]:
    new = np.zeros(size, old.dtype)
    new[: len(old)] = old
    return new


def _room(bits: int) -> int:
    """Exemplars that so many rows hold."""
    return (1 << bits) // (ROWS_OF_A_SMALL_INDEX if bits <= SMALL_BITS else ROWS)


def _bits_for(exemplars: int) -> int:
    """Of rows that hold so many and half as many more."""
    bits = FIRST_BITS
    while 2 * _room(bits) < 3 * exemplars:
        bits += 1
    return bits


def _rows(bits: int) -> NDArray[np.int32]:
    """Rows that begin where a line of the cache does."""
    size = (1 << bits) * ROW_WIDTH * 4
    room = np.zeros(size + LINE_BYTES, np.uint8)
    begin = -room.ctypes.data % LINE_BYTES
    return room[begin : begin + size].view(np.int32).reshape(-1, ROW_WIDTH)


def _first_tables() -> Tables:
    symbols, opposites = with_opposites()
    every: dict[str, Any] = {
        "symbols": symbols,
        "opposites": opposites,
        "rows": _rows(FIRST_BITS),
        **{name: np.zeros(0, kind) for name, kind in EACH},
        **{name: np.zeros(FIRST_CLUSTERS, np.int32) for name in EACH_CLUSTER},
        **_first_counts(),
        **_scratch(),
    }
    return Tables(**every)


def _first_counts() -> dict[str, NDArray[Any]]:
    logs = np.log(np.arange(t.LOGS) + 1.0)
    logs[t.STOCK] = NEVER_LOGGED
    return {
        "state": np.zeros(t.STATE_SIZE, np.int64),
        "frequency": np.zeros(1 << FREQUENCY_BITS, np.uint16),
        "weak": np.zeros(1 << FREQUENCY_BITS, np.uint8),
        "logs": logs,
        "stock_heads": np.zeros(t.HEADS, np.uint16),
        "stock_words": np.zeros(t.MOST_WORDS, np.uint64),
        "stock_single": np.zeros(t.HEADS, np.uint8),
        "sense_heads": np.zeros(1 << t.SENSE_HEAD_BITS, np.uint16),
        "sense_words": np.zeros(t.MOST_SENSE_WORDS, np.uint64),
        "senses": np.zeros(t.MOST_SENSE_WORDS, np.int32),
        "arena": np.zeros(FIRST_SYMBOLS, np.uint16),
        "unsure": np.zeros(FIRST_SYMBOLS // 8 + 1, np.uint8),
        "pairs": np.zeros((PAIRS, 4), np.int32),
        "apart": np.zeros((0, 2), np.int32),
    }


def _scratch() -> dict[str, NDArray[Any]]:
    shapes: dict[str, tuple[int | tuple[int, int], DTypeLike]] = {
        "text": (t.MAX_SYMBOLS, np.uint16),
        "slots": (t.SLOTS, np.int64),
        "keys": (t.MOST_GRAMS, np.uint64),
        "weights": (t.MOST_GRAMS, np.float64),
        "numbers": (t.MOST_GRAMS, np.int32),
        "stocked": (t.MOST_GRAMS, np.uint8),
        "visits": (t.SLOTS, np.uint64),
        "voted": (t.SLOTS, np.int64),
        "names": (t.MOST_CANDIDATES, np.int64),
        "votes": (t.MOST_CANDIDATES, np.float32),
        "ours": ((t.MOST_SENSES, 3), np.int32),
        "theirs": ((t.MOST_SENSES, 3), np.int32),
        "chosen": (t.MOST_COMPARED, np.int64),
        "roots": (t.MOST_COMPARED, np.int64),
        "top": ((t.MOST_COMPARED, t.TOP_WIDTH), np.float64),
        "shared": ((t.MOST_COMPARED, t.SET_WORDS), np.uint64),
        "confirmed": ((t.MOST_COMPARED, t.SET_WORDS), np.uint64),
        "sets": ((t.SET_ROWS, t.SET_WORDS), np.uint64),
        "linked": ((t.MOST_LINKED, 2), np.int64),
        "linked_mass": (t.MOST_LINKED, np.float64),
        "notes": ((t.MOST_NOTES, t.NOTE_WIDTH), np.float64),
    }
    return {name: np.zeros(shape, kind) for name, (shape, kind) in shapes.items()}
