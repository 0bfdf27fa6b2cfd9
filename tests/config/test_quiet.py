"""Quiet hours, in the clock of a place."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from streams.config.quiet import quiet_until_ms

SHANGHAI = "22:00-07:00 Asia/Shanghai"
BERLIN = "22:00-07:00 Europe/Berlin"


def ms(text: str, zone: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1_000)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-01-31T21:59:59", None),
        ("2026-01-31T22:00:00", "2026-02-01T07:00:00"),
        ("2026-02-01T00:00:00", "2026-02-01T07:00:00"),
        ("2026-02-01T06:59:59", "2026-02-01T07:00:00"),
        ("2026-02-01T07:00:00", None),
        ("2026-02-01T12:00:00", None),
    ],
)
def test_a_span_over_midnight_ends_the_next_morning(now: str, until: str | None) -> None:
    wanted = ms(until, "Asia/Shanghai") if until else 0
    assert quiet_until_ms([SHANGHAI], ms(now, "Asia/Shanghai")) == wanted


def test_a_zone_is_not_another() -> None:
    now_ms = ms("2026-01-31T23:00:00", "Asia/Shanghai")
    assert quiet_until_ms([BERLIN], now_ms) == 0
    assert quiet_until_ms([BERLIN, SHANGHAI], now_ms)


@pytest.mark.parametrize("night", ["2026-03-28T23:00:00", "2026-10-24T23:00:00"])
def test_a_night_in_which_clocks_change_ends_by_the_new_clock(night: str) -> None:
    now_ms = ms(night, "Europe/Berlin")
    until = datetime.fromtimestamp(
        quiet_until_ms([BERLIN], now_ms) / 1_000, ZoneInfo("Europe/Berlin")
    )
    assert (until.hour, until.minute) == (7, 0)
    assert until.timestamp() - now_ms / 1_000 in (7 * 3_600, 9 * 3_600)


def test_spans_that_follow_each_other_are_one() -> None:
    spans = ["12:00-13:00 UTC", "13:00-14:30 UTC"]
    assert quiet_until_ms(spans, ms("2026-01-31T12:30:00", "UTC")) == ms(
        "2026-01-31T14:30:00", "UTC"
    )


def test_a_whole_day_in_two_spans_stays_quiet_and_comes_to_an_end_of_thinking() -> None:
    spans = ["00:00-12:00 UTC", "12:00-00:00 UTC"]
    now_ms = ms("2026-01-31T12:30:00", "UTC")
    assert quiet_until_ms(spans, now_ms) > now_ms
