"""Judges what reporting apps send. In: the bytes of one report. Out: a usable report, or what to
change about it.

`batches` finds the items of a batch and judges them by the same rules.
"""

import json
import re
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from streams.core.fields import LONGEST_TEXT
from streams.core.text import has_something_to_match
from streams.intake.problems import FieldError, Problem

LONGEST_LINK = 2_000  # characters
LONGEST_LANGUAGE = 35  # characters: the longest tag that RFC 5646 asks everybody to hold
MOST_ATTRIBUTES = 16
LONGEST_NAME_SHOWN = 100  # characters of a field name that an answer repeats
MOST_BRACKETS = 2_000  # in what the slower reader is given: it makes an object of each
LONGEST_LENIENT = 512 << 10  # bytes that the slower reader is given
FIRST_TIME = datetime(
    1970, 1, 2, tzinfo=UTC
)  # what lies before is somebody's zero time, or no unsigned day of ClickHouse
END_OF_TIME = datetime(2100, 1, 1, tzinfo=UTC)
UNREADABLE = ("malformed_json", "not_utf8")
SHORT_FIELDS = ("external_id", "reporter", "channel", "place", "link")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LANGUAGE = re.compile(r"\A[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z")
LINK = re.compile(r"\A[Hh][Tt][Tt][Pp][Ss]?://[^\s/]\S*\Z")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
UNKNOWN = re.compile(r"unknown field `(.+?)(?:`|\Z)", re.DOTALL)
MISSING = re.compile(r"required field `(.+?)`")
WHERE = re.compile(r"(?: - at | in )`([^`]+)`\Z")
INDEXES = re.compile(r"\[\.\.\.\]|\[\d+\]")
Name = Annotated[str, Meta(max_length=64)]
Short = Annotated[str, Meta(max_length=200)]
ExternalId = Annotated[
    str,
    Meta(max_length=200, description="The app's own id: the same app and id is the same report."),
]
Reporter = Annotated[
    str, Meta(max_length=200, description="Opaque; stored only as a keyed pseudonym.")
]


class ReportIn(msgspec.Struct, forbid_unknown_fields=True):
    """A report as a reporting app sends it; null in an optional field is the same as leaving it
    out.
    """

    text: Annotated[str, Meta(description="What was seen, 1 to 10,000 characters after trimming.")]
    external_id: ExternalId | None = ""
    observed_at: (
        Annotated[datetime, Meta(tz=True, description="When it was seen; default now.")] | None
    ) = None
    reporter: Reporter | None = ""
    channel: Name | None = ""
    place: Name | None = ""
    language: Annotated[str, Meta(max_length=LONGEST_LANGUAGE, description="BCP 47.")] | None = ""
    link: Annotated[str, Meta(max_length=LONGEST_LINK)] | None = ""
    attributes: Annotated[dict[Name, Short | None], Meta(max_length=MOST_ATTRIBUTES)] | None = None
    backfill: (
        Annotated[bool, Meta(description="History: counted at its own time, never alerts.")] | None
    ) = False


ONE = msgspec.json.Decoder(ReportIn)
VALUE = msgspec.json.Decoder(msgspec.Raw)


def one(body: bytes) -> ReportIn:
    """A single report. Raises a 400 or 422 problem."""
    found = decode(body)
    if isinstance(found, FieldError):
        if found.code in UNREADABLE:
            raise Problem(400, found.code, found.message)
        raise Problem(422, found.code, f"{found.pointer or '/'}: {found.message}", (found,))
    if wrong := judge(found):
        raise Problem(422, wrong.code, f"{wrong.pointer}: {wrong.message}", (wrong,))
    return found


def judge(report: ReportIn) -> FieldError | None:
    """What is wrong with a report whose types are right. Trims its text."""
    text = report.text = report.text.strip()
    if not text:
        return FieldError("/text", "empty_text", "text is empty; send what was seen")
    if len(text) > LONGEST_TEXT:
        return FieldError(
            "/text",
            "text_too_long",
            f"text has {len(text)} characters, at most {LONGEST_TEXT} are taken; send the relevant part",
        )
    if CONTROL.search(text):
        return FieldError(
            "/text", "control_character", "text holds NUL or another control character; remove it"
        )
    if not has_something_to_match(text):
        return FieldError(
            "/text",
            "nothing_to_match",
            "text has no letter or digit; send the words of the message",
        )
    if report.language and not LANGUAGE.match(report.language):
        return FieldError(
            "/language", "bad_language", "language is a BCP 47 tag such as zh-Hans or en"
        )
    if report.link and not LINK.match(report.link):
        return FieldError("/link", "bad_link", "link is an http:// or https:// URL")
    if report.observed_at is not None and not _is_within(report.observed_at):
        why = "observed_at lies before 1970-01-02 or after 2099 in UTC; leave it out where the time is not known"
        return FieldError("/observed_at", "bad_time", why)
    if CONTROL.search(
        f"{report.external_id}{report.reporter}{report.channel}{report.place}{report.link}"
    ):
        name = next(name for name in SHORT_FIELDS if CONTROL.search(getattr(report, name) or ""))
        return FieldError(
            f"/{name}", "control_character", f"{name} holds a control character; remove it"
        )
    return _judge_attributes(report.attributes) if report.attributes else None


