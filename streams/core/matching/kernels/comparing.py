"""Two texts are compared by the idf mass of the grams that they share:

    score = shared / (smaller mass + constant)
    rank  = (confirmed + unconfirmed / 2) / (mass of either + constant)

The score is containment: a rumor inside a chain letter counts as whole. The rank is Jaccard's: of
several that contain each other the most symmetric is meant. A gram's idf counts clusters, not
messages, so that a viral rumor keeps the worth of its own words.

*Confirmed* is what an exemplar shares with its cluster. A text that glues two rumors together joins
one of them; what it says of the other is kept, but draws nobody in.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.core.matching.kernels.candidates import candidates
from streams.core.matching.kernels.compiled import compiled, inlined
from streams.core.matching.kernels.grams import Prepared, number_of
from streams.core.matching.kernels.hashes import BASE, ONE, first_gram, mixed, power
from streams.core.matching.kernels.senses import READ, claims_other, senses_in
from streams.core.matching.kernels.tables import (
    COMMON,
    EPOCH,
    OPPOSED,
    RANK,
    SCORE,
    SURE,
    SURE_SCORE,
    Tables,
    Whole,
)
from streams.core.matching.kernels.unions import root_of
from streams.core.matching.parameters import Parameters

# Added to the rank of whatever may be joined: a rank is below 1, so any beats any near miss.
JOINS = 10.0
# A join with a rank so high is meant: the candidates behind it are not compared.
CLEARLY_MEANT = JOINS + 0.8
# Of its mass that a text must share to be the same: sums of floats differ by their order.
ALL_OF_IT = 0.999
# Grams that tell an opposite where its symbol is not at the end of a text.
OPPOSITE_GRAMS = 2
MOST_OPPOSITES = 24  # symbols of an exemplar that are looked at: more is no sentence


class Match(NamedTuple):
    """The best match of one window. -1 stands for none."""

    compared: int  # rows of `Tables.top` in use
    best: int  # of them, by rank
    rank: float  # above JOINS where it may be joined
    near: int  # of them, so many are worth a look


@inlined
def is_unsure(unsure: NDArray[np.uint8], at: Whole) -> bool:
    return bool(unsure[at >> 3] >> np.uint8(at & 7) & np.uint8(1))


@compiled
def overlap(
    at: Whole,
    size: Whole,
    length: int,
    epoch: int,
    mask: np.uint64,
    arena: NDArray[np.uint16],
    unsure: NDArray[np.uint8],
    slots: NDArray[np.int64],
    keys: NDArray[np.uint64],
    weights: NDArray[np.float64],
    shared: NDArray[np.uint64],
    confirmed: NDArray[np.uint64],
) -> tuple[float, float, float]:
    """What the prepared text shares with the symbols of an exemplar -> idf mass, its confirmed
    part, and the mass of the longest run of grams in common. Fills the two sets.
    """
    common = 0.0
    sure = 0.0
    run = 0.0
    longest = 0.0
    shared[:] = 0
    confirmed[:] = 0
    lead = power(length)
    number = first_gram(arena, at, length)
    for j in range(size - length + 1):
        o = number_of(mixed(number), epoch, mask, slots, keys)
        if o >= 0:
            # Once, however often the exemplar repeats it.
            bit = ONE << np.uint64(o & 63)
            word = o >> 6
            weight = weights[o]
            if not shared[word] & bit:
                shared[word] |= bit
                common += weight
            if not confirmed[word] & bit and not is_unsure(unsure, at + j):
                confirmed[word] |= bit
                sure += weight
            run += weight
            longest = max(longest, run)
        else:
            run = 0.0
        if j < size - length:
            number = (
                number * BASE + np.uint64(arena[at + j + length]) - np.uint64(arena[at + j]) * lead
            )
    return common, sure, longest


@compiled
def opposes(
    at: Whole,
    size: Whole,
    length: int,
    epoch: int,
    mask: np.uint64,
    arena: NDArray[np.uint16],
    opposites: NDArray[np.uint16],
    slots: NDArray[np.int64],
    keys: NDArray[np.uint64],
) -> bool:
    """Whether an exemplar says the opposite, by a word that sounds like the text's:

    two of its grams are the text's but for that symbol, or one where it ends or begins the text.
    """
    against = 0
    seen = 0
    for j in range(size):
        if opposites[arena[at + j], 0] == 0:
            continue
        seen += 1
        if seen > MOST_OPPOSITES:
            break
        first = max(0, j - length + 1)
        last = min(j, size - length)
        need = min(OPPOSITE_GRAMS, last - first + 1)
        for side in range(opposites.shape[1]):
            other = opposites[arena[at + j], side]
            here = 0
            if other:
                for begin in range(first, last + 1):
                    mine = np.uint64(0)
                    theirs = np.uint64(0)
                    for n in range(begin, begin + length):
                        symbol = np.uint64(arena[at + n])
                        mine = mine * BASE + symbol
                        theirs = theirs * BASE + (np.uint64(other) if n == j else symbol)
                    lacks = number_of(mixed(mine), epoch, mask, slots, keys) < 0
                    if lacks and number_of(mixed(theirs), epoch, mask, slots, keys) >= 0:
                        here += 1
            against += here
            if here >= need or against >= OPPOSITE_GRAMS:
                return True
    return False


@compiled
def judged(
    common: float,
    sure: float,
    run: float,
    less: float,
    shorter: Whole,
    is_same: bool,
    given: Parameters,
) -> tuple[float, bool]:
    """The score of what is shared, and whether it is enough to join."""
    if is_same:
        return 1.0, True  # the same folded text, however short
    if shorter < given.identical:
        return 0.0, False
    score = common / less
    is_near = score >= given.join or (score >= given.join_by_run and run >= given.run)
    return score, is_near and sure >= min(given.sure, common * ALL_OF_IT)


@compiled
def note_compared(
    top: NDArray[np.float64],
    score: float,
    common: float,
    sure: float,
    rank: float,
    less: float,
    opposed: bool,
) -> None:
    """A candidate's row of `tables.top`."""
    top[SCORE] = score
    top[COMMON] = common
    top[SURE] = sure
    top[RANK] = rank
    top[SURE_SCORE] = sure / less
    top[OPPOSED] = 1.0 if opposed else 0.0


