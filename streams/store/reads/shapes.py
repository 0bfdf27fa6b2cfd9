"""How the API writes what several questions answer: ids, times, scores, a report's whereabouts."""

from datetime import datetime
from typing import Any

from streams.core.matching.changes.comparing import Change
from streams.core.matching.explanation import Explained
from streams.core.times import rfc3339


def report_of(
    report_id: str,
    status: str,
    *,
    variant_id: str | None = None,
    rumor_id: str | None = None,
    stance: str | None = None,
    score: float | None = None,
    explanation: str = "",
) -> dict[str, Any]:
    """One report and where it went; `status` is pending, matched or rejected."""
    return {
        "report_id": report_id,
        "status": status,
        "variant_id": variant_id,
        "rumor_id": rumor_id,
        "stance": stance,
        "score": score,
        "explanation": explanation,
    }


def pending(report_id: str) -> dict[str, Any]:
    """A report that was accepted and has not been stored yet."""
    return report_of(report_id, "pending")


def hex_id(number: int) -> str:
    """An id as the API writes it."""
    return f"{number:016x}"


def time_of(at: datetime) -> str:
    """A time as the API writes it."""
    return rfc3339(int(at.timestamp() * 1_000))


def compared_of(explained: Explained) -> dict[str, Any] | None:
    """A wording beside another, as the API answers it."""
    found = explained.comparison
    if found is None:
        return None
    return {
        "shared": found.shared,
        "characters": found.letters,
        "rule": explained.rule,
        "changes": [_change_of(one) for one in (*found.changes, *found.disguises)],
    }


def _change_of(one: Change) -> dict[str, str]:
    # By name: `asdict` looks into each value, 15 us a change, and a check tells two or three.
    return {"kind": one.kind, "what": one.what, "before": one.before, "after": one.after}


def rounded(score: float | None) -> float | None:
    """A score as the API writes it; more digits than three are Float32's, not ours."""
    return None if score is None else round(score, 3)
