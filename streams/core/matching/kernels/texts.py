"""Whole texts: each is folded, matched window by window, joined or founded, and kept where it is
new. What `add` does here, `restoring` does again without matching.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.core.matching.kernels.bridges import link, settle
from streams.core.matching.kernels.comparing import (
    JOINS,
    Match,
    find_roots,
    match,
    runner_up,
)
from streams.core.matching.kernels.compiled import compiled, inlined
from streams.core.matching.kernels.exemplars import (
    adds,
    keep,
    learn_frame,
    mark_unsure,
)
from streams.core.matching.kernels.grams import Prepared, fold, prepare
from streams.core.matching.kernels.hashes import ONE
from streams.core.matching.kernels.tables import (
    CLUSTERS,
    COUNT,
    END,
    NOTES,
    NOTES_OF_A_TEXT,
    ROOM,
    SCORE,
    Tables,
    Whole,
)
from streams.core.matching.kernels.unions import root_of
from streams.core.matching.parameters import MOST_WINDOWS, Parameters


class Found(NamedTuple):
    """The best match of a whole text. -1 stands for none."""

    exemplar: Whole
    score: float
    joins: bool
    other: Whole
    # Of the last window that was looked at.
    prepared: Prepared
    here: Match


@inlined
def counts(window: int) -> bool:
    """Windows overlap by half, so every other one holds the whole text: only its grams count."""
    return window % 2 == 0


@inlined
def windows_of(n: int, given: Parameters) -> int:
    return 1 if n <= given.window else (n - given.window + given.step - 1) // given.step + 1


@inlined
def window_at(window: int, n: int, given: Parameters) -> int:
    """Where a window begins; the last one ends with the text."""
    return 0 if n <= given.window else min(window * given.step, n - given.window)


@compiled
def find(n: int, tables: Tables, given: Parameters) -> Found:
    """The best match over all windows, and the best overlap over all windows."""
    best = np.int64(-1)
    score = 0.0
    rank = -1.0
    other = np.int64(-1)
    other_root = np.int64(-1)
    other_score = 0.0
    size = min(n, given.window)
    prepared = prepare(window_at(0, n, given), size, tables, given)
    here = match(size, prepared, tables, given)
    for window in range(windows_of(n, given)):
        if window:
            prepared = prepare(window_at(window, n, given), size, tables, given)
            here = match(size, prepared, tables, given)
        if here.best >= 0 and here.rank > rank:
            best = tables.chosen[here.best]
            score = tables.top[here.best, SCORE]
            rank = here.rank
        if here.near:
            find_roots(here, tables.chosen, tables.cluster, tables.parent, tables.roots)
            beside = runner_up(here, given.suggest, tables.top, tables.roots)
            if beside >= 0 and tables.top[beside, SCORE] > other_score:
                other = tables.chosen[beside]
                other_root = tables.roots[beside]
                other_score = tables.top[beside, SCORE]
    joins = rank > JOINS
    if joins and root_of(np.int64(tables.cluster[best]), tables.parent) == other_root:
        other = np.int64(-1)
    return Found(best, score, joins, other, prepared, here)


@compiled
def cluster_for(
    found: Found,
    state: NDArray[np.int64],
    cluster: NDArray[np.int32],
    parent: NDArray[np.int32],
    wordings: NDArray[np.int32],
    size: NDArray[np.int32],
) -> np.int64:
    """The cluster of the exemplar that a text joins, or a new one; one wording more in it."""
    if found.joins:
        ours = np.int64(cluster[found.exemplar])
    else:
        ours = state[CLUSTERS]
        parent[ours] = ours
        state[CLUSTERS] += 1
    wordings[ours] += 1
    size[root_of(ours, parent)] += 1
    return ours


@compiled
def take_in(
    text: int, n: int, owner: np.uint64, tables: Tables, given: Parameters
) -> tuple[Found, np.int64, np.uint64]:
    """Matches and stores one text -> its match, its cluster, the bits of the windows kept.

    The best window decides for all; each is kept on its own merits. When founding all are: there is
    nothing yet that they would draw in wrongly.
    """
    found = find(n, tables, given)
    cluster = cluster_for(
        found, tables.state, tables.cluster, tables.parent, tables.wordings, tables.size
    )
    root = root_of(cluster, tables.parent) if found.joins else np.int64(-1)
    kept = np.uint64(0)
    linked: Whole = np.int64(0)
    size = min(n, given.window)
    windows = windows_of(n, given)
    prepared = found.prepared
    here = found.here
    for window in range(min(windows, MOST_WINDOWS)):
        at = window_at(window, n, given)
        if windows > 1:
            prepared = prepare(at, size, tables, given)
            here = match(size, prepared, tables, given)
        words = (prepared.distinct + 63) >> 6
        wanted = not found.joins
        if here.near:
            find_roots(here, tables.chosen, tables.cluster, tables.parent, tables.roots)
            linked = link(root, here, words, linked, tables, given)
            if found.joins and here.rank > JOINS and tables.roots[here.best] == root:
                wanted = adds(root, here, prepared, words, tables, given)
        if wanted:
            counted = counts(window) and not found.joins
            first = window == 0 and not found.joins
            keep(at, size, prepared, cluster, owner, counted, first, tables)
            kept |= ONE << np.uint64(window)
            if found.joins:
                mark_unsure(text, window, size, prepared, words, tables, given)
        if found.joins and windows == 1:
            learn_frame(text, here, prepared, words, tables, given)
    if linked:
        settle(text, cluster, linked, tables, given)
    return found, cluster, kept


@compiled
def has_room(n: int, tables: Tables, given: Parameters) -> bool:
    """Whether a text can be taken in: if not, `Index` has to grow a table first."""
    return bool(
        tables.state[COUNT] < tables.state[ROOM]
        and tables.state[CLUSTERS] < len(tables.parent)
        and tables.state[END] + 2 * n + given.window <= len(tables.arena)
        and tables.state[NOTES] + NOTES_OF_A_TEXT <= len(tables.notes)
    )


@compiled
def add(
    raw: NDArray[np.uint32],
    at: NDArray[np.int64],
    begin: int,
    owners: NDArray[np.uint64],
    clusters: NDArray[np.int64],
    exemplars: NDArray[np.int64],
    scores: NDArray[np.float64],
    others: NDArray[np.int64],
    kept: NDArray[np.uint64],
    tables: Tables,
    given: Parameters,
) -> int:
    """Matches and stores texts one after another, from `begin` on -> how many are done.

    It stops where a table is full, which hangs on the texts before alone: so that the same texts
    give the same index, in whatever batches they come.
    """
    for i in range(begin, len(at) - 1):
        n = fold(raw[at[i] : at[i + 1]], tables.symbols, tables.text)
        clusters[i] = exemplars[i] = others[i] = -1
        if n == 0:
            continue
        if not has_room(n, tables, given):
            return i
        found, cluster, bits = take_in(i, n, owners[i], tables, given)
        clusters[i] = cluster
        exemplars[i] = found.exemplar if found.joins else -1
        scores[i] = found.score if found.joins else 0.0
        others[i] = found.other
        kept[i] = bits
    return len(at) - 1


@compiled
def seek(
    raw: NDArray[np.uint32],
    at: NDArray[np.int64],
    clusters: NDArray[np.int64],
    exemplars: NDArray[np.int64],
    scores: NDArray[np.float64],
    others: NDArray[np.int64],
    tables: Tables,
    given: Parameters,
) -> None:
    """Matches texts and stores nothing. A match that is not good enough has no cluster."""
    for i in range(len(at) - 1):
        n = fold(raw[at[i] : at[i + 1]], tables.symbols, tables.text)
        clusters[i] = exemplars[i] = others[i] = -1
        if n == 0:
            continue
        found = find(n, tables, given)
        exemplars[i] = found.exemplar
        scores[i] = found.score
        others[i] = found.other
        if found.joins:
            clusters[i] = tables.cluster[found.exemplar]
