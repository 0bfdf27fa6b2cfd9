"""The patterns by which `stance` reads a wording, a module for each language.

Two rules keep them quick: a branch begins with something definite, and nothing that may repeat
without end stands beside something that matches the same. tests/core/test_stance.py holds every
pattern here against texts that never end.
"""

import re
from collections.abc import Sequence
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
THAI = re.compile("[\u0e01-\u0e5b]")
KANA = re.compile("[\u3041-\u309f\u30a1-\u30fa]")
HANGUL = re.compile("[\uac00-\ud7a3]")
# Folded letters that hardly any other language has.
VIETNAMESE = re.compile("[ăđơưĩũ\u1ea0-\u1ef9]")
CANTONESE = re.compile("[唔嘅咗喺啲哋佢冇嘢㗎嚟咪嗰畀]")
# The letters that a text must have for the cues of a language to be tried. The order says nothing:
# all that fit are read, and `stance` decides between them.
SCRIPTS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (CJK, ("chinese",)),
    (LATIN, ("english", "spanish", "portuguese", "indonesian", "french_german")),
    (ARABIC, ("arabic",)),
    (DEVANAGARI, ("devanagari",)),
    (CYRILLIC, ("cyrillic",)),
    (THAI, ("thai",)),
    (KANA, ("japanese",)),
    (HANGUL, ("korean",)),
    (VIETNAMESE, ("vietnamese",)),
    (CANTONESE, ("cantonese",)),
)
RARE = SCRIPTS[5:]  # one look tells whether a text holds letters of any of them
LATIN_LANGUAGES = SCRIPTS[1][1]
LANGUAGES = tuple(dict.fromkeys(language for _, languages in SCRIPTS for language in languages))
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
# They are like those of other languages, once folded: more of them than of any other tell.
VIETNAMESE_WORDS = frozenset(
    word
    for words in (
        "la cua của khong va các được người đa đã này cho nhưng với có bi bị ở nay đi tin giả thật",
        "ai moi tôi ra trong vi sự đừng đo đó đây con như hôm từ đến mai sẽ họ mọi phải chỉ rồi",
    )
    for word in words.split()
)
NEGATION_ZH = re.compile("[不没未无非]")
ENOUGH_WORDS = 3  # short words of a language, for others to be left out that have fewer than half
# What a folded text may hold, by bits: most patterns need not be tried for want of it.
HELD = CharacterClasses(
    CJK,
    LATIN,
    ARABIC,
    DEVANAGARI,
    CYRILLIC,
    re.compile("[^\x00-\x7f]"),
    NEGATION_ZH,
    re.compile("|".join(letters.pattern for letters, _ in RARE)),
)
(
    HOLDS_CJK,
    HOLDS_LATIN,
    HOLDS_ARABIC,
    HOLDS_DEVANAGARI,
    HOLDS_CYRILLIC,
    HOLDS_MORE,
    HOLDS_NOT,
    HOLDS_RARE,
) = (1 << place for place in range(8))
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
    if held & HOLDS_RARE:
        found += _rare(folded)
    if held & HOLDS_CJK:
        is_mixed = held & HOLDS_LATIN and LATIN_SENTENCE.search(folded)
        return ["chinese", *(_latin(folded) if is_mixed else ()), *found]
    return [*_latin(folded, found), *found] if held & HOLDS_LATIN else found


def _rare(folded: str) -> list[str]:
    return [
        language for letters, languages in RARE if letters.search(folded) for language in languages
    ]


def _latin(folded: str, found: Sequence[str] = ()) -> list[str]:
    words = set(folded.split())
    counts = [len(words & short) for short in SHORT_WORDS]
    most = max(counts)
    if "vietnamese" in found and len(words & VIETNAMESE_WORDS) > most:
        return []
    if most < ENOUGH_WORDS:
        return list(LATIN_LANGUAGES)
    return [
        language
        for language, count in zip(LATIN_LANGUAGES, counts, strict=True)
        if count * 2 >= most
    ]
