"""The numbers of one rumor that the surge test reads: decayed counters, baseline, and a day of
five-minute bins.

In: one report's time and weight. Out: updated counters. They stand in a row of the lane's ledger,
where compiled loops fold them (`kernels.counting`); `evidence` reads them here; nothing here knows
of alerts.

Three counters decay with 5, 20 and 60 minutes: a sum that fades needs one number where a sliding
window needs every report. The baseline learns through a compartment of 3 h and is capped, so that a
surge does not raise its own bar. A late report counts as much as is left of it by now, and in the
bin of its own time.
"""

from typing import Any

from streams.core.durations import HOUR_MS
from streams.core.surge.kernels import counting
from streams.core.surge.kernels import tables as t
from streams.core.surge.kernels.counting import CALM_FACTOR as CALM_FACTOR
from streams.core.surge.kernels.counting import CALM_REPORTS as CALM_REPORTS
from streams.core.surge.kernels.counting import (
    COMPARTMENT_H,
    HALF_LIFE_H,
    PRIOR_EXPOSURE_H,
)
from streams.core.surge.kernels.counting import PRIOR_REPORTS as PRIOR_REPORTS
from streams.core.surge.kernels.counting import TAUS_H as TAUS_H
from streams.core.surge.kernels.hours import BIN_MS as BIN_MS
from streams.core.surge.kernels.hours import BINS_KEPT as BINS_KEPT
from streams.core.surge.kernels.hours import HOUR_BINS as HOUR_BINS
from streams.core.surge.kernels.hours import have, held
from streams.core.surge.ledger import Ledger
from streams.core.surge.profile import DayProfile
from streams.core.surge.reporters import Hours
from streams.core.surge.rows import Number, Whole


class Counters:
    """Weighted distinct-reporter counts of one rumor up to `at_ms`; `raw` counts every report,
    whoever sent it. They own a row of a ledger.

    `learnt_ms` is up to when the baseline has learnt, `rise_ms` the report that the present rise
    began with, `hour` the sum of the bins that the last 60 minutes touch. `reports`, `stances` and
    `counted` are all there ever were.
    """

    __slots__ = ("ledger", "row")

    at_ms = Whole("rumors", t.AT_MS)
    born_ms = Whole("rumors", t.BORN_MS)
    learnt_ms = Whole("rumors", t.LEARNT_MS)
    rise_ms = Whole("rumors", t.RISE_MS)
    reports = Whole("rumors", t.REPORTS)
    x5 = Number("numbers", t.X5)
    x20 = Number("numbers", t.X20)
    x60 = Number("numbers", t.X60)
    raw = Number("numbers", t.RAW)
    compartment = Number("numbers", t.COMPARTMENT)
    learnt = Number("numbers", t.LEARNT)
    exposure_h = Number("numbers", t.EXPOSURE_H)
    total = Number("numbers", t.TOTAL)
    hour = Number("numbers", t.HOUR)
    counted = Number("numbers", t.COUNTED)

    def __init__(self, ledger: Ledger | None = None, **numbers: Any) -> None:
        """Of a ledger of their own where none is given. `numbers` are attributes, else 0."""
        self.ledger = Ledger() if ledger is None else ledger
        self.row = self.ledger.take_rumor()
        for name, value in numbers.items():
            setattr(self, name, value)

    def __del__(self) -> None:
        self.ledger.left_rumors.append(self.row)

    @property
    def stances(self) -> list[int]:
        """Reports that carry, question, refute."""
        stances: list[int] = self.ledger.tables.rumors[self.row, t.CARRIES : t.REFUTES + 1].tolist()
        return stances

    @stances.setter
    def stances(self, stances: list[int]) -> None:
        self.ledger.tables.rumors[self.row, t.CARRIES : t.REFUTES + 1] = stances

    @property
    def bins(self) -> dict[int, float]:
        """Weighted reports by the number of their five minutes. A copy: it is set as a whole."""
        return self.ledger.bins(self.row)

    @bins.setter
    def bins(self, bins: dict[int, float]) -> None:
        self.ledger.put_bins(self.row, bins)

    @property
    def hours(self) -> Hours:
        """Who was seen in which hour. A copy: it is set as a whole."""
        return self.ledger.hours(self.row)

    @hours.setter
    def hours(self, hours: Hours) -> None:
        self.ledger.put_hours(self.row, hours)

    def held(self, first: int, last: int) -> float:
        """Weighted reports of the bins from the one to the other."""
        tables = self.ledger.tables
        newest = self.ledger.rumors[self.row, t.NEWEST_HOUR]
        return held(tables.hours, tables.bins, newest, first, last)

    def forget_looks(self) -> None:
        """At whatever counts nothing was found: they are to be looked at again."""
        self.ledger.rumors[self.row, t.LOOKED_HOUR] = 0


