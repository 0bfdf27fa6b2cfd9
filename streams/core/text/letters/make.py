"""Makes the code-point table of the id fold from Python's Unicode data.

    python -m streams.core.text.letters.make

Run once and for all: variant ids are made with the table. What a later Unicode adds may be added to
it where it was dropped before; what is in it keeps its fold.
"""

import unicodedata
import zlib

import numpy as np

from streams.core.text.letters import (
    ASKS,
    CODE_POINTS,
    COMPOSES,
    ITSELF,
    LEADS,
    MARK,
    ORDER_SHIFT,
    QUESTION_MARKS,
    SPELLED,
    TABLE,
    UNSEEN,
)

LARGEST = 9  # zlib's best compression: it is packed once and unpacked at every start
# Marks without which a word is another word: vowel signs, tone marks, viramas and stacked letters
# of the scripts of India, South-East Asia and Tibet, of N'Ko, Thaana, Miao, Adlam and their like.
# Accents of alphabets, vowel marks of Arabic, Hebrew and Syriac and signs of chant are not here.
LETTERS_TOO = (
    (0x07A6, 0x07B0),  # Thaana
    (0x07EB, 0x07F3),  # N'Ko
    (0x0900, 0x0950),  # Devanagari; its accents of chant follow
    (0x0955, 0x0DFF),  # to Sinhala
    (0x0E31, 0x0ECD),  # Thai, Lao
    (0x0F71, 0x0F84),  # Tibetan
    (0x0F8D, 0x0FBC),
    (0x102B, 0x109D),  # Myanmar
    (0x1712, 0x1773),  # Tagalog to Tagbanwa
    (0x17B6, 0x17D3),  # Khmer; what comes before is not seen
    (0x1920, 0x193B),  # Limbu
    (0x1A17, 0x1A1B),  # Buginese
    (0x1A55, 0x1A7C),  # Tai Tham
    (0x1B00, 0x1B44),  # Balinese
    (0x1B80, 0x1C37),  # Sundanese, Batak, Lepcha
    (0xA802, 0xA8C5),  # Syloti Nagri, Saurashtra
    (0xA926, 0xA953),  # Kayah Li, Rejang
    (0xA980, 0xA9E5),  # Javanese, Myanmar
    (0xAA29, 0xAAF6),  # Cham, Myanmar, Tai Viet, Meetei Mayek
    (0xABE3, 0xABED),
    (0x10A01, 0x10A0F),  # Kharoshthi
    (0x11000, 0x11FFF),  # Brahmi and what came of it
    (0x16F4F, 0x16F92),  # Miao
    (0x1E130, 0x1E136),  # Nyiakeng Puachue Hmong
    (0x1E2EC, 0x1E2EF),  # Wancho
    (0x1E944, 0x1E94A),  # Adlam
)
# Letters and marks to Unicode, nothing to the eye: fillers of Hangul and Khmer, the grapheme
# joiner, selectors of variants. The strokes that lengthen words of Arabic and N'Ko are no letters.
BLANK = (
    (0x034F, 0x034F),
    (0x0640, 0x0640),
    (0x07FA, 0x07FA),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFFA0, 0xFFA0),
    (0xE0100, 0xE01EF),
)


def build() -> bytes:
    """The compressed table. The same Unicode gives the same bytes."""
    firsts, seconds = _halves()
    folded = np.zeros(CODE_POINTS, np.uint32)
    kind = np.zeros(CODE_POINTS, np.uint32)
    spelled: list[int] = []
    for code in range(CODE_POINTS):
        kind[code] = kind_of(chr(code), firsts, seconds)
        letters = "" if kind[code] & UNSEEN else folded_alone(chr(code))
        if len(letters) == 1:
            folded[code] = ord(letters)
        elif letters:
            folded[code] = SPELLED | len(spelled)
            spelled += [len(letters), *map(ord, letters)]
    is_itself = folded == np.arange(CODE_POINTS, dtype=np.uint32)
    folded[is_itself] = ITSELF
    whole = np.concatenate([folded, kind, np.array(spelled, np.uint32)])
    return zlib.compress(whole.astype("<u4").tobytes(), LARGEST)


def folded_alone(character: str) -> str:
    """The id fold of one character: what is a letter or digit in its normal form."""
    return "".join(filter(is_kept, normal(character)))


def normal(text: str) -> str:
    """NFKC and casefold, and composed once more: casefold takes some letters apart."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", folded)


def is_kept(character: str) -> bool:
    """Whether a normal character is a letter or digit, or a mark that is as good as one."""
    if _is_within(character, BLANK):
        return False
    if unicodedata.category(character)[0] == "M":
        return _is_within(character, LETTERS_TOO)
    return character.isalnum()


def is_unseen(character: str) -> bool:
    """Zero-width and direction signs, fillers, halves of characters."""
    return unicodedata.category(character) in ("Cf", "Cs") or _is_within(character, BLANK)


def kind_of(character: str, firsts: set[str], seconds: set[str]) -> int:
    """What a text with this character needs, as bits of `Letters.kind`."""
    kind = ASKS if character in QUESTION_MARKS else 0
    if is_unseen(character):
        return kind | UNSEEN
    if unicodedata.category(character)[0] == "M":
        kind |= MARK
    whole = unicodedata.normalize("NFKD", character)
    is_spelled = len(normal(character)) > 1
    if whole[0] in seconds or (is_spelled and _order(whole[0]) + _order(whole[-1])):
        kind |= COMPOSES
    if firsts & {*whole, *unicodedata.normalize("NFKD", normal(character))}:
        kind |= LEADS
    return kind | _order(character) << ORDER_SHIFT


def _halves() -> tuple[set[str], set[str]]:
    """The first and the second halves of all compositions."""
    firsts = {chr(code) for code in range(0x1100, 0x1113)}  # Hangul composes by rule
    seconds = {chr(code) for code in (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))}
    for character in map(chr, range(CODE_POINTS)):
        parts = unicodedata.decomposition(character).split()
        if len(parts) != 2 or parts[0].startswith("<"):
            continue
        first, second = (chr(int(part, 16)) for part in parts)
        if unicodedata.normalize("NFC", first + second) == character:
            firsts |= {first, *unicodedata.normalize("NFKD", first)}
            seconds.add(second)
    return firsts, seconds


def _order(character: str) -> int:
    return unicodedata.combining(character)


def _is_within(character: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= ord(character) <= last for first, last in ranges)


if __name__ == "__main__":
    TABLE.write_bytes(build())
    print(f"{TABLE}: {TABLE.stat().st_size} bytes")
