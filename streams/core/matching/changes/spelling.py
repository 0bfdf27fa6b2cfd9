"""One form of all spellings of a text, and where in the text each of its characters stands.

In: a masked text. Out: lower case, Simplified, of one width, disguises of single letters undone,
nothing unseen; the text as it came is cut out by the places.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from streams.core.masks.shadow import UNSEEN
from streams.core.matching.fold import simplified
from streams.core.text.disguises import BACKWARDS, undisguised

# Characters of the normal form: what stands behind them is not compared. A comparison takes some
# microseconds a character, and U+FDFA alone becomes eighteen.
LONGEST = 10_000
VOICING = frozenset("\uff9e\uff9f")
MAY_BE_VOICED = re.compile("[\uff66-\uff9d][\uff9e\uff9f]")


class Spelled(NamedTuple):
    """`normal[i]` is written as `text[places[i]]`."""

    text: str
    normal: str
    places: Sequence[int]

    def written(self, start: int, end: int) -> str:
        """What stands there in the text, as it came but for what nobody sees."""
        if start >= end:
            return ""
        cut = self.cut(start, end)
        return cut if UNSEEN.isdisjoint(cut) else "".join(filter(_is_seen, cut))

    def hides(self, start: int, end: int) -> bool:
        """Whether something unseen stands between its letters."""
        return not UNSEEN.isdisjoint(self.cut(start, end))

    def cut(self, start: int, end: int) -> str:
        """What stands there exactly as it came."""
        last = self.places[end - 1] + 1
        if self.text[last : last + 1] in VOICING:
            last = self.end_of(end)
        return self.text[self.places[start] : last]

    def end_of(self, end: int) -> int:
        """Where in the text the letters before one end."""
        last = self.places[end - 1] + 1
        # Of half width, a mark of voicing is part of the kana before it.
        is_voiced = self.text[last : last + 1] in VOICING
        return last + (is_voiced and self.places[end : end + 1] != [last])


def spelled(text: str) -> Spelled:
    """A text and its normal form."""
    # Composed first: a mark apart from its letter is no letter of its own.
    text = unicodedata.normalize("NFC", BACKWARDS.sub(_forwards, text[:LONGEST]))
    if text.isascii():
        return Spelled(text, text.lower(), range(len(text)))
    forms = [_form(character) for character in text]
    for found in MAY_BE_VOICED.finditer(text):
        both = unicodedata.normalize("NFKC", found[0])
        if len(both) == 1:
            forms[found.start()] = both
            forms[found.start() + 1] = ""
    if sum(map(len, forms)) > LONGEST:
        ends = list(accumulate(map(len, forms)))
        forms = forms[: bisect_right(ends, LONGEST)]
        text = text[: len(forms)]
    wide = "".join(forms)
    places = [at for at, form in enumerate(forms) for _ in form]
    plain = undisguised(wide)
    if len(plain) == len(wide):  # letter by letter; anything else would move the places
        wide = plain
    normal = wide.lower()
    if len(normal) != len(wide):  # a dotted capital I becomes two
        normal = "".join(letter.lower()[0] for letter in wide)
    return Spelled(text, normal, places)


@lru_cache(maxsize=8_192)  # characters: those of a day of Chinese
def _form(character: str) -> str:
    if character in UNSEEN:
        return ""
    wide = unicodedata.normalize("NFKC", character)
    return wide.translate(simplified())


def _forwards(found: re.Match[str]) -> str:
    return found[1][::-1]


def _is_seen(character: str) -> bool:
    return character not in UNSEEN
