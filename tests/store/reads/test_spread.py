"""A rumor's counts over time."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from streams.core import curation
from streams.core.curation.decisions import Decisions
from streams.store.database import Database
from streams.store.reads.questions import Range, Reads, TooManyPoints
from streams.store.reads.spread import life, spread
from streams.store.reads.steps import STEPS_S, step_of
from tests.store.stored import TODAY_MS, A, B, count, open_rumor, sighting
from tests.support import builders

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
    fields = {**whole, **given}
    by = fields.pop("by")
    return Reads(database).of(spread, "main", A, asked=Range(**fields), by=by)


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
    lived = Reads(database).of(life, "main", A)
    assert lived == (TODAY_S, TODAY_S + 19 * 90)
    found = asked(database, start_s=lived[0], end_s=lived[1] + 1)
    assert found["step"] == 60
    (series,) = found["series"]
    assert series["name"] == "all"
    assert reports(series) == [1, 1, 0] * 9 + [1, 1]
    assert series["points"][1]["time"][11:] == "00:01:00.000Z"
    assert (found["from"][11:], found["to"][11:]) == ("00:00:00.000Z", "00:28:31.000Z")


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
    given: dict[str, Any] = {"start_s": TODAY_S - 2 * DAY_S, "end_s": TODAY_S + 1}
    assert reports(asked(database, **given, step_s=DAY_S)["series"][0]) == [3, 2, 1]
    hours = reports(asked(database, **given, step_s=HOUR_S)["series"][0])
    assert [sum(hours[at : at + 24]) for at in (0, 24, 48)] == [3, 2, 1]


def test_nothing_before_the_range_is_counted_and_the_last_step_ends_with_it(
    database: Database,
) -> None:
    half_an_hour(database)
    found = asked(database, start_s=TODAY_S + 100, end_s=TODAY_S + 700, step_s=300)
    assert reports(found["series"][0]) == [2, 3, 1]
    assert (
        reports(asked(database, start_s=TODAY_S + 100, end_s=TODAY_S + 630)["series"][0])[-1] == 0
    )
    assert found["series"][0]["points"][0]["time"][11:] == "00:00:00.000Z"


BY = ("", "stance", "channel", "place", "language")


@pytest.mark.parametrize("is_moved", [False, True])
@pytest.mark.parametrize("middle_s", [100, 119, 120, 121, 150, 0, 200])
def test_of_two_ranges_that_meet_each_report_is_in_one_whatever_the_series(
    database: Database, middle_s: int, *, is_moved: bool
) -> None:
    """A report each ten seconds; the ranges meet within a minute, at its ends, or one is empty."""
    if is_moved:
        open_rumor(database, A)
        open_rumor(database, B, "另一个", rumor_id=A, exemplar_id=A)
    count(
        database,
        *(
            sighting(
                n,
                at_ms=TODAY_MS + n * 10_000,
                variant=B if is_moved and n % 2 else A,
                place=f"p{n % 2}",
                language=f"l{n % 3}",
            )
            for n in range(30)
        ),
    )
    move = builders.decision(kind="split", rumor_id=A, variant_ids=(B,), verdict=None)
    decisions = Decisions()
    if is_moved:
        curation.step(decisions, move, offset=0)
    overlay = curation.overlay(decisions, "main")
    reads = Reads(database).as_decided("main", overlay)

    def total(start_s: int, end_s: int, by: str) -> int:
        span = Range(start_s=TODAY_S + start_s, end_s=TODAY_S + end_s, step_s=60)
        series = reads.of(spread, "main", A, asked=span, by=by)["series"]
        return sum(sum(reports(one)) for one in series)

    step = 2 if is_moved else 1  # every other one was moved away
    for by in BY:
        before = len(range(0, middle_s, 10 * step))
        assert total(0, middle_s, by) == before, by
        assert total(middle_s, 200, by) == 20 // step - before, by


def test_without_reports_there_is_one_series_of_zeros_or_none_of_a_dimension(
    database: Database,
) -> None:
    open_rumor(database, A)
    assert Reads(database).of(life, "main", A) is None
    (series,) = asked(database, step_s=HOUR_S)["series"]
    assert series["name"] == "all"
    assert [(point["reports"], point["reporters"]) for point in series["points"]] == [(0, 0)]
    assert asked(database, by="channel")["series"] == []


def test_the_smallest_step_of_a_thousand_points_is_chosen() -> None:
    for step_s in STEPS_S:
        assert step_of(start_s=0, end_s=step_s * 1_000, step_s=None) == step_s
        assert step_of(start_s=0, end_s=step_s * 1_000 + 1, step_s=None) > step_s
    years = 100 * 365 * DAY_S
    assert step_of(start_s=0, end_s=years, step_s=None) == 37 * DAY_S


def test_a_step_that_was_asked_for_may_make_ten_thousand() -> None:
    assert step_of(start_s=0, end_s=60 * 10_000, step_s=60) == 60
    with pytest.raises(TooManyPoints) as error:
        step_of(start_s=0, end_s=60 * 10_000 + 1, step_s=60)
    assert error.value.step_s == 300
    assert step_of(start_s=0, end_s=60 * 10_000, step_s=error.value.step_s) == 300


def test_the_step_that_is_named_fits_any_range() -> None:
    with pytest.raises(TooManyPoints) as error:
        step_of(start_s=0, end_s=2_000_000_000, step_s=60)
    assert error.value.step_s == 3 * DAY_S
    assert step_of(start_s=0, end_s=2_000_000_000, step_s=3 * DAY_S) == 3 * DAY_S


def test_a_range_within_a_minute_counts_its_seconds(database: Database) -> None:
    count(database, *(sighting(n, at_ms=TODAY_MS + n * 10_000) for n in range(6)))
    found = asked(database, start_s=TODAY_S + 15, end_s=TODAY_S + 34, step_s=60)
    assert reports(found["series"][0]) == [2]


@pytest.mark.parametrize("by", BY)
def test_a_range_within_a_second_counts_its_milliseconds(database: Database, by: str) -> None:
    count(database, *(sighting(n, at_ms=TODAY_MS + n * 100) for n in range(20)))
    found = asked(
        database, by=by, start_s=TODAY_S, end_s=TODAY_S + 2, late_ms=250, early_ms=50, step_s=60
    )
    assert sum(map(sum, map(reports, found["series"]))) == 17
    assert (found["from"][-7:], found["to"][-7:]) == ("00.250Z", "01.950Z")
    within = asked(database, by=by, end_s=TODAY_S + 1, late_ms=250, early_ms=50, step_s=60)
    assert sum(map(sum, map(reports, within["series"]))) == 7


def test_days_begin_at_midnight_of_the_zone(database: Database) -> None:
    # 15:00 and 17:00 UTC are 23:00 of one day and 01:00 of the next in Shanghai
    count(
        database,
        *(sighting(n, at_ms=TODAY_MS + hour * 3_600_000) for n, hour in ((1, 15), (2, 17))),
    )
    zone = ZoneInfo("Asia/Shanghai")
    found = asked(database, end_s=TODAY_S + DAY_S - 1, step_s=DAY_S, zone=zone)
    points = found["series"][0]["points"]
    assert [point["reports"] for point in points] == [1, 1]
    assert [point["time"][11:16] for point in points] == ["16:00", "16:00"]
    hours = asked(database, end_s=TODAY_S + DAY_S - 1, step_s=6 * HOUR_S, zone=zone)
    assert hours["series"][0]["points"][0]["time"][11:16] == "22:00"  # 06:00 there
    assert sum(reports(hours["series"][0])) == 2


def test_days_of_a_zone_that_changes_its_clocks_are_its_own(database: Database) -> None:
    zone = ZoneInfo("America/New_York")
    began = datetime(2026, 3, 7, tzinfo=zone)
    ended = datetime(2026, 3, 9, 23, 59, tzinfo=zone)  # the clocks went forward on the 8th
    found = asked(
        database,
        start_s=int(began.timestamp()),
        end_s=int(ended.timestamp()),
        step_s=DAY_S,
        zone=zone,
    )
    times = [point["time"][11:16] for point in found["series"][0]["points"]]
    assert times == ["05:00", "05:00", "04:00"]


@pytest.mark.parametrize(
    ("days", "begins", "counted"),
    [
        (1, [27, 28, 29, 31, 32], [24, 24, 24, 24, 12]),
        (2, [27, 29, 31], [48, 24, 36]),
        (3, [27, 30], [72, 36]),
    ],
)
def test_a_day_that_a_zone_skipped_is_no_point(
    database: Database, days: int, begins: list[int], counted: list[int]
) -> None:
    """Samoa went over the date line: after the 29th of December 2011 came the 31st."""
    zone = ZoneInfo("Pacific/Apia")
    start_s = int(datetime(2011, 12, 27, tzinfo=zone).timestamp())
    hours = [start_s + hour * HOUR_S for hour in range(4 * 24 + 12)]
    count(database, *(sighting(n, at_ms=at_s * 1_000) for n, at_s in enumerate(hours)))
    given: dict[str, Any] = {"start_s": start_s, "end_s": hours[-1] + 1, "zone": zone}
    (series,) = asked(database, step_s=days * DAY_S, **given)["series"]
    # The 30th, which is a group's first day of three, begins when the 31st does.
    passed = [(day if day < 30 else max(day, 31) - 1) - 27 for day in begins]
    times = [datetime.fromisoformat(point["time"]).timestamp() for point in series["points"]]
    assert times == [start_s + day * DAY_S for day in passed]
    assert reports(series) == counted


def test_by_language_is_counted_from_the_reports(database: Database) -> None:
    count(
        database,
        *(sighting(n, language=("zh", "en", "zh")[n], reporter="01" * 8) for n in range(3)),
    )
    found = asked(database, by="language", step_s=HOUR_S)
    assert [(one["name"], reports(one)) for one in found["series"]] == [("zh", [2]), ("en", [1])]
    assert found["series"][0]["points"][0]["reporters"] == 1


def test_the_smaller_series_are_one(database: Database) -> None:
    places = [f"p{n:02}" for n in range(25)]
    numbered = [(n, place) for n, place in enumerate(places * 2) if n < 45]  # 20 twice, 5 once
    count(database, *(sighting(n, place=place) for n, place in numbered))
    found = asked(database, by="place", step_s=HOUR_S)["series"]
    assert {one["name"] for one in found} == {*places[:20], "other"}
    assert {one["name"]: sum(reports(one)) for one in found}["other"] == 5


@pytest.mark.parametrize("reported", [1, 3])
def test_the_rest_is_not_called_as_a_place_is(database: Database, reported: int) -> None:
    """Among the largest or not: what is called as a place is of that place alone."""
    places = [f"p{n:02}" for n in range(25) for _ in range(2)]
    places += ["other"] * reported + ["other (2)"]
    count(database, *(sighting(n, place=place) for n, place in enumerate(places)))
    found = asked(database, by="place", step_s=HOUR_S)["series"]
    named = {one["name"]: sum(reports(one)) for one in found}
    assert len(named) == 21
    assert named["other (3)"] == len(places) - 40 - (1 if reported == 3 else 0)
    assert named.get("other") == (3 if reported == 3 else None)
    assert "other (2)" not in named


def test_a_place_called_other_among_few_is_itself(database: Database) -> None:
    count(database, *(sighting(n, place=("other", "p")[n % 2]) for n in range(4)))
    found = asked(database, by="place", step_s=HOUR_S)["series"]
    assert {one["name"]: sum(reports(one)) for one in found} == {"other": 2, "p": 2}


def test_all_series_together_have_ten_thousand_points_at_most(database: Database) -> None:
    count(database, *(sighting(n, place=f"p{n}") for n in range(3)))
    with pytest.raises(TooManyPoints) as caught:
        asked(database, by="place", step_s=60, end_s=TODAY_S + 4 * DAY_S)
    step_s = caught.value.step_s
    assert step_s == 300
    asked(database, by="place", step_s=step_s, end_s=TODAY_S + 4 * DAY_S)


@pytest.mark.parametrize("days", [3, 4, 30, 400])
@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata"])
def test_who_names_no_step_gets_the_smallest_that_fits(
    database: Database, days: int, zone: str
) -> None:
    count(database, *(sighting(n, place=f"p{n}") for n in range(24)))
    given = {"end_s": TODAY_S + days * DAY_S + 7, "zone": ZoneInfo(zone), "start_s": TODAY_S - 11}
    found = asked(database, by="place", **given)
    assert len(found["series"]) == 21
    assert sum(len(one["points"]) for one in found["series"]) <= 10_000
    assert sum(map(sum, map(reports, found["series"]))) == 24
    smaller = [one for one in STEPS_S if one < found["step"]]
    with pytest.raises(TooManyPoints) as caught:
        asked(database, by="place", step_s=smaller[-1], **given)
    assert caught.value.step_s == found["step"]
