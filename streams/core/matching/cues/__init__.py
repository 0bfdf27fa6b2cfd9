"""The patterns by which `stance` reads a wording, a module for each language.

Two rules keep them quick: a branch begins with something definite, and nothing that may repeat
without end stands beside something that matches the same. tests/core/test_stance.py holds every
pattern here against texts that never end.
"""

import re
from functools import cache
from importlib import import_module

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
SCRIPTS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (CJK, ("chinese",)),
    (LATIN, ("english", "spanish", "portuguese", "indonesian", "french_german")),
    (ARABIC, ("arabic",)),
    (DEVANAGARI, ("devanagari",)),
    (CYRILLIC, ("cyrillic",)),
)
LATIN_LANGUAGES = SCRIPTS[1][1]
# Short words that sentences of a language are made with, in the order of `LATIN_LANGUAGES`. They
# only say which languages need not be tried; where they are few, all are.
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


@cache
def cues_of(language: str) -> Cues:
    """The cues of a language. Its patterns are compiled here, when a text first needs them: those
    of all take a fifth of a second, and most processes read no text.
    """
    cues: Cues = import_module(f"{__name__}.{language}").CUES
    return cues


def languages_of(folded: str, held: int) -> list[str]:
    """The languages that a folded text may be in; `held` is what it holds."""
    if not held & HOLDS_MORE:
        return _latin(folded)
    found = list[str]()
    if held & HOLDS_OTHERS:
        found += [
            language
            for place, (_, languages) in enumerate(SCRIPTS)
            if held & HOLDS_OTHERS & 1 << place
            for language in languages
        ]
    if held & HOLDS_CJK:
        is_mixed = held & HOLDS_LATIN and LATIN_SENTENCE.search(folded)
        return ["chinese", *(_latin(folded) if is_mixed else ()), *found]
    return [*_latin(folded), *found] if held & HOLDS_LATIN else found


def _latin(folded: str) -> list[str]:
    words = set(folded.split())
    counts = [len(words & short) for short in SHORT_WORDS]
    most = max(counts)
    if most < ENOUGH_WORDS:
        return list(LATIN_LANGUAGES)
    return [
        language
        for language, count in zip(LATIN_LANGUAGES, counts, strict=True)
        if count * 2 >= most
    ]
