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
from streams.core.matching.cues.parts import Cues
from streams.core.text import CJK
from streams.core.text.classes import CharacterClasses

LATIN = re.compile("[a-z]")
# Names and links among Chinese are no sentence.
LATIN_SENTENCE = re.compile(r"[a-z]{2,20}[ ,.']{1,3}[a-z]{1,20}[ ,.']{1,3}[a-z]{2,20}\b")
ARABIC = re.compile("[\u0620-\u06ff]")
DEVANAGARI = re.compile("[\u0900-\u097f]")
CYRILLIC = re.compile("[\u0400-\u04ff]")
# The letters that a text must have for the cues of a language to be tried. The order says nothing:
# all that fit are read, and `stance` decides between them.
SCRIPTS: tuple[tuple[re.Pattern[str], tuple[Cues, ...]], ...] = (
    (CJK, (chinese.CUES,)),
    (
        LATIN,
        (english.CUES, spanish.CUES, portuguese.CUES, indonesian.CUES, french_german.CUES),
    ),
    (ARABIC, (arabic.CUES,)),
    (DEVANAGARI, (devanagari.CUES,)),
    (CYRILLIC, (cyrillic.CUES,)),
)
LATIN_CUES = SCRIPTS[1][1]
# Short words that sentences of a language are made with, in the order of `LATIN_CUES`. They only
# say which languages need not be tried; where they are few, all are.
SHORT_WORDS = tuple(
    frozenset(words.split())
    for words in (
        "the is are was this that it to of and in on for not from with they you have has be will"
        " at your my we i do says say don't",
        "el la los las es que de en y un una por con del se lo su para al esta este esto son ya mi"
        " si hay les me",
        "o os as e que de em um uma por com do da dos das no na se nao para ao esta esse essa isso"
        " foi sao ja meu minha ou vai",
        "yang ini itu di dan ke dari tidak akan ada untuk dengan saya kita jangan sudah kalau bisa"
        " bukan besok pada karena atau juga",
        "le les des est et dans pour pas ne der die das und ist nicht ein eine den mit von zu auf"
        " il une du qui wird sind",
    )
)
NEGATION_ZH = re.compile("[不没未无非]")
ENOUGH_WORDS = 3  # short words of a language, for others to be left out that have fewer than half


# What a folded text may hold, by bits: most patterns need not be tried for want of it.
HELD = CharacterClasses(
    CJK, LATIN, ARABIC, DEVANAGARI, CYRILLIC, re.compile("[^\x00-\x7f]"), NEGATION_ZH
)
HOLDS_CJK, HOLDS_LATIN, HOLDS_ARABIC, HOLDS_DEVANAGARI, HOLDS_CYRILLIC, HOLDS_MORE, HOLDS_NOT = (
    1 << place for place in range(7)
)
HOLDS_OTHERS = HOLDS_ARABIC | HOLDS_DEVANAGARI | HOLDS_CYRILLIC


def cues_for(folded: str, held: int) -> list[Cues]:
    """The cues of the languages that a folded text may be in; `held` is what it holds."""
    if not held & HOLDS_MORE:
        return _latin(folded)
    found = list[Cues]()
    if held & HOLDS_OTHERS:
        found += [
            cues
            for place, (_, all_cues) in enumerate(SCRIPTS)
            if held & HOLDS_OTHERS & 1 << place
            for cues in all_cues
        ]
    if held & HOLDS_CJK:
        is_mixed = held & HOLDS_LATIN and LATIN_SENTENCE.search(folded)
        return [chinese.CUES, *(_latin(folded) if is_mixed else ()), *found]
    return [*_latin(folded), *found] if held & HOLDS_LATIN else found


def _latin(folded: str) -> list[Cues]:
    words = set(folded.split())
    counts = [len(words & short) for short in SHORT_WORDS]
    most = max(counts)
    if most < ENOUGH_WORDS:
        return list(LATIN_CUES)
    return [cues for cues, count in zip(LATIN_CUES, counts, strict=True) if count * 2 >= most]
