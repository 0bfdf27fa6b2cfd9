"""The test of `surge.evidence`, as far as it says that there is nothing: most of the times at which
the counts are greater than before.
"""

import math

from streams.core.durations import DAY_MS, HOUR_MS
from streams.core.surge.kernels.compiled import compiled
from streams.core.surge.kernels.counting import (
    PRIOR_REPORTS,
    PULSE_ANYWAY,
    PULSE_AT_MOST,
    TAUS_H,
    share_at,
    usual_per_hour,
)
from streams.core.surge.kernels.hours import BIN_MS, HOUR_BINS, held
from streams.core.surge.kernels.tables import (
    AT_MS,
    BORN_MS,
    FACTOR_HURDLE,
    FLOOR_PER_HOUR,
    HOUR,
    LEARNT,
    MIN_FACTOR,
    MIN_REPORTS,
    NEWEST_HOUR,
    OF_USE,
    TOTAL,
    WATCH,
    X5,
    X20,
    X60,
    Floats,
    Tables,
    Whole,
    Wholes,
)
from streams.core.surge.kernels.tail import at_most, tail

# However long a baseline was learnt, it is not surer than ten reports make it: rates drift.
LARGEST_SIZE = 10.0
PULSE = 0  # the row of the lane's pulse
# A lane with fewer reports an hour has no usual pace, and one is never called so many times as busy
# as usual: a bar that no hoax could pass would be worse than a loud day.
LEAST_PACE = 30.0
MOST_BUSY = 20.0


@compiled
def is_nothing(tables: Tables, rumor: Whole, limits: Floats) -> bool:
    """Whether neither the score nor the plain definition says anything of a rumor now."""
    numbers = tables.numbers
    times_busy = busy(tables.rumors, numbers, tables.shares, rumor)
    at_ms = tables.rumors[rumor, AT_MS]
    expected = times_busy * usual_per_hour(numbers, rumor) * share_at(tables.shares, at_ms)
    size = min(numbers[rumor, LEARNT] + PRIOR_REPORTS, LARGEST_SIZE)
    x5 = numbers[rumor, X5]
    x20 = numbers[rumor, X20]
    x60 = numbers[rumor, X60]
    score, _ = hurdles(x5, x20, x60, expected, size, limits, limits[OF_USE])
    hour = numbers[rumor, HOUR]
    if score > 0:
        return False
    if hour < limits[MIN_REPORTS]:
        return True
    return bool(hour < limits[MIN_FACTOR] * times_busy * prior_per_hour(tables, rumor))


@compiled
def hurdles(
    x5: float,
    x20: float,
    x60: float,
    expected: float,
    size: float,
    limits: Floats,
    of_use: float,
) -> tuple[float, int]:
    """The best score over the scales and its number; 0 and -1 where no scale passes, or where the
    score is less than what is `of_use`.
    """
    score = 0.0
    scale = -1
    for k, (x, tau_h) in enumerate(((x5, TAUS_H[0]), (x20, TAUS_H[1]), (x60, TAUS_H[2]))):
        if x < limits[WATCH + k]:
            continue
        exposure_h = 2 * tau_h
        usual = limits[FACTOR_HURDLE] * expected * exposure_h
        # Most rumors have as many as ever: for them this is all that is computed.
        bound = at_most(2 * x, usual, size)
        if bound <= score or bound < of_use:
            continue
        own = tail(2 * x, usual, size)
        if own > score and own >= of_use:
            hurdle = min(own, tail(2 * x, limits[FLOOR_PER_HOUR] * exposure_h, math.inf))
            if hurdle > score and hurdle >= of_use:
                score = hurdle
                scale = k
    return score, scale


@compiled
def prior_per_hour(tables: Tables, rumor: Whole) -> float:
    """Mean hourly rate in the 24 hours before the last one; of a younger rumor in the hours it has,
    one at least.
    """
    at_ms = tables.rumors[rumor, AT_MS]
    oldest = at_ms // BIN_MS - HOUR_BINS
    newest = tables.rumors[rumor, NEWEST_HOUR]
    partly = held(tables.hours, tables.bins, newest, oldest, oldest)
    before = partly * (at_ms % BIN_MS / BIN_MS)
    reports = tables.numbers[rumor, TOTAL] - tables.numbers[rumor, HOUR] + before
    age_h = (at_ms - tables.rumors[rumor, BORN_MS]) / HOUR_MS - 1
    return float(reports / min(24.0, max(1.0, age_h)))


@compiled
def busy(rumors: Wholes, numbers: Floats, shares: Floats, rumor: Whole) -> float:
    """How many times its usual pace the lane has now without one rumor, at least 1; 1 for the
    lane's first day.
    """
    at_ms = rumors[PULSE, AT_MS]
    if at_ms - rumors[PULSE, BORN_MS] < DAY_MS:
        return 1.0
    own = usual_per_hour(numbers, rumor)
    others = usual_per_hour(numbers, PULSE) - own
    # Of this rumor the pulse has as much as it ever counts of one, or less.
    now = numbers[PULSE, X60] - min(numbers[rumor, X60], PULSE_AT_MOST * own + PULSE_ANYWAY)
    usual = max(others * share_at(shares, at_ms), LEAST_PACE)
    return float(min(MOST_BUSY, max(1.0, now / usual)))
