"""Whether a wording denies the claim: in whose name, in which words, and whether it stands by it.

In: a folded wording and the patterns of one language that it may match. Out: yes or no; `stance`
says what comes of it.
"""

import re

from streams.core.matching.cues.folding import fold
from streams.core.matching.cues.readings import Language, Reading

# Stands for words that ask; the fold leaves none in a text.
ASKED = "¿"
# A clause that ends with a question mark, or with words that ask: what is asked is not stated.
ASKING_CLAUSE = re.compile(r"(?<=[,.?:|])[^,.?:|¿]*\?")
ASKED_CLAUSE = re.compile(rf"(?<=[,.?:|])[^,.?:|{ASKED}]*{ASKED}[^,.?:|]*\??")
# Where another clause begins, and what there is in one.
CLAUSE = re.compile("[,.:|?]|(?:^| )(?:and|as|y|e|dan|и|और) ")
LETTER = re.compile(r"[^\s|,.:?Q]")
# Points of small signs that make a denial: a word only messages are called, and one sign more.
ENOUGH = 3
HEADLINE = 3  # characters before what a text says first
# What may stand around "fake!" in a text that says nothing else.
FRAME = 3


def denies(reading: Reading, asked: str, joined: str | None) -> bool:
    """Whether a wording denies its claim; `asked` is it with what asks marked (`ASKED`), `joined`
    the one it joined.
    """
    language, seen = reading
    if is_plain(language, seen, asked):
        return True
    stated = ASKING_CLAUSE.sub("?", ASKED_CLAUSE.sub(f"{ASKED}?", asked))
    denial = language.denies.found(stated, seen)
    reported = None
    if denial is None or denial.start() > HEADLINE:
        reported = language.reports.found(stated, seen)
    if reported is not None:
        if _is_held_against(reading, stated, reported.end()):
            return False
        denial = reported
    elif denial is not None and _takes_back(reading, stated, denial):
        return False
    denial = denial or _called_false(reading, stated, joined)
    if denial is None:
        # Who asks as well is unsure: small signs say nothing then.
        return ASKED not in asked and _weighs_enough(reading, stated)
    # "They say it is fake, is it?" asks. A headline may ask behind what it says first.
    return denial.start() <= HEADLINE or ASKED not in stated[denial.end() :]


def _takes_back(reading: Reading, stated: str, denial: re.Match[str]) -> bool:
    """Whether what is said behind an office's own denial is what no office would say."""
    speech = reading.language.speech
    return (
        speech is not None
        and denial.start() > HEADLINE
        and speech.begins.search(stated) is not None
        and speech.contradicted.search(stated, denial.end()) is not None
    )


def is_plain(language: Language, seen: int, folded: str) -> bool:
    """Whether a wording denies by itself. A fake message that robs is the claim."""
    return (
        language.plainly.found(folded, seen) is not None
        and language.warns.found(folded, seen) is None
    )


def _is_held_against(reading: Reading, stated: str, denied_until: int) -> bool:
    """Whether a wording goes on against the denial that it reports.

    "The bank denied it on Monday and closed on Tuesday" carries. Whoever passes a denial on ends
    with it, or goes on in its sense; an office that speaks itself may go on with its reply.
    """
    language, seen = reading
    rest = stated[denied_until:]
    speech = language.speech
    if speech is not None and speech.begins.search(stated):
        if speech.contradicted.search(rest):
            return True
        if speech.replies.search(rest):
            return False
    turns = language.turns.found(rest, seen) is not None
    return turns or (_goes_on(rest) and language.calms.found(rest, seen) is None)


def _goes_on(rest: str) -> bool:
    clause = CLAUSE.search(rest)
    return clause is not None and LETTER.search(rest, clause.end()) is not None


def _weighs_enough(reading: Reading, stated: str) -> bool:
    """Whether small signs of a denial add up, and nothing asks to act on the claim."""
    language, seen = reading
    if not language.false_signs.found(stated, seen):
        return False
    signs = zip(language.points, language.signs.patterns, strict=True)
    points = sum(points for points, (bit, sign) in signs if seen & bit and sign.search(stated))
    return points >= ENOUGH and not (
        language.spreads.found(stated, seen) or language.warns.found(stated, seen)
    )


def _called_false(reading: Reading, stated: str, joined: str | None) -> re.Match[str] | None:
    language, seen = reading
    called = language.calls_false.found(stated, seen)
    if called is None:
        return None
    if len(called[0]) >= len(stated) - FRAME:
        return called
    if language.warns.found(stated, seen):
        return None
    if language.holds_back.found(stated, seen):
        return called
    # "The police officers are fake" is the claim itself where the joined wording says so, too.
    words = [
        word for pattern in language.denying.tried(seen) for word in pattern.findall(called[0])
    ]
    if joined is None or not words:
        return None
    known = fold(joined)
    return None if any(word in known for word in words) else called
