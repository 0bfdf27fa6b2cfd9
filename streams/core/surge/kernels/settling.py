"""Episodes that run: when they will be over, and who has more to tell."""

from streams.core.surge.kernels.compiled import compiled
from streams.core.surge.kernels.ends import end_of, running
from streams.core.surge.kernels.tables import (
    IS_MUTED,
    LEVEL,
    TELLING_GAP_MS,
    TOLD_LEVEL,
    TOLD_MS,
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
