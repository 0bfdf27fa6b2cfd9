"""Bridges: texts that hold confirmed content of two clusters.

Where it is the same passage of the text, both clusters carry that passage: they are one, and are
merged once enough wordings say so. Where the passages lie apart, somebody glued two messages
together: a suggestion with its count, never a merge.
"""

import numpy as np
from numpy.typing import NDArray

from streams.core.matching.kernels.comparing import Match
from streams.core.matching.kernels.compiled import compiled, inlined
from streams.core.matching.kernels.hashes import ONE
from streams.core.matching.kernels.tables import (
    BRIDGE,
    MERGE,
    MOST_LINKED,
    NOTES,
    OPPOSED,
    OTHER,
    OTHERS,
    OURS,
    OURS_SURE,
    SCORE,
    SCRATCH,
    SURE_SCORE,
    Tables,
    Whole,
)
from streams.core.matching.kernels.unions import ASIDE, NEVER, SAME, merge, pair_of, root_of
from streams.core.matching.parameters import Parameters

# Kinds of links in `Tables.linked`; of several windows of one text the highest counts.
LINKED_ASIDE = 0
LINKED_SAME = 1
LINKED_OPPOSED = 2


@compiled
def mass_of(grams: NDArray[np.uint64], words: int, weights: NDArray[np.float64]) -> float:
    """idf mass of a set of the text's grams."""
    mass = 0.0
    for word in range(words):
        bits = grams[word]
        o = word << 6
        while bits:
            if bits & ONE:
                mass += weights[o]
            bits >>= ONE
            o += 1
    return mass


@inlined
def note(
    text: int,
    kind: int,
    a: float | Whole,
    b: float | Whole,
    c: float | Whole,
    d: float | Whole,
    notes: NDArray[np.float64],
    state: NDArray[np.int64],
) -> None:
    """Writes down what cannot be read from a text's match; `Index` makes room for it before."""
    k = state[NOTES]
    notes[k, 0] = text
    notes[k, 1] = kind
    notes[k, 2] = a
    notes[k, 3] = b
    notes[k, 4] = c
    notes[k, 5] = d
    state[NOTES] = k + 1


@compiled
def gather(
    root: Whole,
    here: Match,
    words: int,
    roots: NDArray[np.int64],
    top: NDArray[np.float64],
    shared: NDArray[np.uint64],
    into: NDArray[np.uint64],
) -> bool:
    """What the window shares with the candidates of one root; whether one says the opposite."""
    into[:words] = 0
    opposed = False
    for q in range(here.compared):
        if roots[q] == root:
            if top[q, OPPOSED] > 0:
                opposed = True
            elif top[q, SCORE] > 0:
                for word in range(words):
                    into[word] |= shared[q, word]
    return opposed


@compiled
def link(
    root: Whole, here: Match, words: int, linked: Whole, tables: Tables, given: Parameters
) -> Whole:
    """Finds the other clusters that a window is a bridge to -> how many the text has so far.

    `root` is the cluster that the text joins, -1 where it founds one: then it shares nothing that
    is confirmed, and all of its links are apart. Fills `Tables.sets`.
    """
    roots, top, confirmed = tables.roots, tables.top, tables.confirmed
    sets, weights = tables.sets, tables.weights
    gather(root, here, words, roots, top, tables.shared, sets[OURS])
    gather(root, here, words, roots, top, confirmed, sets[OURS_SURE])
    sets[OTHERS, :words] = 0
    by = SCORE if root < 0 else SURE_SCORE
    for q in range(here.compared):
        other = roots[q]
        if top[q, by] < given.link or other == root:
            continue
        is_done = False
        for before in range(q):
            is_done |= roots[before] == other and top[before, by] >= given.link
        if is_done:
            continue
        opposed = gather(other, here, words, roots, top, confirmed, sets[OTHER])
        both = 0.0
        kind = LINKED_ASIDE
        if opposed:
            kind = LINKED_OPPOSED
        else:
            for word in range(words):
                sets[OTHERS, word] |= sets[OTHER, word]
                sets[SCRATCH, word] = sets[OTHER, word] & sets[OURS_SURE, word]
            both = mass_of(sets[SCRATCH], words, weights)
            less = min(
                mass_of(sets[OURS_SURE], words, weights), mass_of(sets[OTHER], words, weights)
            )
            if root >= 0 and both >= given.same * less and both >= given.both:
                kind = LINKED_SAME
        linked = take_link(other, kind, both, linked, tables.linked, tables.linked_mass)
    return linked


@compiled
def take_link(
    other: Whole,
    kind: int,
    both: float,
    count: Whole,
    linked: NDArray[np.int64],
    masses: NDArray[np.float64],
) -> Whole:
    """Into the links of the text: its windows are one bridge to a cluster together."""
    for k in range(count):
        if linked[k, 0] == other:
            linked[k, 1] = max(kind, linked[k, 1])
            masses[k] = max(masses[k], both)
            return count
    if count == MOST_LINKED:
        return count
    linked[count, 0] = other
    linked[count, 1] = kind
    masses[count] = both
    return count + 1


@compiled
def settle(text: int, cluster: np.int64, count: Whole, tables: Tables, given: Parameters) -> None:
    """Counts the text's bridges, then merges what has enough of them.

    All are counted before any is merged: so `restore` finds the same roots, whatever the order.
    """
    linked, parent, size = tables.linked, tables.parent, tables.size
    ours = root_of(cluster, parent)
    for k in range(count):
        other = linked[k, 0]
        kind = linked[k, 1]
        row = pair_of(ours, other, tables.pairs)
        same = tables.pairs[row, SAME]
        linked[k, 1] = 0  # from here on: how many wordings say that the two be merged
        if kind == LINKED_OPPOSED:
            tables.pairs[row, SAME] = NEVER
        if kind == LINKED_SAME and same != NEVER:
            same += 1
            tables.pairs[row, SAME] = same
            if same >= given.rate * min(size[ours], size[other]):
                linked[k, 1] = same
        else:
            tables.pairs[row, ASIDE] += 1
        same = tables.pairs[row, SAME]
        aside = tables.pairs[row, ASIDE]
        note(text, BRIDGE, other, same, aside, 0.0, tables.notes, tables.state)
    for k in range(count):
        if linked[k, 1] == 0:
            continue
        one = root_of(ours, parent)
        other = root_of(linked[k, 0], parent)
        if merge(one, other, tables.apart, parent, size):
            older = min(one, other)
            younger = max(one, other)
            mass = tables.linked_mass[k]
            note(text, MERGE, older, younger, linked[k, 1], mass, tables.notes, tables.state)
