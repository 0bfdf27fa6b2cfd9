"""The test on one rumor's counters: two hurdles, and the definition beside them."""

import math

import pytest

from streams.core.durations import HOUR_MS, MINUTE_MS
from streams.core.surge.counters import TAUS_H, Counters, count
from streams.core.surge.evidence import (
    LEAST,
    NOTHING,
    evidence,
    hurdles,
    learnt_size,
    least_count,
    prior_per_hour,
)
from streams.core.surge.kernels.tail import tail
from streams.core.surge.policy import SurgePolicy
from streams.core.surge.profile import DayProfile

T0_MS = 1_700_000_000_000 // HOUR_MS * HOUR_MS
POLICY = SurgePolicy()
PROFILE = DayProfile()


def counted(reports: int, every_ms: float, start_ms: int = T0_MS) -> Counters:
    state = Counters()
    for number in range(reports):
        count(state, start_ms + int(number * every_ms), 1.0, PROFILE)
    return state


def test_two_reports_are_no_evidence() -> None:
    assert evidence(counted(2, 1), PROFILE, POLICY) == NOTHING


def test_a_burst_passes_on_the_shortest_scale_first() -> None:
    seen = evidence(counted(8, 10_000), PROFILE, POLICY)
    assert seen.window_s == 300
    assert seen.score >= POLICY.surge_score
    assert seen.observed == pytest.approx(8, rel=0.2)


def test_what_meets_the_definition_exactly_is_seen() -> None:
    """K reports, evenly over an hour, of a rumor that is new."""
    seen = evidence(counted(30, HOUR_MS / 30), PROFILE, POLICY)
    assert seen.by_definition
    assert seen.per_hour == 30


def test_the_same_hour_is_no_surge_of_a_rumor_that_always_has_it() -> None:
    steady = counted(30 * 24 * 5, HOUR_MS / 30)
    seen = evidence(steady, PROFILE, POLICY)
    assert not seen.by_definition
    assert seen.score < POLICY.watch_score


@pytest.mark.parametrize("scale", range(3))
def test_the_least_count_is_where_the_floor_hurdle_is_passed(scale: int) -> None:
    least = least_count(POLICY, scale)
    mean = POLICY.floor_per_hour * 2 * TAUS_H[scale]
    assert tail(2 * least, mean) >= POLICY.watch_score
    assert least == pytest.approx(LEAST) or tail(2 * least - 1e-6, mean) < POLICY.watch_score


def test_no_scale_passes_below_the_least_counts() -> None:
    scales = tuple(least_count(POLICY, scale) - 0.01 for scale in range(3))
    assert hurdles((scales[0], scales[1], scales[2]), expected=0.2, size=0.5, policy=POLICY) == (
        0.0,
        -1,
    )


def test_the_own_baseline_is_a_hurdle_of_its_own() -> None:
    quiet, _ = hurdles((20.0, 25.0, 30.0), expected=0.1, size=5.0, policy=POLICY)
    busy, _ = hurdles((20.0, 25.0, 30.0), expected=10.0, size=5.0, policy=POLICY)
    assert busy < quiet


def test_a_baseline_is_surer_the_more_it_has_learnt_up_to_ten_reports() -> None:
    sizes = [learnt_size(Counters(learnt=learnt)) for learnt in (0.0, 3.0, 9.5, 500.0)]
    assert sizes == sorted(sizes)
    assert sizes[0] == 0.5
    assert sizes[-1] == sizes[-2] == 10.0


@pytest.mark.parametrize(
    ("age_h", "rate"), [(0.5, 24.0), (2.0, 24.0), (13.0, 2.0), (25.0, 1.0), (1_000.0, 1.0)]
)
def test_the_prior_rate_is_of_a_day_or_of_a_younger_rumors_age(age_h: float, rate: float) -> None:
    state = Counters(born_ms=T0_MS)
    assert prior_per_hour(state, T0_MS + int(age_h * HOUR_MS), 24.0) == pytest.approx(rate)


def test_what_fades_from_the_hour_counter_is_what_the_quick_look_allows() -> None:
    """K reports at the far end of 65 minutes are still looked at."""
    state = counted(30, 1)
    state.x60 *= math.exp(-1)
    state.at_ms += 64 * MINUTE_MS
    assert evidence(state, PROFILE, POLICY) is not NOTHING
