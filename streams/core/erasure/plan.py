"""What is to be forgotten, and by which bytes a record that holds some of it is found."""

from collections.abc import Iterable
from functools import cached_property

import msgspec
import numpy as np
from numpy.typing import NDArray

from streams.core.erasure.folding import letters, letters_of
from streams.core.erasure.quotes import Quotes, is_beginning, is_part, quotes
from streams.core.erasure.runs import ERASED as ERASED
from streams.core.erasure.runs import LEAST_QUOTE
from streams.core.ids import report_id
from streams.core.surge.reporters import key_of

MARK = 8  # bytes that are looked for at once: a number of 64 bits
MIXED = np.uint64(0x9E3779B97F4A7C15)  # odd: no two first halves of a long hint become one


class Plan(msgspec.Struct, kw_only=True, dict=True):
    """What is to be forgotten of one tenant.

    `reports` are ids, each with the one that stands for it in the counts; `reporters` pseudonyms,
    likewise. `texts` are the wordings that nobody else reported, by their ids; `first` the wordings
    of others, too, of which a forgotten report was the first: their link is its link. `common` is
    what may quote `texts` and others said, too (`quotes.candidates`); `shared` the same of pieces
    (`quotes.pieces`).
    """

    tenant: str
    reports: dict[str, str] = {}
    reporters: dict[str, str] = {}
    external_ids: list[str] = []
    texts: dict[str, str] = {}
    first: list[str] = []
    common: list[str] = []
    shared: list[str] = []

    @cached_property
    def quotes(self) -> Quotes:
        """What quotes `texts`; see `quotes.quotes`."""
        texts = tuple(text for text in self.texts.values() if text)
        return quotes(texts, frozenset(self.common), self.shared)

    def is_part(self, value: str) -> bool:
        """Whether a string is a piece of a forgotten wording that nobody else said."""
        return value not in self.common and is_part(value, self.texts.values())

    def is_beginning(self, value: str) -> bool:
        """Whether a string is the beginning of a forgotten wording that nobody else said."""
        return value not in self.common and is_beginning(value, self.texts.values())

    def reporter_keys(self) -> dict[int, int]:
        """Reporters as the surge step keeps them, each with the one that stands for it."""
        return {key_of(one): key_of(other) for one, other in self.reporters.items()}


def stand_in(tenant: str, name: str, salt: str) -> str:
    """The id that counts in place of a report's. Nobody can tell one from the other without the
    salt, which is thrown away.
    """
    return report_id(tenant, f"forgotten:{salt}", name.encode())


def names(plan: Plan) -> list[bytes]:
    """What must be in no record at all afterwards, whatever the record is."""
    return [name.encode() for name in (*plan.reports, *plan.reporters)]


class Hints:
    """Finds the records that may hold something of a plan: all that do, and few others.

    Somebody who sent thousands of reports makes a hundred thousand hints. Their first bytes, sorted
    as numbers, are looked for at every place of a record at once: 12 ms for 200 kB, however many.
    Two numbers of a hint are made one: three characters of Han would be in nearly every record.
    """

    def __init__(self, plan: Plan) -> None:
        hints = {hint[: 2 * MARK] for hint in _hints(plan)}
        hints = {hint if len(hint) == 2 * MARK else hint[:MARK] for hint in hints}
        self._short = [hint for hint in hints if len(hint) < MARK]
        self._are_everywhere = b"" in hints  # of signs only, which each record has
        self._marks = np.sort(_numbers(hint for hint in hints if len(hint) == MARK))
        long = _numbers(hint for hint in hints if len(hint) > MARK)
        self._pairs = np.sort(_mixed(long[::2], long[1::2]))

    def may_be_in(self, value: bytes) -> bool:
        """Whether a record may hold something that is forgotten."""
        if self._are_everywhere:
            return True
        value = letters(value)
        if any(hint in value for hint in self._short):
            return True
        places = len(value) - MARK + 1
        if places < 1:
            return False
        windows = np.ndarray((places,), "<u8", buffer=value, strides=(1,))
        return _any_in(windows, self._marks) or _any_in(
            _mixed(windows[:-MARK], windows[MARK:]), self._pairs
        )


def _numbers(hints: Iterable[bytes]) -> NDArray[np.uint64]:
    return np.frombuffer(b"".join(hints), "<u8")


def _mixed(first: NDArray[np.uint64], second: NDArray[np.uint64]) -> NDArray[np.uint64]:
    return first * MIXED + second


def _any_in(numbers: NDArray[np.uint64], among: NDArray[np.uint64]) -> bool:
    """Whether one of these is among others, which are sorted."""
    if not len(among):
        return False
    at = np.searchsorted(among, numbers)
    at[at == len(among)] = 0
    return bool((among[at] == numbers).any())


def _hints(plan: Plan) -> set[bytes]:
    """As `letters` has them; of a quote what is in each of its beginnings, and every piece."""
    found = [name.decode() for name in names(plan)]
    found += map(str, plan.reporter_keys())
    found += (*plan.texts, *plan.first, *plan.external_ids)
    found += (quote[:LEAST_QUOTE] for quote in plan.quotes)
    found += plan.quotes.pieces.own
    return {hint for one in found for hint in letters_of(one)}
