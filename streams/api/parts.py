"""Pages of what is read whole: everything where nobody asks for less.

In: `limit` and `cursor` of a request, and items by time. Out: those of the page.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from streams.api.query import MOST, Query, bad_cursor
from streams.store.reads.paging import BadCursor, encode, place_cursor

Item = TypeVar("Item")


class Place(NamedTuple):
    """An item's time and id: a decision may take it away between two pages, and its time stays."""

    at: str
    name: str


class Part(NamedTuple):
    """Which items are asked for: so many (None: all) of those behind another."""

    limit: int | None
    after: Place | None

    def of(
        self, items: Sequence[Item], place: Callable[[Item], Place]
    ) -> tuple[list[Item], str | None]:
        """The items of the page, and the cursor behind it."""
        start = _behind(self.after, [place(one) for one in items]) if self.after else 0
        end = len(items) if self.limit is None else start + self.limit
        more = end < len(items)
        return list(items[start:end]), encode(place(items[end - 1])) if more else None


def _behind(last: Place, places: Sequence[Place]) -> int:
    """Where what follows an item begins; where that is gone, with what is as old: rather twice than
    never.
    """
    names = [place.name for place in places]
    if last.name in names:
        return names.index(last.name) + 1
    return bisect_left(places, last.at, key=lambda place: place.at)


def part_asked(query: Query) -> Part:
    """The last parameters of a request. Raises 422."""
    limit = query.whole("limit", 1, MOST)
    cursor = query.cursor()
    query.done()
    try:
        return Part(limit=limit, after=Place(*place_cursor(cursor)) if cursor else None)
    except BadCursor:
        raise bad_cursor() from None
