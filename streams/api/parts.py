"""Pages of what is read whole: everything where nobody asks for less.

In: `limit` and `cursor` of a request, and items in an order of their own. Out: those of the page.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from streams.api.query import MOST, Query, bad_cursor
from streams.store.reads.paging import BadCursor, encode, text_cursor

Item = TypeVar("Item")


class Part(NamedTuple):
    """Which items are asked for: so many (None: all) of those behind an item, named by its id."""

    limit: int | None
    after: str

    def of(
        self, items: Sequence[Item], name: Callable[[Item], str]
    ) -> tuple[list[Item], str | None]:
        """The items of the page, and the cursor behind it. Raises 422 where none is called so."""
        start = 0
        if self.after:
            names = [name(one) for one in items]
            if self.after not in names:
                raise bad_cursor()
            start = names.index(self.after) + 1
        end = len(items) if self.limit is None else start + self.limit
        more = end < len(items)
        return list(items[start:end]), encode(name(items[end - 1])) if more else None


def part_asked(query: Query) -> Part:
    """The last parameters of a request. Raises 422."""
    limit = query.whole("limit", 1, MOST)
    cursor = query.cursor()
    query.done()
    try:
        return Part(limit=limit, after=text_cursor(cursor) if cursor else "")
    except BadCursor:
        raise bad_cursor() from None
