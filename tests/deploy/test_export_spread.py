"""Spreads of rumors that lived too long for one answer."""

from collections import Counter
from datetime import datetime
from typing import Any

import pytest

from deploy.cli.export.reading import Reader
from deploy.cli.export.tables import TABLES
from deploy.cli.export.windows import Stretch, windows
from streams.client import ApiError
from streams.core.times import rfc3339
from streams.store.reads.steps import (
    MOST_POINTS,
    Range,
    TooManyPoints,
    fitting,
    starts_of,
    step_of,
)

RUMOR = dict.fromkeys(TABLES["rumors"]) | {"rumor_id": "a" * 16, "verdict": None}
DAY_S = 86_400
NOW_S = 1_800_000_000
YEARS_AGO_S = 2 * DAY_S + 70  # the first that a phone with a wrong clock can say


class SpreadApi:
    """A rumor reported at some seconds, each time from one of some places; as the API answers."""

    def __init__(self, *reported_s: int, places: int = 1) -> None:
        self.reported = [(at_s, f"p{n % places}") for n, at_s in enumerate(sorted(reported_s))]
        self.asked = 0

    def get(self, path: str, **query: Any) -> Any:
        if path == "/v1/rumors":
            return {"items": [] if query.get("verdict") else [RUMOR], "next_cursor": None}
        self.asked += 1
        times = [at_s for at_s, _ in self.reported]
        start_s = self._second(query.get("from_")) or times[0]
        end_s = self._second(query.get("to")) or times[-1] + 1
        by = query.get("by")
        found = Counter(
            (place if by else "all", at_s)
            for at_s, place in self.reported
            if start_s <= at_s < end_s
        )
        names = {name for name, _ in found} or {"all"}
        asked = Range(start_s=start_s, end_s=end_s, step_s=query.get("step"))
        try:
            step_s = step_of(start_s=start_s, end_s=end_s, step_s=asked.step_s)
            if len(starts_of(asked, step_s)) * len(names) > MOST_POINTS:
                raise TooManyPoints(fitting(asked, len(names)))
        except TooManyPoints as error:
            body = {"errors": [{"pointer": "?step", "code": "too_many_points"}]}
            raise ApiError(422, str(error), body=body) from None
        starts = [at_s for _, at_s in starts_of(asked, step_s)]
        series = [
            {
                "name": name,
                "points": [
                    {
                        "time": rfc3339(at_s * 1_000),
                        "reports": sum(found[name, s] for s in times if at_s <= s < at_s + step_s),
                        "reporters": 1,
                    }
                    for at_s in starts
                ],
            }
            for name in names
        ]
        times_told = {"from": rfc3339(start_s * 1_000), "to": rfc3339(end_s * 1_000)}
        return times_told | {"step": step_s, "series": series}

    @staticmethod
    def _second(text: str | None) -> int | None:
        return int(datetime.fromisoformat(text).timestamp()) if text else None


@pytest.mark.parametrize("step_s", [60, 3_600, DAY_S, 7 * DAY_S])
@pytest.mark.parametrize("by", [None, "place"])
def test_a_rumor_of_many_years_is_exported_in_parts(step_s: int, by: str | None) -> None:
    reported_s = [YEARS_AGO_S, *range(NOW_S - 20 * DAY_S, NOW_S, 50_000), NOW_S - 1, NOW_S]
    api = SpreadApi(*reported_s, places=20)
    rows = list(Reader(api).spread(step=step_s, by=by))
    assert sum(row["reports"] for row in rows) == len(reported_s)
    steps = [(row["series"], row["time"]) for row in rows]
    assert len(set(steps)) == len(steps), "no step is cut in two"
    first_s = YEARS_AGO_S // DAY_S * DAY_S if step_s % DAY_S == 0 else 0
    for _, time in steps:
        assert (datetime.fromisoformat(time).timestamp() - first_s) % step_s == 0
    assert api.asked < 100, "what is silent is hardly asked for"


def test_a_range_that_was_asked_for_is_kept_to_in_parts() -> None:
    api = SpreadApi(YEARS_AGO_S, NOW_S - 10, NOW_S, NOW_S + 10)
    span = {"from_": rfc3339((NOW_S - 900 * DAY_S) * 1_000), "to": rfc3339(NOW_S * 1_000 + 1_000)}
    assert [row["reports"] for row in Reader(api).spread(step=60, **span)] == [1, 1]


def test_parts_are_of_what_was_asked_for_to_the_millisecond() -> None:
    asked = Stretch(90_700, 400_950)
    busy = [Stretch(90_700, 120_000), Stretch(380_000, 400_950)]
    parts = list(windows(busy, asked, step_ms=60_000, most_ms=120_000))
    assert parts == [Stretch(90_700, 180_000), Stretch(360_000, 400_950)]
    assert parts[0].query == {"from_": "1970-01-01T00:01:30.700Z", "to": "1970-01-01T00:03:00.000Z"}
