"""What is kept of a text: a window becomes an exemplar where it says something new.

What of it is neither confirmed content of its cluster nor alike is marked unsure: a text that glues
two rumors together would draw the other one's wordings in, and every later text would be a bridge.
"""

import numpy as np
from numpy.typing import NDArray

from streams.core.matching.kernels.bridges import mass_of, note
from streams.core.matching.kernels.comparing import Match, is_unsure
from streams.core.matching.kernels.compiled import compiled, inlined
from streams.core.matching.kernels.grams import Prepared, cell_of
from streams.core.matching.kernels.hashes import ONE
from streams.core.matching.kernels.tables import (
    COMMON,
    COUNT,
    END,
    FRAME,
    MOST_COUNTED,
    OTHERS,
    OURS,
    OURS_SURE,
    SCORE,
    SCRATCH,
    SURE_SCORE,
    TURN_BITS,
    TURN_MASK,
    UNSURE,
    Tables,
    Whole,
)
from streams.core.matching.parameters import Parameters

MOST_WEAK = 250  # where counting weak joins stops: an 8-bit number
NEARLY_ALL = 0.95
FRAME_GAP = 4  # grams that a frame may lack, as where a name stands in it


@compiled
def enter(
    exemplar: Whole, stored: int, first: bool, rows: NDArray[np.int32], visits: NDArray[np.uint64]
) -> None:
    """An exemplar into the rows it is stored under; `first` where it is its cluster's first."""
    ids = rows.shape[1] - 1
    grown = np.int32(1 << TURN_BITS if first else 0)
    for j in range(stored):
        row = visits[j]
        head = rows[row, 0]
        turn = head & TURN_MASK
        # Without a division: it would take longer than the rest.
        newest = turn - ids if turn > ids else turn
        if turn and rows[row, newest] == exemplar:
            continue  # a gram that the text repeats
        rows[row, 1 + (0 if newest == ids else newest)] = exemplar
        # A turn counts from 0 to 13: below 7 it says how many ids there are, then whose turn it is.
        following = turn + 1 if turn < 2 * ids - 1 else ids
        rows[row, 0] = ((head >> TURN_BITS << TURN_BITS) + grown) | following


@compiled
def keep(
    at: int,
    n: int,
    prepared: Prepared,
    cluster: Whole,
    owner: np.uint64,
    counted: bool,
    first: bool,
    tables: Tables,
) -> None:
    """Stores the prepared window as an exemplar, all of it confirmed.

    `counted`: its grams are founded in one cluster more. `first`: it is its cluster's first.
    """
    exemplar = tables.state[COUNT]
    end = tables.state[END]
    for j in range(n):
        tables.arena[end + j] = tables.text[at + j]
    tables.state[END] = end + n
    tables.start[exemplar + 1] = end + n
    tables.cluster[exemplar] = cluster
    tables.owner[exemplar] = owner
    tables.mass[exemplar] = prepared.mass
    if counted:
        for o in range(prepared.distinct):
            cell = cell_of(tables.keys[o], len(tables.frequency))
            if tables.frequency[cell] < MOST_COUNTED:
                tables.frequency[cell] += np.uint16(1)
    enter(exemplar, prepared.stored, first, tables.rows, tables.visits)
    tables.state[COUNT] = exemplar + 1


@compiled
def adds(
    root: Whole, here: Match, prepared: Prepared, words: int, tables: Tables, given: Parameters
) -> bool:
    """Whether a joined window is worth keeping: it says something new, or it is the second to say
    what a cluster that was founded by a fragment of it holds unconfirmed.

    Kept, the second confirms it. Else nothing ever would: later wordings are like the first, and
    those without the fragment would found a cluster of their own.
    """
    sets, weights = tables.sets, tables.weights
    for word in range(words):
        sets[SCRATCH, word] = sets[OURS, word] | sets[OTHERS, word]
    if prepared.mass - mass_of(sets[SCRATCH], words, weights) >= given.novel * prepared.mass:
        return True
    if not holds_fragment(root, here, tables, given):
        return False
    for word in range(words):
        known = sets[OURS_SURE, word] | sets[OTHERS, word]
        sets[SCRATCH, word] = sets[OURS, word] & ~known
    return mass_of(sets[SCRATCH], words, weights) >= given.repeated * prepared.mass