def attributes_of(report: ReportIn) -> dict[str, str] | None:
    """The attributes that are there: null is as good as absent."""
    if report.attributes is None:
        return None
    return {name: value for name, value in report.attributes.items() if value is not None}


def _is_within(at: datetime) -> bool:
    """Whether a time lies in the span that is taken, as an instant.

    Most need no look at their zone, which is slow.
    """
    return 1971 <= at.year <= 2098 or FIRST_TIME <= at < END_OF_TIME


def _judge_attributes(attributes: dict[str, str | None]) -> FieldError | None:
    for name, value in attributes.items():
        if CONTROL.search(f"{name}{value}"):
            why = "the name or value of an attribute holds a control character; remove it"
            return FieldError("/attributes", "control_character", why)
    return None


def decode(item: bytes) -> ReportIn | FieldError:
    """The report in an item, its types checked; `judge` checks the rest."""
    try:
        return ONE.decode(item)
    except msgspec.ValidationError as error:
        return field_error(str(error))
    except UnicodeDecodeError:
        return FieldError("", "not_utf8", "the body is not UTF-8")
    except RecursionError:
        return FieldError("", "too_deep", "the JSON is nested too deeply; a report is flat")
    except msgspec.DecodeError as error:
        return _lenient(item, str(error))


def _lenient(item: bytes, why: str) -> ReportIn | FieldError:
    """JSON with a lone surrogate is well-formed to many senders: say that, not "malformed"."""
    if item.count(b"[") + item.count(b"{") > MOST_BRACKETS:
        return FieldError(
            "", "too_deep", "the JSON holds too many objects or arrays; a report is flat"
        )
    try:
        value = json.loads(item.decode())
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return FieldError(
            "/text",
            "lone_surrogate",
            "the text holds half a character (a lone surrogate); send whole characters",
        )
    except UnicodeDecodeError:
        return FieldError("", "not_utf8", "this is not UTF-8")
    except (ValueError, RecursionError):
        return FieldError("", "malformed_json", f"the JSON cannot be read: {why}")
    return _convert(value)


def _convert(value: Any) -> ReportIn | FieldError:
    try:
        return msgspec.convert(value, ReportIn)
    except msgspec.ValidationError as error:
        return field_error(str(error))


def well_formed(item: bytes) -> bool:
    """Whether this is one JSON value, also where `decode` found something else wrong with it before
    it came to the end.
    """
    try:
        VALUE.decode(item)
    except RecursionError:
        return True
    except msgspec.DecodeError:
        found = _lenient(item, "") if len(item) <= LONGEST_LENIENT else None
        return isinstance(found, ReportIn) or (found is not None and found.code not in UNREADABLE)
    return True


def field_error(message: str) -> FieldError:
    """msgspec's words as a pointer, a code and advice."""
    if (
        len(message) > 6 * LONGEST_NAME_SHOWN
    ):  # a name that somebody made up; what matters stands at both ends
        message = f"{message[: 3 * LONGEST_NAME_SHOWN]}…{message[-3 * LONGEST_NAME_SHOWN :]}"
    if found := UNKNOWN.search(message):
        name = found[1][:LONGEST_NAME_SHOWN]
        known = ", ".join(ReportIn.__struct_fields__)
        return FieldError(
            _pointer(name), "unknown_field", f"there is no field {name!r}; the fields are {known}"
        )
    if found := MISSING.search(message):
        return FieldError(
            _pointer(found[1]), "missing_field", f"the field {found[1]!r} is required"
        )
    where = WHERE.search(message)
    pointer = (
        "/" + INDEXES.sub("", where[1].removeprefix("$.")) if where and where[1] != "$" else ""
    )
    words = WHERE.sub("", message).partition(" - at")[0]
    code = (
        "too_long" if "length <=" in words else "bad_time" if "datetime" in words else "wrong_type"
    )
    return FieldError(pointer, code, words[0].lower() + words[1:])


def _pointer(name: str) -> str:
    return "/" + name.replace("~", "~0").replace("/", "~1")