@inlined
def sounds_opposed(at: Whole, size: Whole, length: int, mask: np.uint64, tables: Tables) -> bool:
    return opposes(
        at,
        size,
        length,
        tables.state[EPOCH],
        mask,
        tables.arena,
        tables.opposites,
        tables.slots,
        tables.keys,
    )


@compiled
def match(n: int, prepared: Prepared, tables: Tables, given: Parameters) -> Match:
    """Compares the prepared window with its candidates: rows of `tables.top`."""
    count = candidates(n, prepared.asked, tables, given)
    words = (prepared.distinct + 63) >> 6
    mass = prepared.mass
    best = -1
    rank = 0.0
    compared = 0
    near = 0
    senses = -1  # not looked for yet
    for q in range(count):
        exemplar = tables.chosen[q]
        at = tables.start[exemplar]
        size = tables.start[exemplar + 1] - at
        length = min(given.compare, size)
        theirs = float(tables.mass[exemplar])
        common, sure, run = overlap(
            at,
            size,
            length,
            tables.state[EPOCH],
            prepared.mask,
            tables.arena,
            tables.unsure,
            tables.slots,
            tables.keys,
            tables.weights,
            tables.shared[q, :words],
            tables.confirmed[q, :words],
        )
        less = min(mass, theirs) + given.constant
        is_same = size == n and common >= mass * ALL_OF_IT
        score, joins = judged(common, sure, run, less, min(size, n), is_same, given)
        opposed = False
        if joins and not is_same:
            opposed = sounds_opposed(at, size, length, prepared.mask, tables)
            if senses and not opposed and tables.groups[exemplar] != READ:
                if senses < 0:
                    senses = senses_in(tables.text, prepared.at, n, tables, tables.ours)
                if senses:  # of few texts any, so that it is called, not part of this loop
                    opposed = claims_other(q, n, prepared.at, senses, tables, given)
        value = (sure + 0.5 * (common - sure)) / (mass + theirs - common + given.constant)
        if joins and not opposed:
            value += JOINS
        note_compared(tables.top[q], score, common, sure, value, less, opposed)
        compared += 1
        near += score >= given.suggest
        if value > rank:
            rank = value
            best = q
        if rank > CLEARLY_MEANT:
            break
    return Match(compared, best, rank, near)


@compiled
def find_roots(
    here: Match,
    chosen: NDArray[np.int64],
    cluster: NDArray[np.int32],
    parent: NDArray[np.int32],
    roots: NDArray[np.int64],
) -> None:
    """The root of each compared candidate."""
    for q in range(here.compared):
        roots[q] = root_of(np.int64(cluster[chosen[q]]), parent)


@compiled
def runner_up(
    here: Match, suggest: float, top: NDArray[np.float64], roots: NDArray[np.int64]
) -> int:
    """Of those compared the best in the suggest band outside the cluster that is joined; or -1."""
    other = -1
    band = suggest
    for q in range(here.compared):
        is_ours = here.rank > JOINS and roots[q] == roots[here.best]
        if top[q, SCORE] >= band and not is_ours:
            band = top[q, SCORE]
            other = q
    return other
