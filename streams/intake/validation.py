"""Judges what reporting apps send. In: a report whose types are right. Out: a usable report, or
what to change about it.

`batches` finds the items of a batch and judges them by the same rules.
"""

import re
from datetime import UTC, datetime

from schemas.api.problems import FieldError
from schemas.api.reports import ReportIn
from streams.core.fields import LONGEST_TEXT
from streams.core.text import has_something_to_match
from streams.intake.decoding import UNREADABLE, decode
from streams.intake.names import opaque, trimmed
from streams.intake.problems import Problem, field_problem

# What lies before is somebody's zero time in some zone, or no unsigned day of ClickHouse.
FIRST_TIME = datetime(1970, 1, 2, tzinfo=UTC)
END_OF_TIME = datetime(2100, 1, 1, tzinfo=UTC)  # ClickHouse's toDateTime ends in 2106
SHORT_FIELDS = ("external_id", "reporter", "channel", "place", "link")
# `x-...` is a tag for private use, `i-...` one that was registered before the rules.
LANGUAGE = re.compile(r"\A([A-Za-z]{2,8}|[XxIi](?=-))(-[A-Za-z0-9]{1,8})*\Z")
LINK = re.compile(r"\A[Hh][Tt][Tt][Pp][Ss]?://[^\s/]\S*\Z")
# All of C0 and DEL but tab, line feed and carriage return: terminals and CSV files break on them.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def one(body: bytes) -> ReportIn:
    """A single report. Raises a 400 or 422 problem."""
    found = decode(body)
    if isinstance(found, FieldError):
        if found.code in UNREADABLE:
            raise Problem(400, found.code, found.message)
        raise field_problem(found)
    if wrong := judge(found):
        raise field_problem(wrong)
    return found


def judge(report: ReportIn) -> FieldError | None:
    """What is wrong with a report whose types are right. Trims its text and what is counted by, and
    takes blank names for none: exports pad their columns.
    """
    report.text = report.text.strip()
    report.external_id = opaque(report.external_id)
    report.reporter = opaque(report.reporter)
    report.channel = trimmed(report.channel)
    report.place = trimmed(report.place)
    report.language = trimmed(report.language)
    report.link = trimmed(report.link)
    if _is_plain(report):
        return None
    return (
        judge_text(report.text)
        or _judge_fields(report)
        or (_judge_attributes(report.attributes) if report.attributes else None)
    )


def _is_plain(report: ReportIn) -> bool:
    """Whether nothing is wrong, as far as one quick look can say: at nearly all it can."""
    text = report.text
    return (
        0 < len(text) <= LONGEST_TEXT
        and not (report.language or report.link or report.attributes)
        and (report.observed_at is None or not _is_too_early(report.observed_at))
        and has_something_to_match(text)
        and not CONTROL.search(
            f"{text}{report.external_id}{report.reporter}{report.channel}{report.place}"
        )
    )


def attributes_of(report: ReportIn) -> dict[str, str] | None:
    """The attributes that are there: null is as good as absent."""
    if report.attributes is None:
        return None
    return {name: value for name, value in report.attributes.items() if value is not None}


def judge_text(text: str) -> FieldError | None:
    """What is wrong with a trimmed text; None where a report may have it."""
    if not text:
        return FieldError("/text", "empty_text", "text is empty; send what was seen")
    if len(text) > LONGEST_TEXT:
        why = (
            f"text has {len(text)} characters, at most {LONGEST_TEXT} are taken; "
            "send the relevant part"
        )
        return FieldError("/text", "text_too_long", why)
    if CONTROL.search(text):
        why = "text holds NUL or another control character; remove it"
        return FieldError("/text", "control_character", why)
    if not has_something_to_match(text):
        why = "text has no letter or digit; send the words of the message"
        return FieldError("/text", "nothing_to_match", why)
    return None


def _judge_fields(report: ReportIn) -> FieldError | None:
    if report.language and not LANGUAGE.match(report.language):
        why = "language is a BCP 47 tag such as zh-Hans or en"
        return FieldError("/language", "bad_language", why)
    if report.link and not LINK.match(report.link):
        return FieldError("/link", "bad_link", "link is an http:// or https:// URL")
    if report.observed_at is not None and _is_too_early(report.observed_at):
        why = "observed_at lies before 1970-01-02 in UTC; leave it out where the time is not known"
        return FieldError("/observed_at", "bad_time", why)
    # one search over all of them: nearly every report has nothing to find in any
    if CONTROL.search(
        f"{report.external_id}{report.reporter}{report.channel}{report.place}{report.link}"
    ):
        name = next(name for name in SHORT_FIELDS if CONTROL.search(getattr(report, name) or ""))
        why = f"{name} holds a control character; remove it"
        return FieldError(f"/{name}", "control_character", why)
    return None


def _judge_attributes(attributes: dict[str, str | None]) -> FieldError | None:
    for name, value in attributes.items():
        if CONTROL.search(f"{name}{value}"):
            why = "the name or value of an attribute holds a control character; remove it"
            return FieldError("/attributes", "control_character", why)
    return None


def _is_too_early(at: datetime) -> bool:
    """Whether a time lies before the span that is taken, as an instant. One in the future, however
    far, counts as received.

    Most need no look at their zone, which is slow.
    """
    return at.year < 1971 and at < FIRST_TIME
