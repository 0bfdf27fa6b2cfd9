"""A rumor's reports of one record, moment by moment: weighed, counted, and news looked for."""

from streams.core.durations import HOUR_MS
from streams.core.surge.kernels.compiled import compiled, inlined
from streams.core.surge.kernels.counting import count
from streams.core.surge.kernels.ends import fed_by, running
from streams.core.surge.kernels.hours import BIN_MS, opened
from streams.core.surge.kernels.looking import NOT_OVER, cool, may_be_news
from streams.core.surge.kernels.stages import (
    COUNT_MOMENT,
    DONE,
    FULL,
    GROW,
    IS_NAMED,
    LOOK,
    NEWS,
    OVER,
    TIME,
    WEIGH,
)
from streams.core.surge.kernels.tables import (
    AT_MS,
    COUNTED,
    ENDS_MS,
    FED,
    IS_SEEN,
    LATE,
    LEAST_SPARE,
    PHASE,
    PLACE,
    PLACE_ENDS,
    SPARE_CHUNKS,
    SPARE_HOURS,
    SPARE_REGISTERS,
    TIMED,
    WEIGHT,
    WORTH,
    X60,
    Floats,
    Keys,
    Tables,
    Whole,
    Wholes,
)
from streams.core.surge.kernels.weighing import becomes_full, weigh

# Reports of one moment are counted and looked at together: what was hot in the middle of a record
# may be quiet at its end, but five hundred of one second need one look.
MOMENT_MS = 1_000


@inlined
def count_moments(
    tables: Tables, rumor: Whole, limits: Floats, reports: Wholes, keys: Keys
) -> Whole:
    """Counts moment by moment, until all are counted or one stops it."""
    lane = tables.lane
    while lane[PLACE] < lane[TIMED]:
        if lane[PHASE] == WEIGH:
            stopped = weigh_moment(tables, rumor, limits, reports, keys)
            if stopped:
                return stopped
        if lane[PHASE] == COUNT_MOMENT:
            lane[PHASE] = LOOK
            if is_over(tables, rumor, limits, reports):
                lane[IS_SEEN] = 1
                return OVER
        lane[PHASE] = WEIGH
        lane[PLACE] = lane[PLACE_ENDS]
        if is_news(tables, rumor, limits):
            lane[IS_SEEN] = 1
            return NEWS
    return DONE


@inlined
def weigh_moment(
    tables: Tables, rumor: Whole, limits: Floats, reports: Wholes, keys: Keys
) -> Whole:
    """Weighs the next moment, if there are rows for it and its hour stays as it is."""
    lane = tables.lane
    place = lane[PLACE]
    ends = end_of_moment(reports, tables.order, place, lane[TIMED])
    lane[PLACE_ENDS] = ends
    if not has_room(lane, ends - place):
        return GROW
    at_ms = reports[tables.order[ends - 1], TIME]
    hour = opened(tables, rumor, at_ms // HOUR_MS)
    lane[PHASE] = COUNT_MOMENT
    episode = fed_by(tables, rumor, limits, at_ms)
    lane[FED] = episode
    if becomes_full(tables.hours, hour, ends - place):
        return FULL
    named = reports[:, IS_NAMED]
    moment = tables.order[place:ends]
    tables.shares[WEIGHT] = weigh(tables, rumor, hour, at_ms, episode, keys, named, moment)
    return DONE


@compiled
def end_of_moment(reports: Wholes, order: Wholes, place: Whole, last: Whole) -> Whole:
    """Where a moment ends. None lies in two hours."""
    moment_ms = reports[order[place], TIME]
    hour_ends_ms = moment_ms - moment_ms % HOUR_MS + HOUR_MS
    for at in range(place + 1, last):
        at_ms = reports[order[at], TIME]
        if at_ms - moment_ms >= MOMENT_MS or at_ms >= hour_ends_ms:
            return at
        moment_ms = at_ms
    return last


@inlined
def has_room(lane: Wholes, reports: Whole) -> bool:
    """Whether there are rows for a moment of so many reports."""
    return bool(
        lane[SPARE_HOURS] >= LEAST_SPARE
        and lane[SPARE_REGISTERS] >= LEAST_SPARE
        and lane[SPARE_CHUNKS] >= 2 * reports + LEAST_SPARE
    )


@inlined
def is_over(tables: Tables, rumor: Whole, limits: Floats, reports: Wholes) -> bool:
    """Counts the moment that was weighed -> whether the episode was over before it."""
    lane = tables.lane
    weight = tables.shares[WEIGHT]
    at_ms = reports[tables.order[lane[PLACE_ENDS] - 1], TIME]
    newest_ms = tables.rumors[rumor, AT_MS]
    is_late = at_ms < newest_ms
    if is_late and weight and at_ms // BIN_MS < newest_ms // BIN_MS:
        tables.late[0, lane[LATE]] = at_ms
        tables.late[1, lane[LATE]] = weight
        lane[LATE] += 1
    together = lane[PLACE_ENDS] - lane[PLACE]
    hour = opened(tables, rumor, at_ms // HOUR_MS)
    count(tables, rumor, hour, at_ms, weight, together)
    episode = running(tables, rumor)
    if not episode or is_late:
        return False
    lane[ENDS_MS] = cool(tables, rumor, episode, limits, weight, together)
    return bool(lane[ENDS_MS] != NOT_OVER)


@inlined
def is_news(tables: Tables, rumor: Whole, limits: Floats) -> bool:
    """Whether the rumor has to be looked at after the moment that was counted."""
    weight = tables.shares[WEIGHT]
    if not weight:
        return False
    tables.numbers[rumor, COUNTED] += weight
    if tables.numbers[rumor, X60] < limits[WORTH]:
        return False
    return may_be_news(tables, rumor, running(tables, rumor), limits)
