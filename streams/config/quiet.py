"""Quiet hours: when a receiver is told nothing below critical, in the clock of a place.

In: `22:00-07:00 Asia/Shanghai`. Out: until when it is quiet at a moment. A span may end after
midnight; a change of summer time is the zone's.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from streams.errors import Refused
from streams.parsing.times import zone_named

SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d) (\S+)")
EXAMPLE = "22:00-07:00 Asia/Shanghai"
MOST_CHAINED = 8  # spans that follow each other without a break; more never end


class BadSpan(Refused):
    """What is no span of time; the message says what to write instead."""


@dataclass(frozen=True)
class Span:
    """From a time of day to another, in a zone."""

    start: time
    end: time
    zone: ZoneInfo

    def end_after(self, at: datetime) -> datetime | None:
        """When the span ends that a moment lies in; None where it lies in none."""
        local = at.astimezone(self.zone)
        for begins_on in (local.date() - timedelta(days=1), local.date()):
            begin = datetime.combine(begins_on, self.start, self.zone)
            days = 1 if self.end <= self.start else 0
            end = datetime.combine(begins_on + timedelta(days=days), self.end, self.zone)
            # in UTC: two times of one zone are compared by their faces, which go back in autumn
            if begin.astimezone(UTC) <= at < end.astimezone(UTC):
                return end.astimezone(UTC)
        return None


@lru_cache(1_024)
def span_of(text: str) -> Span:
    """Raises BadSpan, which says what to write instead."""
    found = SPAN.fullmatch(text)
    if not found:
        raise BadSpan(f"{text[:80]!r} is no span of time: write it like {EXAMPLE!r}")
    zone = zone_named(found[5])
    if zone is None:
        why = f"there is no time zone {found[5][:80]!r}: write one like Asia/Shanghai"
        raise BadSpan(why)
    start = time(int(found[1]), int(found[2]))
    end = time(int(found[3]), int(found[4]))
    if start == end:
        raise BadSpan(f"{text!r} has no length; for a whole day write two spans")
    return Span(start, end, zone)


def quiet_until_ms(spans: Iterable[str], now_ms: int) -> int:
    """When the quiet ends that holds at a moment, in milliseconds; 0 where none does."""
    began = at = datetime.fromtimestamp(now_ms / 1_000, UTC)
    parsed = [span_of(text) for text in spans]
    for _ in range(MOST_CHAINED):
        ends = [end for span in parsed if (end := span.end_after(at)) is not None]
        if not ends:
            break
        at = max(ends)
    return 0 if at == began else int(at.timestamp() * 1_000)
