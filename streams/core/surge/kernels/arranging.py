"""The reports of a record put in order: by rumor, and of each by time."""

import numpy as np

from streams.core.durations import DAY_MS, HOUR_MS
from streams.core.surge.kernels.compiled import compiled
from streams.core.surge.kernels.stages import (
    AS_HISTORY,
    FINISH,
    IS_NAMED,
    LEARN,
    ORDER,
    QUESTIONED,
    STANCE,
    TIME,
)
from streams.core.surge.kernels.tables import (
    CARRIES,
    COUNTS,
    IS_SEEN,
    LATE,
    PHASE,
    PLACE,
    PLACE_ENDS,
    REPORTS,
    RUMOR,
    TIMED,
    TODAY,
    Keys,
    Tables,
    Whole,
    Wholes,
)

BYTE = np.uint64(8)  # bits
LOW = np.uint64(0xFF)


@compiled
def arrange(reports: Wholes, keys: Keys, order: Wholes, rumors: Whole) -> None:
    """Puts the reports of each rumor side by side, and behind all of them where each rumor's begin
    and the last one's end.
    """
    starts = order[len(reports) :]
    starts[: rumors + 1] = 0
    for report in range(len(reports)):
        keys[report] = turned(keys[report])
        starts[reports[report, ORDER] + 1] += 1
    for place in range(rumors):
        starts[place + 1] += starts[place]
    # Each start moves on to the rumor's end as it is filled, and is moved back at last.
    for report in range(len(reports)):
        place = reports[report, ORDER]
        order[starts[place]] = report
        starts[place] += 1
    for place in range(rumors, 0, -1):
        starts[place] = starts[place - 1]
    starts[0] = 0


@compiled
def turned(key: np.uint64) -> np.uint64:
    """A key whose last byte came first."""
    out = np.uint64(0)
    for _ in range(8):
        out = out << BYTE | key & LOW
        key >>= BYTE
    return out


@compiled
def begin(
    tables: Tables, rumor: Whole, reports: Wholes, keys: Keys, oldest_ms: Whole, now_ms: Whole
) -> bool:
    """Tallies a rumor's reports, and puts those in order that may make a surge of it: no time lies
    ahead of the record's -> whether others are history.
    """
    lane = tables.lane
    order = tables.order
    starts = order[len(reports) :]
    place = timed = starts[lane[RUMOR]]
    place_ends = starts[lane[RUMOR] + 1]
    has_history = False
    tables.rumors[rumor, REPORTS] += place_ends - place
    for at in range(place, place_ends):
        report = order[at]
        stance = reports[report, STANCE]
        tables.rumors[rumor, CARRIES + stance % AS_HISTORY] += 1
        has_history |= stance >= AS_HISTORY
        if stance <= QUESTIONED and reports[report, TIME] >= oldest_ms:
            reports[report, TIME] = min(reports[report, TIME], now_ms)
            insert(reports, keys, order, place, timed, report)
            timed += 1
    lane[PLACE] = lane[PLACE_ENDS] = place
    lane[TIMED] = timed
    lane[LATE] = 0
    lane[IS_SEEN] = 0
    lane[PHASE] = LEARN if timed > place else FINISH
    return has_history


@compiled
def insert(
    reports: Wholes, keys: Keys, order: Wholes, first: Whole, last: Whole, report: Whole
) -> None:
    """Puts a report where its time is among those that are there: nearly always at the end."""
    at = last
    while at > first and is_before(reports, keys, report, order[at - 1]):
        order[at] = order[at - 1]
        at -= 1
    order[at] = report


@compiled
def is_before(reports: Wholes, keys: Keys, one: Whole, other: Whole) -> bool:
    if reports[one, TIME] != reports[other, TIME]:
        return bool(reports[one, TIME] < reports[other, TIME])
    if reports[one, IS_NAMED] != reports[other, IS_NAMED]:
        return bool(reports[one, IS_NAMED] < reports[other, IS_NAMED])
    return bool(keys[one] < keys[other])


@compiled
def learn_hours(tables: Tables, reports: Wholes) -> bool:
    """Counts a rumor's reports in the profile; False where one is of a day after today."""
    lane = tables.lane
    order = tables.order
    if reports[order[lane[TIMED] - 1], TIME] // DAY_MS > lane[TODAY]:
        return False
    for at in range(lane[PLACE], lane[TIMED]):
        at_ms = reports[order[at], TIME]
        if at_ms // DAY_MS == lane[TODAY]:
            lane[COUNTS + at_ms // HOUR_MS % 24] += 1
    return True
