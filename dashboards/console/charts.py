"""Charts as shapes of SVG: made on the server, so that a page needs no library to show them.

In: a spread of the API. Out: numbers for a template; no text of anybody's becomes markup here.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from schemas.api.decided import HistoryItem
from schemas.api.rumors import Spread, SpreadSeries

WIDTH = 960
HEIGHT = 260
LEFT = 44  # room for the numbers of the scale
RIGHT = 12
TOP = 26  # room for the numbers of the marks
BOTTOM = 26
SPARK_WIDTH = 120
SPARK_HEIGHT = 28
MOST_TICKS = 6
HALF_LABEL = 52  # of the longest below the chart: it stays within
DAY_S = 86_400
MOST_SERIES = 20  # of values; one more is all others together
REST = re.compile(r"other(?: \(\d+\))?")  # what the API calls these
STANCES = ("carries", "questions", "refutes")
MARKED = ("alert", "verdict", "factcheck", "merge", "join", "split")  # of a history
MOST_MARKS = 12  # more are a smear


class Bar(Struct, frozen=True):
    """A part of a bar; `series` counts from 0 in the order of the legend."""

    x: float
    y: float
    width: float
    height: float
    series: int


class Tick(Struct, frozen=True):
    """A place on an axis and what stands there."""

    at: float
    label: str


class Mark(Struct, frozen=True):
    """Something that happened, as a numbered line across the chart."""

    x: float
    number: int
    item: HistoryItem


class Chart(Struct, frozen=True, kw_only=True):
    """A chart of stacked bars."""

    width: int
    height: int
    floor: float
    left: float
    right: float
    top: float
    bars: list[Bar]
    across: list[Tick]
    up: list[Tick]
    marks: list[Mark]
    legend: list[tuple[str, int]]
    most: int


def spread_chart(
    spread: Spread, history: Sequence[HistoryItem], zone: ZoneInfo, this_year: int | None = None
) -> Chart:
    """A spread as stacked bars, with what happened meanwhile. Days have their year where not all
    of them are of one, which is this year where that is given.
    """
    series = _ordered(spread.series)
    times = [_seconds(point.time) for point in series[0].points] if series else []
    sums = [sum(one.points[at].reports for one in series) for at in range(len(times))]
    most = max(sums, default=0)
    scale = _round_up(most)
    floor = HEIGHT - BOTTOM
    return Chart(
        width=WIDTH,
        height=HEIGHT,
        floor=floor,
        left=LEFT,
        right=WIDTH - RIGHT,
        top=TOP,
        bars=_bars(series, len(times), floor, scale),
        across=_across(times, spread.step, zone, this_year),
        up=[
            Tick(floor - (floor - TOP) * part / scale, str(part))
            for part in sorted({0, scale // 2, scale})
        ],
        marks=_marks(history, times, spread.step),
        legend=[(one.name, sum(point.reports for point in one.points)) for one in series],
        most=most,
    )


def spark_points(counts: Sequence[int]) -> str:
    """The points of a sparkline, empty where there is nothing to draw."""
    if len(counts) < 2 or not any(counts):
        return ""
    step = SPARK_WIDTH / (len(counts) - 1)
    most = max(counts)
    room = SPARK_HEIGHT - 4
    return " ".join(
        f"{at * step:.1f},{SPARK_HEIGHT - 2 - room * count / most:.1f}"
        for at, count in enumerate(counts)
    )


def rest_of(names: Sequence[str]) -> str | None:
    """The series of all values beyond the largest, as far as its name tells: a value of somebody's
    may be called so, too. None where there is none.
    """
    if len(names) <= MOST_SERIES:
        return None
    found = [name for name in names if REST.fullmatch(name)]
    return found[0] if len(found) == 1 else None


def _ordered(series: Sequence[SpreadSeries]) -> list[SpreadSeries]:
    """Stances in an order of their own, so that a colour means the same on every page."""
    places = {name: place for place, name in enumerate(STANCES)}
    return sorted(series, key=lambda one: places.get(one.name, len(places)))


def _bars(series: Sequence[SpreadSeries], steps: int, floor: float, scale: int) -> list[Bar]:
    if not steps:
        return []
    room = (WIDTH - LEFT - RIGHT) / steps
    width = max(1.0, min(room * 0.85, 40.0))
    found = []
    for at in range(steps):
        y = floor
        x = LEFT + at * room + (room - width) / 2
        for number, one in enumerate(series):
            height = (floor - TOP) * one.points[at].reports / scale
            if height > 0:
                y -= height
                found.append(
                    Bar(
                        x=round(x, 2),
                        y=round(y, 2),
                        width=round(width, 2),
                        height=round(height, 2),
                        series=number,
                    )
                )
    return found


def _across(times: Sequence[float], step: int, zone: ZoneInfo, this_year: int | None) -> list[Tick]:
    if not times:
        return []
    room = (WIDTH - LEFT - RIGHT) / len(times)
    every = max(1, -(-len(times) // MOST_TICKS))
    shown = {at: datetime.fromtimestamp(times[at], zone) for at in range(0, len(times), every)}
    years = {time.year for time in shown.values()} | {this_year or 0} - {0}
    day = "%Y-%m-%d" if len(years) > 1 else "%m-%d"
    long = times[-1] - times[0] + step > DAY_S
    form = day if step >= DAY_S else f"{day} %H:%M" if long else "%H:%M"
    return [
        Tick(_within(LEFT + (at + 0.5) * room), time.strftime(form)) for at, time in shown.items()
    ]


def _within(middle: float) -> float:
    return round(min(max(middle, HALF_LABEL), WIDTH - HALF_LABEL), 1)


def _marks(history: Sequence[HistoryItem], times: Sequence[float], step: int) -> list[Mark]:
    if not times:
        return []
    span = times[-1] + step - times[0]
    told = [item for item in history if item.kind in MARKED and not item.undone_by]
    marks: list[Mark] = []
    for item in told[-MOST_MARKS:]:
        part = (_seconds(item.at) - times[0]) / span
        if part >= 0:
            x = LEFT + min(part, 1.0) * (WIDTH - LEFT - RIGHT)
            marks.append(Mark(round(x, 1), len(marks) + 1, item))
    return marks


def _round_up(most: int) -> int:
    """The top of the scale: 1, 2 or 5 times a power of ten, or twice that."""
    size = 1
    while True:
        for part in (1, 2, 4, 5, 6, 8, 10):
            if part * size >= max(2, most):
                return part * size
        size *= 10


def _seconds(at: str) -> float:
    return datetime.fromisoformat(at).timestamp()