def count(
    state: Counters, at_ms: int, weight: float, profile: DayProfile, *, reports: int = 1
) -> None:
    """Adds `reports` of one moment, together of `weight`; the moment may lie before the newest."""
    ledger = state.ledger
    profile.lie_in(ledger)
    ledger.make_room(0)
    hour = have(ledger.tables, state.row, at_ms // HOUR_MS)
    counting.count(ledger.tables, state.row, hour, at_ms, float(weight), reports)


def feed(state: Counters, at_ms: int, now_ms: int, profile: DayProfile) -> None:
    """A report of history, read at `now_ms`: the baseline learns it, and no surge is made of it."""
    if at_ms >= state.at_ms:
        move(state, at_ms, profile)
    age_h = (state.at_ms - at_ms) / HOUR_MS
    if age_h < COMPARTMENT_H:
        state.compartment += 1
    else:
        keep = 0.5 ** (age_h / HALF_LIFE_H)
        state.learnt += keep
        state.exposure_h += keep * max(0, state.born_ms - at_ms) / HOUR_MS
    state.born_ms = min(state.born_ms, at_ms)
    number = at_ms // BIN_MS
    # What is older than the last hour belongs to the day that an hour is compared with.
    if state.at_ms // BIN_MS - BINS_KEPT < number < now_ms // BIN_MS - HOUR_BINS:
        ledger = state.ledger
        ledger.make_room(0)
        row = have(ledger.tables, state.row, number // HOUR_BINS)
        ledger.tables.bins[row, number % HOUR_BINS] += 1
        state.total += 1


def move(state: Counters, at_ms: int, profile: DayProfile) -> None:
    """Lets the counters fade up to a later moment."""
    profile.lie_in(state.ledger)
    counting.move(state.ledger.tables, state.row, at_ms)


def usual_per_hour(state: Counters) -> float:
    """The baseline rate of an average hour."""
    # The mean of a Gamma posterior: what was learnt, and the prior as if it had been seen, too.
    return (state.learnt + PRIOR_REPORTS) / (state.exposure_h + PRIOR_EXPOSURE_H)


def expected_per_hour(state: Counters, profile: DayProfile, at_ms: int) -> float:
    """The baseline rate at an hour of the week."""
    return usual_per_hour(state) * profile.at(at_ms)


def last_hour(state: Counters) -> tuple[float, float]:
    """Weighted reports of the bins that the last 60 minutes touch, and how many lie before.

    Of the oldest bin, of which only a part lies before, that share is taken.
    """
    at_ms = state.at_ms
    oldest = at_ms // BIN_MS - HOUR_BINS
    passed = (at_ms % BIN_MS) / BIN_MS
    return state.hour, state.held(oldest, oldest) * passed


def hour_up_to(state: Counters, number: int) -> float:
    """Weighted reports of the 60 to 65 minutes that end with a bin."""
    return state.held(number - HOUR_BINS, number)


def within(state: Counters, window_ms: int) -> float:
    """Weighted reports of the last minutes: all those of the rise where it is younger than that,
    else the oldest bin in part.
    """
    at_ms = state.at_ms
    from_ms = at_ms - window_ms
    oldest = from_ms // BIN_MS
    inner = state.held(oldest + 1, at_ms // BIN_MS)
    inside = 1.0 if state.rise_ms >= from_ms else 1 - (from_ms % BIN_MS) / BIN_MS
    return inner + state.held(oldest, oldest) * inside
