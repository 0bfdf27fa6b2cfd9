"""Words that exclude each other, slow and plain: what `kernels.senses` decides."""

from functools import cache

from streams.core.matching.kernels.senses import RUN
from streams.core.matching.kernels.tables import (
    AFTER,
    BEFORE,
    LONGEST_WORD,
    MOST_SENSES,
    POLAR_GROUPS,
    SENSE_BITS,
)
from streams.core.matching.opposites import with_opposites
from streams.core.matching.parameters import Parameters
from streams.core.matching.senses import inner_words, sense_words, turning_words

Symbols = tuple[int, ...]


def symbols_of(text: str) -> Symbols:
    return tuple(int(s) for s in with_opposites()[0][[ord(letter) for letter in text]] if s)


@cache
def senses_of_words() -> dict[Symbols, tuple[int, ...]]:
    found: dict[Symbols, tuple[int, ...]] = {}
    for word, sense in sense_words():
        symbols = symbols_of(word)
        found[symbols] = (*found.get(symbols, ()), sense)
    return found


@cache
def turning() -> frozenset[tuple[Symbols, int]]:
    return frozenset((symbols_of(word), side) for word, side in turning_words())


@cache
def inner() -> frozenset[tuple[Symbols, int]]:
    """Those of no homophone that is none."""
    known = inner_words()
    others = {(symbols_of(word), sense) for word, sense in set(sense_words()) - known}
    return frozenset((symbols_of(word), sense) for word, sense in known) - others


def is_turned(text: Symbols, at: int, end: int) -> bool:
    """Whether a negation stands right before a word, or right after it. Before it the longest
    counts, which may be a word that only ends like one.
    """
    before = [
        (len(word), side == BEFORE)
        for word, side in turning()
        if side != AFTER and text[:at][-len(word) :] == word
    ]
    return max(before, default=(0, False))[1] or any(
        side == AFTER and text[end : end + len(negation)] == negation
        for negation, side in turning()
    )


def senses_in(text: Symbols) -> list[tuple[int, int, int, bool]]:
    """From, to and sense of the words in a text, the longest of each place, and if it is claimed"""
    known = senses_of_words()
    out: list[tuple[int, int, int, bool]] = []
    at = 0
    while at < len(text):
        ends = (at + length for length in range(LONGEST_WORD, 1, -1) if at + length <= len(text))
        end = next((end for end in ends if text[at:end] in known), at + 1)
        for sense in known.get(text[at:end], ()):
            turned = sense >> SENSE_BITS < POLAR_GROUPS and is_turned(text, at, end)
            out.append((at, end, sense, not turned))
        at = end
    return out[:MOST_SENSES]


def stand_alike(one: Symbols, other: Symbols, given: Parameters) -> bool:
    """Whether what stands beside two places, read away from them, begins nearly alike."""
    if len(one) < given.least and len(other) < given.least:
        return True
    ours, theirs = (
        {side[at : at + given.least] for at in range(given.reach) if at + given.least <= len(side)}
        for side in (one, other)
    )
    return bool(ours & theirs)


def runs_alike(one: Symbols, other: Symbols, least: int) -> bool:
    """Whether what stands right before two places is the same, read away from them."""
    return len(one) >= least and one[:least] == other[:least]


def shares(text: Symbols, at: int, end: int, theirs: Symbols, length: int) -> bool:
    """Whether a gram that holds a word of a text is shared, or all that the word holds."""
    known = {theirs[start : start + length] for start in range(len(theirs) - length + 1)}
    if end - at > length:
        return all(text[start : start + length] in known for start in range(at, end - length + 1))
    starts = range(max(0, end - length), min(at, len(text) - length) + 1)
    return any(text[start : start + length] in known for start in starts)


def claims_other(text: Symbols, theirs: Symbols, given: Parameters) -> bool:
    ours, known = senses_in(text), senses_in(theirs)
    both = {sense for _, _, sense, _ in ours} & {sense for _, _, sense, _ in known}
    agreed = {sense >> SENSE_BITS for sense in both} | {
        sense >> SENSE_BITS
        for at, end, sense, _ in ours
        if (text[at:end], sense) not in inner() and shares(text, at, end, theirs, given.compare)
    }
    return any(
        sense >> SENSE_BITS == other >> SENSE_BITS
        and sense >> SENSE_BITS not in agreed
        and (
            (
                sense >> SENSE_BITS < POLAR_GROUPS
                and runs_alike(text[:at][::-1], theirs[:start][::-1], RUN * given.least)
            )
            or (
                stand_alike(text[:at][::-1], theirs[:start][::-1], given)
                and stand_alike(text[end:], theirs[stop:], given)
            )
        )
        for at, end, sense, claimed in ours
        for start, stop, other, claims in known
        if claimed and claims
    )
