"""What is sent of each line of a file.

In: lines in the report form of the API. Out: the content to send, the key to send it under, and
when. Lines without an external id are repeatable all the same: every request has the same
Idempotency-Key, under which the API takes the same content for the same report, whatever file,
batch or order it comes in. Lines that occur again in a file are told apart by how often they
occurred before.
"""

import codecs
import json
from dataclasses import dataclass
from typing import Any

from deploy.cli.replay.pace import Shift
from schemas.api.fields import MOST_ATTRIBUTES
from streams.core.keys import Occurrences
from streams.intake import validation
from streams.intake.identity import content_of
from streams.intake.problems import Problem
from streams.parsing.documents import json_or
from streams.parsing.times import moment_at

KEY = "rumor-tracker replay"  # the Idempotency-Key; another one would count every line again
COPY = "copy"  # the attribute that tells lines apart which say the same


@dataclass(frozen=True, slots=True)
class Line:
    """A line on its way. `due_s` is its moved event time (seconds since 1970), None where it has
    none.
    """

    number: int  # from 0
    content: bytes
    due_s: float | None


class Lines:
    """The lines of one file, which have to come in their order."""

    def __init__(self, *, shift: Shift | None, backfill: bool) -> None:
        self._shift = shift
        self._backfill = backfill
        self._occurrences = Occurrences()

    def line(self, number: int, raw: bytes) -> Line:
        """A line with its event time moved and marked as history, where asked for."""
        # Windows puts a byte order mark at the start of a file; files joined to one have it
        # further down, too.
        raw = raw.removeprefix(codecs.BOM_UTF8).strip()
        if not (self._shift or self._backfill):
            return Line(number, raw, None)  # to the byte what the file says
        report = _report(raw)
        if report is None:
            return Line(number, raw, None)  # the API says what is wrong with it
        due_s = self._move(report)
        if self._backfill:
            report["backfill"] = True
        return Line(number, _encoded(report), due_s)

    def _move(self, report: dict[str, Any]) -> float | None:
        if self._shift is None or "observed_at" not in report:
            return None
        due_s = self._shift.moved_s(report["observed_at"])
        at = None if due_s is None else moment_at(due_s)
        if at is None:
            return None
        report["observed_at"] = at.isoformat()
        return due_s

    def skip(self, line: Line) -> None:
        """A line that was sent before: it counts among the copies of what comes after it."""
        self._copies_before(line.content)

    def told_apart(self, line: Line) -> tuple[str, bytes]:
        """The Idempotency-Key and the content to send a line with: no other line has both."""
        copies = self._copies_before(line.content)
        if not copies:
            return KEY, line.content
        report = json.loads(line.content)
        attributes = report.get("attributes") or {}
        # No room for the attribute, or it is the file's own: then another key does it.
        if len(attributes) >= MOST_ATTRIBUTES or COPY in attributes:
            return f"{KEY} {copies}", line.content
        report["attributes"] = {**attributes, COPY: str(copies)}
        # A key of its own: the same attribute may stand in a file that was sent without copies.
        return f"{KEY}, {COPY}", _encoded(report)

    def _copies_before(self, content: bytes) -> int:
        """How often what a line says came before; 0 where the line has an external id."""
        try:
            item = validation.one(content)
        except Problem:
            return 0
        if item.external_id:
            return 0
        return self._occurrences.next(content_of(item, item.reporter or ""))


def _report(raw: bytes) -> dict[str, Any] | None:
    report = json_or(raw, None)
    return report if isinstance(report, dict) else None


def _encoded(report: dict[str, Any]) -> bytes:
    # Half characters (\ud800) pass: to refuse them is the API's part.
    return json.dumps(report, ensure_ascii=False).encode("utf-8", "surrogatepass")
