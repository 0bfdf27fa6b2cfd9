"""The profile of a lane: at which hours, and on which weekdays, its reports come."""

from collections.abc import MutableSequence
from dataclasses import dataclass, field

from streams.core.durations import DAY_MS, HOUR_MS
from streams.core.surge.kernels import tables as t
from streams.core.surge.ledger import Ledger

WHOLE_DAY_HOURS = 20  # hours with reports that make a day worth learning from
FLAT_DAYS = 2  # days of flat prior
FLAT_WEEKS = 2  # weeks of flat prior: a weekday is seen once in seven days
LEAST_WEIGHT = 0.3  # of an hour: a night without reports is no proof that none come
LEAST_DAY = 0.3
MOST_DAYS = 30  # old days fade after a month
MOST_WEEKS = 8
WEEK_HOURS = 7 * 24
EPOCH_WEEKDAY = 3  # the first of January 1970 was a Thursday; Monday is 0


@dataclass(slots=True)
class DayProfile:
    """Share of a lane's reports by hour of day and by weekday (UTC): 24 and 7 weights with mean 1,
    none below 0.3.

    Learnt from whole days only, each weighing the same: from part of a day, or one loud hour, a
    profile would learn that everything happens now, and expect it. Flat until then. The reports of
    today and the weights of a week may lie in a ledger, where compiled loops count and read them.
    """

    weights: list[float] = field(default_factory=lambda: [1.0] * 24)
    days: int = 0
    today: int = 0
    counts: MutableSequence[int] = field(default_factory=lambda: [0] * 24)
    weekdays: list[float] = field(default_factory=lambda: [1.0] * 7)
    usual_day: float = 0.0  # reports of a mean day
    # Weights of the hours of a week, Thursday's first.
    _week: MutableSequence[float] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._week = [1.0] * WEEK_HOURS
        self._spread()

    def lie_in(self, ledger: Ledger) -> None:
        """Counts and weighs in a ledger from here on."""
        if ledger.profile is self:
            return
        ledger.profile = self
        counts = ledger.lane[t.COUNTS : t.COUNTS + 24]
        week = ledger.shares[t.WEEK : t.WEEK + WEEK_HOURS]
        for place, count in enumerate(self.counts):
            counts[place] = count
        for place, weight in enumerate(self._week):
            week[place] = weight
        self.counts = counts
        self._week = week

    def learn(self, at_ms: int, reports: int = 1) -> None:
        """Counts reports of one hour; a day that is over and was seen whole is mixed into the
        weights.
        """
        day = at_ms // DAY_MS
        if day > self.today:
            if sum(1 for count in self.counts if count) >= WHOLE_DAY_HOURS:
                self._mix()
            self.today = day
            self._forget_today()
        if day == self.today:
            self.counts[at_ms // HOUR_MS % 24] += reports

    def at(self, at_ms: int) -> float:
        """The weight of an instant."""
        return self._week[at_ms // HOUR_MS % WEEK_HOURS]

    def hours_between(self, from_ms: int, to_ms: int) -> float:
        """Profile-weighted hours of an interval; whole days weigh 24."""
        gap_h = (to_ms - from_ms) / HOUR_MS
        # Nearly all gaps: a report within the hour is not worth walking through a day.
        if gap_h < 1:
            return gap_h * self.at(to_ms)
        whole_days = int(gap_h // 24)
        total = whole_days * 24.0
        at_ms = from_ms + whole_days * DAY_MS
        while at_ms < to_ms:
            step_ms = min(HOUR_MS, to_ms - at_ms)
            total += self.at(at_ms) * step_ms / HOUR_MS
            at_ms += step_ms
        return total

    def _forget_today(self) -> None:
        for place in range(24):
            self.counts[place] = 0

    def _mix(self) -> None:
        """The mean of the days so far, of some flat ones before them, and of this one."""
        # A running mean at first; from a month on an exponential one, so that habits may change.
        share = 1 / (FLAT_DAYS + min(self.days, MOST_DAYS) + 1)
        total = sum(self.counts)
        mixed = [
            max(LEAST_WEIGHT, w + share * (count * 24 / total - w))
            for w, count in zip(self.weights, self.counts, strict=True)
        ]
        self.weights = [w * 24 / sum(mixed) for w in mixed]
        self._mix_weekday(total)
        self.days = self.days + 1
        self._spread()

    def _spread(self) -> None:
        """The weight of each hour of a week: it is asked for with every report."""
        for day in range(7):
            for hour, weight in enumerate(self.weights):
                self._week[day * 24 + hour] = weight * self.weekdays[(day + EPOCH_WEEKDAY) % 7]

    def _mix_weekday(self, total: int) -> None:
        weekday = (self.today + EPOCH_WEEKDAY) % 7
        # What the day would have been as an average one: weekdays are not mistaken for growth.
        level = total / self.weekdays[weekday]
        share = 1 / (min(self.days, 7) + 1)
        self.usual_day += share * (level - self.usual_day)
        if self.days < 7:
            return  # a weekday can be told from the others once all were seen
        share = 1 / (FLAT_WEEKS + min(self.days // 7, MOST_WEEKS) + 1)
        weights = list(self.weekdays)
        # One day of news teaches no weekday: it counts at most double.
        ratio = min(2.0, total / self.usual_day)
        weights[weekday] = max(LEAST_DAY, weights[weekday] + share * (ratio - weights[weekday]))
        self.weekdays = [w * 7 / sum(weights) for w in weights]
