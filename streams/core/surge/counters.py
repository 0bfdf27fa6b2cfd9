"""The numbers of one rumor that the surge test reads: decayed counters, baseline, and a day of
five-minute bins.

In: one report's time and weight. Out: updated counters. `step` folds them, `evidence` reads them;
nothing here knows of alerts.

Three counters decay with 5, 20 and 60 minutes: a sum that fades needs one number where a sliding
window needs every report. The baseline learns through a compartment of 3 h and is capped, so that a
surge does not raise its own bar. A late report counts as much as is left of it by now, and in the
bin of its own time.
"""

import math
from dataclasses import dataclass, field

from streams.core.durations import HOUR_MS, MINUTE_MS
from streams.core.surge.profile import DayProfile
from streams.core.surge.reporters import Hours

TAUS_H = (5 / 60, 20 / 60, 1.0)
# What is learnt seeps out of the compartment with this constant: a surge is over, or known to be
# the new pace, before most of it has become baseline.
COMPARTMENT_H = 3.0
HALF_LIFE_H = 7 * 24.0  # of the baseline: weekdays differ, last month is forgotten
# What is learnt in an hour counts at most so many times what was expected, and one report more.
LEARNT_AT_MOST = 5
LEARNT_ANYWAY = 1.0
PRIOR_REPORTS = 0.5  # half a report ...
PRIOR_PER_HOUR = 0.2  # ... at a fifth an hour: what is expected of a rumor that nothing is known of
BIN_MS = 5 * MINUTE_MS
HOUR_BINS = HOUR_MS // BIN_MS
BINS_KEPT = 25 * HOUR_BINS + 1  # the last hour and the 24 before it; the oldest bin counts in part


@dataclass(slots=True)
class Counters:
    """Weighted distinct-reporter counts of one rumor up to `at_ms`; `raw` counts every report,
    whoever sent it.
    """

    at_ms: int = 0
    born_ms: int = 0
    x5: float = 0.0
    x20: float = 0.0
    x60: float = 0.0
    compartment: float = 0.0
    learnt: float = 0.0
    exposure_h: float = 0.0
    raw: float = 0.0
    raw_at_ms: int = 0
    total: float = 0.0
    bins: dict[int, float] = field(default_factory=dict)
    hours: Hours = field(default_factory=dict)


def count(state: Counters, at_ms: int, weight: float, profile: DayProfile) -> None:
    """Adds one report of `weight` at `at_ms`, which may lie before the newest."""
    if state.at_ms == 0:
        state.at_ms = state.born_ms = at_ms
    gap_h = (at_ms - state.at_ms) / HOUR_MS
    if gap_h > 0:
        _decay(state, at_ms, gap_h, profile)
        state.at_ms = at_ms
        gap_h = 0.0
    state.born_ms = min(state.born_ms, at_ms)
    # Of a late report what is left of it by now; of any other all, since its gap is 0.
    state.x5 += weight * math.exp(gap_h / TAUS_H[0])
    state.x20 += weight * math.exp(gap_h / TAUS_H[1])
    state.x60 += weight * math.exp(gap_h / TAUS_H[2])
    state.compartment += weight
    number = at_ms // BIN_MS
    if number > state.at_ms // BIN_MS - BINS_KEPT:
        state.bins[number] = state.bins.get(number, 0.0) + weight
        state.total += weight


def count_raw(state: Counters, at_ms: int) -> None:
    """Counts a report whoever sent it, for how long a surge goes on."""
    gap_h = (at_ms - state.raw_at_ms) / HOUR_MS
    if gap_h >= 0:
        state.raw = state.raw * math.exp(-gap_h) + 1
        state.raw_at_ms = at_ms
    else:
        state.raw += math.exp(gap_h)


def expected_per_hour(state: Counters, profile: DayProfile, at_ms: int) -> float:
    """The baseline rate at an hour of the day."""
    # The mean of a Gamma posterior: what was learnt, and the prior as if it had been seen, too.
    rate = (state.learnt + PRIOR_REPORTS) / (state.exposure_h + PRIOR_REPORTS / PRIOR_PER_HOUR)
    return rate * profile.at(at_ms)


def decayed_hour(state: Counters, now_ms: int) -> float:
    """The 60-minute counter as it stands at `now_ms` if nothing more came."""
    return state.x60 * math.exp(-max(0, now_ms - state.at_ms) / HOUR_MS)


def decayed_raw(state: Counters, now_ms: int) -> float:
    """All reports of the last hour or so, whoever sent them, as they stand at `now_ms`."""
    return state.raw * math.exp(-max(0, now_ms - state.raw_at_ms) / HOUR_MS)


def last_hour(state: Counters) -> tuple[float, float]:
    """Weighted reports of the bins that the last 60 minutes touch, and how many lie before.

    Of the oldest bin, of which only a part lies before, that share is taken.
    """
    number = state.at_ms // BIN_MS
    passed = (state.at_ms % BIN_MS) / BIN_MS
    return hour_up_to(state, number), state.bins.get(number - HOUR_BINS, 0.0) * passed


def hour_up_to(state: Counters, number: int) -> float:
    """Weighted reports of the 60 to 65 minutes that end with a bin."""
    return sum(state.bins.get(n, 0.0) for n in range(number - HOUR_BINS, number + 1))


def _decay(state: Counters, at_ms: int, gap_h: float, profile: DayProfile) -> None:
    state.x5 *= math.exp(-gap_h / TAUS_H[0])
    state.x20 *= math.exp(-gap_h / TAUS_H[1])
    state.x60 *= math.exp(-gap_h / TAUS_H[2])
    leak = state.compartment * (1 - math.exp(-gap_h / COMPARTMENT_H))
    most = LEARNT_AT_MOST * expected_per_hour(state, profile, at_ms) + LEARNT_ANYWAY
    cap = most * gap_h
    keep = 0.5 ** (gap_h / HALF_LIFE_H)
    state.compartment -= leak
    state.learnt = state.learnt * keep + min(leak, cap)
    state.exposure_h = state.exposure_h * keep + profile.hours_between(state.at_ms, at_ms)
    _forget(state, state.at_ms // BIN_MS, at_ms // BIN_MS)


def _forget(state: Counters, before: int, now: int) -> None:
    """Drops the bins that are older than a day and an hour."""
    oldest = now - BINS_KEPT
    # Whichever is fewer: the bins there are, or those that the time in between has pushed out.
    if now - before > len(state.bins):
        gone = [number for number in state.bins if number <= oldest]
    else:
        gone = [
            number for number in range(before - BINS_KEPT + 1, oldest + 1) if number in state.bins
        ]
    for number in gone:
        state.total -= state.bins.pop(number)
    # A sum of floats that were added and taken away again is not quite 0.
    if not state.bins:
        state.total = 0.0
