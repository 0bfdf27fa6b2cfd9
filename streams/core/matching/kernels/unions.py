"""Clusters that turned out to be one: who was merged into whom, and what spoke for it so far."""

import numpy as np
from numpy.typing import NDArray

from streams.core.matching.kernels.compiled import compiled
from streams.core.matching.kernels.hashes import mixed
from streams.core.matching.kernels.tables import CLUSTERS, Tables, Whole

# Columns of `Tables.pairs`.
SAME = 2
ASIDE = 3
# In place of a count of the same passage: the two say the opposite, and are never merged.
NEVER = -1


@compiled
def root_of(cluster: np.int64, parent: NDArray[np.int32]) -> np.int64:
    """The oldest cluster that this one was merged into; shortens the way for the next."""
    here = cluster
    while parent[here] != here:
        parent[here] = parent[parent[here]]
        here = np.int64(parent[here])
    return here


@compiled
def pair_of(one: Whole, other: Whole, pairs: NDArray[np.int32]) -> np.int64:
    """The row of two roots. One place each: a new pair takes that of an older one."""
    older = min(one, other)
    younger = max(one, other)
    at = np.int64(mixed(np.uint64(older) << np.uint64(32) | np.uint64(younger)) >> np.uint64(33))
    at &= len(pairs) - 1
    if pairs[at, 0] != older or pairs[at, 1] != younger:
        pairs[at, 0] = older
        pairs[at, 1] = younger
        pairs[at, SAME] = 0
        pairs[at, ASIDE] = 0
    return at


@compiled
def may_merge(
    older: Whole, younger: Whole, apart: NDArray[np.int32], parent: NDArray[np.int32]
) -> bool:
    """Whether nobody said that something of the one and something of the other are two."""
    for k in range(len(apart)):
        one = root_of(np.int64(apart[k, 0]), parent)
        other = root_of(np.int64(apart[k, 1]), parent)
        if min(one, other) == older and max(one, other) == younger:
            return False
    return True


@compiled
def merge(
    one: Whole,
    other: Whole,
    apart: NDArray[np.int32],
    parent: NDArray[np.int32],
    size: NDArray[np.int32],
) -> bool:
    """Makes one of two roots, named by the older; False where that is not allowed or done."""
    older = min(one, other)
    younger = max(one, other)
    if older == younger or not may_merge(older, younger, apart, parent):
        return False
    parent[younger] = older
    size[older] += size[younger]
    return True


@compiled
def join_again(merged: NDArray[np.int64], tables: Tables) -> None:
    """All merges once more, those that are not allowed left out."""
    parent = tables.parent
    size = tables.size
    for cluster in range(tables.state[CLUSTERS]):
        parent[cluster] = cluster
        size[cluster] = tables.wordings[cluster]
    for k in range(len(merged)):
        one = root_of(merged[k, 0], parent)
        merge(one, root_of(merged[k, 1], parent), tables.apart, parent, size)
