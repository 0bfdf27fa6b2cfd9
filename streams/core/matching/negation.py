"""One more negation: a wording that says of what it joined the opposite, nearly word for word.

"微信聊天记录不用全部删掉" denies without one word that means false. In: a folded wording and
the folded one it joined. Out: whether a negation was put into what that asserts. Nothing but the
negation may come in its place: a longer list of what is missing is no denial, and neither is a
condition.

A denial need not repeat the whole claim. One clause of it is enough where the wording goes on
neither with another clause of the claim nor with a warning of its own.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, LCSseq

from streams.core.matching.cues import HOLDS_CJK, HOLDS_NOT, NEGATION_ZH
from streams.core.matching.cues.folding import fold
from streams.core.matching.negation_words import (
    CONDITIONS,
    GOES_ON,
    GOES_ON_ZH,
    HELPERS,
    NEGATES,
    SOOTHES_ZH,
)

SIMILAR = 0.7  # share of the joined wording that must be found again, in order
# A wording over that of the joined one, in length: no more than negations may be added.
SHORTEST = 0.8
LONGEST = 1.25
MORE_LETTERS = 3  # a negation and its adverb make a short wording longer than that
MORE_WORDS = 2
NEAR_LETTERS = 8  # before a change in which another negation rules it
NEAR_WORDS = 4
# A block of one letter in common is chance: Han letters are few enough for it.
LEAST_LETTERS = 2
LEAST_WORDS = 1
LEAST_STEM = 3  # letters of a verb without its ending
# Of a clause that is found in the joined wording: shorter ones are found in any.
CLAUSE_LETTERS = 6
CLAUSE_WORDS = 5
REPEATED = 80  # percent of a clause that is said as the joined wording says it
CLAUSES = 12  # that are looked at: a denial has few
KNOWN = 4_096  # much quoted wordings are joined again and again

CLAUSE_ENDS = re.compile("[,.:|?]+")
NOT_WORDS = re.compile(r"[\s,.:|?Q'\"-]+")
NEGATED_ZH = re.compile("[不没未无非].?")
NEGATES_ZH = re.compile(
    "(?:并|绝|根本)?(?:不|没|未|不用|不需|不需要|不必|不会|不是|不能|没有|并没|无需|无须|并非|并不"
    "|并未|从未|不再)"
)
# They contradict whatever stands before: "without a pass one will" - "one will by no means".
CONTRADICTS_ZH = re.compile("(?:并|绝|根本)[不没未非]")
# What the negation may take the place of: it must have been said that it is so.
MODAL_ZH = re.compile(
    "(?:要|会|得|必须|需|需要|将|将会|须|可能|能|已|已经|是|都|即将|马上|今晚|今天|明天|明日|今日|全部"
    "|藏着|藏有|含有|含|装着|装有|带有|存在)?"
)
# "will it or won't it", "whoever does not ...", "not this but that", "not only", "incessantly"
NO_NEGATION_ZH = re.compile(
    r"([一-鿿])[不没]\1|如果|假如|要是|若不|谁不|凡是|而是|不[但仅光只断止久幸得料知]|不停[地的响涨]"
    r"|[不没无][^,.:|?]{1,12}(?:就|便|的话|的人|的都|一律|否则|不然|则|者)"
)
NEGATES_OR_HELPS = NEGATES | HELPERS
RULES = NEGATES | CONDITIONS


def negates(folded: str, held: int, joined: str) -> bool:
    """Whether the wording is the joined one, nearly, with a negation put into what that asserts.

    `held` is what the wording holds (`cues.HELD`). `joined` is not folded yet: it need not be where
    the wording has no negation.
    """
    if held & HOLDS_CJK:
        if not held & HOLDS_NOT:
            return False
        negated = NEGATED_ZH.findall(folded)
        # Most wordings have none, or as often as the joined one has them.
        if all(joined.count(one) >= negated.count(one) for one in negated):
            return False
        known = _known_letters(joined)
        denies = _negates_letters(known, letters_of(folded)) or _denies_clause(known, folded)
        return denies and NO_NEGATION_ZH.search(folded) is None
    after = _words_of(folded)
    if NEGATES.isdisjoint(after):
        return False
    known_words = _known_words(joined)
    return _negates_words(known_words, after) or _denies_words(known_words, folded)


def letters_of(folded: str) -> str:
    """What is compared of a text without spaces: no signs, no quotes."""
    return NOT_WORDS.sub("", folded)


def _words_of(folded: str) -> list[str]:
    return NOT_WORDS.sub(" ", folded.replace("'", "")).split()


@lru_cache(KNOWN)
def _known_letters(joined: str) -> str:
    return letters_of(fold(joined))


@lru_cache(KNOWN)
def _known_words(joined: str) -> list[str]:
    return _words_of(fold(joined))


def _denies_clause(joined: str, folded: str) -> bool:
    """Whether clauses of the wording deny what the joined one says, and the others say nothing."""
    if "?" in folded:
        return False
    clauses = CLAUSE_ENDS.split(folded)[:CLAUSES]
    denied = [clause for clause in clauses if _is_denied(clause, joined)]
    return bool(denied) and not any(
        clause not in denied and _says_more(letters_of(clause), joined) for clause in clauses
    )


def _says_more(clause: str, joined: str) -> bool:
    """Whether a clause says something of its own, or what the joined wording says."""
    return bool(GOES_ON_ZH.search(SOOTHES_ZH.sub("", clause))) or _is_said(clause, joined)


def _is_said(clause: str, joined: str) -> bool:
    if len(clause) < CLAUSE_LETTERS or NEGATION_ZH.search(clause):
        return False
    return fuzz.partial_ratio(clause, joined) >= REPEATED


def _is_denied(clause: str, joined: str) -> bool:
    if len(clause) < CLAUSE_LETTERS or not NEGATION_ZH.search(clause):
        return False
    clause = letters_of(clause)
    if len(clause) < CLAUSE_LETTERS:
        return False
    place = fuzz.partial_ratio_alignment(clause, joined)
    if place is None or place.score < REPEATED * SIMILAR:
        return False
    before = joined[max(0, place.dest_start - MORE_LETTERS) : place.dest_start]
    said = joined[place.dest_start : place.dest_end]
    return not NEGATION_ZH.search(before) and _negates_letters(said, clause)


def _denies_words(joined: Sequence[str], folded: str) -> bool:
    if "?" in folded:
        return False
    clauses = [_words_of(clause) for clause in CLAUSE_ENDS.split(folded)[:CLAUSES]]
    denied = [clause for clause in clauses if _are_denied(clause, joined)]
    return bool(denied) and not any(
        clause not in denied and GOES_ON.search(" ".join(clause)) for clause in clauses
    )


def _are_denied(clause: Sequence[str], joined: Sequence[str]) -> bool:
    """The claim stands at the beginning of what was joined, mostly: only there it is looked for."""
    if len(clause) < CLAUSE_WORDS or NEGATES.isdisjoint(clause):
        return False
    return any(
        _negates_words(joined[: len(clause) + more], clause) for more in range(-MORE_WORDS, 2)
    )


def _negates_letters(before: str, after: str) -> bool:
    return _are_near(before, after, MORE_LETTERS) and any(
        same >= LEAST_LETTERS
        and NEGATES_ZH.fullmatch(after[new])
        and MODAL_ZH.fullmatch(before[gone])
        and (
            CONTRADICTS_ZH.match(after[new])
            or NEGATION_ZH.search(before[max(0, gone.start - NEAR_LETTERS) : gone.start]) is None
        )
        for gone, new, same in _changes(before, after)
    )


def _negates_words(before: Sequence[str], after: Sequence[str]) -> bool:
    return _are_near(before, after, MORE_WORDS) and any(
        same >= LEAST_WORDS
        and _is_negation(before[gone], after[new])
        and RULES.isdisjoint(before[max(0, gone.start - NEAR_WORDS) : gone.start])
        for gone, new, same in _changes(before, after)
    )


def _is_negation(gone: Sequence[str], new: Sequence[str]) -> bool:
    if len(gone) == 1 and len(new) > 1 and _is_form_of(gone[0], new[-1]):
        gone, new = (), new[:-1]  # "kills" - "does not kill"
    return (
        not NEGATES.isdisjoint(new)
        and NEGATES_OR_HELPS.issuperset(new)
        and HELPERS.issuperset(gone)
    )


def _is_form_of(word: str, stem: str) -> bool:
    return len(stem) >= LEAST_STEM and word.startswith(stem)


def _are_near(before: Sequence[str], after: Sequence[str], more: int) -> bool:
    """Most of the joined wording is there, and not much more.

    A count is ten times as quick as a list of what changed, which most wordings never need.
    """
    longest = max(LONGEST * len(before), len(before) + more)
    if not SHORTEST * len(before) <= len(after) <= longest:
        return False
    return LCSseq.similarity(before, after) >= SIMILAR * len(before)


def _changes(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[slice, slice, int]]:
    """What is gone, what is new in its place, and how much in common follows."""
    gone_from = 0
    new_from = 0
    for block in Indel.editops(before, after).as_matching_blocks():
        yield slice(gone_from, block.a), slice(new_from, block.b), block.size
        gone_from = block.a + block.size
        new_from = block.b + block.size
