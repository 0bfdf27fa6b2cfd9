"""Quotes: what explanations compare a new wording with, of the wording of each exemplar."""

from streams.core.masking import mask
from streams.core.matching.explanation import comparable

# Characters of a restored wording that are kept until somebody asks: what is compared of it, and as
# much again, since masks are shorter than what they stand for.
KEPT = 2_400


class Quotes:
    """The comparable form of each exemplar, by its number.

    A wording that is new has it anyway. Of a restored one it is made when the first wording joins
    it: for all of a million at once it would take half as long again to start.
    """

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._is_comparable = bytearray()

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, exemplar: int) -> str:
        if not self._is_comparable[exemplar]:
            self._texts[exemplar] = comparable(mask(self._texts[exemplar]))
            self._is_comparable[exemplar] = 1
        return self._texts[exemplar]

    def add(self, quote: str, times: int) -> None:
        """The comparable form of a wording, for so many exemplars."""
        self._texts += [quote] * times
        self._is_comparable += b"\1" * times

    def restore(self, text: str) -> None:
        """The raw text of a wording that became an exemplar once."""
        self._texts.append(text[:KEPT])
        self._is_comparable.append(0)
