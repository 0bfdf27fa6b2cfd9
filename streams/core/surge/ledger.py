"""The ledger of a lane: it owns the arrays that the compiled loops count in (`kernels.tables`).

Who owns a row: `Counters` that of a rumor, `Episode` that of an episode, from when they are made
until nobody holds them. Hours, chunks and registers belong to the row that leads to them; compiled
loops take and give them back. Loops never grow an array: what they may need is spare before
(`make_room`), and an array grows by doubling.

Looks, tellings, merges and snapshots read numbers through the attributes of `Counters` and
`Episode`; whole sketches, hours and bins they get as values, change those, and put them back.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from streams.core.surge.kernels import tables as t
from streams.core.surge.kernels.hours import (
    BINS_KEPT,
    HOUR_BINS,
    drop_all,
    put_bins,
    put_hour,
    read_bins,
)
from streams.core.surge.kernels.sketches import clear, keep_keys, read_keys, take
from streams.core.surge.kernels.tables import Tables, Wholes
from streams.core.surge.reporters import Hour, Hours
from streams.core.surge.sketch import REGISTERS, Sketch

# Marks of a crowd, a byte each: a lane remembers about the last 60,000 people. One who is forgotten
# is new again, and the share of new people is measured with the same memory.
SLOTS = 1 << 16
FEWEST_ROWS = 16  # of a table: a lane may be of one rumor
RUMORS = ("rumors", "numbers")
EPISODES = ("episodes", "normals")
# Tables of one kind of rows, the stack of those that are spare, and where their number stands.
HOURS = (("hours", "bins"), "spare_hours", t.SPARE_HOURS)
CHUNKS = (("chunks",), "spare_chunks", t.SPARE_CHUNKS)
REGISTER_ROWS = (("registers", "sums"), "spare_registers", t.SPARE_REGISTERS)
# Of a rumor there may be: its first and last hour are kept as wholes.
BINS_OF_HOURS = BINS_KEPT + 2 * HOUR_BINS
Kind = tuple[tuple[str, ...], str, int]


class Ledger:
    """The arrays of a lane, and which rows are spare. The first one taken is row 0: the pulse."""

    def __init__(self) -> None:
        # Rows that nobody holds any more; they are emptied once rows are short.
        self.left_rumors: list[int] = []
        self.left_episodes: list[int] = []
        self._spare_rumors: list[int] = []
        self._spare_episodes: list[int] = []
        self.profile: object = None  # whose counts and weights lie here
        self.tables = _empty()
        # Python reads and writes single numbers through views: three times as fast.
        self.lane: Any = self.tables.lane.data
        self.shares: Any = self.tables.shares.data
        self._spare_rumors += range(FEWEST_ROWS - 1, -1, -1)
        self._spare_episodes += range(FEWEST_ROWS - 1, 0, -1)
        for _, stack, count in (HOURS, CHUNKS, REGISTER_ROWS):
            self._add_spare(stack, count, 1, FEWEST_ROWS)
        self._view()

    def take_rumor(self) -> int:
        """A row for a rumor, all zeros."""
        if not self._spare_rumors:
            self.clear()
        if not self._spare_rumors:
            self._spare_rumors += self._grown(RUMORS)
        return self._spare_rumors.pop()

    def take_episode(self) -> int:
        """A row for an episode, all zeros."""
        if not self._spare_episodes:
            self.clear()
        if not self._spare_episodes:
            self._spare_episodes += self._grown(EPISODES)
        return self._spare_episodes.pop()

    def clear(self) -> None:
        """Rows that nobody holds any more become spare, and so does what they lead to."""
        while self.left_rumors:
            row = self.left_rumors.pop()
            drop_all(self.tables, row)
            self.tables.rumors[row] = 0
            self.tables.numbers[row] = 0.0
            self._spare_rumors.append(row)
        while self.left_episodes:
            row = self.left_episodes.pop()
            clear(self.tables, self.tables.episodes, row, t.REPORTERS)
            self.tables.episodes[row] = 0
            self.tables.normals[row] = 0.0
            self._spare_episodes.append(row)

    def make_room(self, reports: int) -> None:
        """Makes rows spare that counting so many reports of a moment may take."""
        self._have_spare(HOURS, t.LEAST_SPARE)
        self._have_spare(REGISTER_ROWS, t.LEAST_SPARE)
        self._have_spare(CHUNKS, 2 * reports + t.LEAST_SPARE)

    def hold(self, reports: int) -> None:
        """Makes room for a record of so many reports."""
        held = self.tables.late.shape[1]
        if held < reports:
            held = max(reports, 2 * held)
            order = np.zeros(3 * held, np.int64)  # reports, and starts of as many rumors
            self.tables = self.tables._replace(order=order, late=np.zeros((2, held)))

    def sketch(self, holder: Wholes, row: int, column: int) -> Sketch:
        """The sketch that stands in a row of `hours` or `episodes`."""
        size, at = holder[row, column : column + 2].tolist()
        if size == t.MANY:
            return self._of_registers(at)
        keys = np.empty(size, np.uint64)
        read_keys(self.tables.chunks, at, size, keys)
        return Sketch(set(keys.tolist()), count=float(size))

    def put_sketch(self, holder: str, row: int, column: int, sketch: Sketch) -> None:
        """Puts a sketch into a row of `hours` or `episodes`, in place of what is there."""
        clear(self.tables, getattr(self.tables, holder), row, column)
        if sketch.exact is None:
            at = self._put_registers(sketch)
            getattr(self.tables, holder)[row, column : column + 2] = t.MANY, at
            return
        self._have_spare(CHUNKS, len(sketch.exact) + t.LEAST_SPARE)
        keys = np.array(sorted(sketch.exact), np.uint64)
        keep_keys(self.tables, getattr(self.tables, holder), row, column, keys)

    def hours(self, rumor: int) -> Hours:
        """The hours that somebody reported in, by their numbers."""
        found = {}
        table = self.tables.hours
        for row, number in self._rows_of(rumor):
            if table[row, t.IS_OPENED]:
                known = int(table[row, t.KNOWN])
                found[number] = Hour(
                    seen=self.sketch(table, row, t.SEEN),
                    known=self._of_registers(known) if known else None,
                    anonymous=int(table[row, t.UNNAMED]),
                    fresh=int(table[row, t.FRESH]),
                )
        return dict(sorted(found.items()))

    def put_hours(self, rumor: int, hours: Hours) -> None:
        """Puts hours in place of those that are there; the bins stay."""
        if self.rumors[rumor, t.NEWEST_HOUR]:
            bins = self.bins(rumor)
            drop_all(self.tables, rumor)
            self.put_bins(rumor, bins)
        for number, hour in hours.items():
            seen = hour.seen.exact
            self.make_room(len(seen or ()))
            keys = np.array(sorted(seen or ()), np.uint64)
            row = int(put_hour(self.tables, rumor, number, hour.anonymous, hour.fresh, keys))
            if seen is None:
                registers = self._put_registers(hour.seen)
                self.tables.hours[row, t.SEEN : t.SEEN + 2] = t.MANY, registers
            if hour.known is not None:
                registers = self._put_registers(hour.known)
                self.tables.hours[row, t.KNOWN] = registers

    def bins(self, rumor: int) -> dict[int, float]:
        """Weighted reports of the bins that have some, by their numbers."""
        numbers = np.empty(BINS_OF_HOURS, np.int64)
        weights = np.empty(BINS_OF_HOURS)
        tables = self.tables
        newest = self.rumors[rumor, t.NEWEST_HOUR]
        count = read_bins(tables.hours, tables.bins, newest, numbers, weights)
        oldest_first = slice(count - 1, None, -1) if count else slice(0)
        return dict(
            zip(numbers[oldest_first].tolist(), weights[oldest_first].tolist(), strict=True)
        )

    def put_bins(self, rumor: int, bins: dict[int, float]) -> None:
        """Puts bins in place of those that are there; who was seen in the hours stays."""
        self._have_spare(HOURS, len(bins) + t.LEAST_SPARE)
        numbers = np.array(list(bins.keys()), np.int64)
        put_bins(self.tables, rumor, numbers, np.array(list(bins.values()), np.float64))

    def _rows_of(self, rumor: int) -> Iterator[tuple[int, int]]:
        """The rows of a rumor's hours and their numbers, the newest first."""
        row = self.rumors[rumor, t.NEWEST_HOUR]
        while row:
            yield row, int(self.tables.hours[row, t.NUMBER])
            row = int(self.tables.hours[row, t.BEFORE])

    def _of_registers(self, row: int) -> Sketch:
        free, count = self.tables.sums[row].tolist()
        return Sketch(None, bytearray(self.tables.registers[row]), free=free, count=count)

    def _put_registers(self, sketch: Sketch) -> int:
        self._have_spare(REGISTER_ROWS, t.LEAST_SPARE)
        row = int(take(self.tables.spare_registers, self.tables.lane, t.SPARE_REGISTERS))
        self.tables.registers[row] = np.frombuffer(sketch.registers, np.uint8)
        self.tables.sums[row] = sketch.free, sketch.count
        return row

    def _have_spare(self, kind: Kind, least: int) -> None:
        names, stack, count = kind
        if self.lane[count] < least:
            self.clear()
        while self.lane[count] < least:
            rows = self._grown((*names, stack))
            self._add_spare(stack, count, rows[-1], rows[0] + 1)

    def _grown(self, names: tuple[str, ...]) -> range:
        """Doubles the tables of a kind -> the new rows, the lowest last."""
        old = {name: getattr(self.tables, name) for name in names}
        self.tables = self.tables._replace(**{name: _doubled(array) for name, array in old.items()})
        self._view()
        rows = len(old[names[0]])
        return range(2 * rows - 1, rows - 1, -1)

    def _add_spare(self, stack: str, count: int, first: int, end: int) -> None:
        spare = self.lane[count]
        rows = np.arange(end - 1, first - 1, -1)  # the lowest on top
        getattr(self.tables, stack)[spare : spare + len(rows)] = rows
        self.lane[count] = spare + len(rows)

    def _view(self) -> None:
        self.rumors: Any = self.tables.rumors.data
        self.numbers: Any = self.tables.numbers.data
        self.episodes: Any = self.tables.episodes.data
        self.normals: Any = self.tables.normals.data


