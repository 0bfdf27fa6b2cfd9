"""Is it a surge now? The test on one rumor's counters.

Algorithm: two-hurdle Gamma-Poisson tail test ("GPX"). A decayed counter x with time constant tau
has half its mean as variance, so 2x behaves like a count with exposure 2 tau. It must beat a floor
(Poisson: what nobody looks at) and the rumor's own baseline (negative binomial: a baseline that was
learnt from few reports is unsure, which a Poisson would not know). The score is -log10 of the
greater of the two chances. The plain definition, so many in an hour and so many times the rate
before, is looked at beside it. On a day on which the whole lane is busier than usual, all that was
to be expected of a rumor is so many times as much (`busy`).
"""

from dataclasses import dataclass

from streams.core.durations import HOUR_MS
from streams.core.surge.counters import (
    PRIOR_REPORTS,
    TAUS_H,
    Counters,
    expected_per_hour,
    last_hour,
    within,
)
from streams.core.surge.kernels.evidence import LARGEST_SIZE
from streams.core.surge.kernels.evidence import hurdles as best_of
from streams.core.surge.least import LEAST as LEAST
from streams.core.surge.least import LEFT_OF_AN_HOUR
from streams.core.surge.policy import SurgePolicy
from streams.core.surge.profile import DayProfile

WINDOWS_S = (300, 1_200, 3_600)  # what a scale is told as
HOUR_S = 3_600


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


def evidence(
    state: Counters, profile: DayProfile, policy: SurgePolicy, busy: float = 1.0
) -> Evidence:
    """Both hurdles on each scale, and the plain definition beside them."""
    expected = busy * expected_per_hour(state, profile, state.at_ms)
    scales = (state.x5, state.x20, state.x60)
    size = learnt_size(state)
    of_use = min(policy.watch_score, policy.hold_score)
    score, scale = hurdles(scales, expected=expected, size=size, policy=policy, of_use=of_use)
    if scale < 0 and state.x60 < policy.min_reports * LEFT_OF_AN_HOUR:
        return NOTHING
    hour, before = last_hour(state)
    prior = busy * prior_per_hour(state, state.at_ms, state.total - hour + before)
    # Five minutes too many, rather than missing what meets the definition exactly.
    by_definition = hour >= policy.min_reports and hour >= policy.min_factor * prior
    if score < policy.surge_score and by_definition:
        score, _ = hurdles(scales, expected=expected, size=size, policy=policy)
        scale = -1
    window_s = WINDOWS_S[scale] if scale >= 0 else HOUR_S
    return told_as(
        scale,
        score=score,
        by_definition=by_definition,
        hour=hour - before,
        observed=within(state, window_s * 1_000),
        expected=expected,
        prior=prior,
    )


def told_as(
    scale: int,
    *,
    score: float,
    by_definition: bool,
    hour: float,
    observed: float,
    expected: float,
    prior: float,
) -> Evidence:
    """What was observed where, in the words of a scale; of the hour where the scale is -1."""
    normal = max(expected, prior)
    return Evidence(
        score=score,
        by_definition=by_definition,
        per_hour=hour,
        observed=hour if scale < 0 else observed,
        window_s=HOUR_S if scale < 0 else WINDOWS_S[scale],
        baseline=normal if scale < 0 else expected * TAUS_H[scale],
        normal_per_hour=normal,
    )


def of_the_hour(seen: Evidence) -> Evidence:
    """The same moment in the words of the hour: how big it is, not what was surprising."""
    return Evidence(
        score=seen.score,
        by_definition=seen.by_definition,
        per_hour=seen.per_hour,
        observed=seen.per_hour,
        window_s=HOUR_S,
        baseline=seen.normal_per_hour,
        normal_per_hour=seen.normal_per_hour,
    )


def hurdles(
    scales: tuple[float, float, float],
    *,
    expected: float,
    size: float,
    policy: SurgePolicy,
    of_use: float = 0.0,
) -> tuple[float, int]:
    """The best score over the scales and its number; 0 and -1 where no scale passes, or where the
    score is less than what is `of_use`.
    """
    x5, x20, x60 = scales
    return best_of(x5, x20, x60, expected, size, policy.limits, of_use)


def learnt_size(state: Counters) -> float:
    """How sure the baseline is: the size of its negative binomial."""
    return min(state.learnt + PRIOR_REPORTS, LARGEST_SIZE)


def prior_per_hour(state: Counters, at_ms: int, reports: float) -> float:
    """Mean hourly rate of `reports` in the 24 hours before the last one.

    Of a younger rumor in the hours it has, one at least.
    """
    age_h = (at_ms - state.born_ms) / HOUR_MS - 1
    return reports / min(24.0, max(1.0, age_h))


def least_count(policy: SurgePolicy, scale: int) -> float:
    """The count at which the floor hurdle of a scale reaches the lowest score of interest.

    Below it, where most rumors are, nothing is computed.
    """
    return policy.least.watch[scale]
