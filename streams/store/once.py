"""Once: of the copies of a report that come within 180 days one is stored, the first.

In: rows of `sightings` on their way to ClickHouse. Out: those that are stored. A copy in the same
minute and wording replaces the row before it by key and is let through, as a replay is; one in
another would be a second row, and is left out. Spread, lists, wordings and dashboards are all made
from what is stored, so they agree.

Where each report was counted is written to the table `seen` before its sighting: a crash between
the two is healed by the replay, which finds its own place there. Two stores that get copies of one
report within the same second, in two scripts and past two intakes, might both store it.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from threading import Event

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from streams import telemetry
from streams.store.block import Block
from streams.store.database import Database
from streams.store.filters import Filter, Keys
from streams.store.spread import MINUTE_MS
from streams.store.tables import SeenRow, SightingRow

logger = logging.getLogger("rumor.store")

# Ids in one statement: 39 characters each, of the 256 kB that ClickHouse parses.
AT_ONCE = 5_000
FROM_CONTENT = 5  # the version of a UUID that is made from content: it can come again
LOW_HALF = (1 << 64) - 1

KNOWN_SQL = """
SELECT report_id, toUnixTimestamp64Milli(minute) AS minute_ms, variant_id
FROM seen
WHERE tenant = %(tenant)s AND report_id IN %(ids)s
"""
# The two halves of an id, mixed as `_keys` does it: one number a row instead of a UUID.
ALL_SQL = """
SELECT bitXor(
  reinterpretAsUInt64(reverse(substring(UUIDToNum(report_id), 1, 8))),
  reinterpretAsUInt64(reverse(substring(UUIDToNum(report_id), 9, 8)))
) FROM seen
"""


class Known(Struct):
    """Where a report was counted."""

    report_id: object
    minute_ms: int
    variant_id: int


class Once:
    """Knows which reports were stored. Its methods run in one of the database's threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._filter = Filter()
        self._complete = Event()

    def load(self) -> None:
        """Takes in the ids of 180 days, so that new ones need not be asked for.

        Until then each is asked for. Only where no other store writes: what that one stored
        later would be missing here. Raises `StoreUnavailable`.
        """
        ids = 0
        for block in self._database.numbers(ALL_SQL):
            self._filter.add(block)
            ids += len(block)
        self._complete.set()
        logger.info("counted reports known", extra=telemetry.fields(ids=ids))

    def sift(self, rows: Block[SightingRow]) -> Block[SightingRow]:
        """The rows that are to be stored; where they are counted is noted.

        Raises `StoreUnavailable`.
        """
        numbers = [report_id.int for report_id in rows.column("report_id")]
        again = np.fromiter(map(_can_come_again, numbers), np.bool_, len(numbers))
        keys = _keys(numbers)[again]
        doubtful = np.zeros(len(numbers), np.bool_)
        doubtful[again] = self._doubtful(keys)
        kept, first = self._settle(rows, np.flatnonzero(doubtful).tolist())
        stored = ~doubtful
        stored[kept] = True
        noted = again & ~doubtful
        noted[first] = True
        self._database.insert(_seen(_of(rows, noted)))
        self._filter.add(keys)
        if repeats := len(rows) - int(stored.sum()):
            telemetry.reports_repeated(repeats)
        return _of(rows, stored)

    def _doubtful(self, keys: Keys) -> NDArray[np.bool_]:
        """Whether a report may have been stored, or comes twice in these."""
        if not self._complete.is_set():
            return np.ones(len(keys), np.bool_)
        _, which, times = np.unique(keys, return_inverse=True, return_counts=True)
        return (times[which] > 1) | self._filter.may_hold(keys)

    def _settle(
        self, rows: Block[SightingRow], places: Sequence[int]
    ) -> tuple[list[int], list[int]]:
        """The rows at these places that are counted where they lie, and those of them that come
        first: their places.
        """
        names = list(zip(rows.column("tenant"), rows.column("report_id"), strict=True))
        minutes = _minutes_ms(rows)
        wordings = rows.column("variant_id")
        known = self._known([names[place] for place in places])
        kept = []
        first = []
        for place in places:
            lies = (minutes[place], wordings[place])
            if names[place] not in known:
                known[names[place]] = lies
                first.append(place)
            if known[names[place]] == lies:
                kept.append(place)
        return kept, first

    def _known(self, names: Sequence["Name"]) -> "dict[Name, Place]":
        known: dict[Name, Place] = {}
        for tenant, ids in _asked(names):
            asked = {"tenant": tenant, "ids": ids}
            for found in self._database.named(Known, KNOWN_SQL, asked):
                # A replay's row lies here twice until they merge: with the same place.
                known[tenant, found.report_id] = (found.minute_ms, found.variant_id)
        return known


Name = tuple[str, object]  # tenant and report
Place = tuple[int, int]  # the beginning of its minute, and its wording


def _can_come_again(number: int) -> bool:
    """Whether the report of this id can: a UUID's version is the 13th of its 32 digits."""
    return number >> 76 & 15 == FROM_CONTENT


def _minutes_ms(rows: Block[SightingRow]) -> list[int]:
    return [at_ms // MINUTE_MS * MINUTE_MS for at_ms in rows.column("observed_at")]


def _of(rows: Block[SightingRow], which: NDArray[np.bool_]) -> Block[SightingRow]:
    return rows if which.all() else rows.at(np.flatnonzero(which).tolist())


def _seen(rows: Block[SightingRow]) -> Block[SeenRow]:
    return Block(
        SeenRow,
        tenant=rows.column("tenant"),
        report_id=rows.column("report_id"),
        minute=_minutes_ms(rows),
        variant_id=rows.column("variant_id"),
        received_at=rows.column("received_at"),
    )


def _keys(numbers: Sequence[int]) -> Keys:
    return np.array([(number >> 64) ^ (number & LOW_HALF) for number in numbers], np.uint64)


def _asked(names: Iterable[Name]) -> Iterator[tuple[str, list[object]]]:
    """Each tenant's ids, not too many at once."""
    ids: dict[str, list[object]] = {}
    for tenant, report_id in names:
        ids.setdefault(tenant, []).append(report_id)
    for tenant, of_one in ids.items():
        for at in range(0, len(of_one), AT_ONCE):
            yield tenant, of_one[at : at + AT_ONCE]
