"""The numbers of one rumor that the surge test reads: decayed counters, baseline, and a day of
five-minute bins.

In: one report's time and weight. Out: updated counters and the evidence of a surge. `step` folds
them; nothing here knows of alerts.

Algorithm: two-hurdle Gamma-Poisson tail test ("GPX"). Three counters decay with 5, 20 and 60
minutes. A counter x with time constant tau has half its mean as variance, so 2x behaves like a
count with exposure 2 tau. It must beat a floor (Poisson) and its own baseline (negative binomial).
The baseline learns through a 3 h compartment and is capped, so a surge does not raise its own bar.
A late report counts as much as is left of it by now, and in the bin of its own time.
"""

import math
from dataclasses import dataclass, field
from functools import lru_cache

from streams.core.durations import HOUR_MS
from streams.core.surge.policy import SurgePolicy
from streams.core.surge.profile import DayProfile
from streams.core.surge.reporters import Hours
from streams.core.surge.tail import tail

TAUS_H = (5 / 60, 20 / 60, 1.0)
WINDOWS_S = (300, 1_200, 3_600)
COMPARTMENT_H = 3.0
HALF_LIFE_H = 7 * 24.0
PRIOR_REPORTS = 0.5  # half a report ...
PRIOR_PER_HOUR = 0.2  # ... at a fifth an hour: what is expected of a rumor that nothing is known of
LARGEST_SIZE = 10.0
LEAST = 3.0  # reports on a scale before it is tested
BIN_MS = 300_000
HOUR_BINS = 12
BINS_KEPT = 25 * HOUR_BINS + 1  # the last hour and the 24 before it; the oldest bin counts in part
FEW = math.exp(
    -65 / 60
)  # of each report of the last 65 minutes at least so much is left in the 60-minute counter


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


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the counters say at one moment.

    `observed` reports in `window_s`, where `baseline` were to be expected.
    """

    score: float
    by_definition: bool
    per_hour: float
    observed: float
    window_s: int
    baseline: float
    normal_per_hour: float


NOTHING = Evidence(
    score=0.0,
    by_definition=False,
    per_hour=0.0,
    observed=0.0,
    window_s=3_600,
    baseline=0.0,
    normal_per_hour=0.0,
)


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
    rate = (state.learnt + PRIOR_REPORTS) / (state.exposure_h + PRIOR_REPORTS / PRIOR_PER_HOUR)
    return rate * profile.at(at_ms)


def decayed_hour(state: Counters, now_ms: int) -> float:
    """The 60-minute counter as it stands at `now_ms` if nothing more came."""
    return state.x60 * math.exp(-max(0, now_ms - state.at_ms) / HOUR_MS)


def decayed_raw(state: Counters, now_ms: int) -> float:
    """All reports of the last hour or so, whoever sent them, as they stand at `now_ms`."""
    return state.raw * math.exp(-max(0, now_ms - state.raw_at_ms) / HOUR_MS)


def evidence(state: Counters, profile: DayProfile, policy: SurgePolicy) -> Evidence:
    """Both hurdles on each scale, and the plain definition beside them."""
    expected = expected_per_hour(state, profile, state.at_ms)
    scales = (state.x5, state.x20, state.x60)
    score, scale = hurdles(scales, expected, learnt_size(state), policy)
    if scale < 0 and state.x60 < policy.min_reports * FEW:
        return NOTHING
    number = state.at_ms // BIN_MS
    passed = (state.at_ms % BIN_MS) / BIN_MS
    at_most = hour_up_to(
        state, number
    )  # five minutes too many rather than missing what meets the definition exactly
    oldest = state.bins.get(number - HOUR_BINS, 0.0) * passed
    hour = at_most - oldest
    prior = prior_per_hour(state, state.at_ms, state.total - at_most + oldest)
    by_definition = at_most >= policy.min_reports and at_most >= policy.min_factor * prior
    normal = max(expected, prior)
    if scale >= 0 and (score >= policy.surge_score or not by_definition):
        return Evidence(
            score,
            by_definition,
            hour,
            scales[scale],
            WINDOWS_S[scale],
            expected * TAUS_H[scale],
            normal,
        )
    return Evidence(score, by_definition, hour, hour, 3_600, normal, normal)


def hurdles(
    scales: tuple[float, float, float], expected: float, size: float, policy: SurgePolicy
) -> tuple[float, int]:
    """The best score over the scales and its number; -1 where no scale passes."""
    score = 0.0
    scale = -1
    for k, x in enumerate(scales):
        if x < LEAST or x < least_count(policy, k):
            continue
        exposure = 2 * TAUS_H[k]
        hurdle = tail(2 * x, policy.floor_per_hour * exposure)
        if hurdle > score:
            own = tail(2 * x, policy.factor_hurdle * expected * exposure, size)
            if min(hurdle, own) > score:
                score = min(hurdle, own)
                scale = k
    return score, scale


def learnt_size(state: Counters) -> float:
    """How sure the baseline is: the size of its negative binomial."""
    return min(state.learnt + PRIOR_REPORTS, LARGEST_SIZE)


def last_hour(state: Counters) -> float:
    """Weighted reports of the last 60 minutes; of the oldest five minutes the share that still lies
    within.
    """
    number = state.at_ms // BIN_MS
    passed = (state.at_ms % BIN_MS) / BIN_MS
    return hour_up_to(state, number) - state.bins.get(number - HOUR_BINS, 0.0) * passed


def hour_up_to(state: Counters, number: int) -> float:
    """Weighted reports of the 60 to 65 minutes that end with a bin."""
    return sum(state.bins.get(n, 0.0) for n in range(number - HOUR_BINS, number + 1))


def prior_per_hour(state: Counters, at_ms: int, reports: float) -> float:
    """Mean hourly rate of `reports` in the 24 hours before the last one; younger rumors:

    of their age, at least an hour.
    """
    age_h = (at_ms - state.born_ms) / HOUR_MS - 1
    return reports / min(24.0, max(1.0, age_h))


@lru_cache(maxsize=256)
def least_count(policy: SurgePolicy, scale: int) -> float:
    """The count at which the floor hurdle of a scale reaches the lowest score of interest:

    below it nothing is computed.
    """
    low = LEAST
    high = 10 * policy.min_reports
    mean = policy.floor_per_hour * 2 * TAUS_H[scale]
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (
            (low, middle) if tail(2 * middle, mean) >= policy.watch_score else (middle, high)
        )
    return high


def _decay(state: Counters, at_ms: int, gap_h: float, profile: DayProfile) -> None:
    state.x5 *= math.exp(-gap_h / TAUS_H[0])
    state.x20 *= math.exp(-gap_h / TAUS_H[1])
    state.x60 *= math.exp(-gap_h / TAUS_H[2])
    leak = state.compartment * (1 - math.exp(-gap_h / COMPARTMENT_H))
    cap = (5 * expected_per_hour(state, profile, at_ms) + 1.0) * gap_h
    keep = 0.5 ** (gap_h / HALF_LIFE_H)
    state.compartment -= leak
    state.learnt = state.learnt * keep + min(leak, cap)
    state.exposure_h = state.exposure_h * keep + profile.hours_between(state.at_ms, at_ms)
    _forget(state, state.at_ms // BIN_MS, at_ms // BIN_MS)


def _forget(state: Counters, before: int, now: int) -> None:
    """Drops the bins that are older than a day and an hour."""
    oldest = now - BINS_KEPT
    if now - before > len(state.bins):
        gone = [number for number in state.bins if number <= oldest]
    else:
        gone = [
            number for number in range(before - BINS_KEPT + 1, oldest + 1) if number in state.bins
        ]
    for number in gone:
        state.total -= state.bins.pop(number)
    if not state.bins:
        state.total = 0.0
