"""Sums: what was counted of one rumor added to another's, and taken from it again.

In: two rumors, the one that takes and the one that gives. Out: the first one's counters moved; the
other's stay as they are, but for the time they stand at. Decayed sums are linear and bins add, so
both directions are exact. Reporters are sets, and nobody is taken out of one: who reported one of
two rumors may have reported the other, too. Alerts say no more people than reports. Who reported
both is in the fading sums twice until they fade. How old a rumor is stays as it became.
"""

from streams.core.surge.counters import BIN_MS, Counters, hour_up_to, move
from streams.core.surge.names import count_name
from streams.core.surge.profile import DayProfile
from streams.core.surge.reporters import Hour, Hours, restored
from streams.core.surge.rumor import RumorSurge

LINEAR = ("x5", "x20", "x60", "compartment", "learnt", "raw", "total", "counted")
NEXT_TO_NOTHING = 1e-9  # of a bin: what is left of it after rounding


def add(kept: RumorSurge, given: RumorSurge, profile: DayProfile) -> None:
    """Counts of the one rumor what was counted of the other."""
    _add_counters(kept.counters, given.counters, profile)
    kept.wordings += given.wordings
    for mine, others in _names(kept, given):
        for name, reports in others.items():
            count_name(mine, name, reports)


def take(kept: RumorSurge, given: RumorSurge, profile: DayProfile) -> None:
    """The inverse of `add`, with what was counted of both since."""
    _take_counters(kept.counters, given.counters, profile)
    kept.wordings = max(kept.wordings - given.wordings, 0)
    for mine, others in _names(kept, given):
        for name, reports in others.items():
            left = mine.pop(name, 0) - reports
            if left > 0:
                mine[name] = left


def _names(
    kept: RumorSurge, given: RumorSurge
) -> tuple[tuple[dict[str, int], dict[str, int]], ...]:
    return (
        (kept.channels, given.channels),
        (kept.places, given.places),
        (kept.languages, given.languages),
    )


def _add_counters(kept: Counters, given: Counters, profile: DayProfile) -> None:
    kept.reports += given.reports
    kept.stances = [a + b for a, b in zip(kept.stances, given.stances, strict=True)]
    if not given.at_ms:
        return  # its reports refute, or came too late to count
    _move_together(kept, given, profile)
    # A rumor that was never counted came to be just now; the older of the two says how old it is.
    kept.born_ms = min(kept.born_ms, given.born_ms)
    kept.rise_ms = min(kept.rise_ms, given.rise_ms) if kept.rise_ms else given.rise_ms
    kept.exposure_h = max(kept.exposure_h, given.exposure_h)
    for name in LINEAR:
        setattr(kept, name, getattr(kept, name) + getattr(given, name))
    bins = kept.bins
    for number, weight in given.bins.items():
        bins[number] = bins.get(number, 0.0) + weight
    _put(kept, bins, _joined(kept.hours, given.hours))


def _take_counters(kept: Counters, given: Counters, profile: DayProfile) -> None:
    kept.reports = max(kept.reports - given.reports, 0)
    kept.stances = [max(a - b, 0) for a, b in zip(kept.stances, given.stances, strict=True)]
    if not given.at_ms:
        return
    _move_together(kept, given, profile)
    for name in LINEAR:
        setattr(kept, name, max(getattr(kept, name) - getattr(given, name), 0.0))
    bins = kept.bins
    for number, weight in given.bins.items():
        bins[number] = bins.get(number, 0.0) - weight
    left = {number: weight for number, weight in bins.items() if weight > NEXT_TO_NOTHING}
    kept.total = sum(left.values())
    _put(kept, left, _without(kept.hours, given.hours))


def _move_together(kept: Counters, given: Counters, profile: DayProfile) -> None:
    at_ms = max(kept.at_ms, given.at_ms)
    for counters in (kept, given):
        if counters.at_ms < at_ms:
            move(counters, at_ms, profile)


def _put(counters: Counters, bins: dict[int, float], hours: Hours) -> None:
    counters.bins = bins
    counters.hour = hour_up_to(counters, counters.at_ms // BIN_MS)
    counters.hours = hours
    counters.forget_looks()


def _joined(ours: Hours, theirs: Hours) -> Hours:
    for number, hour in theirs.items():
        mine = ours.setdefault(number, Hour())
        mine.seen.merge(hour.seen)
        mine.anonymous += hour.anonymous
        mine.fresh += hour.fresh
    return _anew(ours)


def _without(ours: Hours, theirs: Hours) -> Hours:
    for number, hour in theirs.items():
        mine = ours.get(number)
        if mine is None:
            continue
        mine.anonymous = max(mine.anonymous - hour.anonymous, 0)
        mine.fresh = max(mine.fresh - hour.fresh, 0)
    return _anew(ours)


def _anew(hours: Hours) -> Hours:
    """The same hours; who is known in each follows from who was seen."""
    found = restored({number: hour.seen for number, hour in hours.items()})
    for number, hour in hours.items():
        found[number].anonymous = hour.anonymous
        found[number].fresh = hour.fresh
    return found
