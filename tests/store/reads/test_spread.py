"""A rumor's counts over time."""

from typing import Any

import pytest

from streams.store.database import Database
from streams.store.reads.questions import Reads, TooManyPoints
from streams.store.reads.spread import STEPS_S, step_of
from tests.store.stored import TODAY_MS, A, count, open_rumor, sighting

TODAY_S = TODAY_MS // 1_000
HOUR_S = 3_600
DAY_S = 86_400


def asked(database: Database, **given: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "start_s": TODAY_S,
        "end_s": TODAY_S + HOUR_S - 1,
        "step_s": None,
        "by": "",
    }
    return Reads(database).spread("main", A, **{**whole, **given})


def reports(series: dict[str, Any]) -> list[int]:
    return [point["reports"] for point in series["points"]]


def half_an_hour(database: Database) -> None:
    """Twenty reports, one each minute and a half, by three people; every other one asks."""
    count(
        database,
        *(
            sighting(
                n,
                at_ms=TODAY_MS + n * 90_000,
                reporter=f"{n % 3 + 1:016x}",
                stance="questions" if n % 2 else "carries",
            )
            for n in range(20)
        ),
    )


def test_gaps_are_filled_and_all_adds_up(database: Database) -> None:
    half_an_hour(database)
    life = Reads(database).life("main", A)
    assert life == (TODAY_S, TODAY_S + 19 * 90)
    found = asked(database, start_s=life[0], end_s=life[1])
    assert found["step"] == 60
    (series,) = found["series"]
    assert series["name"] == "all"
    assert reports(series) == [1, 1, 0] * 9 + [1, 1]
    assert series["points"][1]["time"][11:] == "00:01:00.000Z"
    assert (found["from"][11:], found["to"][11:]) == ("00:00:00.000Z", "00:28:30.000Z")


def test_by_stance_there_is_a_series_each(database: Database) -> None:
    half_an_hour(database)
    count(database, sighting(99, stance="questions"))
    found = asked(database, step_s=HOUR_S, by="stance")
    assert [(one["name"], reports(one)) for one in found["series"]] == [
        ("questions", [11]),
        ("carries", [10]),
    ]


def test_people_of_many_minutes_are_counted_once_in_a_step(database: Database) -> None:
    half_an_hour(database)
    for step_s in (HOUR_S, DAY_S):
        found = asked(database, step_s=step_s)
        assert found["series"][0]["points"][0]["reporters"] == 3, step_s


def test_days_and_minutes_say_the_same(database: Database) -> None:
    for day in range(3):
        at_ms = TODAY_MS - day * DAY_S * 1_000
        count(database, *(sighting(day * 10 + n, at_ms=at_ms) for n in range(day + 1)))
    given: dict[str, Any] = {"start_s": TODAY_S - 2 * DAY_S, "end_s": TODAY_S}
    assert reports(asked(database, **given, step_s=DAY_S)["series"][0]) == [3, 2, 1]
    hours = reports(asked(database, **given, step_s=HOUR_S)["series"][0])
    assert [sum(hours[at : at + 24]) for at in (0, 24, 48)] == [3, 2, 1]


def test_the_first_step_is_whole_and_the_last_ends_with_the_range(database: Database) -> None:
    half_an_hour(database)
    found = asked(database, start_s=TODAY_S + 100, end_s=TODAY_S + 700, step_s=300)
    assert reports(found["series"][0]) == [4, 3, 1]
    assert found["series"][0]["points"][0]["time"][11:] == "00:00:00.000Z"


def test_without_reports_there_is_one_series_of_zeros_or_none_of_a_dimension(
    database: Database,
) -> None:
    open_rumor(database, A)
    assert Reads(database).life("main", A) is None
    (series,) = asked(database, step_s=HOUR_S)["series"]
    assert series["name"] == "all"
    assert [(point["reports"], point["reporters"]) for point in series["points"]] == [(0, 0)]
    assert asked(database, by="channel")["series"] == []


def test_the_smallest_step_of_a_thousand_points_is_chosen() -> None:
    for step_s in STEPS_S:
        assert step_of(start_s=0, end_s=step_s * 999, step_s=None) == step_s
        assert step_of(start_s=0, end_s=step_s * 1_000, step_s=None) > step_s
    years = 100 * 365 * DAY_S
    assert step_of(start_s=0, end_s=years, step_s=None) == 37 * DAY_S


def test_a_step_that_was_asked_for_may_make_ten_thousand() -> None:
    assert step_of(start_s=0, end_s=60 * 9_999, step_s=60) == 60
    with pytest.raises(TooManyPoints) as error:
        step_of(start_s=0, end_s=60 * 10_000, step_s=60)
    assert error.value.step_s == 300
    assert step_of(start_s=0, end_s=60 * 10_000, step_s=error.value.step_s) == 300


def test_the_step_that_is_named_fits_any_range() -> None:
    with pytest.raises(TooManyPoints) as error:
        step_of(start_s=0, end_s=2_000_000_000, step_s=60)
    assert error.value.step_s == 3 * DAY_S
    assert step_of(start_s=0, end_s=2_000_000_000, step_s=3 * DAY_S) == 3 * DAY_S
