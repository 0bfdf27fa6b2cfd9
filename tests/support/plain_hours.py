"""Reporters by hour in plain Python, one report at a time: what compiled loops have to come to."""

from streams.core.durations import HOUR_MS
from streams.core.surge.reporters import Hour, Hours, noted, noted_by_place
from streams.core.surge.sketch import place_of

HOURS_KEPT = 26  # a day of late reports, and the hour before


def weight_of(hours: Hours, key: int, at_ms: int) -> float:
    """How much a report of the reporter `key` at `at_ms` counts; remembers the reporter."""
    number = at_ms // HOUR_MS
    hour = hours.get(number) or opened(hours, number)
    if hour.known is not None:
        return noted_by_place(hour, hours.get(number + 1), key, place_of(key))
    return max(0.0, noted(hour, hours, key, number))


def opened(hours: Hours, number: int) -> Hour:
    """A new hour; what is older than a day goes."""
    hour = hours[number] = Hour()
    before = hours.get(number - 1)
    if before is not None and before.seen.exact is None:
        hour.known = before.seen.copy()
    oldest_kept = max(hours) - HOURS_KEPT + 1
    while (oldest := min(hours)) < oldest_kept:
        del hours[oldest]
    # An hour that is older than what is kept is gone again: its report counts, and is not known.
    return hour
