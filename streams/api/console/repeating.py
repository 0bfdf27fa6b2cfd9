"""A form that is sent twice: two clicks, two tabs, a request that a browser sent once more. What
its sender decided a moment ago is not refused as somebody else's, and nothing is made twice.

In: what a form says. Out: the decision that says the very same, where its sender made it seconds
ago and nothing was decided there since; else None.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from weakref import WeakValueDictionary

from schemas.events import DecisionMade, VerdictGiven
from streams.api.console.asking import Asking
from streams.api.writing import catch_up
from streams.core import curation
from streams.core.curation.book import Book, pair_of
from streams.core.ids import suggestion_id
from streams.core.masking import mask
from streams.intake.problems import Problem
from streams.parsing.times import moment

WITHIN_MS = 10_000  # later it is a second thought, not a second click
REASONS = {"note": "text", "mute": "reason"}  # what a form calls its note, where it is not `note`

Find = Callable[[Asking], DecisionMade | None]
Turns = WeakValueDictionary[tuple[str, str, str], asyncio.Lock]


class Repeating:
    """What one intake knows of forms on their way: those of one sender on one thing wait for each
    other, so that the second finds what the first made.
    """

    def __init__(self) -> None:
        self._turns: Turns = WeakValueDictionary()

    async def once(
        self, asking: Asking, what: str, find: Find, send: Callable[[], Awaitable[Any]]
    ) -> str:
        """Decides on `what`, or finds that it is decided so -> the decision's id. Raises
        `Problem`.
        """
        whose = (asking.key.tenant, asking.key.name, what)
        turn = self._turns.setdefault(whose, asyncio.Lock())
        async with turn:
            await catch_up(asking.services.log, asking.services.decisions)
            if found := find(asking):
                return found.decision_id
            try:
                made = await send()
            except Problem:
                # through another intake the same came at once, and was first on the log
                if found := find(asking):
                    return found.decision_id
                raise
        return str(made.decision_id)


def on_rumor(
    kind: str, rumor_id: str, body: Mapping[str, Any], with_followers: bool = False
) -> Find:
    """The newest decision on a rumor, where it says what a body says."""
    said = _said(kind, body) | {"kind": kind, "with_followers": with_followers}

    def find(asking: Asking) -> DecisionMade | None:
        book = _book(asking)
        newest = book.made.get(book.last.get(rumor_id, ""))
        if newest is None or not _is_by(asking, newest) or newest.rumor_id != rumor_id:
            return None
        says_it = all(getattr(newest, name) == value for name, value in said.items())
        return newest if says_it and _ends_with(newest, body) else None

    return find


def of_alert(kind: str, alert_id: str, note: str) -> Find:
    """The newest take or release of an alert, where it is this one."""

    def find(asking: Asking) -> DecisionMade | None:
        book = _book(asking)
        newest = next((book.made[id_] for id_ in reversed(book.of_alerts.get(alert_id, ()))), None)
        is_it = newest is not None and (newest.kind, newest.note) == (kind, mask(note))
        return newest if newest and is_it and _is_in_force(asking, book, newest) else None

    return find


def of_pair(wanted: str, kind: str, note: str) -> Find:
    """The decision on a suggestion's pair."""

    def find(asking: Asking) -> DecisionMade | None:
        book = _book(asking)
        for decision in book.in_force((kind,)):
            id_ = suggestion_id(asking.key.tenant, *sorted(pair_of(decision)))
            if id_ == wanted and decision.note == mask(note) and _is_by(asking, decision):
                return decision
        return None

    return find


def of_undo(decision_id: str) -> Find:
    """The undo that took a decision out of force."""

    def find(asking: Asking) -> DecisionMade | None:
        book = _book(asking)
        undo = book.made.get(book.undone.get(decision_id, ""))
        return undo if undo and undo.undoes == decision_id and _is_by(asking, undo) else None

    return find


def _said(kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the decision that the API makes of a body."""
    said = {name: mask(body.get(name) or "").strip() for name in ("title", "assignee")}
    due_at = moment(body.get("due_at") or "")
    return said | {
        "note": mask(body.get(REASONS.get(kind, "note")) or "").strip(),
        "verdict": _verdict(body) if kind == "verdict" else None,
        "target": body.get("into") or body.get("to") or "",
        "variant_ids": tuple(dict.fromkeys(body.get("variant_ids", ()))),
        "due_at_ms": round(due_at.timestamp() * 1_000) if due_at else None,
        "until_reporters": body.get("until_reporters"),
    }


def _verdict(body: Mapping[str, Any]) -> VerdictGiven:
    return VerdictGiven(rating=body["rating"], summary=mask(body["summary"]), link=body["link"])


def _ends_with(decision: DecisionMade, body: Mapping[str, Any]) -> bool:
    """Whether a mute ends when a body says: hours from now, so of the second click a bit later."""
    until = moment(body.get("until") or "")
    if until is None or decision.until_ms is None:
        return until is None and decision.until_ms is None
    return abs(until.timestamp() * 1_000 - decision.until_ms) <= WITHIN_MS


def _is_in_force(asking: Asking, book: Book, decision: DecisionMade) -> bool:
    return decision.decision_id not in book.undone and _is_by(asking, decision)


def _is_by(asking: Asking, decision: DecisionMade) -> bool:
    """Whether whoever asks made a decision a moment ago."""
    passed_ms = asking.services.clock.now_ms() - decision.decided_at_ms
    return decision.decided_by == asking.key.name and abs(passed_ms) <= WITHIN_MS


def _book(asking: Asking) -> Book:
    return curation.book_of(asking.services.decisions, asking.key.tenant)
