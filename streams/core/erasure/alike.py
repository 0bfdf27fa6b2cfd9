"""Signs that say the same: of another width, in the other letter case, in the other Chinese script.

In: texts. Out: the same with one sign for each sign, so that places stay what they were. What would
become more or fewer signs stays as it was written: ligatures, accents that stand by themselves,
kana of half width with a mark.
"""

import unicodedata
from functools import cache

from streams.core.matching.fold import simplified

LAST = 0x30000  # no sign beyond has another width, case or script


def alike(text: str) -> str:
    """A text in narrow, small and Simplified signs, as long as before."""
    return text.translate(signs_alike())


@cache
def signs_alike() -> dict[int, str]:
    """Signs, as code points, to the ones that they are compared as. What is not there stays."""
    simple = simplified()
    # A table is faster than asking of each sign: most stand for themselves.
    found = {point: _alike(chr(point), simple) for point in range(LAST)}
    return {point: sign for point, sign in found.items() if sign != chr(point)}


def _alike(sign: str, simple: dict[int, str]) -> str:
    before = ""
    while sign != before:  # what one of these makes may be changed by another
        before = sign
        sign = _single(unicodedata.normalize("NFKC", sign), sign)
        sign = _single(sign.casefold(), sign)
        sign = simple.get(ord(sign), sign)
    return sign


def _single(changed: str, sign: str) -> str:
    return changed if len(changed) == 1 else sign
