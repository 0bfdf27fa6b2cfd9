"""Weighing: how much the reports of a moment count together.

Everybody is noted in the hour, in the running episode and in the lane. Most hours of most rumors
have few reporters, who are kept one by one; of many there are sketches. An hour that is about to
become full is weighed by `surge.weighing`: once, and its neighbours change with it.
"""

import numpy as np

from streams.core.durations import HOUR_MS
from streams.core.surge.kernels.compiled import compiled, inlined
from streams.core.surge.kernels.hours import find
from streams.core.surge.kernels.sketches import add, append, holds, place_of, put
from streams.core.surge.kernels.tables import (
    ANONYMOUS,
    BEFORE,
    BEGAN_MS,
    FRESH,
    KNOWN,
    MANY,
    MET,
    MET_FIRST,
    NEW,
    NEWEST_HOUR,
    NUMBER,
    REPORTERS,
    SEEN,
    SINCE_MS,
    UNNAMED,
    Keys,
    Tables,
    Whole,
    Wholes,
)
from streams.core.surge.sketch import MOST_EXACT

FAR = np.uint64(0xD6E8FEB86659FD93)  # odd, with its bits well mixed: neighbours land far apart
BY_SLOT = np.uint64(48)  # leaves as many bits as there are marks
MOST_MET = 20_000  # then those met and those met first are halved: habits change
BY_32 = np.uint64(32)
MARKS = np.uint64(255)


@compiled
def meet(tables: Tables, key: np.uint64, at_ms: Whole) -> bool:
    """Whether a reporter is new to the lane; remembers him (`crowd`)."""
    lane = tables.lane
    met = lane[MET] + 1
    if met == 1:
        lane[SINCE_MS] = at_ms
    elif met >= MOST_MET:
        met //= 2
        lane[MET_FIRST] //= 2
    lane[MET] = met
    slot = ((key ^ (key >> BY_32)) * FAR) >> BY_SLOT
    mark = np.uint8(key % MARKS + np.uint64(1))
    if tables.marks[slot] == mark:
        return False
    tables.marks[slot] = mark
    lane[MET_FIRST] += 1
    return True


@compiled
def is_kept(tables: Tables, hour: Whole, key: np.uint64) -> bool:
    """Whether a reporter is among those that an hour keeps one by one."""
    hours = tables.hours
    size = hours[hour, SEEN]
    return size > 0 and holds(tables.chunks, hours[hour, SEEN + 1], size, key)


@compiled
def becomes_full(hours: Wholes, hour: Whole, reports: Whole) -> bool:
    """Whether an hour may have too many reporters to keep after so many reports more."""
    size = hours[hour, SEEN]
    return size != MANY and not hours[hour, KNOWN] and size + reports > MOST_EXACT


@inlined
def weigh(
    tables: Tables,
    rumor: Whole,
    hour: Whole,
    at_ms: Whole,
    episode: Whole,
    keys: Keys,
    is_named: Wholes,
    moment: Wholes,
) -> float:
    """The weight of the reports of one moment, all of one hour: `moment` are their numbers.

    `episode` is the one that runs, 0 where none does. Who reported hours before it began is
    none of those who made it.
    """
    hours = tables.hours
    if episode and hours[hour, NUMBER] < tables.episodes[episode, BEGAN_MS] // HOUR_MS - 1:
        episode = np.int64(0)
    before = hours[hour, BEFORE]
    if before and hours[before, NUMBER] != hours[hour, NUMBER] - 1:
        before = np.int64(0)
    after = find(hours, tables.rumors[rumor, NEWEST_HOUR], hours[hour, NUMBER] + 1)
    weight = 0.0
    anonymous = 0
    new = 0
    for report in moment:
        if not is_named[report]:
            anonymous += 1
            continue
        key = keys[report]
        if hours[hour, KNOWN]:
            weight += noted_by_place(tables, hour, after, key)
        elif is_kept(tables, hour, key):
            continue
        else:
            append(tables, hours, hour, SEEN, key)
            # Who reports at 10:59 and 11:01 counts once, whichever of the two comes first.
            if not (before and is_kept(tables, before, key)) and not (
                after and is_kept(tables, after, key)
            ):
                weight += 1.0
        new += meet(tables, key, at_ms)
        if episode:
            add(tables, tables.episodes, episode, REPORTERS, key)
    hours[hour, FRESH] += new
    hours[hour, UNNAMED] += anonymous
    if episode:
        tables.episodes[episode, NEW] += new
        tables.episodes[episode, ANONYMOUS] += anonymous
    return weight + anonymous


@compiled
def noted_by_place(tables: Tables, hour: Whole, after: Whole, key: np.uint64) -> float:
    """How much a reporter counts in an hour whose reporters, or those of the hour before, are too
    many to keep; he is noted in it, and in the hour after it.
    """
    hours = tables.hours
    register, rank = place_of(key)
    if hours[hour, SEEN] == MANY:
        put(tables, hours[hour, SEEN + 1], register, rank)
    else:
        add(tables, hours, hour, SEEN, key)
    weight = put(tables, hours[hour, KNOWN], register, rank)
    if not after:
        return weight
    # A late report of somebody who was counted an hour later already.
    counted = is_kept(tables, after, key)
    if hours[after, KNOWN]:
        put(tables, hours[after, KNOWN], register, rank)
    return 0.0 if counted else weight
