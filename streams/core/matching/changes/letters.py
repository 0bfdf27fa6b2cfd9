"""Letters: what one is, in every script, and what the matcher takes it for."""

import re
from functools import lru_cache

from streams.core.matching.opposites import with_opposites

# Marks that are part of a syllable, and no letters to Python: accents, vowel signs and tones.
MARKS = (
    r"\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff\u0e31-\u0eff\u1000-\u109f"
    r"\u1780-\u17d3"
)
HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
# One by one: Chinese, and scripts that write no spaces between words.
ALONE = rf"[{HAN}\u3040-\u30ff\u0e00-\u0e30\u0e40-\u0e46\u0e81-\u0eb0\u1000-\u102a\u1780-\u17b3]"
ONE = re.compile(
    rf"(?P<han>[{HAN}]+)|(?P<label>@?\[[a-z]+\])|(?P<alone>{ALONE}[{MARKS}]*)"
    rf"|(?P<word>(?:(?!{ALONE})[\w{MARKS}])+(?:['’-](?=[^\W\d_])(?:(?!{ALONE})[\w{MARKS}])+)*)"
)
HAS_HAN = re.compile(f"[{HAN}]")
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
