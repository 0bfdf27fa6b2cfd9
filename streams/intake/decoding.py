"""The bytes of one report -> a report whose types are right, or what is wrong with them.

Two readers: msgspec, fast and strict, and the standard library where msgspec finds no JSON, since
much of what it refuses is JSON to its sender. What the slower one is given is bounded.
"""

import json
import re
from typing import Any

import msgspec
from msgspec import Struct

from schemas.api.problems import FieldError
from schemas.api.reports import ReportIn
from streams.parsing import Unreadable
from streams.parsing.documents import json_value
from streams.parsing.times import without_leap_seconds

LONGEST_NAME_SHOWN = 100  # characters of a field name that an answer repeats
# Of an error's words: three such names at either end. What lies between is a name somebody made up.
LONGEST_MESSAGE = 6 * LONGEST_NAME_SHOWN
MOST_BRACKETS = 2_000  # in what the slower reader is given: it makes an object of each
LONGEST_LENIENT = 512 << 10  # bytes that the slower reader is given: some milliseconds
BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # Windows' editors put it before UTF-8
UNREADABLE = ("malformed_json", "not_utf8")

# msgspec gives its findings as text only; these take it apart again. Names in it are the sender's.
UNKNOWN = re.compile(r"unknown field `(.+?)(?:`|\Z)", re.DOTALL)
MISSING = re.compile(r"required field `(.+?)`")
WHERE = re.compile(r"(?: - at | in )`([^`]+)`\Z")
INDEXES = re.compile(r"\[\.\.\.\]|\[\d+\]")

ONE = msgspec.json.Decoder(ReportIn)
VALUE = msgspec.json.Decoder(msgspec.Raw)


def decode(item: bytes) -> ReportIn | FieldError:
    """The report in an item, its types checked; `validation.judge` checks the rest."""
    try:
        return ONE.decode(item)
    except msgspec.ValidationError as error:
        wrong = field_error(str(error))
        if wrong.code != "bad_time":
            return wrong
        without = without_leap_seconds(item, "observed_at")
        return wrong if without == item else decode(without)
    except UnicodeDecodeError:
        return FieldError("", "not_utf8", "the body is not UTF-8")
    except RecursionError:
        return FieldError("", "too_deep", "the JSON is nested too deeply; a report is flat")
    except msgspec.DecodeError as error:
        return _lenient(item, str(error))


def well_formed(item: bytes) -> bool:
    """Whether this is one JSON value, also where `decode` found something else wrong with it before
    it came to the end.
    """
    try:
        VALUE.decode(item)
    except RecursionError:
        return True  # deep, but JSON as far as anybody read it
    except msgspec.DecodeError:
        found = _lenient(item, "") if len(item) <= LONGEST_LENIENT else None
        return isinstance(found, ReportIn) or (found is not None and found.code not in UNREADABLE)
    return True


def field_error(message: str) -> FieldError:
    """msgspec's words as a pointer, a code and advice."""
    return named_field(message, ReportIn) or _type_error(_shortened(message))


def named_field(message: str, kind: type[Struct]) -> FieldError | None:
    """The same where a field of `kind` is missing, or of no such name; None for other findings."""
    message = _shortened(message)
    if found := UNKNOWN.search(message):
        name = found[1][:LONGEST_NAME_SHOWN]
        known = ", ".join(kind.__struct_fields__)
        words = f"there is no field {name!r}; the fields are {known}"
        return FieldError(_pointer(name), "unknown_field", words)
    if found := MISSING.search(message):
        words = f"the field {found[1]!r} is required"
        return FieldError(_pointer(found[1]), "missing_field", words)
    return None


def _shortened(message: str) -> str:
    if len(message) <= LONGEST_MESSAGE:
        return message
    half = LONGEST_MESSAGE // 2
    return f"{message[:half]}…{message[-half:]}"


def _type_error(message: str) -> FieldError:
    where = WHERE.search(message)
    pointer = ""
    if where and where[1] != "$":
        pointer = "/" + INDEXES.sub("", where[1].removeprefix("$."))
    words = WHERE.sub("", message).partition(" - at")[0]
    code = "wrong_type"
    if "length <=" in words:
        code = "too_long"
    elif "datetime" in words:
        words = f"{words}; a time with its zone, such as 2026-01-31T08:30:00+08:00, is taken"
        code = "bad_time"
    return FieldError(pointer, code, words[0].lower() + words[1:])


def _lenient(item: bytes, why: str) -> ReportIn | FieldError:
    """JSON with a lone surrogate is well-formed to many senders: say that, not "malformed"."""
    if item.count(b"[") + item.count(b"{") > MOST_BRACKETS:
        words = "the JSON holds too many objects or arrays; a report is flat"
        return FieldError("", "too_deep", words)
    try:
        value = json_value(item.decode())
        if (name := _halved(value)) is not None:
            words = "this holds half a character (a lone surrogate); send whole characters"
            return FieldError(name, "lone_surrogate", words)
    except UnicodeDecodeError:
        return FieldError("", "not_utf8", "this is not UTF-8")
    except (Unreadable, RecursionError):
        return FieldError("", "malformed_json", f"the JSON cannot be read: {why}")
    return _convert(value)


def _halved(value: Any) -> str | None:
    """Where JSON holds half a character: a pointer to the field, or None for nowhere."""
    if not isinstance(value, dict):
        return "" if _is_halved(value) else None
    fields = (name for name, held in value.items() if _is_halved([name, held]))
    return next((_pointer(name.encode("utf-8", "replace").decode()) for name in fields), None)


def _is_halved(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def _convert(value: Any) -> ReportIn | FieldError:
    try:
        return msgspec.convert(value, ReportIn)
    except msgspec.ValidationError as error:
        return field_error(str(error))


def _pointer(name: str) -> str:
    return "/" + name.replace("~", "~0").replace("/", "~1")  # RFC 6901
