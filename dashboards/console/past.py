"""The part of a history that a page shows: the newest first, so many at once."""

from collections.abc import Sequence

from msgspec import Struct

from schemas.api.decided import HistoryItem

MOST = 50  # items of a page: with notes cut short they weigh a quarter of what a page may
MOST_NOTE = 160  # characters of a note; the whole is behind a link
LONGEST = 9  # digits of a number in a URL


class Past(Struct, frozen=True):
    """Items, the newest first; so many are newer, and so many more are to be skipped to see those
    before them: 0 where there are none.
    """

    items: list[HistoryItem]
    skipped: int
    earlier: int


def past(history: Sequence[HistoryItem], skip: str) -> Past:
    """The items behind so many newer ones; what is no number skips none."""
    is_number = skip.isascii() and skip.isdigit() and len(skip) <= LONGEST
    skipped = min(int(skip), len(history)) if is_number else 0
    items = list(reversed(history))[skipped : skipped + MOST]
    end = skipped + len(items)
    return Past(items, skipped, end if end < len(history) else 0)
