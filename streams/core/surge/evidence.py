"""Is it a surge now? The test on one rumor's counters.

Algorithm: two-hurdle Gamma-Poisson tail test ("GPX"). A decayed counter x with time constant tau
has half its mean as variance, so 2x behaves like a count with exposure 2 tau. It must beat a floor
(Poisson: what nobody looks at) and the rumor's own baseline (negative binomial: a baseline that was
learnt from few reports is unsure, which a Poisson would not know). The score is -log10 of the
greater of the two chances. The plain definition, so many in an hour and so many times the rate
before, is looked at beside it.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

from streams.core.durations import HOUR_MS
from streams.core.surge.counters import (
    PRIOR_REPORTS,
    TAUS_H,
    Counters,
    expected_per_hour,
    last_hour,
)
from streams.core.surge.policy import SurgePolicy
from streams.core.surge.profile import DayProfile
from streams.core.surge.tail import tail

WINDOWS_S = (300, 1_200, 3_600)  # what a scale is told as
HOUR_S = 3_600
LEAST = 3.0  # reports on a scale before it is tested
# However long a baseline was learnt, it is not surer than ten reports make it: rates drift.
LARGEST_SIZE = 10.0
# Of each report of the last 65 minutes at least so much is left in the 60-minute counter: one that
# is smaller cannot meet the definition, and the bins need not be summed.
LEFT_OF_AN_HOUR = math.exp(-65 / 60)
HALVINGS = 40  # of the bracket in which the least count is looked for: to 1e-10 of a report


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
    window_s=HOUR_S,
    baseline=0.0,
    normal_per_hour=0.0,
)


def evidence(state: Counters, profile: DayProfile, policy: SurgePolicy) -> Evidence:
    """Both hurdles on each scale, and the plain definition beside them."""
    expected = expected_per_hour(state, profile, state.at_ms)
    scales = (state.x5, state.x20, state.x60)
    score, scale = hurdles(scales, expected=expected, size=learnt_size(state), policy=policy)
    if scale < 0 and state.x60 < policy.min_reports * LEFT_OF_AN_HOUR:
        return NOTHING
    at_most, before = last_hour(state)
    prior = prior_per_hour(state, state.at_ms, state.total - at_most + before)
    # Five minutes too many, rather than missing what meets the definition exactly.
    by_definition = at_most >= policy.min_reports and at_most >= policy.min_factor * prior
    return told_as(
        scale if score >= policy.surge_score or not by_definition else -1,
        score=score,
        by_definition=by_definition,
        hour=at_most - before,
        scales=scales,
        expected=expected,
        prior=prior,
    )


def told_as(
    scale: int,
    *,
    score: float,
    by_definition: bool,
    hour: float,
    scales: tuple[float, float, float],
    expected: float,
    prior: float,
) -> Evidence:
    """What was observed where, in the words of a scale; of the hour where the scale is -1."""
    normal = max(expected, prior)
    if scale < 0:
        observed = hour
        window_s = HOUR_S
        baseline = normal
    else:
        observed = scales[scale]
        window_s = WINDOWS_S[scale]
        baseline = expected * TAUS_H[scale]
    return Evidence(
        score=score,
        by_definition=by_definition,
        per_hour=hour,
        observed=observed,
        window_s=window_s,
        baseline=baseline,
        normal_per_hour=normal,
    )


def hurdles(
    scales: tuple[float, float, float], *, expected: float, size: float, policy: SurgePolicy
) -> tuple[float, int]:
    """The best score over the scales and its number; -1 where no scale passes."""
    score = 0.0
    scale = -1
    for k, x in enumerate(scales):
        if x < LEAST or x < least_count(policy, k):
            continue
        exposure_h = 2 * TAUS_H[k]
        hurdle = tail(2 * x, policy.floor_per_hour * exposure_h)
        # The second is the dearer one, and cannot make the score better than the first.
        if hurdle > score:
            own = tail(2 * x, policy.factor_hurdle * expected * exposure_h, size)
            if min(hurdle, own) > score:
                score = min(hurdle, own)
                scale = k
    return score, scale


def learnt_size(state: Counters) -> float:
    """How sure the baseline is: the size of its negative binomial."""
    return min(state.learnt + PRIOR_REPORTS, LARGEST_SIZE)


def prior_per_hour(state: Counters, at_ms: int, reports: float) -> float:
    """Mean hourly rate of `reports` in the 24 hours before the last one.

    Of a younger rumor in the hours it has, one at least.
    """
    age_h = (at_ms - state.born_ms) / HOUR_MS - 1
    return reports / min(24.0, max(1.0, age_h))


@lru_cache(maxsize=256)
def least_count(policy: SurgePolicy, scale: int) -> float:
    """The count at which the floor hurdle of a scale reaches the lowest score of interest.

    Below it, where most rumors are, nothing is computed.
    """
    low = LEAST
    high = 10 * policy.min_reports
    mean = policy.floor_per_hour * 2 * TAUS_H[scale]
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if tail(2 * middle, mean) >= policy.watch_score:
            high = middle
        else:
            low = middle
    return high
