"""Documents and forms: JSON, TOML, base64, what a page's form sends.

JSON may say null: `json_value` raises where there is none, `json_or` answers what its caller gives.
"""

import base64
import json
import tomllib
from typing import Any
from urllib.parse import parse_qsl

from streams.parsing import Unreadable

TOO_DEEP = "brackets are nested too deeply"


def json_value(data: str | bytes) -> Any:
    """The value that JSON holds. Raises `Unreadable`: no JSON, bytes that are no text, a number
    with too many digits, brackets nested too deeply.
    """
    try:
        return json.loads(data)
    except ValueError as error:
        raise Unreadable(str(error)) from None
    except RecursionError:
        raise Unreadable(f"its {TOO_DEEP}") from None


def json_or(data: str | bytes, otherwise: Any) -> Any:
    """The value that JSON holds; `otherwise` for what is none."""
    try:
        return json_value(data)
    except Unreadable:
        return otherwise


def toml_table(text: str) -> dict[str, Any]:
    """The table that TOML holds. Raises `Unreadable`: no TOML, a number with too many digits,
    brackets nested too deeply.
    """
    try:
        return tomllib.loads(text)
    except ValueError as error:
        raise Unreadable(str(error)) from None
    except RecursionError:
        raise Unreadable(TOO_DEEP) from None


def base64_bytes(text: str) -> bytes | None:
    """What base64 with - and _ holds; None for what is none. Other signs are passed over."""
    try:
        return base64.urlsafe_b64decode(text)
    except ValueError:  # binascii.Error is one, too
        return None


def form_fields(body: bytes, *, most: int) -> list[tuple[str, str]] | None:
    """The fields of a page's form, empty ones too; None for more than `most`, or no text."""
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=most)
    except ValueError:
        return None
