"""Judges what reporting apps send. In: bytes of a body. Out: usable reports, and for each of the others what to change.

The fast way decodes a whole body at once; only where something is wrong are items looked at one by one.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from streams.core.text import has_something_to_match
from streams.edge.intake.problems import FieldError, Problem

LONGEST_TEXT, LONGEST_LINK, MOST_ATTRIBUTES, MOST_REPORTS = 10_000, 2_000, 16, 10_000
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z")
LINK = re.compile(r"https?://[^\s/]+\S*\Z", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
UNKNOWN = re.compile(r"unknown field `(.+?)`")
MISSING = re.compile(r"required field `(.+?)`")
WHERE = re.compile(r"(?: - at | in )`([^`]+)`$")
Name = Annotated[str, Meta(max_length=64)]
Short = Annotated[str, Meta(max_length=200)]


class ReportIn(msgspec.Struct, forbid_unknown_fields=True):
    """A report as a reporting app sends it."""

    text: Annotated[str, Meta(description="What was seen, 1 to 10,000 characters after trimming.")]
    external_id: Annotated[str, Meta(max_length=200, description="The app's own id: the same app and id is the same report.")] = ""
    observed_at: Annotated[datetime, Meta(tz=True, description="When it was seen; default now.")] | None = None
    reporter: Annotated[str, Meta(max_length=200, description="Opaque; stored only as a keyed pseudonym.")] = ""
    channel: Name = ""
    place: Name = ""
    language: Annotated[str, Meta(description="BCP 47.")] = ""
    link: Annotated[str, Meta(max_length=LONGEST_LINK)] = ""
    attributes: Annotated[dict[Name, Short], Meta(max_length=MOST_ATTRIBUTES)] | None = None
    backfill: Annotated[bool, Meta(description="History: counted at its own time, never alerts.")] = False


@dataclass(frozen=True, slots=True)
class Refused:
    """An item that cannot be taken."""

    index: int
    error: FieldError


ONE = msgspec.json.Decoder(ReportIn)
MANY = msgspec.json.Decoder(list[ReportIn])
RAW = msgspec.json.Decoder(list[msgspec.Raw])
Judged = tuple[list[tuple[int, ReportIn]], list[Refused]]


def one(body: bytes) -> ReportIn:
    """A single report. Raises a 400 or 422 problem."""
    found = _decode(body)
    if isinstance(found, FieldError):
        if found.code in ("malformed_json", "not_utf8"):
            raise Problem(400, found.code, found.message)
        raise Problem(422, found.code, f"{found.pointer or '/'}: {found.message}", (found,))
    if wrong := judge(found):
        raise Problem(422, wrong.code, f"{wrong.pointer}: {wrong.message}", (wrong,))
    return found


def many(body: bytes, *, lines: bool) -> Judged:
    """The items of a batch with their indexes, good and refused. Raises a 400, 413 or 422 problem for the whole."""
    try:
        items: Sequence[ReportIn | FieldError] = ONE.decode_lines(body) if lines else MANY.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        items = list(_lines(body) if lines else _array(body))
    if len(items) > MOST_REPORTS:
        raise Problem(413, "too_many_reports", f"a batch holds at most {MOST_REPORTS} reports, this one {len(items)}: send several")
    if not items:
        raise Problem(422, "empty_batch", "the batch holds no report")
    good, refused = [], []
    for index, item in enumerate(items):
        wrong = item if isinstance(item, FieldError) else judge(item)
        if wrong is None:
            good.append((index, item))
        else:
            refused.append(Refused(index, wrong))
    return good, refused  # type: ignore[return-value]


def judge(report: ReportIn) -> FieldError | None:
    """What is wrong with a report whose types are right. Trims its text."""
    text = report.text = report.text.strip()
    if not text:
        return FieldError("/text", "empty_text", "text is empty; send what was seen")
    if len(text) > LONGEST_TEXT:
        return FieldError("/text", "text_too_long", f"text has {len(text)} characters, at most {LONGEST_TEXT} are taken; send the relevant part")
    if CONTROL.search(text):
        return FieldError("/text", "control_character", "text holds NUL or another control character; remove it")
    if not has_something_to_match(text):
        return FieldError("/text", "nothing_to_match", "text has no letter or digit; send the words of the message")
    if report.language and not LANGUAGE.match(report.language):
        return FieldError("/language", "bad_language", "language is a BCP 47 tag such as zh-Hans or en")
    if report.link and not LINK.match(report.link):
        return FieldError("/link", "bad_link", "link is an http:// or https:// URL")
    for name in ("external_id", "reporter", "channel", "place"):
        if CONTROL.search(getattr(report, name)):
            return FieldError(f"/{name}", "control_character", f"{name} holds a control character; remove it")
    if report.observed_at is not None and not 1970 <= report.observed_at.year < 2100:
        return FieldError("/observed_at", "bad_time", "observed_at lies outside 1970 to 2100")
    return None


def _decode(item: bytes | msgspec.Raw) -> ReportIn | FieldError:
    try:
        return ONE.decode(item)
    except msgspec.ValidationError as error:
        return _field_error(str(error))
    except UnicodeDecodeError:
        return FieldError("", "not_utf8", "the body is not UTF-8")
    except RecursionError:
        return FieldError("", "too_deep", "the JSON is nested too deeply; a report is flat")
    except msgspec.DecodeError as error:
        return _lenient(bytes(item), str(error))


def _lenient(item: bytes, why: str) -> ReportIn | FieldError:
    """JSON with a lone surrogate is well-formed to many senders: say that, not "malformed"."""
    try:
        value = json.loads(item.decode())
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return FieldError("/text", "lone_surrogate", "the text holds half a character (a lone surrogate); send whole characters")
    except UnicodeDecodeError:
        return FieldError("", "not_utf8", "this is not UTF-8")
    except (ValueError, RecursionError):
        return FieldError("", "malformed_json", f"the JSON cannot be read: {why}")
    return _convert(value)


def _convert(value: Any) -> ReportIn | FieldError:
    try:
        return msgspec.convert(value, ReportIn)
    except msgspec.ValidationError as error:
        return _field_error(str(error))


def _array(body: bytes) -> Iterator[ReportIn | FieldError]:
    try:
        raws: Sequence[msgspec.Raw] = RAW.decode(body)
    except msgspec.ValidationError:
        raise Problem(422, "not_an_array", "a batch is a JSON array of reports, or NDJSON with content type application/x-ndjson") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        yield from _surrogates(body, error)
        return
    for raw in raws:
        yield _decode(raw)


def _surrogates(body: bytes, why: Exception) -> Iterator[ReportIn | FieldError]:
    """An array that only a lenient reader can read: its good items are kept all the same."""
    try:
        values = json.loads(body)
    except (ValueError, RecursionError):
        raise Problem(400, "malformed_json", f"the JSON cannot be read: {why}") from None
    if not isinstance(values, list):
        raise Problem(422, "not_an_array", "a batch is a JSON array of reports")
    for value in values:
        yield _lenient(json.dumps(value).encode(), str(why))


def _lines(body: bytes) -> Iterator[ReportIn | FieldError]:
    for line in body.splitlines():
        if line.strip():
            yield _decode(line)


def _field_error(message: str) -> FieldError:
    """msgspec's words as a pointer, a code and advice."""
    if found := UNKNOWN.search(message):
        known = ", ".join(ReportIn.__struct_fields__)
        return FieldError(f"/{found[1]}", "unknown_field", f"there is no field {found[1]!r}; the fields are {known}")
    if found := MISSING.search(message):
        return FieldError(f"/{found[1]}", "missing_field", f"the field {found[1]!r} is required")
    where = WHERE.search(message)
    pointer = "/" + re.sub(r"\[\.\.\.\]|\[(\d+)\]", "", where[1].removeprefix("$.")) if where and where[1] != "$" else ""
    words = WHERE.sub("", message).partition(" - at")[0]
    code = "too_long" if "length <=" in words else "bad_time" if "datetime" in words else "wrong_type"
    return FieldError(pointer, code, words[0].lower() + words[1:])
