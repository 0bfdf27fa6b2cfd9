"""The rumors that rest: ten million states in little more memory than their bytes.

In: a rumor's id as a number, and its state. Out: the state, and the ids in the order in which they
came to rest. States lie one behind the other on pages, each after its id and its length; a sorted
table says where. In a `dict` of `bytes` each takes 130 bytes more, and its form of the log.
"""

from collections.abc import Iterator, MutableMapping
from struct import Struct

from streams.core.keys import KeyTable
from streams.core.surge.brief import lengthened, shortened
from streams.core.surge.quiet import Quiet, read

HEAD = Struct("<QI")  # the id, and how many bytes the state has
GONE = 1 << 31  # added to the bytes of a state that was taken away
# The table's numbers have 32 bits: a page and a unit on it. That is room for 32 GiB.
UNIT = 8  # bytes
PADDING = [bytes(-length % UNIT) for length in range(UNIT)]  # to the end of a unit
PAGE_UNITS = 1 << 15
PAGE = UNIT * PAGE_UNITS  # bytes: some two thousand states, of which a tidying moves at most half


class Page:
    """States one behind the other. `live` are the bytes of those that are still there."""

    __slots__ = ("held", "live")

    def __init__(self) -> None:
        self.held = bytearray()
        self.live = 0


class Resting(MutableMapping[int, bytes]):
    """States as `quiet` writes them, by the ids of their rumors as numbers of 64 bits.

    A state that is given anew counts as one that came to rest last.
    """

    def __init__(self) -> None:
        self._where = KeyTable(numbers=True)
        self._pages: dict[int, Page] = {0: Page()}  # by number, the oldest first
        self._newest = 0
        self._numbers = 1  # of pages that were ever in use at once
        self._free: list[int] = []

    def __len__(self) -> int:
        return len(self._where)

    def __contains__(self, rumor: object) -> bool:
        return isinstance(rumor, int) and self._where.get(rumor) is not None

    def __getitem__(self, rumor: int) -> bytes:
        place = self._where.get(rumor)
        if place is None:
            raise KeyError(rumor)
        held = self._pages[place // PAGE_UNITS].held
        at = place % PAGE_UNITS * UNIT
        size = HEAD.unpack_from(held, at)[1]
        at += HEAD.size
        return lengthened(bytes(held[at : at + size]))

    def __setitem__(self, rumor: int, whole: bytes) -> None:
        self.put(rumor, whole, read(whole))

    def put(self, rumor: int, whole: bytes, state: Quiet) -> None:
        """Adds a state that was read already."""
        short = shortened(whole, state)
        page = self._pages[self._newest]
        if len(page.held) >= PAGE:
            page = self._turn(page)
        held = page.held
        at = len(held)
        held += HEAD.pack(rumor, len(short))
        held += short
        held += PADDING[len(held) % UNIT]
        page.live += len(held) - at
        place = self._newest * PAGE_UNITS + at // UNIT
        (before,) = self._where.put_new((rumor,), (place,))
        if before is not None:
            self._where.put(rumor, place)
            self._take(before)

    def __delitem__(self, rumor: int) -> None:
        place = self._where.get(rumor)
        if place is None:
            raise KeyError(rumor)
        self._where.remove(rumor)
        self._take(place)

    def __iter__(self) -> Iterator[int]:
        for page in self._pages.values():
            for rumor, _, _ in _states(page):
                yield rumor

    def _take(self, place: int) -> None:
        """What lies at a place counts no more; a page on which little is left is tidied."""
        number = place // PAGE_UNITS
        at = place % PAGE_UNITS * UNIT
        page = self._pages[number]
        rumor, size = HEAD.unpack_from(page.held, at)
        HEAD.pack_into(page.held, at, rumor, size | GONE)
        page.live -= _room(size)
        if not page.live and number != self._newest:
            del self._pages[number]
            self._free.append(number)
        elif page.live < len(page.held) // 2:
            self._tidy(number, page)

    def _turn(self, full: Page) -> Page:
        """The next page."""
        full.held = bytearray(full.held)  # without the room that it had to grow
        if self._free:
            self._newest = self._free.pop()
        else:
            self._newest = self._numbers
            self._numbers += 1
        page = self._pages[self._newest] = Page()
        return page

    def _tidy(self, number: int, page: Page) -> None:
        """Moves together what is left of a page."""
        kept = bytearray()
        for rumor, at, size in _states(page):
            self._where.put(rumor, number * PAGE_UNITS + len(kept) // UNIT)
            kept += page.held[at : at + _room(size)]
        page.held = kept


def _room(size: int) -> int:
    """Bytes that a state takes on a page, its head among them."""
    return -(-(HEAD.size + size) // UNIT) * UNIT


def _states(page: Page) -> Iterator[tuple[int, int, int]]:
    """The states on a page: rumor, where it lies, and its bytes."""
    at = 0
    while at < len(page.held):
        rumor, size = HEAD.unpack_from(page.held, at)
        if size & GONE:
            at += _room(size - GONE)
            continue
        yield rumor, at, size
        at += _room(size)
