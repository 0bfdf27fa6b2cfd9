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
from streams.core.surge.least import TAUS_H as TAUS_H
from streams.core.surge.profile import DayProfile
from streams.core.surge.reporters import Hours

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
BIN_MS = 5 * MINUTE_MS
HOUR_BINS = HOUR_MS // BIN_MS
BINS_KEPT = 25 * HOUR_BINS + 1  # the last hour and the 24 before it; the oldest bin counts in part
# A rise begins where the hour before held at most twice what is usual, or half a report.
CALM_FACTOR = 2.0
CALM_REPORTS = 0.5


@dataclass(slots=True)
class Counters:
    """Weighted distinct-reporter counts of one rumor up to `at_ms`; `raw` counts every report,
    whoever sent it.

    `learnt_ms` is up to when the baseline has learnt, `rise_ms` the report that the present rise
    began with, `hour` the sum of the bins that the last 60 minutes touch.
    """

    at_ms: int = 0
    born_ms: int = 0
    x5: float = 0.0
    x20: float = 0.0
    x60: float = 0.0
    compartment: float = 0.0
    learnt: float = 0.0
    exposure_h: float = 0.0
    learnt_ms: int = 0
    rise_ms: int = 0
    raw: float = 0.0
    total: float = 0.0
    hour: float = 0.0
    bins: dict[int, float] = field(default_factory=dict)
    hours: Hours = field(default_factory=dict)
    # The bin that `at_ms` lies in; past its end, or of a state that was read, it is found anew.
    bin: int = field(default=0, compare=False)
    bin_ends_ms: int = field(default=0, compare=False)
    oldest_bin: int = field(default=0, compare=False)  # or one before it, not there any more


