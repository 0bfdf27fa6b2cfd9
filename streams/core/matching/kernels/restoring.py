"""What `texts` stored, stored again without matching: from the log, or in a larger table."""

import numpy as np
from numpy.typing import NDArray

from streams.core.matching.kernels.compiled import compiled
from streams.core.matching.kernels.exemplars import (
    count_frame,
    enter,
    keep,
    set_unsure,
)
from streams.core.matching.kernels.grams import fold, place, prepare
from streams.core.matching.kernels.hashes import ONE
from streams.core.matching.kernels.tables import (
    BRIDGE,
    CLUSTERS,
    COUNT,
    FRAME,
    MERGE,
    TOUCHED,
    UNSURE,
    Tables,
)
from streams.core.matching.kernels.texts import counts, has_room, window_at, windows_of
from streams.core.matching.kernels.unions import ASIDE, SAME, merge, pair_of, root_of
from streams.core.matching.parameters import MOST_WINDOWS, Parameters


@compiled
def restore(
    raw: NDArray[np.uint32],
    at: NDArray[np.int64],
    begin: int,
    owners: NDArray[np.uint64],
    clusters: NDArray[np.int64],
    kept: NDArray[np.uint64],
    notes: NDArray[np.float64],
    tables: Tables,
    given: Parameters,
) -> int:
    """Stores again what `add` stored, and what it noted, from `begin` on -> how many are done.

    `notes` are in the order of the texts.
    """
    here = 0
    while here < len(notes) and notes[here, 0] < begin:
        here += 1
    for i in range(begin, len(at) - 1):
        n = fold(raw[at[i] : at[i + 1]], tables.symbols, tables.text)
        if not has_room(n, tables, given):
            return i
        end = here
        while end < len(notes) and notes[end, 0] == i:
            end += 1
        bits = kept[i] if n else np.uint64(0)
        restore_text(n, owners[i], clusters[i], bits, notes[here:end], tables, given)
        here = end
    return len(at) - 1


@compiled
def restore_text(
    n: int,
    owner: np.uint64,
    cluster: np.int64,
    kept: np.uint64,
    notes: NDArray[np.float64],
    tables: Tables,
    given: Parameters,
) -> None:
    size = min(n, given.window)
    founding = cluster >= tables.state[CLUSTERS]
    if founding:
        tables.parent[cluster] = cluster
        tables.state[CLUSTERS] = cluster + 1
    tables.wordings[cluster] += 1
    tables.size[root_of(cluster, tables.parent)] += 1
    for window in range(min(windows_of(n, given), MOST_WINDOWS)):
        if kept >> np.uint64(window) & ONE:
            start = window_at(window, n, given)
            prepared = prepare(start, size, tables, given)
            counted = founding and counts(window)
            first = founding and window == 0
            keep(start, size, prepared, cluster, owner, counted, first, tables)
            restore_marks(window, size, notes, tables)
    restore_frames(n, notes, tables, given)
    restore_bridges(cluster, notes, tables)


@compiled
def restore_marks(window: int, size: int, notes: NDArray[np.float64], tables: Tables) -> None:
    begin = tables.start[tables.state[COUNT] - 1]
    for k in range(len(notes)):
        if notes[k, 1] == UNSURE and notes[k, 2] == window:
            first = min(np.int64(notes[k, 3]), size)
            end = min(np.int64(notes[k, 4]), size)
            set_unsure(begin + first, begin + end, tables.unsure)


@compiled
def restore_frames(n: int, notes: NDArray[np.float64], tables: Tables, given: Parameters) -> None:
    """Only texts of one window were looked at for frames."""
    is_prepared = False
    distinct = 0
    for k in range(len(notes)):
        if notes[k, 1] != FRAME or n > given.window:
            continue
        if not is_prepared:
            distinct = prepare(window_at(0, n, given), n, tables, given).distinct
            is_prepared = True
        first = min(int(notes[k, 2]), distinct)
        end = min(int(notes[k, 3]), distinct)
        count_frame(first, end, tables.keys, tables.frequency, tables.weak, given)


@compiled
def restore_bridges(cluster: np.int64, notes: NDArray[np.float64], tables: Tables) -> None:
    """The counts, then the merges; a merge that nobody decided against is a fact."""
    ours = root_of(cluster, tables.parent)
    for k in range(len(notes)):
        if notes[k, 1] == BRIDGE:
            other = root_of(np.int64(notes[k, 2]), tables.parent)
            row = tables.pairs[pair_of(ours, other, tables.pairs)]
            row[SAME] = np.int32(notes[k, 3])
            row[ASIDE] = np.int32(notes[k, 4])
    for k in range(len(notes)):
        if notes[k, 1] == MERGE:
            one = root_of(np.int64(notes[k, 2]), tables.parent)
            other = root_of(np.int64(notes[k, 3]), tables.parent)
            merge(one, other, tables.apart, tables.parent, tables.size)


@compiled
def reenter(tables: Tables, given: Parameters) -> None:
    """All exemplars into emptied rows, oldest first, after the table of rows has grown."""
    seen = np.zeros(tables.state[CLUSTERS] + 1, np.bool_)
    rows, visits = tables.rows, tables.visits
    touched = np.int64(0)
    for exemplar in range(tables.state[COUNT]):
        at = tables.start[exemplar]
        n = tables.start[exemplar + 1] - at
        stored, _ = place(tables.arena, at, n, rows.shape[0], visits, False, given)
        # Read in advance, all together, as in `candidates`.
        for j in range(stored):
            touched += rows[visits[j], 0]
        cluster = tables.cluster[exemplar]
        enter(exemplar, stored, not seen[cluster], rows, visits)
        seen[cluster] = True
    tables.state[TOUCHED] = touched
