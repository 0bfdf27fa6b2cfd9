"""The fold of a record: rumor by rumor, and of each moment by moment, as long as numbers alone are
asked for.

It stops where more is: a look at the evidence, an episode that is over, late reports, something to
tell. How far it came stands in `lane`; the next call goes on from there.
"""

import numpy as np
from numpy.typing import NDArray

from streams.core.surge.kernels.arranging import arrange, begin, learn_hours
from streams.core.surge.kernels.compiled import compiled, inlined
from streams.core.surge.kernels.counting import (
    PULSE_ANYWAY,
    PULSE_AT_MOST,
    count_pace,
    usual_per_hour,
)
from streams.core.surge.kernels.ends import running
from streams.core.surge.kernels.looking import is_no_news, may_have_surged
from streams.core.surge.kernels.moments import count_moments
from streams.core.surge.kernels.settling import may_tell
from streams.core.surge.kernels.stages import (
    BEGIN,
    DONE,
    FINISH,
    HISTORY,
    LEARN,
    LEAVE,
    MEASURE,
    NEW_DAY,
    ROW,
    SETTLE,
    WEIGH,
)
from streams.core.surge.kernels.tables import (
    COUNTED,
    COUNTED_BEFORE,
    IS_SEEN,
    LATE,
    PHASE,
    PULSE,
    ROOM,
    RUMOR,
    RUMORS,
    X60,
    Floats,
    Keys,
    Tables,
    Whole,
    Wholes,
)


@compiled
def fold_record(
    rumors: Wholes,
    numbers: Floats,
    episodes: Wholes,
    normals: Floats,
    hours: Wholes,
    bins: Floats,
    chunks: Keys,
    registers: NDArray[np.uint8],
    sums: Floats,
    spare_hours: Wholes,
    spare_chunks: Wholes,
    spare_registers: Wholes,
    lane: Wholes,
    shares: Floats,
    marks: NDArray[np.uint8],
    order: Wholes,
    late: Floats,
    day: Floats,
    limits: Floats,
    reports: Wholes,
    keys: Keys,
    oldest_ms: Whole,
    now_ms: Whole,
) -> Whole:
    """Folds a record on until it is `DONE`, or stops for one of the reasons above.

    The first are `Tables`, one by one: a tuple of so many arrays takes a microsecond longer to hand
    over, which every record would pay. `reports` has a row for each report, `keys` are their
    reporters, the last byte first. Reports before `oldest_ms` make no surge.
    """
    tables = Tables(
        rumors,
        numbers,
        episodes,
        normals,
        hours,
        bins,
        chunks,
        registers,
        sums,
        spare_hours,
        spare_chunks,
        spare_registers,
        lane,
        shares,
        marks,
        order,
        late,
        day,
    )
    return fold_rumors(tables, limits, reports, keys, oldest_ms, now_ms)


@inlined
def fold_rumors(
    tables: Tables,
    limits: Floats,
    reports: Wholes,
    keys: Keys,
    oldest_ms: Whole,
    now_ms: Whole,
) -> Whole:
    """Folds the rumors of a record on, from where it stopped."""
    lane = tables.lane
    shares = tables.shares
    if lane[RUMOR] == 0 and lane[PHASE] == BEGIN:
        arrange(reports, keys, tables.order, lane[RUMORS])
    while lane[RUMOR] < lane[RUMORS]:
        rumor = reports[tables.order[tables.order[len(reports) + lane[RUMOR]]], ROW]
        stopped = fold_rumor(tables, rumor, limits, reports, keys, oldest_ms, now_ms)
        if stopped:
            return stopped
        lane[RUMOR] += 1
        lane[PHASE] = BEGIN
    if shares[PULSE]:
        count_pace(tables, 0, now_ms, shares[PULSE])
        shares[PULSE] = 0.0
    return DONE


@inlined
def fold_rumor(
    tables: Tables,
    rumor: Whole,
    limits: Floats,
    reports: Wholes,
    keys: Keys,
    oldest_ms: Whole,
    now_ms: Whole,
) -> Whole:
    """Folds the rumor at hand on, from where it stopped."""
    lane = tables.lane
    if lane[PHASE] == BEGIN and begin(tables, rumor, reports, keys, oldest_ms, now_ms):
        return HISTORY
    if lane[PHASE] == LEARN:
        lane[PHASE] = MEASURE
        if not learn_hours(tables, reports):
            return NEW_DAY
    if lane[PHASE] == MEASURE:
        measure_room(tables, rumor)
        lane[PHASE] = WEIGH
    if lane[PHASE] < FINISH:
        stopped = count_moments(tables, rumor, limits, reports, keys)
        if stopped:
            return stopped
        take_pulse(tables, rumor)
        lane[PHASE] = FINISH
    if lane[PHASE] == FINISH:
        lane[PHASE] = LEAVE
        if has_more(tables, rumor, limits, now_ms):
            return SETTLE
    return DONE


@inlined
def measure_room(tables: Tables, rumor: Whole) -> None:
    """How much of the rumor the lane's pulse takes: before any of its reports is counted."""
    usual = usual_per_hour(tables.numbers, rumor)
    room = PULSE_AT_MOST * usual + PULSE_ANYWAY - tables.numbers[rumor, X60]
    tables.shares[ROOM] = room
    tables.shares[COUNTED_BEFORE] = tables.numbers[rumor, COUNTED]


@inlined
def take_pulse(tables: Tables, rumor: Whole) -> None:
    """Adds the rumor's part to what the record adds to the lane's pulse."""
    room = tables.shares[ROOM]
    if room > 0:
        counted = tables.numbers[rumor, COUNTED] - tables.shares[COUNTED_BEFORE]
        tables.shares[PULSE] += min(room, counted)


@inlined
def has_more(tables: Tables, rumor: Whole, limits: Floats, now_ms: Whole) -> bool:
    """Whether late reports of the rumor may change what is past, or something may be due to be
    told.
    """
    lane = tables.lane
    episode = running(tables, rumor)
    if lane[LATE]:
        first_ms = np.int64(tables.late[0, 0])
        last_ms = np.int64(tables.late[0, lane[LATE] - 1])
        if (
            episode and is_no_news(tables, rumor, episode, limits, first_ms, last_ms)
        ) or not may_have_surged(tables, rumor, limits, first_ms, last_ms):
            lane[LATE] = 0
    if lane[LATE] or lane[IS_SEEN]:
        return True
    if not episode:
        return False
    return may_tell(tables, rumor, episode, limits, now_ms)
