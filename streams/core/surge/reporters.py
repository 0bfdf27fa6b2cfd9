"""Who counts: distinct reporters of a rumor, by hour.

In: a reporter and the hour of the report. Out: how much the report counts: 0 for a reporter of this
hour or the one before, else 1 (or a little more, to make up for those that a full sketch can no
longer tell apart). Late reports count in their own hour and clear nothing.
"""

import hashlib
from dataclasses import dataclass, field

from streams.core.durations import HOUR_MS
from streams.core.surge.sketch import Sketch

HOURS_KEPT = 26  # a day of late reports, and the hour before
PSEUDONYM = 16  # hex digits of a reporter as the intake writes it: 64 well-mixed bits
KNOWN = -1.0  # of a reporter who was seen in this very hour


def key_of(reporter: str) -> int:
    """64 bits of a reporter: the pseudonym itself, or a hash of what has another form."""
    if len(reporter) == PSEUDONYM:
        try:
            return int(reporter, 16)
        except ValueError:
            pass  # sixteen characters, and none of ours
    return int.from_bytes(
        hashlib.blake2b(reporter.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big"
    )


@dataclass(slots=True)
class Hour:
    """Who was seen in one hour.

    `known` are those seen in it or in the hour before; it is kept only where one of the two is too
    full to be asked. `anonymous` reports came without a reporter, `fresh` reporters were met in the
    lane for the first time.
    """

    seen: Sketch = field(default_factory=Sketch)
    known: Sketch | None = None
    anonymous: int = 0
    fresh: int = 0


Hours = dict[int, Hour]


def weight_of(hours: Hours, key: int, at_ms: int) -> float:
    """How much a report of the reporter `key` at `at_ms` counts; remembers the reporter."""
    return max(0.0, noted(hour_of(hours, at_ms // HOUR_MS), hours, key, at_ms // HOUR_MS))


def noted(hour: Hour, hours: Hours, key: int, number: int) -> float:
    """As `weight_of`, of an hour that is at hand; `KNOWN` for whoever was seen in it before."""
    if hour.known is not None:
        return _noted_by_sketch(hour, hours, key, number)
    exact = hour.seen.exact
    assert exact is not None
    if key in exact:
        return KNOWN
    hour.seen.add(key)
    if hour.seen.exact is None:
        _share(hours, number)
    # Who reports at 10:59 and 11:01 counts once, whichever of the two comes first.
    for beside in (hours.get(number - 1), hours.get(number + 1)):
        if beside is not None and beside.seen.exact is not None and key in beside.seen.exact:
            return 0.0
    return 1.0


def hour_of(hours: Hours, number: int) -> Hour:
    """An hour, opened where it is new; what is older than a day goes."""
    found = hours.get(number)
    if found is not None:
        return found
    hours[number] = Hour()
    before = hours.get(number - 1)
    if before is not None and before.seen.exact is None:
        hours[number].known = before.seen.copy()
    newest = max(hours)
    for old in [old for old in hours if old <= newest - HOURS_KEPT]:
        del hours[old]
    # An hour that is older than what is kept is gone again: its report counts, and is not known.
    return hours.get(number) or Hour()


def together(hours: Hours, from_ms: int, to_ms: int) -> tuple[Sketch, int, int]:
    """Everybody seen in the hours of an interval, anonymous reports, and reporters met first."""
    everybody = Sketch()
    anonymous = 0
    fresh = 0
    for number, hour in hours.items():
        if from_ms // HOUR_MS <= number <= to_ms // HOUR_MS:
            everybody.merge(hour.seen)
            anonymous += hour.anonymous
            fresh += hour.fresh
    return everybody, anonymous, fresh


def restored(seen: dict[int, Sketch]) -> Hours:
    """Hours as they were, of who was seen in each."""
    hours = {number: Hour(sketch) for number, sketch in sorted(seen.items())}
    for number, hour in hours.items():
        if hour.seen.exact is None:
            _share(hours, number)
    return hours


def _share(hours: Hours, number: int) -> None:
    """An hour that is full: who is known in it, and in the next, has to be kept beside it."""
    for after in (number, number + 1):
        hour = hours.get(after)
        if hour is None:
            continue
        before = hours.get(after - 1)
        known = before.seen.copy() if before is not None else Sketch()
        known.merge(hour.seen)
        hour.known = known


def _noted_by_sketch(hour: Hour, hours: Hours, key: int, number: int) -> float:
    assert hour.known is not None
    hour.seen.add(key)
    weight = hour.known.add(key)
    later = hours.get(number + 1)
    if later is None:
        return weight
    # A late report of somebody who was counted an hour later already.
    counted = later.seen.exact is not None and key in later.seen.exact
    if later.known is not None:
        later.known.add(key)
    return 0.0 if counted else weight
