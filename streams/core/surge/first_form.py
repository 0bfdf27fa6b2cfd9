"""Surge states as they were written before bins covered a day. Such records lie on logs for ever.

In: JSON by position, without a version. Out: a rumor whose reporters are counted anew.
"""

import json

from streams.core.surge.counters import BIN_MS, HOUR_BINS, Counters, hour_up_to
from streams.core.surge.ledger import Ledger
from streams.core.surge.rumor import Episode, RumorSurge

BINS = 13  # of five minutes, in a ring
HOURS = 24  # before them, in a ring


def is_first_form(dumped: str) -> bool:
    """Later forms begin with the number of their version, this one with its counters."""
    return dumped.startswith("[[")


def rumor_of_first_form(dumped: str, ledger: Ledger) -> RumorSurge:
    """The state of one rumor. Raises `ValueError` or `TypeError` for any other form."""
    (
        numbers,
        episode,
        title,
        text,
        wordings,
        reports,
        stances,
        channels,
        places,
        newest,
        flags,
        offset,
    ) = json.loads(dumped)
    counters = _counters(ledger, *numbers)
    counters.reports = reports
    counters.stances = stances
    return RumorSurge(
        counters,
        episode=_episode(ledger, *episode) if episode else None,
        offset=offset,
        called=title,
        text=text,
        wordings=wordings,
        channels=channels,
        places=places,
        newest=tuple(newest),
        red_flags=flags,
    )


def _counters(
    ledger: Ledger,
    at_ms: int,
    born_ms: int,
    x5: float,
    x20: float,
    x60: float,
    compartment: float,
    learnt: float,
    exposure_h: float,
    newest: int,
    ring: list[float] | None,
    hours: list[float] | None,
    *_: int,
) -> Counters:
    bins = {n: ring[n % BINS] for n in range(newest - BINS + 1, newest + 1)} if ring else {}
    last_hour = (newest - BINS) // HOUR_BINS
    for hour in range(last_hour - HOURS + 1, last_hour + 1) if hours else ():
        bins[hour * HOUR_BINS] = bins.get(hour * HOUR_BINS, 0.0) + hours[hour % HOURS]  # type: ignore[index]
    bins = {number: weight for number, weight in sorted(bins.items()) if weight}
    counters = Counters(
        ledger,
        at_ms=at_ms,
        born_ms=born_ms,
        x5=x5,
        x20=x20,
        x60=x60,
        compartment=compartment,
        learnt=learnt,
        exposure_h=exposure_h,
        learnt_ms=at_ms,
        total=sum(bins.values()),
        bins=bins,
    )
    counters.hour = hour_up_to(counters, at_ms // BIN_MS)
    return counters


def _episode(
    ledger: Ledger,
    started_ms: int,
    raised_ms: int,
    level: int,
    previous_level: int,
    last_hot_ms: int,
    _kind: str,
    score: float,
    observed: float,
    window_s: int,
    baseline: float,
    _per_hour: float,
    quiet_since_ms: int,
    resolved_ms: int,
) -> Episode:
    return Episode(
        ledger,
        started_ms=started_ms,
        raised_ms=raised_ms,
        level=level,
        last_hot_ms=last_hot_ms,
        crossed_ms=raised_ms,
        score=score,
        observed=observed,
        window_s=window_s,
        baseline=baseline,
        previous_level=previous_level,
        told_level=level,
        told_ms=raised_ms,
        quiet_since_ms=quiet_since_ms,
        resolved_ms=resolved_ms,
    )
