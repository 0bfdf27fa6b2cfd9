"""The numbers of one rumor that the surge test reads: decayed counters, baseline, hour ring, distinct reporters.

In: one report's time and reporter. Out: updated counters and the evidence of a surge. `surge` folds them; nothing here knows of alerts.

Algorithm: two-hurdle Gamma-Poisson tail test ("GPX"). Three counters decay with 5, 20 and 60 minutes. A counter x with time constant
tau has half its mean as variance, so 2x behaves like a count with exposure 2 tau. It must beat a floor (Poisson) and its own
baseline (negative binomial). The baseline learns through a 3 h compartment and is capped, so a surge does not raise its own bar.
"""

import math
from array import array
from dataclasses import dataclass, field
from functools import lru_cache

from streams.core.policy import HOUR_MS, SurgePolicy

TAUS_H = (5 / 60, 20 / 60, 1.0)
WINDOWS_S = (300, 1_200, 3_600)
COMPARTMENT_H, HALF_LIFE_H = 3.0, 7 * 24.0
PRIOR_REPORTS, PRIOR_PER_HOUR, LARGEST_SIZE = 0.5, 0.2, 10.0
LEAST = 3.0  # reports on a scale before it is tested
BITS = 1_024  # of a reporter map
BIN_MS, BINS = 300_000, 13
WHOLE_DAY_HOURS, FLAT_DAYS = 20, 2  # hours with reports in a day that is learnt from; days of flat prior
SERIES_ERROR = 1e-6  # of a tail's sum: far below what moves a score


