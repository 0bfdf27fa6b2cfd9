"""Who may be alike: the exemplars in the rows of a text's grams vote, the best few are compared.

A row of the index is [head, id, id, ...]: the newest exemplars that carried one gram, so no posting
list ever grows and every lookup costs the same. The head holds how many clusters were founded with
the gram, and whose turn it is to be replaced.
"""

import numpy as np
from numpy.typing import NDArray

from streams.core.matching.kernels.compiled import compiled
from streams.core.matching.kernels.grams import per_log
from streams.core.matching.kernels.hashes import ONE
from streams.core.matching.kernels.tables import (
    EPOCH,
    MOST_CANDIDATES,
    MOST_COUNTED,
    NUMBER_BITS,
    NUMBER_MASK,
    TOUCHED,
    TURN_BITS,
    TURN_MASK,
    Tables,
)
from streams.core.matching.parameters import Parameters

SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio, as in Fibonacci hashing
VOTE_BITS = 11  # 2,048 places for at most 1,200 candidates
VOTE_MASK = np.uint64((1 << VOTE_BITS) - 1)
# A multiplicative hash is good in its leading bits: they are the slot.
VOTE_SHIFT = np.uint64(64 - VOTE_BITS)

LEAST_VOTE = 0.05  # of an index gram
# The votes that a text below `short` needs: all of its grams vote, but few exist.
VOTE_OF_SHORT = 0.5
LINE = 32  # symbols in a line of the cache


@compiled
def poll(
    asked: int,
    scale: float,
    rows: NDArray[np.int32],
    visits: NDArray[np.uint64],
    logs: NDArray[np.float64],
    epoch: int,
    voted: NDArray[np.int64],
    names: NDArray[np.int64],
    votes: NDArray[np.float32],
) -> int:
    """Votes of the rows for exemplars -> how many candidates."""
    ids = rows.shape[1] - 1
    found = 0
    for j in range(asked):
        row = visits[j]
        head = rows[row, 0]
        if head == 0:
            continue
        count = min(head >> TURN_BITS, MOST_COUNTED)
        weight = np.float32(max(LEAST_VOTE, 1.0 - logs[count] * scale))
        for q in range(1, min(head & TURN_MASK, ids) + 1):
            exemplar = np.int64(rows[row, q])
            slot = np.uint64(exemplar) * SPREAD >> VOTE_SHIFT
            entry = voted[slot]
            while entry >> NUMBER_BITS == epoch and names[entry & NUMBER_MASK] != exemplar:
                slot = (slot + ONE) & VOTE_MASK
                entry = voted[slot]
            if entry >> NUMBER_BITS == epoch:
                votes[entry & NUMBER_MASK] += weight
            elif found < MOST_CANDIDATES:
                voted[slot] = epoch << NUMBER_BITS | found
                names[found] = exemplar
                votes[found] = weight
                found += 1
    return found


@compiled
def elect(
    found: int,
    need: np.float32,
    most: int,
    names: NDArray[np.int64],
    votes: NDArray[np.float32],
    chosen: NDArray[np.int64],
) -> int:
    """The candidates with the most votes into `chosen`, the best first -> how many.

    They need more than `need`: most candidates share a gram by chance. Of equal ones those found
    first win.
    """
    able = 0
    for q in range(found):
        if votes[q] > need:
            votes[able] = votes[q]
            names[able] = names[q]
            able += 1
    count = 0
    while count < most:
        best = -1
        top = need
        for q in range(able):
            if votes[q] > top:
                top = votes[q]
                best = q
        if best < 0:
            break
        votes[best] = np.float32(-1.0)
        chosen[count] = names[best]
        count += 1
    return count


@compiled
def candidates(n: int, asked: int, tables: Tables, given: Parameters) -> int:
    """Those to be compared with the prepared window into `tables.chosen` -> how many.

    What is read from memory next is read here in advance, all together: loads that do not depend on
    each other overlap, so that all of them cost little more than one.
    """
    touched = np.int64(0)
    rows, visits = tables.rows, tables.visits
    for j in range(asked):
        touched += rows[visits[j], 0]
    found = poll(
        asked,
        per_log(tables, given),
        rows,
        visits,
        tables.logs,
        tables.state[EPOCH],
        tables.voted,
        tables.names,
        tables.votes,
    )
    need = np.float32(given.vote if n >= given.short else VOTE_OF_SHORT)
    chosen = tables.chosen
    count = elect(found, need, given.best, tables.names, tables.votes, chosen)
    for q in range(count):
        touched += tables.start[chosen[q]] + tables.cluster[chosen[q]]
        touched += np.int64(tables.mass[chosen[q]])
    for q in range(count):
        at = tables.start[chosen[q]]
        touched += tables.arena[at] + tables.arena[min(at + LINE, len(tables.arena) - 1)]
    tables.state[TOUCHED] = touched
    return count
