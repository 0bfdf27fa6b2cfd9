"""Makes the code-point table of the matching fold from OpenCC and pypinyin (development packages).

    python -m streams.core.matching.fold.make

Out: two files. 0x110000 little-endian 16-bit symbols, zlib-compressed. Symbol 0 drops the code
point. A letter or digit folds as `letters` says; a Han character folds Traditional to Simplified
and then to its toneless pinyin syllable, so that homophones are one symbol. And the characters that
Simplified writes otherwise, in two lines: explanations tell a script from a homophone by them. Both
are committed: the matcher must not change because a library on some machine did.
"""

import zlib
from collections.abc import Callable

import numpy as np

from streams.core.matching.fold import SIMPLIFIED, TABLE
from streams.core.matching.fold.letters import letter_of

CODE_POINTS = 0x110000
# The private use area: no letter has such a code, and 1,000 syllables have room.
SYLLABLES_FROM = 0xE000
# The block of common characters: the rarer ones beyond are in no message.
HAN = (0x4E00, 0xA000)
LARGEST = 9  # zlib's best compression: it is packed once and unpacked at every start


def build() -> bytes:
    """The compressed table. The same packages give the same bytes."""
    # Not at the top: users have neither package, and tests import this module to compare.
    import opencc
    from pypinyin import Style, lazy_pinyin

    simplify: Callable[[str], str] = opencc.OpenCC("t2s").convert
    syllables: dict[str, int] = {}
    table = np.zeros(CODE_POINTS, np.uint16)
    for code in range(CODE_POINTS):
        letter = letter_of(chr(code))
        if letter:
            table[code] = _symbol(
                letter,
                simplify=simplify,
                spell=lambda han: lazy_pinyin(han, style=Style.NORMAL),
                syllables=syllables,
            )
    return zlib.compress(table.astype("<u2").tobytes(), LARGEST)


def simplified() -> str:
    """The characters that Simplified writes otherwise, and below each what it writes."""
    import opencc

    simplify: Callable[[str], str] = opencc.OpenCC("t2s").convert
    pairs = [(chr(code), simplify(chr(code))) for code in range(*HAN)]
    kept = [(han, simple) for han, simple in pairs if han != simple and len(simple) == 1]
    return "\n".join("".join(side) for side in zip(*kept, strict=True)) + "\n"


def _symbol(
    letter: str,
    *,
    simplify: Callable[[str], str],
    spell: Callable[[str], list[str]],
    syllables: dict[str, int],
) -> int:
    if "\u3400" <= letter <= "\u9fff" or ord(letter) >= 0x20000:
        simple = simplify(letter)[0]
        syllable = spell(simple)[0]
        if syllable.isascii() and syllable.isalpha():
            return SYLLABLES_FROM + syllables.setdefault(syllable, len(syllables))
        letter = simple  # pypinyin gives back what it cannot spell
    code = ord(letter)
    # Letters beyond 16 bits share the symbols of others: their planes are folded in by a multiplier
    # that spreads them. Never 0, which would drop them.
    return (code ^ (code >> 16) * 40503) & 0xFFFF or 1


if __name__ == "__main__":
    TABLE.write_bytes(build())
    SIMPLIFIED.write_text(simplified(), encoding="utf-8")
    for path in (TABLE, SIMPLIFIED):
        print(f"{path}: {path.stat().st_size} bytes")
