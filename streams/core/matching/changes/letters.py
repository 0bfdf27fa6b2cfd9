"""Letters: what one is, in every script, and what the matcher takes it for."""

import re
import unicodedata
from functools import lru_cache

from streams.core.matching.opposites import with_opposites

# Marks that are part of a syllable, and no letters to Python: accents, vowel signs and tones.
MARKS = (
    r"\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff\u0e31-\u0eff\u1000-\u109f"
    r"\u1780-\u17d3"
)
HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
# One by one: Chinese, and scripts that write no spaces between words.
OTHER_ALONE = "\u3040-\u30ff\u0e00-\u0e30\u0e40-\u0e46\u0e81-\u0eb0\u1000-\u102a\u1780-\u17b3"
ALONE = rf"[{HAN}{OTHER_ALONE}]"
# Letters of those that are seen as one: a vowel before its consonant, what stands above and below,
# the consonant that closes a syllable of Burmese.
THAI_OR_LAO = (
    r"[\u0e40-\u0e44\u0ec0-\u0ec4]?[\u0e01-\u0e2e\u0e81-\u0eae]"
    r"[\u0e2f-\u0e3a\u0e45-\u0e4e\u0eaf-\u0ebd\u0ec8-\u0ece]*"
)
BURMESE = (
    r"[\u1000-\u102a](?:\u1039[\u1000-\u102a]|[\u102b-\u1038\u103a-\u103e]|[\u1000-\u1021]\u103a)*"
)
KHMER = r"[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[\u17b4-\u17d1\u17d3])*"
ONE = re.compile(
    rf"(?P<han>[{HAN}]+)|(?P<label>@?\[[a-z]+\])"
    rf"|(?P<alone>{THAI_OR_LAO}|{BURMESE}|{KHMER}|{ALONE}[\u3099\u309a]?)"
    rf"|(?P<word>(?:(?!{ALONE})[\w{MARKS}])+(?:['’-](?=[^\W\d_])(?:(?!{ALONE})[\w{MARKS}])+)*)"
)
# What is set on a letter and is none: accents, vowel signs, tones.
COMBINING = "".join(
    chr(point) for point in range(0x300, 0x1800) if unicodedata.category(chr(point))[0] == "M"
)
HAS_HAN = re.compile(f"[{HAN}]")
HAS_ALONE = re.compile(rf"[{HAN}{OTHER_ALONE}\u0e31-\u0eff\u102b-\u109f\u17b4-\u17d3]")
OF_LONG_WORDS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17d3]")
LETTER = "a-z\u00c0-\u024f\u0370-\u052f"


@lru_cache(maxsize=8_192)
def _symbol(letter: str) -> str:
    """The symbol that the matcher compares, as a letter; nothing where it drops it."""
    symbols, _ = with_opposites()
    symbol = int(symbols[ord(letter)])
    return chr(symbol) if symbol else ""


def sound_of(text: str) -> str:
    """What the matcher compares of a text without spaces."""
    return _symbol(text) if len(text) == 1 else "".join(map(_symbol, text))


def letters_of(text: str) -> str:
    """Its letters, digits and marks that are letters."""
    return "".join(found[0] for found in ONE.finditer(text))