@compiled
def holds_fragment(root: Whole, here: Match, tables: Tables, given: Parameters) -> bool:
    """Whether a short exemplar of a cluster, confirmed where it is shared, stands in the window for
    the most part. What has only a frame in common with one has less of it.
    """
    top = tables.top
    for q in range(here.compared):
        mass = tables.mass[tables.chosen[q]]
        if (
            tables.roots[q] == root
            and mass < given.fragment
            and top[q, COMMON] >= given.held * mass
            and top[q, SURE_SCORE] >= NEARLY_ALL * top[q, SCORE]
        ):
            return True
    return False


@compiled
def mark_unsure(
    text: int,
    window: int,
    n: int,
    prepared: Prepared,
    words: int,
    tables: Tables,
    given: Parameters,
) -> None:
    """Of the exemplar just kept, what the cluster did not confirm; see `Tables.unsure`."""
    sets, ours = tables.sets, tables.sets[SCRATCH]
    for word in range(words):
        ours[word] = (sets[OURS, word] & ~sets[OTHERS, word]) | sets[OURS_SURE, word]
    rest = prepared.mass - mass_of(ours, words, tables.weights)
    if rest < given.unmatched or rest < given.novel * prepared.mass:
        return
    grams = n - min(given.compare, n) + 1
    begin = tables.start[tables.state[COUNT] - 1]
    sure_from = -1  # where the confirmed run after a span begins; before the first there is none
    at = 0
    while at < grams:
        while at < grams and is_in(ours, tables.numbers[at]):
            at += 1
        run = at
        while run < grams and not is_in(ours, tables.numbers[run]):
            run += 1
        if run - at < given.smooth:
            at = run  # too short to be worth a mark
            continue
        # A few confirmed grams between two spans are chance.
        is_island = sure_from >= 0 and at - sure_from < given.island
        first = sure_from if is_island else at
        set_unsure(begin + first, begin + run, tables.unsure)
        sure_from = run
        at = run
    at = 0
    while at < grams:
        run = at
        while run < grams and is_unsure(tables.unsure, begin + run):
            run += 1
        if run > at:
            note(text, UNSURE, window, at, run, 0.0, tables.notes, tables.state)
        at = run + 1


@inlined
def is_in(grams: NDArray[np.uint64], o: Whole) -> bool:
    return bool(grams[o >> 6] >> np.uint64(o & 63) & ONE)


@compiled
def set_unsure(first: Whole, end: Whole, unsure: NDArray[np.uint8]) -> None:
    """Marks symbols of the arena."""
    for at in range(first, end):
        unsure[at >> 3] |= np.uint8(1 << (at & 7))


@compiled
def learn_frame(
    text: int, here: Match, prepared: Prepared, words: int, tables: Tables, given: Parameters
) -> None:
    """Counts what a text shares with its match at the beginning and at the end, where both are
    mostly about something else: that is a frame, and its grams come to weigh less.
    """
    theirs = tables.mass[tables.chosen[here.best]]
    ours = mass_of(tables.sets[OURS], words, tables.weights)
    if ours >= given.weak * prepared.mass or tables.top[here.best, COMMON] >= given.weak * theirs:
        return
    shared = tables.shared[here.best]
    left = 0
    gap = 0
    # Numbers follow the order of the text, except where it repeats itself.
    for o in range(prepared.distinct):
        left = o + 1
        gap = 0 if is_in(shared, o) else gap + 1
        if gap == FRAME_GAP:
            break
    right = prepared.distinct
    gap = 0
    for o in range(prepared.distinct - 1, left - 1, -1):
        gap = 0 if is_in(shared, o) else gap + 1
        right = o
        if gap == FRAME_GAP:
            break
    first: Whole = np.int64(-1)
    for o in range(prepared.distinct + 1):
        within = o < prepared.distinct and (o < left or o >= right) and is_in(shared, o)
        if within and first < 0:
            first = o
        elif not within and first >= 0:
            count_frame(first, o, tables.keys, tables.frequency, tables.weak, given)
            note(text, FRAME, first, o, 0.0, 0.0, tables.notes, tables.state)
            first = np.int64(-1)


@compiled
def count_frame(
    first: Whole,
    end: Whole,
    keys: NDArray[np.uint64],
    frequency: NDArray[np.uint16],
    weak: NDArray[np.uint8],
    given: Parameters,
) -> None:
    """One weak join more for some of the prepared text's grams.

    Never above a cap: a viral rumor must keep its own words.
    """
    for o in range(first, end):
        cell = cell_of(keys[o], len(frequency))
        if weak[cell] < MOST_WEAK:
            weak[cell] += np.uint8(1)
        count = np.int64(frequency[cell])
        if weak[cell] > given.frame_after and count < given.frame_most:
            count += given.frame_adds
            frequency[cell] = np.uint16(count if count < given.frame_most else given.frame_most)
