"""Makes `matching_fold.bin`, the code-point table of the matching fold, from OpenCC and pypinyin
(development packages).

    python -m streams.core.matching.fold.make

Out: 0x110000 little-endian 16-bit symbols, zlib-compressed. Symbol 0 drops the code point. A letter
or digit folds by NFKC and casefold; a Han character folds Traditional to Simplified and then to its
toneless pinyin syllable, so that homophones are one symbol. The file is committed: the matcher must
not change because a library on some machine did.
"""

import sys
import unicodedata
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

SYLLABLES_FROM = 0xE000
TABLE = Path(__file__).with_name("matching_fold.bin")


def build() -> bytes:
    """The compressed table."""
    import opencc
    from pypinyin import Style, lazy_pinyin

    simplify: Callable[[str], str] = opencc.OpenCC("t2s").convert
    syllables: dict[str, int] = {}
    table = np.zeros(0x110000, np.uint16)
    for code in range(0x110000):
        if 0xD800 <= code <= 0xDFFF:
            continue
        folded = "".join(
            c for c in unicodedata.normalize("NFKC", chr(code)).casefold() if c.isalnum()
        )
        if folded:
            table[code] = _symbol(
                folded[0], simplify, lambda han: lazy_pinyin(han, style=Style.NORMAL), syllables
            )
    return zlib.compress(table.astype("<u2").tobytes(), 9)


def _symbol(
    letter: str,
    simplify: Callable[[str], str],
    spell: Callable[[str], list[str]],
    syllables: dict[str, int],
) -> int:
    if "\u3400" <= letter <= "\u9fff" or ord(letter) >= 0x20000:
        simple = simplify(letter)[0]
        syllable = spell(simple)[0]
        if syllable.isascii() and syllable.isalpha():
            return SYLLABLES_FROM + syllables.setdefault(syllable, len(syllables))
        letter = simple
    code = ord(letter)
    return (code ^ (code >> 16) * 40503) & 0xFFFF or 1


if __name__ == "__main__":
    TABLE.write_bytes(build())
    print(f"{TABLE}: {TABLE.stat().st_size} bytes", file=sys.stderr)