@dataclass(slots=True)
class Counters:
    """Weighted distinct-reporter counts of one rumor up to `at_ms`."""

    at_ms: int = 0
    born_ms: int = 0
    x5: float = 0.0
    x20: float = 0.0
    x60: float = 0.0
    compartment: float = 0.0
    learnt: float = 0.0
    exposure_h: float = 0.0
    bin: int = 0
    bins: "array[float] | None" = None
    hours: "array[float] | None" = None
    map_hour: int = 0
    reporters_now: int = 0
    reporters_last: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the counters say at one moment. `observed` reports in `window_s`, where `baseline` were to be expected."""

    score: float
    by_definition: bool
    per_hour: float
    observed: float
    window_s: int
    baseline: float


@dataclass(slots=True)
class DayProfile:
    """Share of a lane's reports by hour of day (UTC): 24 weights with mean 1, none below 0.3.

    Learnt from whole days only, each weighing the same: from part of a day, or one loud hour, a profile would learn that everything
    happens now, and expect it. Flat until then.
    """

    weights: list[float] = field(default_factory=lambda: [1.0] * 24)
    days: int = 0
    today: int = 0
    counts: list[int] = field(default_factory=lambda: [0] * 24)

    def learn(self, at_ms: int) -> None:
        """Counts one report; a day that has ended is mixed into the weights if it was seen whole."""
        day = at_ms // (24 * HOUR_MS)
        if day > self.today:
            if sum(1 for count in self.counts if count) >= WHOLE_DAY_HOURS:
                self._mix()
            self.today, self.counts = day, [0] * 24
        if day == self.today:
            self.counts[at_ms // HOUR_MS % 24] += 1

    def at(self, at_ms: int) -> float:
        """The weight of an instant."""
        return self.weights[at_ms // HOUR_MS % 24]

    def hours_between(self, from_ms: int, to_ms: int) -> float:
        """Profile-weighted hours of an interval; whole days weigh 24."""
        gap_h = (to_ms - from_ms) / HOUR_MS
        if gap_h < 1:
            return gap_h * self.at(to_ms)
        whole_days = int(gap_h // 24)
        total, at_ms = whole_days * 24.0, from_ms + whole_days * 24 * HOUR_MS
        while at_ms < to_ms:
            step_ms = min(HOUR_MS, to_ms - at_ms)
            total += self.at(at_ms) * step_ms / HOUR_MS
            at_ms += step_ms
        return total

    def _mix(self) -> None:
        """The mean of the days so far, of some flat ones before them, and of this one; old days fade after a month."""
        share, total = 1 / (FLAT_DAYS + min(self.days, 30) + 1), sum(self.counts)
        mixed = [max(0.3, w + share * (count * 24 / total - w)) for w, count in zip(self.weights, self.counts, strict=True)]
        self.weights, self.days = [w * 24 / sum(mixed) for w in mixed], self.days + 1


def weight_of(state: Counters, reporter: str, at_ms: int) -> float:
    """How much a report counts: 0 for a reporter of this hour or the last, else 1 / (share of free bits); 1 without a reporter."""
    hour = at_ms // HOUR_MS
    if hour != state.map_hour:
        state.reporters_last = state.reporters_now if hour == state.map_hour + 1 else 0
        state.reporters_now, state.map_hour = 0, hour
    if not reporter:
        return 1.0
    bit = 1 << (int(reporter[:8], 16) % BITS)
    known = state.reporters_now | state.reporters_last
    state.reporters_now |= bit
    if known & bit:
        return 0.0
    return BITS / max(1, BITS - known.bit_count())


def distinct(state: Counters) -> int:
    """Distinct reporters of this hour and the last, by linear counting."""
    used = (state.reporters_now | state.reporters_last).bit_count()
    return round(-BITS * math.log(max(1, BITS - used) / BITS))


def count(state: Counters, at_ms: int, weight: float, profile: DayProfile) -> None:
    """Adds one report of `weight` at `at_ms`; an earlier time than the newest counts at the newest."""
    if state.at_ms == 0:
        state.at_ms = state.born_ms = at_ms
    at_ms = max(at_ms, state.at_ms)
    gap_h = (at_ms - state.at_ms) / HOUR_MS
    if gap_h > 0:
        _decay(state, at_ms, gap_h, profile)
    state.x5 += weight
    state.x20 += weight
    state.x60 += weight
    state.compartment += weight
    _ring(state, at_ms // BIN_MS, weight)
    state.at_ms = at_ms


def expected_per_hour(state: Counters, profile: DayProfile, at_ms: int) -> float:
    """The baseline rate at an hour of the day."""
    rate = (state.learnt + PRIOR_REPORTS) / (state.exposure_h + PRIOR_REPORTS / PRIOR_PER_HOUR)
    return rate * profile.at(at_ms)


def decayed_hour(state: Counters, now_ms: int) -> float:
    """The 60-minute counter as it stands at `now_ms` if nothing more came."""
    return state.x60 * math.exp(-max(0, now_ms - state.at_ms) / HOUR_MS)


def evidence(state: Counters, profile: DayProfile, policy: SurgePolicy) -> Evidence:
    """Both hurdles on each scale, and the plain definition beside them."""
    expected = expected_per_hour(state, profile, state.at_ms)
    size = min(state.learnt + PRIOR_REPORTS, LARGEST_SIZE)
    score, scale = 0.0, -1
    for k, x in enumerate((state.x5, state.x20, state.x60)):
        if x < LEAST or x < least_count(policy, k):
            continue
        exposure = 2 * TAUS_H[k]
        hurdle = tail(2 * x, policy.floor_per_hour * exposure)
        if hurdle > score:
            own = tail(2 * x, policy.factor_hurdle * expected * exposure, size)
            if min(hurdle, own) > score:
                score, scale = min(hurdle, own), k
    hour, prior = last_hour(state), prior_per_hour(state)
    at_most = hour + _passed(state)  # five minutes too many rather than missing what meets the definition exactly
    by_definition = at_most >= policy.min_reports and at_most >= policy.min_factor * prior
    if scale >= 0 and (score >= policy.surge_score or not by_definition):
        observed = (state.x5, state.x20, state.x60)[scale]
        return Evidence(score, by_definition, hour, observed, WINDOWS_S[scale], expected * TAUS_H[scale])
    return Evidence(score, by_definition, hour, hour, 3_600, max(expected, prior))


def last_hour(state: Counters) -> float:
    """Weighted reports of the last 60 minutes; of the oldest five minutes the share that still lies within."""
    if state.bins is None:
        return state.x60
    return sum(state.bins) - _passed(state)


def prior_per_hour(state: Counters) -> float:
    """Mean hourly rate of the 24 hours before the last one; younger rumors: of their age, at least an hour."""
    if state.hours is None:
        return 0.0
    age_h = (state.at_ms - state.born_ms) / HOUR_MS - 1
    return (sum(state.hours) + _passed(state)) / min(24.0, max(1.0, age_h))


@lru_cache(maxsize=256)
def least_count(policy: SurgePolicy, scale: int) -> float:
    """The count at which the floor hurdle of a scale reaches the lowest score of interest: below it nothing is computed."""
    low, high = LEAST, 10 * policy.min_reports
    mean = policy.floor_per_hour * 2 * TAUS_H[scale]
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if tail(2 * middle, mean) >= policy.watch_score else (middle, high)
    return high


def tail(k: float, mean: float, size: float = math.inf) -> float:
    """-log10 P(N >= k) for N ~ NegBin(mean, size), Poisson where size is infinite; real k allowed; 0 at or below the mean."""
    if k <= mean or k <= 0:
        return 0.0
    if size == math.inf:
        log_p, total = k * math.log(mean) - mean - math.lgamma(k + 1), _poisson_series(k, mean)
    else:
        ratio = mean / (mean + size)
        log_p = math.lgamma(k + size) - math.lgamma(size) - math.lgamma(k + 1)
        log_p += size * math.log(1 - ratio) + k * math.log(ratio)
        total = _negative_binomial_series(k, ratio, size)
    return max(0.0, -(log_p + math.log(total)) / math.log(10.0))


def _poisson_series(k: float, mean: float) -> float:
    total = term = 1.0
    while term > SERIES_ERROR * total:
        k += 1
        term *= mean / k
        total += term
    return total


def _negative_binomial_series(k: float, ratio: float, size: float) -> float:
    total = term = 1.0
    for _ in range(400):
        term *= ratio * (k + size) / (k + 1)
        k += 1
        total += term
        if term < SERIES_ERROR * total:
            break
    return total


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


def _passed(state: Counters) -> float:
    """What of the oldest bin lies more than an hour back."""
    if state.bins is None:
        return 0.0
    return state.bins[(state.bin + 1) % BINS] * (state.at_ms % BIN_MS) / BIN_MS


def _ring(state: Counters, new: int, weight: float) -> None:
    """13 bins of 5 minutes, the newest in part; what leaves them goes into 24 hours."""
    if state.bins is None:
        state.bins, state.bin = array("f", [0.0] * BINS), new
    if new > state.bin:
        if state.hours is None:
            state.hours = array("f", [0.0] * 24)
        for passed in range(state.bin + 1, min(new, state.bin + BINS + 24 * 12) + 1):
            leaving = passed - BINS
            if leaving % 12 == 0:
                state.hours[leaving // 12 % 24] = 0.0
            state.hours[leaving // 12 % 24] += state.bins[passed % BINS]
            state.bins[passed % BINS] = 0.0
        if new - state.bin > BINS + 24 * 12:
            state.bins, state.hours = array("f", [0.0] * BINS), array("f", [0.0] * 24)
        state.bin = new
    state.bins[new % BINS] += weight
