"""Times and zones as others write them."""

import math
from datetime import UTC, datetime, time

import pytest

from streams.parsing.times import (
    http_date,
    moment,
    moment_at,
    seconds_of,
    time_of_day,
    without_leap_seconds,
    zone_named,
)

AT_S = 1_700_000_000
AT = datetime.fromtimestamp(AT_S, UTC)


def test_a_time_is_read_with_and_without_a_zone() -> None:
    assert moment("2023-11-14T22:13:20Z") == AT
    assert moment("2023-11-15T06:13:20+08:00") == AT
    naive = moment("2023-11-14")
    assert naive is not None
    assert naive.tzinfo is None
    for nonsense in ("", "yesterday", "2023-13-01", "2023-11-14T25:00:00Z", "9" * 5_000):
        assert moment(nonsense) is None


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2023-11-14t22:13:20z", "2023-11-14T22:13:20Z"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
        ("2016-12-31t23:59:60.25z", "2016-12-31T23:59:59.250Z"),
        ("2017-01-01T07:59:60+08:00", "2016-12-31T23:59:59Z"),
        ("2016-12-31T23:59:60", "2016-12-31T23:59:59"),
    ],
)
def test_a_time_is_read_in_every_form_of_rfc_3339(text: str, same: str) -> None:
    assert moment(text) == datetime.fromisoformat(same)


@pytest.mark.parametrize("text", ["2016-12-31T23:60:00Z", "2016-12-31T23:59:61Z", "z", ":60", "Z"])
def test_no_other_second_than_a_leap_second_is_one_too_many(text: str) -> None:
    assert moment(text) is None


def test_leap_seconds_are_taken_out_of_the_named_fields_of_json() -> None:
    at = "2016-12-31T23:59:60Z"
    body = f'{{"until": "{at}", "note": "{at}", "due_at":"{at}"}}'.encode()
    without = body.replace(b'l": "2016-12-31T23:59:60', b'l": "2016-12-31T23:59:59')
    assert without != body
    assert without_leap_seconds(body, "until") == without
    assert without_leap_seconds(body, "until", "due_at").count(b":59Z") == 2


@pytest.mark.parametrize(
    "name", ["", "nowhere", "../../etc/passwd", "/etc/localtime", "Asia", "\0", "中" * 300]
)
def test_what_is_no_zone_is_none(name: str) -> None:
    assert zone_named(name) is None


@pytest.mark.parametrize("name", ["localtime", "Factory", "posixrules"])
def test_a_zone_names_a_place(name: str) -> None:
    assert zone_named(name) is None, "it is the machine's, not the asker's"
    assert zone_named("Asia/Shanghai") is not None


def test_a_time_of_day_is_read() -> None:
    assert time_of_day("22:00") == time(22)
    for nonsense in ("", "25:00", "noon", "22:0"):
        assert time_of_day(nonsense) is None


def test_a_date_beyond_all_is_none() -> None:
    assert http_date("Tue, 14 Nov 2023 22:13:20 GMT") == AT
    for nonsense in ("", "soon", "Tue, 14 Nov 99999 22:14:20 GMT", "Tue, 1 Jan 1 0:0 +9999999999"):
        assert http_date(nonsense) is None


def test_what_no_clock_has_is_none() -> None:
    assert seconds_of(AT) == AT_S
    assert moment_at(AT_S) == AT
    for beyond in (1e30, -1e30, math.inf, math.nan):
        assert moment_at(beyond) is None
