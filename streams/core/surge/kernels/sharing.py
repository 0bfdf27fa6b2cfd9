"""How many of one rise's reporters are in each of those that run: what `surge.crowd` compares."""

import numpy as np

from streams.core.surge.kernels.compiled import compiled
from streams.core.surge.kernels.tables import (
    KEYS_A_CHUNK,
    LINK,
    MANY,
    REPORTERS,
    Keys,
    Whole,
    Wholes,
)

LEAST_SHARED = 3  # reporters who can be compared at all
GROUP_KEEPS = 64  # reporters of a group, those of the smallest keys: the same ones in every rise
# Nearly all keys of another rise are none of ours: a few of their bits say so.
BITS = 10
LAST_BITS = np.uint64((1 << BITS) - 1)


@compiled
def shared_with(
    episodes: Wholes, chunks: Keys, rows: Wholes, keys: Keys, bits: Wholes, out: Wholes
) -> None:
    """For each of these episodes: how many of the keys are in it, of so many that can be compared.

    `bits` are `1 << BITS` zeros.
    """
    for key in keys:
        bits[key & LAST_BITS] = 1
    for at in range(len(rows)):
        out[at, 0] = 0
        out[at, 1] = len(keys)
        size = episodes[rows[at], REPORTERS]
        if size != MANY:
            compare(chunks, episodes[rows[at], REPORTERS + 1], size, keys, bits, out[at])


@compiled
def compare(
    chunks: Keys, newest: Whole, size: Whole, keys: Keys, bits: Wholes, out: Wholes
) -> None:
    largest = np.uint64(0)
    left = size
    chunk = newest
    while left > 0:
        filled = (left - 1) % KEYS_A_CHUNK + 1
        for k in range(1, filled + 1):
            key = chunks[chunk, k]
            largest = max(largest, key)
            if bits[key & LAST_BITS] and is_among(keys, key):
                out[0] += 1
        left -= filled
        chunk = np.int64(chunks[chunk, LINK])
    if size < GROUP_KEEPS:
        return
    # Of a rise that is over only the smallest keys are kept: as little is compared here.
    out[1] = 0
    for key in keys:
        out[1] += key <= largest
    if out[1] < LEAST_SHARED:
        out[0] = 0
        out[1] = 1


@compiled
def is_among(keys: Keys, key: np.uint64) -> bool:
    found = False
    for one in keys:
        found |= one == key
    return found
