"""Pages of what is read whole: everything where nobody asks for less.

In: `limit` and `cursor` of a request, and items in an order of their own. Out: those of the page.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from streams.api.query import MOST, Query, bad_cursor
from streams.store.reads.paging import BadCursor, part_of, text_cursor

Item = TypeVar("Item")


class Part(NamedTuple):
    """Which items are asked for: so many (None: all) of those behind an item, named by its id."""

    limit: int | None
    after: str

    def of(
        self, items: Sequence[Item], name: Callable[[Item], str]
    ) -> tuple[list[Item], str | None]:
        """The items of the page, and the cursor behind it. Raises 422 where none is called so."""
        try:
            return part_of(items, name, limit=self.limit, after=self.after)
        except BadCursor:
            raise bad_cursor() from None


def part_asked(query: Query) -> Part:
    """The last parameters of a request. Raises 422."""
    limit = query.whole("limit", 1, MOST)
    cursor = query.cursor()
    query.done()
    try:
        return Part(limit=limit, after=text_cursor(cursor) if cursor else "")
    except BadCursor:
        raise bad_cursor() from None
