"""Looks back where reports came late: was there a surge in hours that are past?

In: counters whose bins of the last day have changed. Out: the surges in them. The same test as
`counters.evidence`, over bins of five minutes.
"""

import math
from dataclasses import dataclass

from streams.core.durations import HOUR_MS
from streams.core.surge.counters import (
    BIN_MS,
    BINS_KEPT,
    HOUR_BINS,
    TAUS_H,
    Counters,
    expected_per_hour,
    hour_up_to,
)
from streams.core.surge.evidence import (
    LEAST,
    Evidence,
    hurdles,
    learnt_size,
    prior_per_hour,
    told_as,
)
from streams.core.surge.policy import SURGE, SurgePolicy, level_of
from streams.core.surge.profile import DayProfile

# What is left of a scale's counter after one bin.
FADES = tuple(math.exp(-BIN_MS / HOUR_MS / tau) for tau in TAUS_H)


@dataclass(slots=True)
class Peak:
    """A surge in past hours: from when to when, how high it came, and what was seen then."""

    crossed_ms: int
    hot_ms: int
    level: int
    seen: Evidence


def peaks(
    state: Counters, first: int, last: int, *, profile: DayProfile, policy: SurgePolicy
) -> list[Peak]:
    """The surges that reports in the bins `first` to `last` may have made, oldest first."""
    now = state.at_ms // BIN_MS
    # An hour before, to fill the counters; an hour after, in which what came late still counts.
    start = max(first - HOUR_BINS, now - BINS_KEPT + 1)
    end = min(last + HOUR_BINS, now)
    found: list[Peak] = []
    if state.total < LEAST:
        return found
    before = sum(weight for number, weight in state.bins.items() if number < start - HOUR_BINS)
    scales = (0.0, 0.0, 0.0)
    for number in range(start, end + 1):
        here = state.bins.get(number, 0.0)
        scales = (
            scales[0] * FADES[0] + here,
            scales[1] * FADES[1] + here,
            scales[2] * FADES[2] + here,
        )
        if here:
            seen = _evidence(
                state, number, before=before, scales=scales, profile=profile, policy=policy
            )
            _note(found, number * BIN_MS, seen, policy)
        before += state.bins.get(number - HOUR_BINS, 0.0)
    return found


def _evidence(
    state: Counters,
    number: int,
    *,
    before: float,
    scales: tuple[float, float, float],
    profile: DayProfile,
    policy: SurgePolicy,
) -> Evidence:
    at_ms = number * BIN_MS
    expected = expected_per_hour(state, profile, at_ms)
    size = learnt_size(state)
    score, scale = hurdles(scales, expected=expected, size=size, policy=policy)
    hour = hour_up_to(state, number)
    prior = prior_per_hour(state, at_ms, before)
    by_definition = hour >= policy.min_reports and hour >= policy.min_factor * prior
    return told_as(
        -1 if by_definition else scale,
        score=score,
        by_definition=by_definition,
        hour=hour,
        scales=scales,
        expected=expected,
        prior=prior,
    )


def _note(found: list[Peak], at_ms: int, seen: Evidence, policy: SurgePolicy) -> None:
    level = level_of(seen.score, seen.per_hour, seen.by_definition, policy)
    if level < SURGE:
        return
    # Two peaks are one surge unless it would have been resolved in between.
    if not found or at_ms - found[-1].hot_ms > policy.quiet_s * 1_000 + HOUR_BINS * BIN_MS:
        found.append(Peak(crossed_ms=at_ms, hot_ms=at_ms, level=level, seen=seen))
        return
    peak = found[-1]
    peak.hot_ms = at_ms
    if level > peak.level:
        peak.level = level
        peak.seen = seen
