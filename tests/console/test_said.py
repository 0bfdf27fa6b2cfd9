"""What is said of decisions and below charts: to whoever reads it, in words of ours alone."""

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dashboards.console.charts import WIDTH, spread_chart
from dashboards.console.rendering import Pages
from dashboards.console.showing import Showing
from dashboards.console.words import CHINESE
from schemas.api.alerts import AlertPage
from schemas.api.decisions import DONE
from schemas.api.rumors import Spread, SpreadPoint, SpreadSeries
from tests.console import answers


def chinese(words: str) -> str:
    return CHINESE.get(words, words)


def test_history_speaks_to_nobody_in_particular() -> None:
    show = Showing(answers.viewer(name="ann"), str)
    taken = answers.decision("take")
    taken.by = "bob"
    assert show.said(taken) == "Taken: bob works on this alert."
    said = [done.english for done in DONE.values()]
    assert not [one for one in said if {"you", "your"} & set(one.lower().split())]
    assert not [done.chinese for done in DONE.values() if "您" in done.chinese]


@pytest.mark.parametrize("kind", ["merge", "join"])
def test_who_undoes_a_merge_is_told_that_the_two_stay_apart(kind: str) -> None:
    merged = answers.decision(kind, into="bb")
    undone = answers.decision("undo", undoes=merged.decision_id)
    english = Showing(answers.viewer(), str).said(undone, [merged, undone])
    assert "the two are kept apart from now on" in english
    assert "as if never made" not in english
    assert "保持分开" in Showing(answers.viewer(), chinese).said(undone, [merged, undone])


def labels(first: str, *, days: int, step_s: int, this_year: int) -> set[int]:
    """How long the labels below a chart are."""
    begin = datetime.fromisoformat(first)
    times = [begin + timedelta(seconds=at) for at in range(0, days * 86_400, step_s)]
    points = [SpreadPoint(time.isoformat(), 1, 1) for time in times]
    drawn = spread_chart(
        Spread(start=first, end=first, step=step_s, series=[SpreadSeries("carries", points)]),
        [],
        ZoneInfo("UTC"),
        this_year,
    )
    assert all(52 <= tick.at <= WIDTH - 52 for tick in drawn.across)
    return {len(tick.label) for tick in drawn.across}


def test_days_below_a_chart_have_their_year_where_it_is_not_this_one() -> None:
    long = {"days": 900, "step_s": 7 * 86_400}
    short = {"days": 4, "step_s": 3_600}
    assert labels("2024-01-05T00:00:00+00:00", **long, this_year=2026) == {len("2024-01-05")}
    assert labels("2025-12-30T00:00:00+00:00", **short, this_year=2026) == {len("2025-12-30 00:00")}
    assert labels("2025-06-30T00:00:00+00:00", **short, this_year=2026) == {len("2025-06-30 00:00")}
    assert labels("2026-06-30T00:00:00+00:00", **short, this_year=2026) == {len("06-30 00:00")}


def test_only_words_of_ours_are_translated_in_a_chart() -> None:
    show = Showing(answers.viewer(language="zh"), chinese)
    few = ["true", "open", "other", "carries", ""]
    assert [show.series(name, "channel", few) for name in few] == [*few[:-1], "（未注明）"]
    assert [show.series(name, "stance", few) for name in ("carries", "refutes")] == ["传播", "辟谣"]
    many = [*few[:2], *(f"c{number}" for number in range(18))]
    assert show.series("other", "place", [*many, "other"]) == "其他"
    taken = [*many[:-1], "other", "other (2)"]
    assert [show.series(name, "place", taken) for name in taken[-2:]] == taken[-2:]


@pytest.mark.parametrize(
    ("language", "both"),
    [
        ("en", "muted until 11-26 12:02 or until 5,000 more people reported it"),
        ("zh", "已静音 至 11-26 12:02 或 再有 5,000 人举报为止"),
    ],
)
@pytest.mark.parametrize("name", ["desk", "alerts", "rumor"])
def test_every_page_says_until_when_what_it_shows_is_muted(
    name: str, language: str, both: str
) -> None:
    ends = {"muted_until": answers.LATER, "muted_until_reporters": 5_000}
    until_people = {"muted_until": None, "muted_until_reporters": 5_000}
    assert both in shown_with(name, language, ends)
    assert both.partition(" ")[0] in shown_with(name, language, until_people)
    assert "5,000" in shown_with(name, language, until_people)
    free = {"muted_until": None, "muted_until_reporters": None}
    assert both.partition(" ")[0] not in shown_with(name, language, free)


def shown_with(name: str, language: str, mute: dict[str, Any]) -> str:
    """The text of a page whose rumor, or whose alert, is muted so."""
    given = answers.pages()[name]
    if name == "rumor":
        given |= {"rumor": answers.rumor(**mute)}
    else:
        alerts = [answers.alert(**mute)]
        given |= {"alerts": alerts if name == "desk" else AlertPage(alerts, None)}
    page = Pages().page(name, answers.viewer(language=language), given)
    return " ".join(re.sub(r"<[^>]*>", "", page).split())
