"""The range that a spread is asked for, and its steps: how long each is, and where each begins."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

DAY_S = 86_400
STEPS_S = (60, 300, 900, 3_600, 21_600, DAY_S)  # what a chart can label; then whole days
DEFAULT_POINTS = 1_000  # of a step that we choose: more than a screen has columns
MOST_POINTS = 10_000  # of a step that was asked for, in all series together
UTC_ZONE = ZoneInfo("UTC")


class TooManyPoints(Exception):
    """A spread of more than 10,000 points; `step_s` is the smallest step that fits."""

    def __init__(self, step_s: int) -> None:
        super().__init__(f"more than {MOST_POINTS} points")
        self.step_s = step_s


class Range(NamedTuple):
    """What is asked for: from `from_ms` on, and nothing from `to_ms` on: of ranges that meet none
    counts what another does. Days begin in `zone`. Steps are of the seconds that these lie in:
    of the first the first `late_ms` do not count, nor the last `early_ms` of the last.

    `whole`: nothing was counted before or after.
    """

    start_s: int
    end_s: int
    step_s: int | None
    zone: ZoneInfo = UTC_ZONE
    whole: bool = False
    late_ms: int = 0
    early_ms: int = 0

    @property
    def from_ms(self) -> int:
        """The first millisecond."""
        return self.start_s * 1_000 + self.late_ms

    @property
    def to_ms(self) -> int:
        """The millisecond behind the last."""
        return self.end_s * 1_000 - self.early_ms

    @property
    def last_s(self) -> int:
        """The last second; of an empty range the first."""
        return _last_s(self.start_s, self.end_s)


def _last_s(start_s: int, end_s: int) -> int:
    return max(start_s, end_s - 1)


def step_of(*, start_s: int, end_s: int, step_s: int | None) -> int:
    """The step that was asked for, else the smallest that gives no more points than a screen shows.

    Raises `TooManyPoints`.
    """
    last_s = _last_s(start_s, end_s)
    most = MOST_POINTS if step_s else DEFAULT_POINTS
    smallest = _smallest(start_s=start_s, end_s=end_s, most=most)
    step = step_s or smallest
    # Counted from the start of the first step, which may lie before `start_s`.
    if (last_s - start_s // step * step) // step + 1 > MOST_POINTS:
        raise TooManyPoints(smallest)
    return step


def _smallest(*, start_s: int, end_s: int, most: int) -> int:
    """The smallest step that gives no more points than `most`."""
    span_s = _last_s(start_s, end_s) - start_s
    whole_days = DAY_S * (span_s // (DAY_S * most) + 1)
    return next((one for one in STEPS_S if span_s // one < most), whole_days)


def fitting(asked: Range, series: int) -> int:
    """The smallest step that gives no more points than there may be, in so many series."""
    most = MOST_POINTS // series
    days = _day(asked.last_s, asked.zone) - _day(asked.start_s, asked.zone)
    whole_days = DAY_S * (days // most + 1)
    return next((one for one in STEPS_S if _points(asked, one) <= most), whole_days)


def _points(asked: Range, step_s: int) -> int:
    """How many steps `starts_of` has at most, without a list of them."""
    if step_s % DAY_S:
        return (asked.last_s - _first_s(asked, step_s)) // step_s + 1
    days = _day(asked.last_s, asked.zone) - _day(asked.start_s, asked.zone)
    return days // (step_s // DAY_S) + 1


def starts_of(asked: Range, step_s: int) -> list[tuple[int, int]]:
    """The steps of a range: the number of each, as `bucket_of` has it, and when it begins."""
    if step_s % DAY_S:
        begins_s = range(_first_s(asked, step_s), asked.last_s + 1, step_s)
        return [(at_s, at_s) for at_s in begins_s]
    days = step_s // DAY_S
    first = _day(asked.start_s, asked.zone)
    last = _day(asked.last_s, asked.zone)
    # A day that a zone skipped begins with the next one, which is the one that was counted.
    numbers = {_midnight_s(number, asked.zone): number for number in range(first, last + 1, days)}
    return [(number, at_s) for at_s, number in numbers.items()]


def bucket_of(asked: Range, step_s: int) -> tuple[str, dict[str, Any]]:
    """SQL of the number of the step that a minute lies in, and the values in it."""
    if step_s % DAY_S:
        sql = "intDiv(toUnixTimestamp(minute) + %(shift_s)s, %(step_s)s) * %(step_s)s - %(shift_s)s"
        return sql, {"shift_s": _shift_s(asked), "step_s": step_s}
    sql = "intDiv(toInt32(toDate(minute, %(zone)s)) - %(day)s, %(days)s) * %(days)s + %(day)s"
    first = _day(asked.start_s, asked.zone)
    return sql, {"zone": asked.zone.key, "day": first, "days": step_s // DAY_S}


def _first_s(asked: Range, step_s: int) -> int:
    """When the first step of hours or minutes begins."""
    shift_s = _shift_s(asked)
    return (asked.start_s + shift_s) // step_s * step_s - shift_s


def _shift_s(asked: Range) -> int:
    """How far the zone is ahead of UTC at the beginning: steps of hours begin at its midnight."""
    ahead = datetime.fromtimestamp(asked.start_s, asked.zone).utcoffset() or timedelta()
    return int(ahead.total_seconds())


def _day(at_s: int, zone: ZoneInfo) -> int:
    """The day of an instant in a zone, numbered since 1970."""
    return (
        datetime.fromtimestamp(at_s, zone).date() - datetime(1970, 1, 1, tzinfo=UTC).date()
    ).days


def _midnight_s(day: int, zone: ZoneInfo) -> int:
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)
    return int(at.replace(tzinfo=zone).timestamp())
