"""Pages of lists, and the cursors between them: opaque to whoever holds one, and no state here. A
cursor names its list, and the order of that: in another it would mean something else.

A read asks for one row more than a page holds: whether it comes tells whether there is a next page.
"""

import base64
import json
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from streams.parsing.documents import base64_bytes, json_or

Item = TypeVar("Item")


class BadCursor(Exception):
    """A cursor that no page of this list handed out."""


class Place(NamedTuple):
    """An item's time and id: a decision may take it away between two pages, and its time stays."""

    at: str
    name: str


class Rank(NamedTuple):
    """Where a page of a ranked list ended; the id tells equals apart, so that none is skipped."""

    rank: float
    last: int


def next_cursor(
    of: str, rows: Sequence[Item], limit: int, place: Callable[[Item], Any]
) -> str | None:
    """The cursor of a list behind a page of `limit` rows, or None where the rows end with it."""
    return encode(of, place(rows[limit - 1])) if len(rows) > limit else None


def encode(of: str, value: Any) -> str:
    """A cursor of a list that holds a value."""
    return base64.urlsafe_b64encode(json.dumps([of, value]).encode()).decode().rstrip("=")


def decode(of: str, cursor: str) -> Any:
    """The value in a cursor of a list. Raises `BadCursor`."""
    # The padding says nothing that the length does not, and would be escaped in a URL.
    padding = "=" * (-len(cursor) % 4)
    packed = base64_bytes(cursor + padding)
    match None if packed is None else json_or(packed, None):
        case [str() as list_, value] if list_ == of:
            return value
    raise BadCursor(cursor)


def part_of(
    of: str,
    items: Sequence[Item],
    place: Callable[[Item], Place],
    *,
    limit: int | None,
    after: Place | None,
) -> tuple[list[Item], str | None]:
    """Of items that are all at hand, by time, so many (None: all) behind another, and the cursor
    behind those.
    """
    start = _behind(after, [place(one) for one in items]) if after else 0
    end = len(items) if limit is None else start + limit
    following = encode(of, place(items[end - 1])) if end < len(items) else None
    return list(items[start:end]), following


def _behind(last: Place, places: Sequence[Place]) -> int:
    """Where what follows an item begins; where that is gone, with what is as old: rather twice than
    never.
    """
    names = [place.name for place in places]
    if last.name in names:
        return names.index(last.name) + 1
    return bisect_left(places, last.at, key=lambda place: place.at)


def rank_cursor(of: str, cursor: str) -> Rank:
    """Where the page before ended. Raises `BadCursor`."""
    match decode(of, cursor):
        case [int() | float() as rank, int() as last]:
            return Rank(rank=float(rank), last=last)
    raise BadCursor(cursor)


def text_cursor(of: str, cursor: str) -> str:
    """The id of the last item of the page before. Raises `BadCursor`."""
    value = decode(of, cursor)
    # Anyone may write a cursor: a number here would compare with ids in ways of its own.
    # Half a surrogate pair is text to Python and to nobody else.
    if not isinstance(value, str) or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise BadCursor(cursor)
    return value


def place_cursor(of: str, cursor: str) -> Place:
    """Time and id of the last item of the page before. Raises `BadCursor`."""
    match decode(of, cursor):
        case [str() as at, str() as name]:
            return Place(at, name)
    raise BadCursor(cursor)
