"""Whether what a wording denies is not its claim: "It is false that all is well, the dam cracked".

In: a folded wording that denies something, the patterns of its language, the wording it joined.
Out: the wording without that denial, where what is denied has nothing of the claim to itself and
soothes, or where the claim comes behind it. An answer to the claim, "it is false that the dam has
cracked, it is sound", names the claim where it denies; "the notice is fake: the dam has cracked"
says what it denies behind a colon.
"""

import re

from streams.core.matching.cues import HELD, SHORT_WORDS
from streams.core.matching.cues.besides import Besides, besides_of
from streams.core.matching.cues.folding import fold
from streams.core.matching.negation import NOT_WORDS, negates

# Without spaces between words, or with endings at each: pairs of letters are compared.
UNSPACED = re.compile("[\u0e01-\u0e5b\u3041-\u30fa\u3400-\u9fff\uac00-\ud7a3]")
STEM = 5  # letters of a word: its ending may differ
LEAST_LATIN = 4  # letters of a word that says something, in Latin or Cyrillic
LEAST_OTHER = 3
FEW_WORDS = frozenset[str]().union(*SHORT_WORDS)
MOST = 0.6  # share of the claim that comes behind what is denied
LEAST_SHARED = 2  # pieces of it
NAMING = re.compile(r"[^:?]{0,24}:")  # a colon, soon behind the denial
HALF = 2  # of a question that is called rubbish is the claim, at least


def without_denial(language: str, folded: str, joined: str | None) -> str | None:
    """A folded wording without its denial, where that is said of something else than what it joined
    claims; else None. Perhaps what is left denies the claim.

    Only for a wording that denies something: it says nothing of others.
    """
    besides = besides_of(language)
    found = besides.denied.search(folded)
    if found is None or found.lastindex is None:
        return None
    rest = folded[found.end() :]
    is_beside = _is_beside(besides, found, rest, joined)
    return f"{folded[: found.start()]},{rest}" if is_beside else None


def _is_beside(besides: Besides, found: re.Match[str], rest: str, joined: str | None) -> bool:
    if found.lastindex is None:
        return False
    denied = _pieces(found[found.lastindex])
    said = _pieces(rest)
    # A claim that was made in the same form is what comes behind its own denial.
    claim = _pieces(besides.denied.sub(" ", fold(joined), count=1)) if joined else set[str]()
    if not said or denied <= claim:
        return False
    soothes = _soothes(besides, found[found.lastindex])
    if joined is not None and found.lastindex >= besides.asked:
        return soothes or HALF * len(denied & claim) < len(denied)
    # An answer is known by whose it is: they may be named in the claim as well.
    if len((denied & claim) - said) > (found.lastindex >= besides.answers):
        return False
    if soothes:
        return True
    is_said = len(claim & said) >= max(LEAST_SHARED, MOST * len(claim))
    return joined is not None and is_said and not (_names(rest) or _is_negated(rest, joined))


def _soothes(besides: Besides, denied: str) -> bool:
    return besides.soothes.search(denied) is not None and besides.alarms.search(denied) is None


def _names(rest: str) -> bool:
    """Whether what is denied is told behind it: "the notice is fake. It says: ..."."""
    return NAMING.match(rest) is not None


def _is_negated(rest: str, joined: str) -> bool:
    return negates(f".{rest}", HELD.bits_of((rest,))[0], joined)


def _pieces(folded: str) -> set[str]:
    """What is compared of a text: the stems of its words, or pairs of letters."""
    words = NOT_WORDS.sub(" ", folded).split()
    return {piece for word in words if word not in FEW_WORDS for piece in _pieces_of(word)}


def _pieces_of(word: str) -> list[str]:
    if UNSPACED.search(word):
        return [word[at : at + 2] for at in range(max(1, len(word) - 1))]
    least = LEAST_LATIN if word < "\u0530" else LEAST_OTHER
    return [word[:STEM]] if len(word) >= least else []
