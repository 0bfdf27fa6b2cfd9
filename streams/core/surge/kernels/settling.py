"""Episodes that run: when they are over if nothing more comes, and who has more to tell."""

import math

import numpy as np

from streams.core.durations import HOUR_MS
from streams.core.surge.kernels.compiled import compiled
from streams.core.surge.kernels.looking import bounds
from streams.core.surge.kernels.moments import running
from streams.core.surge.kernels.tables import (
    AT_MS,
    IS_MUTED,
    LAST_HOT_MS,
    LEVEL,
    QUIET_MS,
    QUIET_SINCE_MS,
    RAW,
    TOLD_LEVEL,
    X60,
    Floats,
    Tables,
    Whole,
    Wholes,
)

NOT_RUNNING = -1


@compiled
def find_ends(tables: Tables, rows: Wholes, limits: Floats, at_ms: Whole, out: Wholes) -> None:
    """For each of these rumors, when its episode is over by the counts of now, and whether
    something may be due to be told of it.
    """
    for place in range(len(rows)):
        rumor = rows[place]
        episode = running(tables, rumor)
        out[place, 0] = end_of(tables, rumor, episode, limits, at_ms) if episode else NOT_RUNNING
        out[place, 1] = episode and may_tell(tables, rumor, episode)


@compiled
def may_tell(tables: Tables, rumor: Whole, episode: Whole) -> bool:
    """Whether a running episode has come to a level that nobody was told, or a mute may be over."""
    level = tables.episodes[episode, LEVEL]
    return bool(level > tables.episodes[episode, TOLD_LEVEL] or tables.rumors[rumor, IS_MUTED])


@compiled
def end_of(tables: Tables, rumor: Whole, episode: Whole, limits: Floats, at_ms: Whole) -> Whole:
    """By event time: it does not depend on who looks when."""
    quiet_ms = tables.episodes[episode, QUIET_SINCE_MS]
    if not quiet_ms:
        distinct, raw = bounds(tables, rumor, episode, limits, at_ms)
        above = max(tables.numbers[rumor, X60] / distinct, tables.numbers[rumor, RAW] / raw)
        quiet_ms = tables.rumors[rumor, AT_MS]
        if above > 1:
            quiet_ms += math.ceil(HOUR_MS * math.log(above))
    return np.int64(max(quiet_ms, tables.episodes[episode, LAST_HOT_MS]) + int(limits[QUIET_MS]))
