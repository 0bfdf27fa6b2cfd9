"""Whether a look at a rumor may find anything: nearly always it may not, and the running episode
alone moves on.
"""

import math

import numpy as np

from streams.core.durations import DAY_MS, HOUR_MS
from streams.core.surge.kernels.compiled import compiled
from streams.core.surge.kernels.counting import CALM_FACTOR, TAUS_H, share_at, usual_per_hour
from streams.core.surge.kernels.evidence import is_nothing
from streams.core.surge.kernels.hours import BIN_MS, BINS_KEPT, HOUR_BINS, held, spread
from streams.core.surge.kernels.tables import (
    AT_MS,
    BEGAN_MS,
    CRITICAL,
    EPISODE,
    HOUR,
    LAST_HOT_MS,
    LEAST_SURGE,
    LEVEL,
    LOOKED,
    LOOKED_HOUR,
    MAJOR,
    MIN_REPORTS,
    NEWEST_HOUR,
    NORMAL,
    QUIET_MS,
    QUIET_SINCE_MS,
    RAISED_MS,
    RAW,
    RESOLVED_MS,
    STARTED_MS,
    SURGE,
    WATCH,
    X5,
    X20,
    X60,
    Floats,
    Tables,
    Whole,
)
from streams.core.surge.levels import CRITICAL as RANK_OF_CRITICAL
from streams.core.surge.levels import SURGE as RANK_OF_SURGE

NEXT_TO_NONE = 1e-9  # of a count that has faded for days: its logarithm is still a number
NEARLY = 1e-6  # reports: by so much a sum that rolls on may differ from one that is made anew
NOT_OVER = -1
# What is left of each scale's counter after one bin.
FADE5, FADE20, FADE60 = [math.exp(-BIN_MS / HOUR_MS / tau_h) for tau_h in TAUS_H]


@compiled
def reaches(numbers: Floats, rumor: Whole, limits: Floats, scales: int) -> bool:
    """Whether the counts reach what a watch or a surge takes at least, on any scale."""
    return bool(
        numbers[rumor, X5] >= limits[scales]
        or numbers[rumor, X20] >= limits[scales + 1]
        or numbers[rumor, X60] >= limits[scales + 2]
    )


@compiled
def expected_per_hour(tables: Tables, rumor: Whole, at_ms: Whole) -> float:
    """The baseline rate at an hour of the week."""
    return usual_per_hour(tables.numbers, rumor) * share_at(tables.shares, at_ms)


@compiled
def next_size(limits: Floats, level: Whole) -> float:
    """Reports of an hour that make the level above one of the surges."""
    return float(limits[MAJOR] if level <= RANK_OF_SURGE else limits[CRITICAL])


@compiled
def may_be_news(tables: Tables, rumor: Whole, episode: Whole, limits: Floats) -> bool:
    """Whether the evidence has to be weighed; notes that a running episode is hot."""
    numbers = tables.numbers
    risen = reaches(numbers, rumor, limits, WATCH)
    hour = numbers[rumor, HOUR]
    if not risen and hour < limits[MIN_REPORTS]:
        return False
    if not episode:
        return is_greater(tables, rumor) and may_say(tables, rumor, limits)
    at_ms = tables.rumors[rumor, AT_MS]
    if risen and numbers[rumor, X60] >= CALM_FACTOR * expected_per_hour(tables, rumor, at_ms):
        if at_ms > tables.episodes[episode, LAST_HOT_MS]:
            tables.episodes[episode, LAST_HOT_MS] = at_ms
        tables.episodes[episode, QUIET_SINCE_MS] = 0
    level = tables.episodes[episode, LEVEL]
    if level >= RANK_OF_SURGE:
        return bool(level != RANK_OF_CRITICAL and hour >= next_size(limits, level))
    if not reaches(numbers, rumor, limits, SURGE) and hour < limits[MIN_REPORTS]:
        return False
    return is_greater(tables, rumor) and may_say(tables, rumor, limits)


@compiled
def may_say(tables: Tables, rumor: Whole, limits: Floats) -> bool:
    """Whether the evidence says anything, or the last episode, called over too soon, goes on."""
    last = tables.rumors[rumor, EPISODE]
    if last and tables.rumors[rumor, AT_MS] < tables.episodes[last, RESOLVED_MS]:
        return True
    return not is_nothing(tables, rumor, limits)


@compiled
def is_greater(tables: Tables, rumor: Whole) -> bool:
    """Whether the counts are greater than those of this hour at which nothing was found."""
    numbers = tables.numbers
    hour = tables.rumors[rumor, AT_MS] // HOUR_MS
    if tables.rumors[rumor, LOOKED_HOUR] != hour:
        tables.rumors[rumor, LOOKED_HOUR] = hour
        numbers[rumor, LOOKED : LOOKED + 4] = 0.0
    greater = False
    for k, now in enumerate((X5, X20, X60, HOUR)):
        if numbers[rumor, now] > numbers[rumor, LOOKED + k]:
            numbers[rumor, LOOKED + k] = numbers[rumor, now]
            greater = True
    return greater


