"""The truth: which rumor surged when, by the plain definition alone.

In: all reports of a rumor by their times, whenever they came. Out: its surges. K distinct reporters
within an hour, and R times the rumor's own rate over the 24 hours before that hour (younger: its
age, at least an hour); one without a name counts as one. Levels are multiples of K in an hour.
"""

import math
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.core.durations import DAY_MS, HOUR_MS, MINUTE_MS
from streams.core.surge.policy import CRITICAL, MAJOR, SURGE, SurgePolicy
from tests.bench.days.arrival import Arrived
from tests.bench.days.world import NOBODY

ROSE = 2  # times the rate of the hours before it: less is an ordinary hour
LATELY_H = 6
APART_MS = 6 * HOUR_MS  # two hours that qualify and lie nearer are one surge


@dataclass
class Surge:
    """A true surge. `onset_ms` is where the rise begins, `met_ms` where the definition is met
    first, `peak` the most distinct reporters within an hour of it.
    """

    rumor: int
    onset_ms: int
    met_ms: int
    end_ms: int
    peak: int


class Hour(NamedTuple):
    """At a report: distinct reporters of the hour up to it, the rate an hour of the day before
    that, and of some hours before that.
    """

    at_ms: int
    people: int
    prior: float
    lately: float


@dataclass
class Truth:
    """`surges`; `grown` says of each rumor when it rose at all (start, end): half of K, and twice
    what it was.
    """

    surges: list[Surge]
    grown: dict[int, list[tuple[int, int]]]
    times: dict[int, NDArray[np.int64]]  # of what counts, by rumor


def truth_of(arrived: Arrived, policy: SurgePolicy) -> Truth:
    """What is true of what was received; refutations do not count."""
    counts = np.flatnonzero(~arrived.refutes)
    at = np.minimum(arrived.observed_ms, arrived.received_ms)[counts]
    order = np.lexsort((at, arrived.rumor[counts]))
    rumors = arrived.rumor[counts][order]
    starts = np.flatnonzero(np.diff(rumors, prepend=-1))
    truth = Truth([], {}, {})
    for start, end in zip(starts, [*starts[1:], len(rumors)], strict=True):
        rumor = int(rumors[start])
        times = at[order[start:end]]
        truth.times[rumor] = times
        if end - start < policy.min_reports / 2:
            continue
        who = arrived.reporter[counts[order[start:end]]]
        _judge(truth, rumor, _hours(times.tolist(), who.tolist()), policy)
    return truth


def level_of(peak: float, policy: SurgePolicy) -> int:
    """The level of so many distinct reporters in an hour."""
    if peak >= policy.critical * policy.min_reports:
        return CRITICAL
    return MAJOR if peak >= policy.major * policy.min_reports else SURGE


def _hours(times: list[int], who: list[int]) -> list[Hour]:
    """What is true at each report."""
    out = []
    inside = Counter[int]()
    window: deque[tuple[int, int]] = deque()
    counted: deque[int] = deque()  # times of reports that count, of the hour
    earlier: deque[int] = deque()  # and of the 24 before
    lately: deque[int] = deque()  # and of the few before
    last: dict[int, int] = {}
    for number, (at, name) in enumerate(zip(times, who, strict=True)):
        one = -number - 1 if name == NOBODY else name
        if at - last.get(one, -DAY_MS) >= HOUR_MS:
            last[one] = at
            counted.append(at)
        window.append((at, one))
        inside[one] += 1
        while window[0][0] <= at - HOUR_MS:
            gone = window.popleft()[1]
            inside[gone] -= 1
            if not inside[gone]:
                del inside[gone]
        while counted and counted[0] <= at - HOUR_MS:
            lately.append(counted[0])
            earlier.append(counted.popleft())
        while earlier and earlier[0] <= at - HOUR_MS - DAY_MS:
            earlier.popleft()
        while lately and lately[0] <= at - HOUR_MS - LATELY_H * HOUR_MS:
            lately.popleft()
        age_h = (at - times[0]) / HOUR_MS - 1
        prior = len(earlier) / min(24.0, max(1.0, age_h))
        out.append(Hour(at, len(inside), prior, len(lately) / LATELY_H))
    return out


def _judge(truth: Truth, rumor: int, hours: list[Hour], policy: SurgePolicy) -> None:
    least = policy.min_reports
    factor = policy.min_factor
    rose = [hour.at_ms for hour in hours if hour.people >= max(least / 2, ROSE * hour.lately)]
    truth.grown[rumor] = [(a - HOUR_MS, b + HOUR_MS) for a, b in _merged(rose)]
    met = [hour.at_ms for hour in hours if hour.people >= max(least, factor * hour.prior)]
    spans = _merged(met)
    for number, (start, end) in enumerate(spans):
        until = spans[number + 1][0] if number + 1 < len(spans) else math.inf
        peak, end = _life(hours, start, end, until=until, least=least)
        onset = _onset(hours, truth.times[rumor], start)
        truth.surges.append(Surge(rumor, onset, start, end, peak))


def _life(
    hours: list[Hour], start: int, end: int, *, until: float, least: float
) -> tuple[int, int]:
    """The peak of a surge and where it is over: it goes on while a third of K come in an hour."""
    peak = 0
    for at, count, _, _ in hours:
        if at < start:
            continue
        if at >= until or (at > end and count < least / 3):
            break
        peak = max(peak, count)
        end = max(end, at)
    return peak, end


def _merged(times: Iterable[int]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for at in times:
        if spans and at - spans[-1][1] <= APART_MS:
            spans[-1] = (spans[-1][0], at)
        else:
            spans.append((at, at))
    return spans


def _onset(hours: list[Hour], times: NDArray[np.int64], met_ms: int) -> int:
    """Of the hour in which the definition was met, the report from which on what came is most out
    of line with the day before (Kulldorff's scan statistic).
    """
    best = -math.inf
    found = met_ms
    end = int(np.searchsorted(times, met_ms, side="right"))
    for at in times[(times > met_ms - HOUR_MS) & (times <= met_ms)].tolist():
        before, first = np.searchsorted(times, [at - DAY_MS, at])
        was_an_hour = (first - before + 0.5) / (min(DAY_MS, at - hours[0].at_ms) / HOUR_MS + 1)
        came = float(end - first)
        expected = was_an_hour * max(met_ms - at, MINUTE_MS) / HOUR_MS
        ratio = came * math.log(came / expected) - (came - expected)
        if came > expected and ratio > best:
            best = ratio
            found = at
    return found
