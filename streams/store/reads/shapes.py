"""Rows to answers:

what ClickHouse returns in the form of the API. In: rows as `reads` asks for them. Out: plain
dictionaries.
"""

from datetime import datetime
from typing import Any

from streams.core.times import rfc3339

LEAST_FOR_GROWTH = 5


def report_of(
    report_id: str,
    status: str,
    variant: str | None = None,
    rumor: str | None = None,
    stance: str | None = None,
    score: float | None = None,
    explanation: str = "",
) -> dict[str, Any]:
    """One report and where it went."""
    return {
        "report_id": report_id,
        "status": status,
        "variant_id": variant,
        "rumor_id": rumor,
        "stance": stance,
        "score": score,
        "explanation": explanation,
    }


def pending(report_id: str) -> dict[str, Any]:
    """A report that was accepted and has not been stored yet."""
    return report_of(report_id, "pending")


def rumor_item(row: tuple[Any, ...], details: tuple[str, int, int]) -> dict[str, Any]:
    """One rumor of the list."""
    rumor, total, first, last, hour, newer, older, _ = row
    title, reporters, variants = details
    growth = round(newer / max(1, older), 2) if newer + older >= LEAST_FOR_GROWTH else None
    return {
        "rumor_id": hex_id(rumor),
        "title": title,
        "reports": total,
        "reporters": reporters,
        "variants": variants,
        "first_seen": time_of(first),
        "last_seen": time_of(last),
        "reports_1h": hour,
        "growth": growth,
    }


def delivery(row: tuple[Any, ...]) -> dict[str, Any]:
    """One delivery with its attempts."""
    delivery_id, receiver, alert_id, type_, at, attempts, state = row
    made = [
        {
            "round": a[0],
            "attempt": a[1],
            "state": a[2],
            "at": time_of(a[3]),
            "status": a[4],
            "duration_ms": a[5],
            "error": a[6],
        }
        for a in attempts
        if a[1]
    ]
    upcoming = attempts[-1][7]
    return {
        "delivery_id": delivery_id,
        "receiver": receiver,
        "alert_id": alert_id or None,
        "type": type_,
        "state": state,
        "created_at": time_of(at),
        "attempts": made,
        "next_attempt_at": time_of(upcoming) if upcoming else None,
    }


def point(bucket: int, reports: int, reporters: int) -> dict[str, Any]:
    """One point of a spread."""
    return {"time": rfc3339(bucket * 1_000), "reports": reports, "reporters": reporters}


def sums(cells: list[tuple[Any, ...]], column: int) -> dict[str, int]:
    """Reports by the names in a column of spread cells."""
    out: dict[str, int] = {}
    for cell in cells:
        out[cell[column]] = out.get(cell[column], 0) + cell[3]
    return out


def shares(cells: list[tuple[Any, ...]], column: int) -> list[dict[str, Any]]:
    """The same as a list, the most reported first."""
    ranked = sorted(sums(cells, column).items(), key=lambda item: (-item[1], item[0]))
    return [{"name": name, "reports": reports} for name, reports in ranked]


def hex_id(number: int) -> str:
    """An id as the API writes it."""
    return f"{number:016x}"


def time_of(at: datetime) -> str:
    """A time as the API writes it."""
    return rfc3339(int(at.timestamp() * 1_000))


def rounded(score: float | None) -> float | None:
    """A score as the API writes it."""
    return None if score is None else round(score, 3)
