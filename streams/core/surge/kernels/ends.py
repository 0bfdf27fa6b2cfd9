"""Ends of episodes that run: when they are over if nothing more comes, and what comes after that.

By event time: they do not depend on who looks when.
"""

import math

import numpy as np

from streams.core.durations import HOUR_MS
from streams.core.surge.kernels.compiled import compiled
from streams.core.surge.kernels.looking import bounds
from streams.core.surge.kernels.tables import (
    AT_MS,
    EPISODE,
    LAST_HOT_MS,
    QUIET_MS,
    QUIET_SINCE_MS,
    RAW,
    RESOLVED_MS,
    X60,
    Floats,
    Tables,
    Whole,
)


@compiled
def running(tables: Tables, rumor: Whole) -> Whole:
    """The row of the episode that runs now, 0 where none does."""
    episode = tables.rumors[rumor, EPISODE]
    return episode if episode and not tables.episodes[episode, RESOLVED_MS] else np.int64(0)


@compiled
def end_of(tables: Tables, rumor: Whole, episode: Whole, limits: Floats, at_ms: Whole) -> Whole:
    """When a running episode is over, as the bounds of `at_ms` are."""
    quiet_ms = tables.episodes[episode, QUIET_SINCE_MS]
    if not quiet_ms:
        distinct, raw = bounds(tables, rumor, episode, limits, at_ms)
        above = max(tables.numbers[rumor, X60] / distinct, tables.numbers[rumor, RAW] / raw)
        quiet_ms = tables.rumors[rumor, AT_MS]
        if above > 1:
            quiet_ms += math.ceil(HOUR_MS * math.log(above))
    return np.int64(max(quiet_ms, tables.episodes[episode, LAST_HOT_MS]) + int(limits[QUIET_MS]))


@compiled
def fed_by(tables: Tables, rumor: Whole, limits: Floats, at_ms: Whole) -> Whole:
    """The row of the episode that reports of a moment, not counted yet, belong to: 0 where none
    runs, or where it was over before them. Then they are the next one's.
    """
    episode = running(tables, rumor)
    if not episode:
        return np.int64(0)
    # Quiet since when it was last counted at the latest: nearly always that is not long ago.
    quiet_ms = tables.episodes[episode, QUIET_SINCE_MS]
    since_ms = quiet_ms if quiet_ms else tables.rumors[rumor, AT_MS]
    if at_ms - since_ms < limits[QUIET_MS]:
        return episode
    is_over = end_of(tables, rumor, episode, limits, at_ms) <= at_ms
    return np.int64(0) if is_over else episode
