"""Counting: reports of one moment into the counters of a rumor, which fade and learn as time moves.

What they mean: `surge.counters`.
"""

import math

from streams.core.durations import DAY_MS, HOUR_MS, MINUTE_MS
from streams.core.surge.kernels.compiled import compiled
from streams.core.surge.kernels.hours import BIN_MS, BINS_KEPT, HOUR_BINS, drop_old, held
from streams.core.surge.kernels.tables import (
    AT_MS,
    BIN,
    BIN_ENDS_MS,
    BORN_MS,
    COMPARTMENT,
    EXPOSURE_H,
    HOUR,
    LEARNT,
    LEARNT_MS,
    NEWEST_HOUR,
    RAW,
    RISE_MS,
    TOTAL,
    WEEK,
    X5,
    X20,
    X60,
    Floats,
    Tables,
    Whole,
)

TAUS_H = (5 / 60, 20 / 60, 1.0)  # of the counters that fade, in hours
# What is learnt seeps out of the compartment with this constant: a surge is over, or known to be
# the new pace, before most of it has become baseline.
COMPARTMENT_H = 3.0
HALF_LIFE_H = 7 * 24.0  # of the baseline: weekdays differ, last month is forgotten
# What is learnt in an hour counts at most so many times what was expected, and one report more.
LEARNT_AT_MOST = 5
LEARNT_ANYWAY = 1.0
LEARN_EVERY_MS = MINUTE_MS  # of a constant of hours: to learn at every report would change nothing
PRIOR_REPORTS = 0.5  # half a report ...
PRIOR_PER_HOUR = 0.2  # ... at a fifth an hour: what is expected of a rumor that nothing is known of
PRIOR_EXPOSURE_H = PRIOR_REPORTS / PRIOR_PER_HOUR
# A rise begins where the hour before held at most twice what is usual, or half a report.
CALM_FACTOR = 2.0
CALM_REPORTS = 0.5
# Of the lane's pulse a rumor is at most so many times what it usually has in an hour, and one
# report more: when everything is ten times as loud it shows, when one rumor is it does not.
PULSE_AT_MOST = 12.0
PULSE_ANYWAY = 1.0
DAY_HOURS = 24
WEEK_HOURS = 7 * DAY_HOURS


@compiled
def usual_per_hour(numbers: Floats, rumor: Whole) -> float:
    """The baseline rate of an average hour."""
    # The mean of a Gamma posterior: what was learnt, and the prior as if it had been seen, too.
    learnt = numbers[rumor, LEARNT] + PRIOR_REPORTS
    return float(learnt / (numbers[rumor, EXPOSURE_H] + PRIOR_EXPOSURE_H))


