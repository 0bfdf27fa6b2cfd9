"""Looks back where reports came late: was there a surge in hours that are past?

In: counters whose bins of the last day have changed, and the late reports that changed them. Out:
the surges in them. The same test as `evidence`, over bins of five minutes; within the bin that
crossed, the late reports say which of them it was.
"""

import math
from dataclasses import dataclass

from streams.core.durations import HOUR_MS
from streams.core.surge.counters import (
    BIN_MS,
    BINS_KEPT,
    CALM_FACTOR,
    CALM_REPORTS,
    HOUR_BINS,
    TAUS_H,
    Counters,
    expected_per_hour,
    hour_up_to,
    usual_per_hour,
)
from streams.core.surge.evidence import (
    LEAST,
    WINDOWS_S,
    Evidence,
    hurdles,
    learnt_size,
    least,
    prior_per_hour,
    told_as,
)
from streams.core.surge.policy import CRITICAL, SURGE, SurgePolicy, level_of, next_size
from streams.core.surge.profile import DayProfile

# What is left of a scale's counter after one bin.
FADES = tuple(math.exp(-BIN_MS / HOUR_MS / tau) for tau in TAUS_H)
Late = list[tuple[int, float]]  # times and weights of late reports, oldest first
Scales = tuple[float, float, float]


@dataclass(slots=True)
class Peak:
    """A surge in past hours: from when to when, how high it came, and what was seen then.

    `began_ms` is the first report of the rise, `crossed_ms` the one that made a surge of it.
    """

    began_ms: int
    crossed_ms: int
    hot_ms: int
    level: int
    seen: Evidence


@dataclass(slots=True)
class _Walk:
    """The counters as they stood at a bin."""

    state: Counters
    late: Late
    profile: DayProfile
    policy: SurgePolicy
    before: float
    least: Scales
    scales: Scales = (0.0, 0.0, 0.0)
    rise: int = 0


def peaks(state: Counters, late: Late, *, profile: DayProfile, policy: SurgePolicy) -> list[Peak]:
    """The surges that late reports may have made, oldest first."""
    now = state.at_ms // BIN_MS
    # An hour before, to fill the counters; an hour after, in which what came late still counts.
    start = max(late[0][0] // BIN_MS - HOUR_BINS, now - BINS_KEPT + 1)
    end = min(late[-1][0] // BIN_MS + HOUR_BINS, now)
    found: list[Peak] = []
    if state.total < LEAST:
        return found
    before = sum(weight for number, weight in state.bins.items() if number < start - HOUR_BINS)
    walk = _Walk(state, late, profile, policy, before, least(policy).surge)
    for number in range(start, end + 1):
        here = state.bins.get(number, 0.0)
        faded = _faded(walk.scales)
        if here:
            if faded[2] < max(CALM_REPORTS, CALM_FACTOR * usual_per_hour(state)):
                walk.rise = number
            _look(found, walk, number, here)
        walk.scales = _with(faded, here)
        walk.before += state.bins.get(number - HOUR_BINS, 0.0)
    return found


def _faded(scales: Scales) -> Scales:
    return scales[0] * FADES[0], scales[1] * FADES[1], scales[2] * FADES[2]


def _with(scales: Scales, weight: float) -> Scales:
    return scales[0] + weight, scales[1] + weight, scales[2] + weight


def _evidence(walk: _Walk, number: int, here: float, faded: Scales) -> Evidence:
    """What is seen with so much of a bin."""
    state = walk.state
    policy = walk.policy
    at_ms = number * BIN_MS
    scales = _with(faded, here)
    expected = expected_per_hour(state, walk.profile, at_ms)
    score, scale = hurdles(scales, expected=expected, size=learnt_size(state), policy=policy)
    hour = hour_up_to(state, number) - state.bins.get(number, 0.0) + here
    prior = prior_per_hour(state, at_ms, walk.before)
    by_definition = hour >= policy.min_reports and hour >= policy.min_factor * prior
    if by_definition:
        scale = -1
    bins = WINDOWS_S[scale] * 1_000 // BIN_MS
    window = sum(state.bins.get(n, 0.0) for n in range(number - bins + 1, number)) + here
    return told_as(
        scale,
        score=score,
        by_definition=by_definition,
        hour=hour,
        observed=window,
        expected=expected,
        prior=prior,
    )


def _level(walk: _Walk, seen: Evidence) -> int:
    return level_of(seen.score, seen.per_hour, seen.by_definition, walk.policy)


def _look(found: list[Peak], walk: _Walk, number: int, here: float) -> None:
    """Notes a surge at a bin; nothing is computed where the counts cannot make or raise one."""
    policy = walk.policy
    scales = _with(_faded(walk.scales), here)
    hour = hour_up_to(walk.state, number)
    risen = any(x >= at_least for x, at_least in zip(scales, walk.least, strict=True))
    if not risen and hour < policy.min_reports:
        return
    at_ms = number * BIN_MS
    # Two peaks are one surge unless it would have been resolved in between.
    gap_ms = policy.quiet_s * 1_000 + HOUR_BINS * BIN_MS
    if found and at_ms - found[-1].hot_ms <= gap_ms:
        peak = found[-1]
        peak.hot_ms = _last_of(walk, number)
        if peak.level == CRITICAL or hour < next_size(policy, peak.level):
            return
        seen = _evidence(walk, number, here, _faded(walk.scales))
        if _level(walk, seen) > peak.level:
            peak.level = _level(walk, seen)
            peak.seen = seen
        return
    seen = _evidence(walk, number, here, _faded(walk.scales))
    if _level(walk, seen) >= SURGE:
        crossed_ms = _crossed(walk, number)
        began_ms = min(_began(walk, crossed_ms), crossed_ms)
        hot_ms = _last_of(walk, number)
        found.append(Peak(began_ms, crossed_ms, hot_ms, _level(walk, seen), seen))


def _crossed(walk: _Walk, number: int) -> int:
    """The report with which a bin made a surge: of those that came late now, whose times are known.

    What came before them is taken as the beginning of the bin.
    """
    mine = [(at_ms, weight) for at_ms, weight in walk.late if at_ms // BIN_MS == number]
    here = walk.state.bins.get(number, 0.0) - sum(weight for _, weight in mine)
    faded = _faded(walk.scales)
    for at_ms, weight in mine:
        here += weight
        if _level(walk, _evidence(walk, number, here, faded)) >= SURGE:
            return at_ms
    return mine[-1][0] if mine else _last_of(walk, number)


def _began(walk: _Walk, crossed_ms: int) -> int:
    """The first report of the rise, as far as those that came late now say."""
    return min((at for at, _ in walk.late if at // BIN_MS >= walk.rise), default=crossed_ms)


def _last_of(walk: _Walk, number: int) -> int:
    mine = [at for at, _ in walk.late if at // BIN_MS == number]
    return mine[-1] if mine else min(walk.state.at_ms, (number + 1) * BIN_MS - 1)
