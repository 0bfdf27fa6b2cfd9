"""The hours of a rumor: who was seen in each and its bins, the newest first. `surge.reporters` says
what they are for.
"""

import numpy as np

from streams.core.durations import HOUR_MS, MINUTE_MS
from streams.core.surge.kernels.compiled import compiled
from streams.core.surge.kernels.sketches import clear, copied, give, keep_keys, take
from streams.core.surge.kernels.tables import (
    BEFORE,
    FRESH,
    IS_OPENED,
    KNOWN,
    MANY,
    NEWEST_HOUR,
    NUMBER,
    SEEN,
    SPARE_HOURS,
    SPARE_REGISTERS,
    TOTAL,
    UNNAMED,
    Floats,
    Keys,
    Tables,
    Whole,
    Wholes,
)

BIN_MS = 5 * MINUTE_MS
HOUR_BINS = HOUR_MS // BIN_MS
BINS_KEPT = 25 * HOUR_BINS + 1  # the last hour and the 24 before it; the oldest bin counts in part


@compiled
def find(hours: Wholes, newest: Whole, number: Whole) -> Whole:
    """The row of an hour; 0 where there is none."""
    hour = newest
    while hour and hours[hour, NUMBER] > number:
        hour = hours[hour, BEFORE]
    return np.int64(hour if hour and hours[hour, NUMBER] == number else 0)


@compiled
def have(tables: Tables, rumor: Whole, number: Whole) -> Whole:
    """The row of an hour, made where there is none."""
    hours = tables.hours
    later = np.int64(0)
    hour = tables.rumors[rumor, NEWEST_HOUR]
    while hour and hours[hour, NUMBER] > number:
        later = hour
        hour = hours[hour, BEFORE]
    if hour and hours[hour, NUMBER] == number:
        return np.int64(hour)
    made = take(tables.spare_hours, tables.lane, SPARE_HOURS)
    hours[made, :] = 0
    tables.bins[made, :] = 0.0
    hours[made, NUMBER] = number
    hours[made, BEFORE] = hour
    if later:
        hours[later, BEFORE] = made
    else:
        tables.rumors[rumor, NEWEST_HOUR] = made
    return made


@compiled
def opened(tables: Tables, rumor: Whole, number: Whole) -> Whole:
    """The row of an hour that somebody reports in."""
    hour = have(tables, rumor, number)
    hours = tables.hours
    if not hours[hour, IS_OPENED]:
        hours[hour, IS_OPENED] = 1
        before = hours[hour, BEFORE]
        if before and hours[before, NUMBER] == number - 1 and hours[before, SEEN] == MANY:
            hours[hour, KNOWN] = copied(tables, hours[before, SEEN + 1])
    return hour


@compiled
def drop(tables: Tables, hour: Whole) -> None:
    """Gives back an hour that no other one is linked to."""
    clear(tables, tables.hours, hour, SEEN)
    if tables.hours[hour, KNOWN]:
        known = tables.hours[hour, KNOWN]
        give(tables.spare_registers, tables.lane, SPARE_REGISTERS, known)
    give(tables.spare_hours, tables.lane, SPARE_HOURS, hour)


@compiled
def drop_all(tables: Tables, rumor: Whole) -> None:
    """Gives back all hours of a rumor."""
    hour = tables.rumors[rumor, NEWEST_HOUR]
    while hour:
        before = tables.hours[hour, BEFORE]
        drop(tables, hour)
        hour = before
    tables.rumors[rumor, NEWEST_HOUR] = 0


@compiled
def drop_old(tables: Tables, rumor: Whole, newest_bin: Whole) -> None:
    """Drops what lies more than a day and an hour before a bin: bins of the oldest hour that is
    kept, and all that is older.
    """
    hours = tables.hours
    bins = tables.bins
    kept_from = newest_bin - BINS_KEPT + 1
    number = kept_from // HOUR_BINS
    later = np.int64(0)
    hour = tables.rumors[rumor, NEWEST_HOUR]
    while hour and hours[hour, NUMBER] > number:
        later = hour
        hour = hours[hour, BEFORE]
    gone = 0.0
    if hour and hours[hour, NUMBER] == number:
        for k in range(kept_from % HOUR_BINS):
            gone += bins[hour, k]
            bins[hour, k] = 0.0
        later = hour
        hour = hours[hour, BEFORE]
    if later:
        hours[later, BEFORE] = 0
    else:
        tables.rumors[rumor, NEWEST_HOUR] = 0
    while hour:
        before = hours[hour, BEFORE]
        for k in range(HOUR_BINS):
            gone += bins[hour, k]
        drop(tables, hour)
        hour = before
    if gone:
        tables.numbers[rumor, TOTAL] -= gone
        newest = tables.rumors[rumor, NEWEST_HOUR]
        # A sum of floats that were added and taken away again is not quite 0.
        if not newest or not hours[newest, BEFORE]:
            tables.numbers[rumor, TOTAL] = bins[newest].sum() if newest else 0.0


@compiled
def held(hours: Wholes, bins: Floats, newest: Whole, first: Whole, last: Whole) -> float:
    """Weighted reports of the bins from `first` to `last`."""
    total = 0.0
    hour = newest
    while hour:
        start = hours[hour, NUMBER] * HOUR_BINS
        if start + HOUR_BINS <= first:
            break
        if start <= last:
            for k in range(max(0, first - start), min(HOUR_BINS, last - start + 1)):
                total += bins[hour, k]
        hour = hours[hour, BEFORE]
    return total


@compiled
def spread(hours: Wholes, bins: Floats, newest: Whole, first: Whole, out: Floats) -> None:
    """Weighted reports of the bins from `first` on, one after the other."""
    out[:] = 0.0
    hour = newest
    while hour:
        start = hours[hour, NUMBER] * HOUR_BINS - first
        if start + HOUR_BINS <= 0:
            break
        for k in range(max(0, -start), min(HOUR_BINS, len(out) - start)):
            out[start + k] = bins[hour, k]
        hour = hours[hour, BEFORE]


@compiled
def read_bins(hours: Wholes, bins: Floats, newest: Whole, numbers: Wholes, weights: Floats) -> int:
    """Numbers and weights of the bins that hold something, the newest first -> how many."""
    count = 0
    hour = newest
    while hour and count + HOUR_BINS <= len(numbers):
        for k in range(HOUR_BINS - 1, -1, -1):
            if bins[hour, k]:
                numbers[count] = hours[hour, NUMBER] * HOUR_BINS + k
                weights[count] = bins[hour, k]
                count += 1
        hour = hours[hour, BEFORE]
    return count


@compiled
def put_bins(tables: Tables, rumor: Whole, numbers: Wholes, weights: Floats) -> None:
    """Puts bins in place of those that are there; rows for as many hours are spare."""
    hour = tables.rumors[rumor, NEWEST_HOUR]
    while hour:
        tables.bins[hour, :] = 0.0
        hour = tables.hours[hour, BEFORE]
    for at in range(len(numbers)):
        hour = have(tables, rumor, numbers[at] // HOUR_BINS)
        tables.bins[hour, numbers[at] % HOUR_BINS] = weights[at]


@compiled
def put_hour(
    tables: Tables, rumor: Whole, number: Whole, anonymous: Whole, fresh: Whole, keys: Keys
) -> Whole:
    """The row of an hour that holds nothing but bins, with who was seen in it."""
    hour = have(tables, rumor, number)
    tables.hours[hour, IS_OPENED] = 1
    tables.hours[hour, UNNAMED] = anonymous
    tables.hours[hour, FRESH] = fresh
    keep_keys(tables, tables.hours, hour, SEEN, keys)
    return hour
