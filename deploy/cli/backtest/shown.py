"""A comparison of two policies as people and programs read it.

In: a `Comparison`. Out: rows of tables, or plain data for JSON.
"""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from streams.core.durations import MINUTE_MS
from streams.core.surge.backtest import Comparison, Outcome
from streams.core.surge.policy import SurgePolicy
from streams.core.surge.rehearsal import Told
from streams.core.times import rfc3339

FIELDS = tuple(field.name for field in fields(SurgePolicy))
SHORTEST = 60  # characters of a title in a table: a line of a terminal


def policies(before: SurgePolicy, after: SurgePolicy) -> list[dict[str, Any]]:
    """What differs between the policies; all of it where nothing does."""
    differ = [name for name in FIELDS if getattr(before, name) != getattr(after, name)]
    return [
        {"policy": name, "in force": getattr(before, name), "tried": getattr(after, name)}
        for name in differ or FIELDS
    ]


def figures(found: Comparison) -> list[dict[str, Any]]:
    """One line a figure, both policies beside each other."""
    names: dict[str, Callable[[Outcome], float]] = {
        "alerts (surge and above)": lambda o: len(o.alerts),
        "alerts a week": lambda o: o.alerts_a_week,
        "tellings a receiver": lambda o: o.tellings,
        "tellings a receiver a night": lambda o: o.tellings_a_night,
        "most tellings in a night": lambda o: o.most_in_a_night,
        "false alarms": lambda o: o.false_alarms,
        "of them rated true": lambda o: o.rated_true,
        "of them never grew": lambda o: o.never_grew,
    }
    return [
        {"": name, "in force": of(found.policy), "tried": of(found.other)}
        for name, of in names.items()
    ]


def lead(found: Comparison) -> str:
    """One sentence about the alerts that both policies tell."""
    if not found.leads:
        return "no alert is told by both"
    alerts = f"{len(found.leads)} told by both"
    minutes = found.median_lead_ms / MINUTE_MS
    if not minutes:
        return f"{alerts}, in the median at the same time"
    when = "earlier" if minutes > 0 else "later"
    reports = abs(found.median_lead_reports)
    return f"{alerts}, in the median {abs(minutes):.1f} minutes and {reports:.0f} reports {when}"


def differences(found: Comparison) -> list[dict[str, Any]]:
    """A line for each alert that the policies tell otherwise: new, gone, or at another time."""
    rows = [_row("new", told, told.first_ms) for told in found.new]
    rows += [_row("gone", told, told.first_ms) for told in found.gone]
    for lead in found.leads:
        if lead.ms or lead.before.level != lead.after.level:
            row = _row("earlier" if lead.ms > 0 else "later", lead.after, lead.after.first_ms)
            if not lead.ms:
                row["what"] = f"was {lead.before.level}"
            row["lead (minutes)"] = round(lead.ms / MINUTE_MS, 1)
            row["lead (reports)"] = lead.reports
            rows.append(row)
    return sorted(rows, key=lambda row: str(row["told first"]))


def data(found: Comparison, before: SurgePolicy, after: SurgePolicy) -> dict[str, Any]:
    """Everything, for programs."""
    return {
        "reports": found.reports,
        "days": round(found.days, 2),
        "policy": {name: getattr(before, name) for name in FIELDS} | _outcome(found.policy),
        "other": {name: getattr(after, name) for name in FIELDS} | _outcome(found.other),
        "lead": {
            "alerts": len(found.leads),
            "median_minutes": round(found.median_lead_ms / MINUTE_MS, 2),
            "median_reports": found.median_lead_reports,
        },
        "new": [_alert(told) for told in found.new],
        "gone": [_alert(told) for told in found.gone],
        "both": [
            _alert(lead.after)
            | {
                "level_in_force": lead.before.level,
                "lead_minutes": round(lead.ms / MINUTE_MS, 2),
                "lead_reports": lead.reports,
            }
            for lead in found.leads
        ],
    }


def _row(what: str, told: Told, first_ms: int) -> dict[str, Any]:
    return {
        "what": what,
        "told first": rfc3339(first_ms),
        "level": told.level,
        "reporters": told.people,
        "lead (minutes)": None,
        "lead (reports)": None,
        "title": told.title[:SHORTEST] or told.rumor_id,
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "alerts": len(outcome.alerts),
        "alerts_a_week": outcome.alerts_a_week,
        "tellings": outcome.tellings,
        "tellings_a_night": outcome.tellings_a_night,
        "most_in_a_night": outcome.most_in_a_night,
        "false_alarms": outcome.false_alarms,
        "rated_true": outcome.rated_true,
        "never_grew": outcome.never_grew,
    }


def _alert(told: Told) -> dict[str, Any]:
    return {
        "rumor_id": told.rumor_id,
        "title": told.title,
        "level": told.level,
        "started_at": rfc3339(told.started_ms),
        "told_at": rfc3339(told.first_ms),
        "reports": told.reports,
        "reporters": told.people,
        "tellings": told.tellings,
    }
