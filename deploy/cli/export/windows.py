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
DAY_MS = 86_400_000


class Stretch(NamedTuple):
    """From a time on, up to another."""

    start_ms: int
    end_ms: int

    @property
    def query(self) -> dict[str, str]:
        """As the API is asked for it."""
        return {"from_": rfc3339(self.start_ms), "to": rfc3339(self.end_ms)}


def is_too_long(error: ApiError) -> bool:
    """Whether the API refused a spread because it has too many points."""
    body = error.body if isinstance(error.body, dict) else {}
    return error.status == 422 and any(one["code"] == TOO_MANY for one in body.get("errors", ()))


def whole(answer: Mapping[str, Any]) -> Stretch:
    """The range of a spread."""
    return Stretch(_ms(answer["from"]), _ms(answer["to"]))


def reported(answer: Mapping[str, Any]) -> Iterator[Stretch]:
    """The steps of a spread in which something was reported, as far as they lie in its range."""
    start_ms, end_ms = whole(answer)
    step_ms = answer["step"] * 1_000
    for series in answer["series"]:
        for point in series["points"]:
            if point["reports"]:
                at_ms = _ms(point["time"])
                yield Stretch(max(at_ms, start_ms), min(at_ms + step_ms, end_ms))


def most_steps(*, is_split: bool) -> int:
    """Steps of a range that fits whatever was reported; `is_split`: into series."""
    return MOST_POINTS // (MOST_SERIES if is_split else 1)


def windows(
    busy: Iterable[Stretch], asked: Stretch, *, step_ms: int, most_ms: int
) -> Iterator[Stretch]:
    """Ranges that are no longer than the longest and hold all stretches, which come by time. They
    begin with a step, as one answer of all would have it: who reports twice in one is one reporter.
    """
    # Steps of days begin with the first day, all others are counted from 1970.
    first_ms = asked.start_ms // DAY_MS * DAY_MS if step_ms % DAY_MS == 0 else 0
    at_ms = asked.start_ms
    for stretch in busy:
        while (from_ms := max(at_ms, stretch.start_ms)) < stretch.end_ms:
            begins_ms = first_ms + (from_ms - first_ms) // step_ms * step_ms
            at_ms = min(begins_ms + most_ms, asked.end_ms)
            yield Stretch(max(begins_ms, asked.start_ms), at_ms)


def _ms(text: str) -> int:
    at = moment(text)
    if at is None:
        raise ApiError(200, f"no time, where a spread has one: {text}")
    return round(at.timestamp() * 1_000)
