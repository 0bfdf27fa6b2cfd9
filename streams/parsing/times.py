"""Times and zones as texts write them, and the ends of what a clock can hold."""

import re
from datetime import UTC, datetime, time
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

# Files among those of zones that name no place: what they say is the machine's business.
NO_ZONES = ("localtime", "posixrules", "Factory")


# RFC 3339 knows the 61st second of a minute, and letters of either case; Python's times do not.
LEAP_SECOND = re.compile(r"(\A[^:]{1,20}:[0-5]\d):60(?=[Zz.,+-]|\Z)")
LEAP_SECOND_OF_JSON = rb'("(?:%s)"\s*:\s*"[^"\\]{0,40}:[0-5]\d):60'


def moment(text: str) -> datetime | None:
    """A time as ISO 8601 or RFC 3339 writes it, with or without a zone; None for what is none. A
    leap second is the one before it.
    """
    written = LEAP_SECOND.sub(r"\1:59", text)
    if written.endswith("z"):
        written = f"{written[:-1]}Z"
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None


def without_leap_seconds(item: bytes, *names: str) -> bytes:
    """JSON whose fields of these names hold the second before, where they hold a leap second."""
    fields = LEAP_SECOND_OF_JSON % "|".join(names).encode()
    return re.sub(fields, rb"\1:59", item)


def time_of_day(text: str) -> time | None:
    """A time of day as ISO 8601 writes it; None for what is none."""
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None


def http_date(text: str) -> datetime | None:
    """Any of the three forms of an HTTP date, which differ between servers; None for nonsense."""
    try:
        return parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # what a year or a zone beyond datetime raises
        return None


def zone_named(name: str) -> ZoneInfo | None:
    """A time zone like Asia/Shanghai; None where there is none of that name."""
    if name in NO_ZONES:
        return None
    try:
        return ZoneInfo(name)
    # not found is a KeyError; what is no name at all, a folder of names, a path out of them
    except (KeyError, ValueError, OSError):
        return None


def seconds_of(at: datetime) -> float | None:
    """Seconds since 1970; None for a year that no clock has."""
    try:
        return at.timestamp()
    except (ValueError, OverflowError):
        return None


def moment_at(at_s: float) -> datetime | None:
    """A time in UTC from seconds since 1970; None for a year that no clock has."""
    try:
        return datetime.fromtimestamp(at_s, UTC)
    except (ValueError, OverflowError):
        return None