def _doubled(array: NDArray[Any]) -> NDArray[Any]:
    out = np.zeros((2 * len(array), *array.shape[1:]), array.dtype)
    out[: len(array)] = array
    return out


def _empty() -> Tables:
    rows = FEWEST_ROWS
    return Tables(
        rumors=np.zeros((rows, t.RUMOR_WHOLES), np.int64),
        numbers=np.zeros((rows, t.RUMOR_NUMBERS)),
        episodes=np.zeros((rows, t.EPISODE_WHOLES), np.int64),
        normals=np.zeros((rows, 1)),
        hours=np.zeros((rows, t.HOUR_WHOLES), np.int64),
        bins=np.zeros((rows, HOUR_BINS)),
        chunks=np.zeros((rows, 1 + t.KEYS_A_CHUNK), np.uint64),
        registers=np.zeros((rows, REGISTERS), np.uint8),
        sums=np.zeros((rows, 2)),
        spare_hours=np.zeros(rows, np.int64),
        spare_chunks=np.zeros(rows, np.int64),
        spare_registers=np.zeros(rows, np.int64),
        lane=np.zeros(t.LANE_WHOLES, np.int64),
        shares=np.zeros(t.LANE_NUMBERS),
        marks=np.zeros(SLOTS, np.uint8),
        order=np.zeros(3 * rows, np.int64),
        late=np.zeros((2, rows)),
        day=np.zeros(BINS_OF_HOURS + HOUR_BINS),
    )
