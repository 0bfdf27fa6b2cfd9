"""Answers: the verdict on an app's own reports."""

from msgspec import Struct

from schemas.api.decided import Verdict
from schemas.api.fields import HexId


class AnsweredReports(Struct):
    """Reports of the asking app: by the ids that it gave them, else by those that they were
    accepted under. `count` is of all pages.
    """

    count: int
    external_ids: list[str]
    report_ids: list[str]
    next_page: str | None


class AnswerRead(Struct):
    """What `verdict.given` tells, on one of its pages."""

    answer_id: str
    rumor_id: HexId
    title: str
    verdict: Verdict | None
    previous: Verdict | None
    reports: AnsweredReports
