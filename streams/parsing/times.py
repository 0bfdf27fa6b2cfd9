"""Times and zones as texts write them, and the ends of what a clock can hold."""

from datetime import UTC, datetime, time
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

# Files among those of zones that name no place: what they say is the machine's business.
NO_ZONES = ("localtime", "posixrules", "Factory")


def moment(text: str) -> datetime | None:
    """A time as ISO 8601 writes it, with or without a zone; None for what is none."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


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
