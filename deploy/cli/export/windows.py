"""The parts of a range that is too long for one answer of its spread.

In: a spread of steps that do fit. Out: ranges that hold all that was reported, of so many steps
each, so that silence of years is not asked for.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from streams.client import ApiError
from streams.core.times import rfc3339
from streams.parsing.times import moment

MOST_POINTS = 10_000  # that the API gives at once, in all series together
MOST_SERIES = 21  # of an answer: the 20 largest and the rest
TOO_MANY = "too_many_points"
DAY_S = 86_400


class Stretch(NamedTuple):
    """From a second on, up to another."""

    start_s: int
    end_s: int

    @property
    def query(self) -> dict[str, str]:
        """As the API is asked for it."""
        return {"from_": rfc3339(self.start_s * 1_000), "to": rfc3339(self.end_s * 1_000)}


def is_too_long(error: ApiError) -> bool:
    """Whether the API refused a spread because it has too many points."""
    body = error.body if isinstance(error.body, dict) else {}
    return error.status == 422 and any(one["code"] == TOO_MANY for one in body.get("errors", ()))


def whole(answer: Mapping[str, Any]) -> Stretch:
    """The range of a spread."""
    return Stretch(_seconds(answer["from"]), _seconds(answer["to"]))


def reported(answer: Mapping[str, Any]) -> Iterator[Stretch]:
    """The steps of a spread in which something was reported, as far as they lie in its range."""
    start_s, end_s = whole(answer)
    for series in answer["series"]:
        for point in series["points"]:
            if point["reports"]:
                at_s = _seconds(point["time"])
                yield Stretch(max(at_s, start_s), min(at_s + answer["step"], end_s))


def longest_s(step_s: int, *, is_split: bool) -> int:
    """Seconds of a range that fits whatever was reported; `is_split`: into series."""
    return step_s * (MOST_POINTS // (MOST_SERIES if is_split else 1))


def windows(
    busy: Iterable[Stretch], asked: Stretch, *, step_s: int, most_s: int
) -> Iterator[Stretch]:
    """Ranges of at most so many seconds that hold all stretches, which come by time. They begin
    with a step, as one answer of all would have it: who reports twice in one is one reporter.
    """
    # Steps of days begin with the first day, all others are counted from 1970.
    first_s = asked.start_s // DAY_S * DAY_S if step_s % DAY_S == 0 else 0
    at_s = asked.start_s
    for stretch in busy:
        while (from_s := max(at_s, stretch.start_s)) < stretch.end_s:
            begins_s = first_s + (from_s - first_s) // step_s * step_s
            at_s = min(begins_s + most_s, asked.end_s)
            yield Stretch(max(begins_s, asked.start_s), at_s)


def _seconds(text: str) -> int:
    at = moment(text)
    if at is None:
        raise ApiError(200, f"no time, where a spread has one: {text}")
    return int(at.timestamp())
