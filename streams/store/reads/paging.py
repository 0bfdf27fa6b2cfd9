"""Cursors of paged lists:

opaque to whoever holds one, and no state here. In: where a page ended. Out: text for the next
request.
"""

import base64
import binascii
import json
from typing import Any


class BadCursor(Exception):
    """A cursor that no page handed out."""


def encode(value: Any) -> str:
    """A cursor that holds a value."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def to_cursor(rank: float, last: int) -> str:
    """A cursor behind an item of a ranked list."""
    return encode([rank, last])


def decode(cursor: str) -> Any:
    """The value in a cursor. Raises `BadCursor`."""
    try:
        return json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        raise BadCursor(cursor) from None


def rank_cursor(cursor: str) -> tuple[float, int]:
    """Rank and id of the last item of the page before. Raises `BadCursor`."""
    value = decode(cursor)
    if (
        not isinstance(value, list)
        or len(value) != 2
        or not isinstance(value[0], int | float)
        or not isinstance(value[1], int)
    ):
        raise BadCursor(cursor)
    return float(value[0]), value[1]


def text_cursor(cursor: str) -> str:
    """The id of the last item of the page before. Raises `BadCursor`."""
    value = decode(cursor)
    if not isinstance(value, str):
        raise BadCursor(cursor)
    return value
