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
    WINDOWS_S,
    Evidence,
    hurdles,
    learnt_size,
    prior_per_hour,
    told_as,
)
from streams.core.surge.least import LEAST
from streams.core.surge.policy import CRITICAL, SurgePolicy, level_of, next_size
from streams.core.surge.profile import DayProfile

# What is left of a scale's counter after one bin.
FADES = tuple(math.exp(-BIN_MS / HOUR_MS / tau) for tau in TAUS_H)
NEARLY = 1e-6  # reports: by so much a sum that rolls on may differ from one that is made anew
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
    """The counters as they stood at a bin: `faded` is what was left of those before it, `rise` the
    bin that the present rise began with. `before` are the reports more than an hour before the bin
    `counted_to`. What meets the plain definition is told in the words of the hour, unless only what
    the score does not see `is_by_hour`.
    """

    state: Counters
    bins: dict[int, float]
    late: Late
    profile: DayProfile
    policy: SurgePolicy
    counted_to: int
    newest: dict[int, int]  # the last late report of each bin
    before: float = -1.0
    faded: Scales = (0.0, 0.0, 0.0)
    rise: int = 0
    is_by_hour: bool = True


def peaks(state: Counters, late: Late, *, profile: DayProfile, policy: SurgePolicy) -> list[Peak]:
    """The surges that late reports may have made, oldest first."""
    now = state.at_ms // BIN_MS
    # An hour before, to fill the counters; an hour after, in which what came late still counts.
    start = max(late[0][0] // BIN_MS - HOUR_BINS, now - BINS_KEPT + 1)
    end = min(late[-1][0] // BIN_MS + HOUR_BINS, now)
    found: list[Peak] = []
    if state.total < LEAST:
        return found
    newest = {at_ms // BIN_MS: at_ms for at_ms, _ in late}
    bins = state.bins
    get = bins.get
    least5, least20, least60 = policy.least.surge
    walk = _Walk(
        state=state,
        bins=bins,
        late=late,
        profile=profile,
        policy=policy,
        counted_to=start,
        newest=newest,
    )
    fade5, fade20, fade60 = FADES
    calm = max(CALM_REPORTS, CALM_FACTOR * usual_per_hour(state))
    enough = policy.min_reports - NEARLY
    hour = sum([get(number, 0.0) for number in range(start - HOUR_BINS - 1, start)])
    x5 = x20 = x60 = 0.0
    # Nearly all bins can neither make nor raise a surge: for them this loop is everything.
    for number in range(start, end + 1):
        here = get(number, 0.0)
        hour += here - get(number - HOUR_BINS - 1, 0.0)
        x5 *= fade5
        x20 *= fade20
        x60 *= fade60
        if not here:
            continue
        if x60 < calm:
            walk.rise = number
        if x5 + here >= least5 or x20 + here >= least20 or x60 + here >= least60 or hour >= enough:
            walk.faded = (x5, x20, x60)
            _look(found, walk, number, hour)
        x5 += here
        x20 += here
        x60 += here
    return found


def height(seen: Evidence, is_by_hour: bool) -> float:
    """How high a surge is at a moment: how surprising, or of a large one how large."""
    return seen.per_hour if is_by_hour else seen.score


def highest(
    state: Counters,
    from_ms: int,
    to_ms: int,
    *,
    profile: DayProfile,
    policy: SurgePolicy,
    is_by_hour: bool,
) -> Evidence | None:
    """What was seen at the highest of a surge that ran so long, by its score or by its hour; None
    where it is none by now.
    """
    first = max(from_ms, state.at_ms - (BINS_KEPT - 1) * BIN_MS) // BIN_MS
    start = first - HOUR_BINS
    walk = _Walk(
        state=state,
        bins=state.bins,
        late=[],
        profile=profile,
        policy=policy,
        counted_to=start,
        newest={},
        is_by_hour=is_by_hour,
    )
    found: Evidence | None = None
    for number in range(start, to_ms // BIN_MS + 1):
        here = walk.bins.get(number, 0.0)
        x5, x20, x60 = (left * fade for left, fade in zip(walk.faded, FADES, strict=True))
        walk.faded = (x5, x20, x60)
        seen = _evidence(walk, number, here) if here and number >= first else None
        if seen is not None and (
            found is None or height(seen, is_by_hour) > height(found, is_by_hour)
        ):
            found = seen
        walk.faded = (x5 + here, x20 + here, x60 + here)
    return found


def _before(walk: _Walk, number: int) -> float:
    """Reports that lie more than an hour before a bin."""
    bins = walk.bins
    if walk.before < 0:
        oldest = walk.counted_to - HOUR_BINS
        walk.before = sum([weight for other, weight in bins.items() if other < oldest])
    for other in range(walk.counted_to, number):
        walk.before += bins.get(other - HOUR_BINS, 0.0)
    walk.counted_to = number
    return walk.before


def _evidence(walk: _Walk, number: int, here: float) -> Evidence | None:
    """What is seen with so much of a bin; None where it is no surge."""
    state = walk.state
    policy = walk.policy
    at_ms = number * BIN_MS
    x5, x20, x60 = walk.faded
    scales = (x5 + here, x20 + here, x60 + here)
    expected = expected_per_hour(state, walk.profile, at_ms)
    size = learnt_size(state)
    of_use = policy.surge_score
    score, scale = hurdles(scales, expected=expected, size=size, policy=policy, of_use=of_use)
    hour = hour_up_to(state, number) - walk.bins.get(number, 0.0) + here
    if scale < 0 and hour < policy.min_reports:
        return None
    prior = prior_per_hour(state, at_ms, _before(walk, number))
    by_definition = hour >= policy.min_reports and hour >= policy.min_factor * prior
    if scale < 0 and not by_definition:
        return None
    if by_definition and (walk.is_by_hour or scale < 0):
        score, _ = hurdles(scales, expected=expected, size=size, policy=policy)
        scale = -1
    bins = WINDOWS_S[scale] * 1_000 // BIN_MS
    window = sum(walk.bins.get(n, 0.0) for n in range(number - bins + 1, number)) + here
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


def _look(found: list[Peak], walk: _Walk, number: int, hour: float) -> None:
    """Notes a surge at a bin of whose hour so much is known; its counts may make or raise one."""
    policy = walk.policy
    here = walk.bins[number]
    # Two peaks are one surge unless it would have been resolved in between.
    gap_ms = policy.quiet_s * 1_000 + HOUR_BINS * BIN_MS
    if found and number * BIN_MS - found[-1].hot_ms <= gap_ms:
        peak = found[-1]
        peak.hot_ms = _last_of(walk, number)
        if peak.level == CRITICAL or hour < next_size(policy, peak.level) - NEARLY:
            return
        seen = _evidence(walk, number, here)
        if seen is not None and _level(walk, seen) > peak.level:
            peak.level = _level(walk, seen)
            peak.seen = seen
    elif (seen := _evidence(walk, number, here)) is not None:
        crossed_ms = _crossed(walk, number)
        began_ms = min(_began(walk, crossed_ms), crossed_ms)
        hot_ms = _last_of(walk, number)
        found.append(
            Peak(
                began_ms=began_ms,
                crossed_ms=crossed_ms,
                hot_ms=hot_ms,
                level=_level(walk, seen),
                seen=seen,
            )
        )


def _crossed(walk: _Walk, number: int) -> int:
    """The report with which a bin made a surge: of those that came late now, whose times are known.

    What came before them is taken as the beginning of the bin.
    """
    mine = [(at_ms, weight) for at_ms, weight in walk.late if at_ms // BIN_MS == number]
    here = walk.bins.get(number, 0.0) - sum(weight for _, weight in mine)
    for at_ms, weight in mine[:-1]:
        here += weight
        if _evidence(walk, number, here) is not None:
            return at_ms
    return _last_of(walk, number)  # all of the bin are one


def _began(walk: _Walk, crossed_ms: int) -> int:
    """The first report of the rise, as far as those that came late now say."""
    return min((at for at, _ in walk.late if at // BIN_MS >= walk.rise), default=crossed_ms)


def _last_of(walk: _Walk, number: int) -> int:
    last = walk.newest.get(number)
    return min(walk.state.at_ms, (number + 1) * BIN_MS - 1) if last is None else last
