"""Who counts: distinct reporters of a rumor, by hour.

In: a reporter and the hour of the report. Out: how much the report counts: 0 for a reporter of this
hour or the one before, else 1 (or a little more, to make up for those that a full sketch can no
longer tell apart). Late reports count in their own hour and clear nothing.
"""

import hashlib
from collections.abc import Set
from dataclasses import dataclass, field

from streams.core.durations import HOUR_MS
from streams.core.surge.sketch import Sketch, add
from streams.parsing.numbers import integer

PSEUDONYM = 16  # hex digits of a reporter as the intake writes it: 64 well-mixed bits
KNOWN = -1.0  # of a reporter who was seen in this very hour
NOBODY: frozenset[int] = frozenset()


def key_of(reporter: str) -> int:
    """64 bits of a reporter: the pseudonym itself, or a hash of what has another form."""
    if len(reporter) == PSEUDONYM:
        key = integer(reporter, 16)
        if key is not None:  # else sixteen characters, and none of ours
            return key
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


def noted(hour: Hour, hours: Hours, key: int, number: int) -> float:
    """How much a reporter counts in an hour of this number that is not full; `KNOWN` for whoever
    was seen in it. Remembers the reporter.
    """
    exact = hour.seen.exact
    assert exact is not None
    if key in exact:
        return KNOWN
    hour.seen.add(key)
    if hour.seen.exact is None:
        _share(hours, number)
    # Who reports at 10:59 and 11:01 counts once, whichever of the two comes first.
    return 0.0 if key in kept(hours, number - 1) or key in kept(hours, number + 1) else 1.0


def noted_by_place(hour: Hour, later: Hour | None, key: int, place: tuple[int, int]) -> float:
    """As `noted`, of an hour whose reporters, or those of the hour before, are too many to keep.

    `later` is the hour after it.
    """
    known = hour.known
    assert known is not None
    add(hour.seen, key, place)
    weight = add(known, key, place)
    if later is None:
        return weight
    # A late report of somebody who was counted an hour later already.
    counted = later.seen.exact is not None and key in later.seen.exact
    if later.known is not None:
        add(later.known, key, place)
    return 0.0 if counted else weight


def kept(hours: Hours, number: int) -> Set[int]:
    """The reporters of an hour; none where there are too many of them, or no such hour."""
    hour = hours.get(number)
    return NOBODY if hour is None or hour.seen.exact is None else hour.seen.exact


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
