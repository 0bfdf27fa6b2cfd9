"""Times as others write them, to and from milliseconds since 1970 UTC. No clock is read here."""

from datetime import UTC, datetime

from streams.parsing.times import http_date


def rfc3339(at_ms: int) -> str:
    """A time in milliseconds as RFC 3339 in UTC: `2023-11-14T22:13:20.000Z`."""
    at = datetime.fromtimestamp(at_ms / 1_000, UTC)
    # Z and three digits always, in webhooks and the API alike: such times compare as text
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def clock(at_ms: int, beside_ms: int) -> str:
    """A time of day in UTC; with its day where that is another than that of `beside_ms`."""
    at = datetime.fromtimestamp(at_ms / 1_000, UTC)
    same = at.date() == datetime.fromtimestamp(beside_ms / 1_000, UTC).date()
    return at.strftime("%H:%M" if same else "%Y-%m-%d %H:%M")


def retry_after_ms(header: str, *, now_ms: int) -> int:
    """How long a `Retry-After` header asks to wait, in milliseconds from `now_ms`.

    In: seconds or an HTTP date (RFC 9110, 10.2.3). 0 for a date that is past and for anything else.
    """
    value = header.strip()
    if value.isascii() and value.isdigit():  # "²".isdigit() holds, too, and is no number
        # as a float: int() refuses more than 4,300 digits, and somebody may send them
        return int(min(float(value), _LONGEST_S) * 1_000)
    at_ms = _http_date_ms(value)
    return 0 if at_ms is None else max(0, at_ms - now_ms)


_LONGEST_S = 1e12  # 30,000 years: only so that the product stays a number


def _http_date_ms(value: str) -> int | None:
    at = http_date(value)
    if at is None:
        return None
    # asctime's form names no zone, and `-0000` gives none: an HTTP date is always UTC
    whole = at if at.tzinfo else at.replace(tzinfo=UTC)
    return int((whole - _EPOCH).total_seconds() * 1_000)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
