"""Pages of what is read whole: everything where nobody asks for less.

In: `limit` and `cursor` of a request, and items by time. Out: those of the page.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from streams.api.query import MOST, Query, bad_cursor
from streams.store.reads.paging import BadCursor, Place, part_of, place_cursor

Item = TypeVar("Item")


class Part(NamedTuple):
    """Which items of a list are asked for: so many (None: all) of those behind another."""

    name: str
    limit: int | None
    after: Place | None

    def of(
        self, items: Sequence[Item], place: Callable[[Item], Place]
    ) -> tuple[list[Item], str | None]:
        """The items of the page, and the cursor behind it."""
        return part_of(self.name, items, place, limit=self.limit, after=self.after)


def part_asked(name: str, query: Query) -> Part:
    """The last parameters of a request for a list. Raises 422."""
    limit = query.whole("limit", 1, MOST)
    cursor = query.cursor()
    query.done()
    try:
        return Part(name, limit=limit, after=place_cursor(name, cursor) if cursor else None)
    except BadCursor:
        raise bad_cursor() from None
