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

from schemas.api.decisions import FORMS
from schemas.api.fields import MOST_WORDINGS
from schemas.api.problems import FieldError
from schemas.console import Field
from streams.api.bodies import read_body
from streams.core.times import rfc3339
from streams.intake.problems import Problem, field_problem
from streams.parsing.documents import form_fields
from streams.parsing.times import moment

LARGEST_FORM = 512 << 10  # bytes: the longest text of a check, every character percent-encoded
# As many wordings as such a form has room for: too many of them are told of beside what was typed.
MOST_FIELDS = LARGEST_FORM // len("variant_id=0123456789abcdef&")
RUMOR_IN = re.compile(r"(?<![0-9a-f])[0-9a-f]{16}(?![0-9a-f])")
RUMOR_AT = re.compile(r"/rumors/([0-9a-f]{16})(?![0-9a-f])")
MOST_HOURS = 24 * 366
MOST_NUMBER = 10**9  # what the API takes of people


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


async def read_form(request: Request, largest: int = LARGEST_FORM) -> Form:
    """The form in a request's body. Raises 413 and 400 problems."""
    body = await read_body(request, largest)
    pairs = form_fields(body, most=MOST_FIELDS)
    if pairs is None:
        raise Problem(400, "malformed_form", "the form cannot be read; send it again")
    return Form(pairs)


def body_of(name: str, form: Form, zone: ZoneInfo, now_ms: int) -> dict[str, Any]:
    """The body of a decision as its form says it. Raises a 422 problem that names the field."""
    if its_own := BODIES.get(name):
        return its_own(form)
    return {
        field.fills or field.name: _value(form, field, zone, now_ms) for field in FORMS[name].fields
    }


def _value(form: Form, field: Field, zone: ZoneInfo, now_ms: int) -> Any:
    text = form.text(field.name)
    if not text:
        return "" if field.is_needed else None
    match field.takes:
        case "hours":
            hours = timedelta(hours=_whole(form, field.name, MOST_HOURS))
            return rfc3339(now_ms + round(hours / _MS))
        case "number":
            return _whole(form, field.name, MOST_NUMBER)
        case "time":
            return _local_time(form, field.name, zone)
    return text


def _verdict(form: Form) -> dict[str, Any]:
    return {name: form.text(name) for name in ("rating", "summary", "link")}


def _merge(form: Form) -> dict[str, Any]:
    return {"into": _rumor(form, "into"), "note": form.text("note")}


def _split(form: Form) -> dict[str, Any]:
    return {"variant_ids": _wordings(form), "note": form.text("note")}


def _move(form: Form) -> dict[str, Any]:
    return {**_split(form), "to": _rumor(form, "to")}


# Of forms that are no list of fields: radio buttons, wordings, rumors by the address of their page.
BODIES = {"verdict": _verdict, "merge": _merge, "split": _split, "move": _move}
_MS = timedelta(milliseconds=1)


def _wordings(form: Form) -> list[str]:
    """The wordings that were chosen. Too many are told of here: their decision would be too large
    to be read, and of that the API says no more.
    """
    chosen = form.all("variant_id")
    if len(chosen) > MOST_WORDINGS:
        why = f"Expected `array` of length <= {MOST_WORDINGS}"
        raise field_problem(FieldError("/variant_ids", "bad_field", why))
    return chosen


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