def count(
    state: Counters, at_ms: int, weight: float, profile: DayProfile, reports: int = 1
) -> None:
    """Adds `reports` of one moment, together of `weight`; the moment may lie before the newest."""
    before_ms = state.at_ms
    if at_ms < before_ms:
        _count_late(state, at_ms, weight, reports)
        return
    state.at_ms = at_ms
    if not before_ms:
        state.born_ms = state.learnt_ms = at_ms
    if at_ms - state.learnt_ms >= LEARN_EVERY_MS:
        _learn(state, at_ms, profile)
    if at_ms >= state.bin_ends_ms:
        _turn(state, before_ms // BIN_MS, at_ms // BIN_MS)
    fade = math.exp((before_ms - at_ms) / HOUR_MS)
    third = fade * fade * fade
    sixth = third * third
    x60 = state.x60 * fade
    state.x60 = x60 + weight
    state.x20 = state.x20 * third + weight
    state.x5 = state.x5 * (sixth * sixth) + weight  # the hour's to the twelfth
    state.raw = state.raw * fade + reports
    if weight:
        if x60 < CALM_REPORTS or x60 < CALM_FACTOR * usual_per_hour(state):
            state.rise_ms = at_ms
        state.compartment += weight
        state.total += weight
        state.hour += weight
        number = state.bin
        state.bins[number] = state.bins.get(number, 0.0) + weight


def count_pace(state: Counters, at_ms: int, weight: float, profile: DayProfile) -> None:
    """As `count`, where nothing but the last hour and the baseline is asked for."""
    before_ms = state.at_ms
    fade = math.exp(-abs(at_ms - before_ms) / HOUR_MS)
    if at_ms < before_ms:
        state.born_ms = min(state.born_ms, at_ms)
        state.x60 += weight * fade
    else:
        state.at_ms = at_ms
        if not before_ms:
            state.born_ms = state.learnt_ms = at_ms
        if at_ms - state.learnt_ms >= LEARN_EVERY_MS:
            _learn(state, at_ms, profile)
        state.x60 = state.x60 * fade + weight
    state.compartment += weight


def feed(state: Counters, at_ms: int, now_ms: int, profile: DayProfile) -> None:
    """A report of history, read at `now_ms`: the baseline learns it, and no surge is made of it."""
    if at_ms >= state.at_ms:
        move(state, at_ms, profile)
    age_h = (state.at_ms - at_ms) / HOUR_MS
    if age_h < COMPARTMENT_H:
        state.compartment += 1
    else:
        keep = 0.5 ** (age_h / HALF_LIFE_H)
        state.learnt += keep
        state.exposure_h += keep * max(0, state.born_ms - at_ms) / HOUR_MS
    state.born_ms = min(state.born_ms, at_ms)
    number = at_ms // BIN_MS
    # What is older than the last hour belongs to the day that an hour is compared with.
    if state.at_ms // BIN_MS - BINS_KEPT < number < now_ms // BIN_MS - HOUR_BINS:
        state.bins[number] = state.bins.get(number, 0.0) + 1
        state.total += 1
        if number < state.oldest_bin:
            state.oldest_bin = number


def move(state: Counters, at_ms: int, profile: DayProfile) -> None:
    """Lets the counters fade up to a later moment."""
    count(state, at_ms, 0.0, profile, 0)


def usual_per_hour(state: Counters) -> float:
    """The baseline rate of an average hour."""
    # The mean of a Gamma posterior: what was learnt, and the prior as if it had been seen, too.
    return (state.learnt + PRIOR_REPORTS) / (state.exposure_h + PRIOR_EXPOSURE_H)


def expected_per_hour(state: Counters, profile: DayProfile, at_ms: int) -> float:
    """The baseline rate at an hour of the week."""
    return usual_per_hour(state) * profile.at(at_ms)


def last_hour(state: Counters) -> tuple[float, float]:
    """Weighted reports of the bins that the last 60 minutes touch, and how many lie before.

    Of the oldest bin, of which only a part lies before, that share is taken.
    """
    number = state.at_ms // BIN_MS
    passed = (state.at_ms % BIN_MS) / BIN_MS
    return state.hour, state.bins.get(number - HOUR_BINS, 0.0) * passed


def hour_up_to(state: Counters, number: int) -> float:
    """Weighted reports of the 60 to 65 minutes that end with a bin."""
    get = state.bins.get
    return sum([get(n, 0.0) for n in range(number - HOUR_BINS, number + 1)])


def within(state: Counters, window_ms: int) -> float:
    """Weighted reports of the last minutes: all those of the rise where it is younger than that,
    else the oldest bin in part.
    """
    from_ms = state.at_ms - window_ms
    oldest = from_ms // BIN_MS
    get = state.bins.get
    inner = sum([get(n, 0.0) for n in range(oldest + 1, state.at_ms // BIN_MS + 1)])
    inside = 1.0 if state.rise_ms >= from_ms else 1 - (from_ms % BIN_MS) / BIN_MS
    return inner + get(oldest, 0.0) * inside


def _count_late(state: Counters, at_ms: int, weight: float, reports: int) -> None:
    """Of a late report what is left of it by now."""
    fade = math.exp((at_ms - state.at_ms) / HOUR_MS)
    third = fade * fade * fade
    state.raw += reports * fade
    state.born_ms = min(state.born_ms, at_ms)
    if not weight:
        return
    state.x60 += weight * fade
    state.x20 += weight * third
    sixth = third * third
    state.x5 += weight * sixth * sixth
    state.compartment += weight
    # The rise is at most an hour older than the one that is known: what is older is another.
    if state.rise_ms - HOUR_MS < at_ms < state.rise_ms:
        state.rise_ms = at_ms
    number = at_ms // BIN_MS
    newest = state.at_ms // BIN_MS
    if number > newest - BINS_KEPT:
        state.bins[number] = state.bins.get(number, 0.0) + weight
        if number < state.oldest_bin:
            state.oldest_bin = number
        state.total += weight
        if number >= newest - HOUR_BINS:
            state.hour += weight


def _learn(state: Counters, at_ms: int, profile: DayProfile) -> None:
    gap_h = (at_ms - state.learnt_ms) / HOUR_MS
    leak = state.compartment * (1 - math.exp(-gap_h / COMPARTMENT_H))
    share = profile.at(at_ms)
    most = (LEARNT_AT_MOST * share * usual_per_hour(state) + LEARNT_ANYWAY) * gap_h
    keep = 0.5 ** (gap_h / HALF_LIFE_H)
    # Nearly all gaps lie within an hour.
    hours = gap_h * share if gap_h < 1 else profile.hours_between(state.learnt_ms, at_ms)
    state.compartment -= leak
    state.learnt = state.learnt * keep + (leak if leak < most else most)
    state.exposure_h = state.exposure_h * keep + hours
    state.learnt_ms = at_ms


def _turn(state: Counters, before: int, now: int) -> None:
    """Another bin begins: what has left the hour leaves its sum, what is too old goes."""
    state.bin = now
    state.bin_ends_ms = (now + 1) * BIN_MS
    if now - before > HOUR_BINS:
        state.hour = 0.0
    elif state.hour:
        bins = state.bins
        for number in range(before - HOUR_BINS, now - HOUR_BINS):
            if number in bins:
                state.hour -= bins[number]
    if state.oldest_bin <= now - BINS_KEPT:
        _drop(state, now)


def _drop(state: Counters, now: int) -> None:
    """Drops the bins that are older than a day and an hour."""
    bins = state.bins
    kept_from = now - BINS_KEPT + 1
    # Whichever is fewer: the bins there are, or those that the time in between has pushed out.
    if kept_from - state.oldest_bin > len(bins):
        gone = [number for number in bins if number < kept_from]
    else:
        gone = [number for number in range(state.oldest_bin, kept_from) if number in bins]
    state.oldest_bin = kept_from
    for number in gone:
        state.total -= bins.pop(number)
    # A sum of floats that were added and taken away again is not quite 0.
    if not bins:
        state.total = 0.0
