"""What a form of the console says, as a body of the API.

In: the fields of a form, as people type them. Out: JSON values; the API itself refuses what is
wrong, so that there is one place that judges.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request

from schemas.api.fields import MOST_WORDINGS
from schemas.api.problems import FieldError
from streams.api.bodies import read_body
from streams.core.times import rfc3339
from streams.intake.problems import Problem, field_problem
from streams.parsing.documents import form_fields
from streams.parsing.times import moment

LARGEST_FORM = 512 << 10  # bytes: the longest text of a check, every character percent-encoded
OTHER_FIELDS = 100  # besides wordings
RUMOR_IN = re.compile(r"(?<![0-9a-f])[0-9a-f]{16}(?![0-9a-f])")
RUMOR_AT = re.compile(r"/rumors/([0-9a-f]{16})(?![0-9a-f])")
MOST_HOURS = 24 * 366


class Form:
    """The fields of a form; a name may come several times, and one left empty hides no other."""

    def __init__(self, fields: Sequence[tuple[str, str]]) -> None:
        self.fields = list(fields)
        self._last = dict(fields) | {name: value for name, value in fields if value.strip()}

    def text(self, name: str) -> str:
        """One field as it was typed, without blanks around it; empty where it is not there."""
        return self._last.get(name, "").replace("\r\n", "\n").strip()

    def all(self, name: str) -> list[str]:
        """Every value of a field."""
        return [value for known, value in self.fields if known == name]

    def typed(self) -> dict[str, str]:
        """What was typed, by field, to fill the form again."""
        return dict(self._last)


async def read_form(request: Request) -> Form:
    """The form in a request's body. Raises 413 and 400 problems."""
    body = await read_body(request, LARGEST_FORM)
    pairs = form_fields(body, most=MOST_WORDINGS + OTHER_FIELDS)
    if pairs is None:
        raise Problem(400, "malformed_form", "the form cannot be read; send it again")
    return Form(pairs)


def verdict(form: Form, _: ZoneInfo, __: int) -> dict[str, Any]:
    return {
        "rating": form.text("rating"),
        "summary": form.text("summary"),
        "link": form.text("link"),
    }


def merge(form: Form, _: ZoneInfo, __: int) -> dict[str, Any]:
    return {"into": _rumor(form, "into"), "note": form.text("note")}


def split(form: Form, _: ZoneInfo, __: int) -> dict[str, Any]:
    return {"variant_ids": form.all("variant_id"), "note": form.text("note")}


def move(form: Form, _: ZoneInfo, __: int) -> dict[str, Any]:
    return {
        "variant_ids": form.all("variant_id"),
        "to": _rumor(form, "to"),
        "note": form.text("note"),
    }


def title(form: Form, _: ZoneInfo, __: int) -> dict[str, Any]:
    return {"title": form.text("title")}


def note(form: Form, _: ZoneInfo, __: int) -> dict[str, Any]:
    return {"text": form.text("text")}


def assign(form: Form, zone: ZoneInfo, _: int) -> dict[str, Any]:
    return {
        "assignee": form.text("assignee") or None,
        "due_at": _local_time(form, "due_at", zone),
        "note": form.text("note"),
    }


def mute(form: Form, _: ZoneInfo, now_ms: int) -> dict[str, Any]:
    body: dict[str, Any] = {"reason": form.text("reason")}
    if form.text("hours"):
        until_ms = now_ms + round(timedelta(hours=_whole(form, "hours", MOST_HOURS)) / _MS)
        body["until"] = rfc3339(until_ms)
    if form.text("until_reporters"):
        body["until_reporters"] = _whole(form, "until_reporters", 10**9)
    return body


_MS = timedelta(milliseconds=1)


def _rumor(form: Form, name: str) -> str:
    """A rumor's id, also in a link to its page; what holds none is left to the API to refuse."""
    text = form.text(name)
    # An address may name wordings, too, and other rumors behind the one it is of.
    if at := RUMOR_AT.search(text):
        return at[1]
    found = RUMOR_IN.findall(text)
    return found[-1] if found else text


def _whole(form: Form, name: str, most: int) -> int:
    text = form.text(name)
    if not (text.isascii() and text.isdigit() and len(text) < 12 and 1 <= int(text) <= most):
        why = f"{name} is a whole number from 1 to {most}"
        raise field_problem(FieldError(f"/{name}", "bad_number", why))
    return int(text)


def _local_time(form: Form, name: str, zone: ZoneInfo) -> str | None:
    """A time as browsers write it, which have no zone in it: the viewer's."""
    text = form.text(name)
    if not text:
        return None
    at = moment(text)
    if at is None:
        raise field_problem(FieldError(f"/{name}", "bad_time", f"{name} is no time"))
    return (at if at.tzinfo else at.replace(tzinfo=zone)).isoformat()


def fields_of(problem: Problem) -> tuple[tuple[str, str], ...]:
    """The fields that a problem names, as the form calls them."""
    return tuple((_field(error), error.message) for error in problem.errors)


def codes_of(problem: Problem) -> tuple[tuple[str, str], ...]:
    """The same fields, with the code of what is wrong with each."""
    return tuple((_field(error), error.code) for error in problem.errors)


def _field(error: FieldError) -> str:
    return error.pointer.strip("/?").split("/")[0]


Values = Mapping[str, str]
