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
    TELLING_GAP_MS,
    TOLD_LEVEL,
    TOLD_MS,
    X60,
    Floats,
    Tables,
    Whole,
    Wholes,
)
from streams.core.surge.levels import SURGE

NOT_RUNNING = -1


@compiled
def find_ends(
    tables: Tables, rows: Wholes, limits: Floats, at_ms: Whole, now_ms: Whole, out: Wholes
) -> None:
    """For each of these rumors, when its episode is over by the counts of `at_ms`, and whether
    something may be due to be told of it now.
    """
    for place in range(len(rows)):
        rumor = rows[place]
        episode = running(tables, rumor)
        out[place, 0] = end_of(tables, rumor, episode, limits, at_ms) if episode else NOT_RUNNING
        out[place, 1] = episode and may_tell(tables, rumor, episode, limits, now_ms)


@compiled
def may_tell(tables: Tables, rumor: Whole, episode: Whole, limits: Floats, now_ms: Whole) -> bool:
    """Whether a running episode has come to a level that is to be told now, as `episodes.due`
    says, or a mute may be over.
    """
    if tables.rumors[rumor, IS_MUTED]:
        return True
    level = tables.episodes[episode, LEVEL]
    told = tables.episodes[episode, TOLD_LEVEL]
    if level <= told:
        return False
    waited_ms = now_ms - tables.episodes[episode, TOLD_MS]
    return bool(told < SURGE <= level or waited_ms >= limits[TELLING_GAP_MS])


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
