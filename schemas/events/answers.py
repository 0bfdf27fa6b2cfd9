"""Answers: the verdict in force, told to an app for the reports that it sent in."""

from schemas.events.base import Event
from schemas.events.decisions import VerdictGiven


class AnsweredReport(Event, frozen=True, kw_only=True):
    """A report that an answer names, and the rumor that its wording joined."""

    report_id: str
    rumor_id: str
    external_id: str = ""


class VerdictTold(Event, frozen=True, kw_only=True):
    """The verdict in force on reports of one app, which heard `previous` of them before.

    `rumor_id` is what the reports show as when it is made. `decision_id` is the decision whose
    verdict it is, empty where none is in force (any more): then `verdict` is None. The record is
    the fact that these reports are answered: it is whole or not there.
    """

    answer_id: str
    tenant: str
    app: str
    rumor_id: str
    title: str
    at_ms: int
    reports: tuple[AnsweredReport, ...]
    decision_id: str = ""
    verdict: VerdictGiven | None = None
    previous: VerdictGiven | None = None
