"""Times as others write them."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.times import retry_after_ms, rfc3339

NOW_MS = 1_700_000_000_000  # 2023-11-14T22:13:20Z
AT = datetime.fromtimestamp(NOW_MS / 1_000, UTC)


@pytest.mark.parametrize(
    ("at_ms", "text"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (NOW_MS, "2023-11-14T22:13:20.000Z"),
        (NOW_MS + 1, "2023-11-14T22:13:20.001Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
    ],
)
def test_a_time_is_written_in_utc_with_milliseconds(at_ms: int, text: str) -> None:
    assert rfc3339(at_ms) == text


@given(st.integers(min_value=0, max_value=4_102_444_799_999))
def test_a_written_time_reads_back_to_the_millisecond(at_ms: int) -> None:
    back = datetime.fromisoformat(rfc3339(at_ms).replace("Z", "+00:00"))
    assert round(back.timestamp() * 1_000) == at_ms


@pytest.mark.parametrize(
    ("header", "wait_ms"),
    [
        ("0", 0),
        ("120", 120_000),
        (" 120 ", 120_000),
        ("Tue, 14 Nov 2023 22:14:20 GMT", 60_000),
        ("Tue, 14 Nov 2023 22:14:20 +0000", 60_000),
        ("Tuesday, 14-Nov-23 22:14:20 GMT", 60_000),  # RFC 850
        ("Tue Nov 14 22:14:20 2023", 60_000),  # asctime
        ("Tue, 14 Nov 2023 22:13:20 GMT", 0),
        ("Tue, 14 Nov 2000 22:13:20 GMT", 0),  # past
    ],
)
def test_retry_after_is_seconds_or_any_form_of_an_http_date(header: str, wait_ms: int) -> None:
    assert retry_after_ms(header, now_ms=NOW_MS) == wait_ms


@pytest.mark.parametrize(
    "header",
    [
        "",
        " ",
        "²",
        "-1",
        "+5",
        "1.5",
        "１２",
        "1e3",
        "soon",
        "0x10",
        "Tue, 99 Nov 2023 22:14:20 GMT",
        "Tue, 14 Nov 99999 22:14:20 GMT",
        "\0",
    ],
)
def test_nonsense_asks_for_nothing(header: str) -> None:
    assert retry_after_ms(header, now_ms=NOW_MS) == 0


@given(st.text(max_size=60))
def test_no_header_raises_or_asks_for_less_than_nothing(header: str) -> None:
    assert retry_after_ms(header, now_ms=NOW_MS) >= 0


def test_a_number_of_any_length_is_a_long_wait() -> None:
    assert retry_after_ms("9" * 8_000, now_ms=NOW_MS) > 10**12


@given(st.integers(min_value=1, max_value=10**7), st.integers(min_value=-12, max_value=12))
def test_a_date_means_the_same_moment_in_any_zone(in_s: int, zone_h: int) -> None:
    at = (AT + timedelta(seconds=in_s)).astimezone(timezone(timedelta(hours=zone_h)))
    assert retry_after_ms(format_datetime(at), now_ms=NOW_MS) == in_s * 1_000
