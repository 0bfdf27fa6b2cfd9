"""The patterns by which `stance` reads a wording, a module for each language.

Two rules keep them quick: a branch begins with something definite, and nothing that may repeat
without end stands beside something that matches the same. tests/core/test_stance.py holds every
pattern here against texts that never end.
"""

import re

from streams.core.matching.cues import (
    arabic,
    chinese,
    cyrillic,
    devanagari,
    english,
    french_german,
    indonesian,
    portuguese,
    spanish,
)
from streams.core.text import CJK

LATIN = re.compile("[a-z]")
ARABIC = re.compile("[\u0620-\u06ff]")
DEVANAGARI = re.compile("[\u0900-\u097f]")
CYRILLIC = re.compile("[\u0400-\u04ff]")
# The letters that a text must have for the cues of a language to be tried. The order says nothing:
# all that fit are read, and `stance` decides between them.
SCRIPTS = (
    (CJK, (chinese.CUES,)),
    (
        LATIN,
        (english.CUES, spanish.CUES, portuguese.CUES, indonesian.CUES, french_german.CUES),
    ),
    (ARABIC, (arabic.CUES,)),
    (DEVANAGARI, (devanagari.CUES,)),
    (CYRILLIC, (cyrillic.CUES,)),
)
