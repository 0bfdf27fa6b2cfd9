"""A chart of two policies: alerts a day, beside each other. One file, no script, no network.

In: a `Comparison`. Out: the text of an SVG picture, or of a page that holds it.
"""

import html
from datetime import UTC, datetime

from streams.core.durations import DAY_MS
from streams.core.surge.backtest import Comparison
from streams.core.surge.rehearsal import Told

KINDS = (".svg", ".html")
WIDTH = 960
HEIGHT = 320
LEFT = 48
TOP = 40
BOTTOM = 48
MOST_LABELS = 12  # of days below the bars: more would run into each other
# Told apart without colour, too: the second is outlined.
IN_FORCE = 'fill="#4a6fa5"'
TRIED = 'fill="#f2c14e" stroke="#7a5c00" stroke-width="1"'


def drawn(found: Comparison, kind: str) -> str:
    """The chart as a file of a kind of `KINDS`."""
    picture = _svg(found)
    if kind == ".svg":
        return picture
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>rumor-tracker backtest'
        f"</title><body>{picture}</body></html>\n"
    )


def _svg(found: Comparison) -> str:
    before = _by_day(found.policy.alerts)
    after = _by_day(found.other.alerts)
    days = _days(before, after)
    most = max([1, *before.values(), *after.values()])
    step = (WIDTH - LEFT) / max(1, len(days))
    parts = [_frame(found, most)]
    for number, day in enumerate(days):
        left = LEFT + number * step
        for at, count, style, word in (
            (left, before.get(day, 0), IN_FORCE, "in force"),
            (left + step * 0.4, after.get(day, 0), TRIED, "tried"),
        ):
            parts.append(
                _bar(
                    left=at,
                    width=step * 0.4,
                    count=count,
                    most=most,
                    style=style,
                    what=f"{day} {word}",
                )
            )
        if number % max(1, -(-len(days) // MOST_LABELS)) == 0:
            parts.append(_text(left, HEIGHT - BOTTOM + 18, day))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'role="img" font-family="sans-serif" font-size="12">{"".join(parts)}</svg>\n'
    )


def _by_day(alerts: list[Told]) -> dict[str, int]:
    days: dict[str, int] = {}
    for told in alerts:
        day = _day(told.first_ms)
        days[day] = days.get(day, 0) + 1
    return days


def _days(before: dict[str, int], after: dict[str, int]) -> list[str]:
    """Every day from the first alert to the last, those without one, too."""
    found = sorted({*before, *after})
    if not found:
        return []
    first, last = (
        int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() * 1_000)
        for day in (found[0], found[-1])
    )
    return [_day(at) for at in range(first, last + 1, DAY_MS)]


def _day(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1_000, UTC).date().isoformat()


def _frame(found: Comparison, most: int) -> str:
    floor = HEIGHT - BOTTOM
    return (
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>'
        f'<line x1="{LEFT}" y1="{floor}" x2="{WIDTH}" y2="{floor}" stroke="#888"/>'
        + _text(4, TOP + 4, str(most))
        + _text(4, floor, "0")
        + _text(LEFT, 16, "Alerts a day (UTC)")
        + f'<rect x="{LEFT + 160}" y="6" width="12" height="12" {IN_FORCE}/>'
        + _text(LEFT + 178, 16, f"in force: {found.policy.alerts_a_week} a week")
        + f'<rect x="{LEFT + 360}" y="6" width="12" height="12" {TRIED}/>'
        + _text(LEFT + 378, 16, f"tried: {found.other.alerts_a_week} a week")
        + _text(LEFT + 560, 16, f"{len(found.new)} new, {len(found.gone)} gone")
    )


def _bar(left: float, width: float, count: int, most: int, style: str, what: str) -> str:
    height = (HEIGHT - TOP - BOTTOM) * count / most
    top = HEIGHT - BOTTOM - height
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" {style}>'
        f"<title>{html.escape(what)}: {count}</title></rect>"
    )


def _text(x: float, y: float, text: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}">{html.escape(text)}</text>'
