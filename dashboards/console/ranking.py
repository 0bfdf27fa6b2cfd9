"""What the desk shows first: unrated before rated, alerts before others, then growth x people x
time waiting.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import Struct

from schemas.api.alerts import AlertRead
from schemas.api.rumors import RumorItem

HOUR_S = 3_600
LONGEST_WAIT_H = 24.0  # of the product: what nobody took for a day is not forgotten for it
MOST_CALM = 20  # rows without an alert: what one person can look at; the search has the rest
CALM = 0.5  # growth where there is none to speak of: fewer than five reports before
UNSETTLED = ("unverified",)  # ratings that leave the question open
LEVELS = ("watch", "surge", "major", "critical")


class Row(Struct, frozen=True, kw_only=True):
    """A rumor on the desk, with its gravest open alert."""

    rumor: RumorItem
    alert: AlertRead | None
    rated: bool
    score: float


class Desk(Struct, frozen=True, kw_only=True):
    """What the desk shows, each the most pressing first.

    `unrated` and `rated` have an open alert, `calm` are reported and have none.
    """

    unrated: list[Row]
    rated: list[Row]
    calm: list[Row]


def ranked(rumors: Iterable[RumorItem], alerts: Iterable[AlertRead], now_ms: int) -> Desk:
    """Rumors in the order in which somebody should look at them."""
    worst = _worst(alerts)
    rows = [_row(rumor, worst.get(rumor.rumor_id), now_ms) for rumor in rumors]
    rows.sort(key=lambda row: (-row.score, row.rumor.rumor_id))
    alarming = [row for row in rows if row.alert]
    return Desk(
        unrated=[row for row in alarming if not row.rated],
        rated=[row for row in alarming if row.rated],
        calm=sorted((row for row in rows if not row.alert), key=lambda row: row.rated)[:MOST_CALM],
    )


def _row(rumor: RumorItem, alert: AlertRead | None, now_ms: int) -> Row:
    people = max(rumor.reports_1h, alert.observed if alert else 0)
    waited_s = now_ms / 1_000 - _seconds(alert.raised_at) if alert else 0.0
    waited_h = min(LONGEST_WAIT_H, max(0.0, waited_s) / HOUR_S)
    growth = rumor.growth if rumor.growth is not None else CALM
    rank = LEVELS.index(alert.level) if alert and alert.level in LEVELS else 0
    # 1 + each: a new rumor has waited for no time, and is no less pressing for it
    score = (1 + growth) * (1 + people) * (1 + waited_h) * (1 + rank)
    rated = rumor.verdict is not None and rumor.verdict.rating not in UNSETTLED
    return Row(rumor=rumor, alert=alert, rated=rated, score=score)


def _worst(alerts: Iterable[AlertRead]) -> Mapping[str, AlertRead]:
    found: dict[str, AlertRead] = {}
    for alert in alerts:
        rumor_id = alert.merged_into or alert.rumor_id
        other = found.get(rumor_id)
        if other is None or _rank(alert.level) > _rank(other.level):
            found[rumor_id] = alert
    return found


def _rank(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else -1


def _seconds(at: str) -> float:
    return datetime.fromisoformat(at).timestamp()