@compiled
def cool(
    tables: Tables, rumor: Whole, episode: Whole, limits: Floats, weight: float, reports: Whole
) -> Whole:
    """Follows since when the running episode is quiet -> when it was over, if before this moment.

    Its counters hold the moment already: `weight` and `reports` of them.
    """
    episodes = tables.episodes
    numbers = tables.numbers
    at_ms = tables.rumors[rumor, AT_MS]
    distinct, raw = bounds(tables, rumor, episode, limits, at_ms)
    x60 = numbers[rumor, X60]
    if not episodes[episode, QUIET_SINCE_MS]:
        if x60 - weight >= distinct:
            return NOT_OVER
        # What was left of the counts when this moment came.
        left = max((x60 - weight) / distinct, (numbers[rumor, RAW] - reports) / raw)
        if left >= 1:
            return NOT_OVER
        fell_ms = math.floor(HOUR_MS * math.log(max(left, NEXT_TO_NONE)))
        # Whatever its bounds: while it was hot it was not quiet.
        episodes[episode, QUIET_SINCE_MS] = max(at_ms + fell_ms, episodes[episode, LAST_HOT_MS])
    over_ms = episodes[episode, QUIET_SINCE_MS] + int(limits[QUIET_MS])
    if over_ms <= at_ms:
        return np.int64(over_ms)
    if x60 >= distinct or numbers[rumor, RAW] >= raw:
        episodes[episode, QUIET_SINCE_MS] = 0
    return NOT_OVER


@compiled
def bounds(
    tables: Tables, rumor: Whole, episode: Whole, limits: Floats, at_ms: Whole
) -> tuple[float, float]:
    """Below which counts of an hour an episode is quiet: of distinct reporters, and of reports."""
    normal = 2 * tables.normals[episode, NORMAL]
    if at_ms - tables.episodes[episode, RAISED_MS] > DAY_MS:
        # What lasts for days is the rumor's new pace, or it would never be over.
        normal = max(normal, 2 * expected_per_hour(tables, rumor, at_ms))
    # Distinct reporters keep it open at a third of the floor, repeats of the same few only at the
    # floor: one loud group is not a rumor that spreads.
    floor = limits[MIN_REPORTS] / 3
    if normal >= floor:
        return normal, normal
    return max(normal, floor / 3), floor


@compiled
def is_no_news(
    tables: Tables, rumor: Whole, episode: Whole, limits: Floats, first_ms: Whole, last_ms: Whole
) -> bool:
    """Whether late reports of a surge that runs can neither make it greater nor an older one of it.

    They are of `first_ms` to `last_ms`; none is older than the one that made the surge.
    """
    level = tables.episodes[episode, LEVEL]
    began_ms = tables.episodes[episode, BEGAN_MS]
    if level < RANK_OF_SURGE or not began_ms or first_ms < tables.episodes[episode, STARTED_MS]:
        return False
    newest = tables.rumors[rumor, NEWEST_HOUR]
    kept_from = tables.rumors[rumor, AT_MS] // BIN_MS - BINS_KEPT
    first = max(first_ms // BIN_MS - 2 * HOUR_BINS, kept_from)
    older = held(tables.hours, tables.bins, newest, first, began_ms // BIN_MS - 1)
    if older + NEARLY >= limits[LEAST_SURGE]:
        return False
    if level == RANK_OF_CRITICAL:
        return True
    last = last_ms // BIN_MS + HOUR_BINS
    greater = next_size(limits, level) - NEARLY
    if held(tables.hours, tables.bins, newest, first, last) < greater:
        return True
    return largest_hour(tables, newest, first, last) < greater


@compiled
def largest_hour(tables: Tables, newest: Whole, first: Whole, last: Whole) -> float:
    """Weighted reports of the 60 to 65 minutes that hold most, of those between two bins."""
    day = tables.day[: last - first + 1]
    spread(tables.hours, tables.bins, newest, first, day)
    hour = largest = 0.0
    for at in range(len(day)):
        hour += day[at]
        if at > HOUR_BINS:
            hour -= day[at - HOUR_BINS - 1]
        largest = max(largest, hour)
    return largest


@compiled
def may_have_surged(
    tables: Tables, rumor: Whole, limits: Floats, first_ms: Whole, last_ms: Whole
) -> bool:
    """Whether late reports of `first_ms` to `last_ms` may have made a surge: whether any bin comes
    up to what one takes at least. `surge.history` looks closer.
    """
    now = tables.rumors[rumor, AT_MS] // BIN_MS
    # An hour before, to fill the counters; an hour after, in which what came late still counts.
    start = max(first_ms // BIN_MS - HOUR_BINS, now - BINS_KEPT + 1)
    end = min(last_ms // BIN_MS + HOUR_BINS, now)
    newest = tables.rumors[rumor, NEWEST_HOUR]
    here = held(tables.hours, tables.bins, newest, start - HOUR_BINS, end)
    if here + NEARLY < limits[LEAST_SURGE]:
        return False  # most of the time
    first = start - HOUR_BINS - 1
    day = tables.day[: end - first + 1]
    spread(tables.hours, tables.bins, newest, first, day)
    hour = day[: HOUR_BINS + 1].sum()
    x5 = x20 = x60 = 0.0
    for at in range(HOUR_BINS + 1, len(day)):
        here = day[at]
        hour += here - day[at - HOUR_BINS - 1]
        x5 = x5 * FADE5 + here
        x20 = x20 * FADE20 + here
        x60 = x60 * FADE60 + here
        if here and (
            x5 >= limits[SURGE]
            or x20 >= limits[SURGE + 1]
            or x60 >= limits[SURGE + 2]
            or hour >= limits[MIN_REPORTS] - NEARLY
        ):
            return True
    return False