@compiled
def share_at(shares: Floats, at_ms: Whole) -> float:
    """The weight that the profile gives an instant."""
    return float(shares[WEEK + at_ms // HOUR_MS % WEEK_HOURS])


@compiled
def hours_between(shares: Floats, from_ms: Whole, to_ms: Whole) -> float:
    """Profile-weighted hours of an interval; whole days weigh 24."""
    gap_h = (to_ms - from_ms) / HOUR_MS
    # Nearly all gaps: a report within the hour is not worth walking through a day.
    if gap_h < 1:
        return gap_h * share_at(shares, to_ms)
    whole_days = int(gap_h // DAY_HOURS)
    total = whole_days * float(DAY_HOURS)
    at_ms = from_ms + whole_days * DAY_MS
    while at_ms < to_ms:
        step_ms = min(HOUR_MS, to_ms - at_ms)
        total += share_at(shares, at_ms) * step_ms / HOUR_MS
        at_ms += step_ms
    return total


@compiled
def learn(tables: Tables, rumor: Whole, at_ms: Whole) -> None:
    """Lets the baseline learn what has seeped out of the compartment by now."""
    numbers = tables.numbers
    learnt_ms = tables.rumors[rumor, LEARNT_MS]
    gap_h = (at_ms - learnt_ms) / HOUR_MS
    leak = numbers[rumor, COMPARTMENT] * (1 - math.exp(-gap_h / COMPARTMENT_H))
    share = share_at(tables.shares, at_ms)
    most = LEARNT_AT_MOST * share * usual_per_hour(numbers, rumor) + LEARNT_ANYWAY
    keep = 0.5 ** (gap_h / HALF_LIFE_H)
    hours = hours_between(tables.shares, learnt_ms, at_ms)
    numbers[rumor, COMPARTMENT] -= leak
    numbers[rumor, LEARNT] = numbers[rumor, LEARNT] * keep + min(leak, most * gap_h)
    numbers[rumor, EXPOSURE_H] = numbers[rumor, EXPOSURE_H] * keep + hours
    tables.rumors[rumor, LEARNT_MS] = at_ms


@compiled
def turn(tables: Tables, rumor: Whole, before: Whole, now: Whole) -> None:
    """Another bin begins: what has left the hour leaves its sum, what is too old goes."""
    rumors = tables.rumors
    rumors[rumor, BIN] = now
    rumors[rumor, BIN_ENDS_MS] = (now + 1) * BIN_MS
    if now - before > HOUR_BINS:
        tables.numbers[rumor, HOUR] = 0.0
    elif tables.numbers[rumor, HOUR]:
        tables.numbers[rumor, HOUR] -= held(
            tables.hours,
            tables.bins,
            rumors[rumor, NEWEST_HOUR],
            before - HOUR_BINS,
            now - HOUR_BINS - 1,
        )
    drop_old(tables, rumor, now)


@compiled
def move(tables: Tables, rumor: Whole, at_ms: Whole) -> None:
    """Lets the counters fade and learn up to a moment that is not before their newest."""
    rumors = tables.rumors
    numbers = tables.numbers
    before_ms = rumors[rumor, AT_MS]
    rumors[rumor, AT_MS] = at_ms
    if not before_ms:
        rumors[rumor, BORN_MS] = at_ms
        rumors[rumor, LEARNT_MS] = at_ms
    if at_ms - rumors[rumor, LEARNT_MS] >= LEARN_EVERY_MS:
        learn(tables, rumor, at_ms)
    if at_ms >= rumors[rumor, BIN_ENDS_MS]:
        turn(tables, rumor, before_ms // BIN_MS, at_ms // BIN_MS)
    fade = math.exp((before_ms - at_ms) / HOUR_MS)
    third = fade * fade * fade
    sixth = third * third
    numbers[rumor, X60] *= fade
    numbers[rumor, X20] *= third
    numbers[rumor, X5] *= sixth * sixth  # the hour's to the twelfth
    numbers[rumor, RAW] *= fade


@compiled
def count(
    tables: Tables, rumor: Whole, hour: Whole, at_ms: Whole, weight: float, reports: Whole
) -> None:
    """Adds `reports` of one moment of the rumor's `hour`, together of `weight`."""
    if at_ms < tables.rumors[rumor, AT_MS]:
        count_late(tables, rumor, hour, at_ms, weight, reports)
        return
    move(tables, rumor, at_ms)
    numbers = tables.numbers
    numbers[rumor, RAW] += reports
    if not weight:
        return
    x60 = numbers[rumor, X60]
    if x60 < CALM_REPORTS or x60 < CALM_FACTOR * usual_per_hour(numbers, rumor):
        tables.rumors[rumor, RISE_MS] = at_ms
    numbers[rumor, X60] = x60 + weight
    numbers[rumor, X20] += weight
    numbers[rumor, X5] += weight
    numbers[rumor, COMPARTMENT] += weight
    numbers[rumor, TOTAL] += weight
    numbers[rumor, HOUR] += weight
    tables.bins[hour, tables.rumors[rumor, BIN] % HOUR_BINS] += weight


@compiled
def count_late(
    tables: Tables, rumor: Whole, hour: Whole, at_ms: Whole, weight: float, reports: Whole
) -> None:
    """Of a late report what is left of it by now."""
    rumors = tables.rumors
    numbers = tables.numbers
    newest_ms = rumors[rumor, AT_MS]
    fade = math.exp((at_ms - newest_ms) / HOUR_MS)
    third = fade * fade * fade
    sixth = third * third
    numbers[rumor, RAW] += reports * fade
    rumors[rumor, BORN_MS] = min(rumors[rumor, BORN_MS], at_ms)
    newest = newest_ms // BIN_MS
    number = at_ms // BIN_MS
    if weight:
        numbers[rumor, X60] += weight * fade
        numbers[rumor, X20] += weight * third
        numbers[rumor, X5] += weight * sixth * sixth
        numbers[rumor, COMPARTMENT] += weight
        # The rise is at most an hour older than the one that is known: what is older is another.
        if rumors[rumor, RISE_MS] - HOUR_MS < at_ms < rumors[rumor, RISE_MS]:
            rumors[rumor, RISE_MS] = at_ms
        if number > newest - BINS_KEPT:
            tables.bins[hour, number % HOUR_BINS] += weight
            numbers[rumor, TOTAL] += weight
            if number >= newest - HOUR_BINS:
                numbers[rumor, HOUR] += weight
    if number <= newest - BINS_KEPT:
        drop_old(tables, rumor, newest)  # its hour, made for it, may be older than what is kept


@compiled
def count_pace(tables: Tables, rumor: Whole, at_ms: Whole, weight: float) -> None:
    """As `count`, where nothing but the last hour and the baseline is asked for."""
    rumors = tables.rumors
    numbers = tables.numbers
    before_ms = rumors[rumor, AT_MS]
    fade = math.exp(-abs(at_ms - before_ms) / HOUR_MS)
    if at_ms < before_ms:
        rumors[rumor, BORN_MS] = min(rumors[rumor, BORN_MS], at_ms)
        numbers[rumor, X60] += weight * fade
    else:
        rumors[rumor, AT_MS] = at_ms
        if not before_ms:
            rumors[rumor, BORN_MS] = at_ms
            rumors[rumor, LEARNT_MS] = at_ms
        if at_ms - rumors[rumor, LEARNT_MS] >= LEARN_EVERY_MS:
            learn(tables, rumor, at_ms)
        numbers[rumor, X60] = numbers[rumor, X60] * fade + weight
    numbers[rumor, COMPARTMENT] += weight
