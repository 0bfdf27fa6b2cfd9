"""The compiled loops of the ring index. `matching.Index` is their only caller.

A row of the index is [head, id, id, ...]: the newest exemplars that carried one gram, so no posting
list ever grows. The head holds how many clusters were founded with the gram, and whose turn it is
to be replaced. A text votes for exemplars through its sampled grams, weighted by idf; the best few
are compared exactly:

    score  = idf mass of shared 3-grams / (smaller mass + constant)      joins at `join` and above
    choice = the highest idf Jaccard among those                         (the most symmetric match)

idf counts clusters, not messages, out of at least `idf_floor`. Texts longer than a window are
matched in overlapping windows. Measured in docs/benchmarks.md; the design is explained in
ARCHITECTURE.md.
"""

from typing import NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

MAX_SYMBOLS = 16_384
SLOTS = 4_096  # of the open-addressing tables of one call: more than twice the longest window
MOST_CANDIDATES = 1_200
TURN_BITS = 4  # of a row's head: which of its ids is replaced next, at least 7 once all are filled
TURN_MASK = 15
COUNT, END, CLUSTERS, EPOCH, TOUCHED, FULL = range(6)
MIX_A = np.uint64(0x9E3779B97F4A7C15)
MIX_B = np.uint64(0xBF58476D1CE4E5B9)


class Tables(NamedTuple):
    """The index and the scratch space of one call. Grown together by `Index`, never by a kernel."""

    symbols: NDArray[np.uint16]  # the code-point table
    text: NDArray[np.uint16]  # the symbols of the text at hand
    state: NDArray[np.int64]
    rows: NDArray[np.int32]
    frequency: NDArray[np.uint16]  # in how many clusters a 3-gram founded
    arena: NDArray[np.uint16]  # symbols of all exemplars
    start: NDArray[np.int64]
    mass: NDArray[np.float32]
    cluster: NDArray[np.int32]
    owner: NDArray[np.uint64]  # the variant an exemplar came from
    grams: NDArray[np.int64]  # scratch: key, epoch, last exemplar that shared it
    weights: NDArray[np.float64]
    distinct: NDArray[np.int64]
    voted: NDArray[np.int64]  # scratch: exemplar, epoch
    votes: NDArray[np.float32]
    candidates: NDArray[np.int64]
    visits: NDArray[np.uint64]
    top: NDArray[np.float64]  # scratch: exemplar, score, key of the best few
    logs: NDArray[np.float64]


class Parameters(NamedTuple):
    """How grams are cut and when two texts join. One set per script family, in `matching`."""

    gram: int  # symbols of an index gram
    sample: int  # texts of `short` symbols and more are stored under one gram in this many
    compare: int  # symbols of a compared gram
    best: int  # candidates compared exactly
    short: int
    ask_all: int  # texts shorter than this look up every gram
    identical: int  # texts shorter than this join only their like
    window: int
    step: int
    constant: float  # added to the smaller mass: guards short texts
    join: float
    suggest: float
    keep_below: float  # a joined text becomes an exemplar only below this score ...
    keep_own: float  # ... and with this share of its mass found in its match
    vote: float
    idf_floor: float


@nb.njit(inline="always", cache=True)
def hashed(symbols, at, length):
    h = np.uint64(length)
    for q in range(length):
        h = (h ^ np.uint64(symbols[at + q])) * MIX_A
        h ^= h >> np.uint64(32)
    h ^= h >> np.uint64(31)
    h *= MIX_B
    return h ^ (h >> np.uint64(29))


@nb.njit(inline="always", cache=True)
def cell(key, mask):
    return (np.uint64(key) << np.uint64(1)) >> np.uint64(40) & mask


@nb.njit(cache=True)
def fold(raw, t):
    """Code points -> symbols in `t.text`; how many."""
    n = 0
    for j in range(len(raw)):
        symbol = t.symbols[raw[j]]
        if symbol:
            t.text[n] = symbol
            n += 1
            if n == MAX_SYMBOLS:
                break
    return n


@nb.njit(cache=True)
def prepare(text, at, n, t, p):
    """-> rows stored under, rows asked, distinct compared grams, their idf mass."""
    t.state[EPOCH] += 1
    epoch = t.state[EPOCH]
    mask = np.uint64(SLOTS - 1)
    unit = 1.0 / np.log(max(float(t.state[CLUSTERS]), p.idf_floor) + 2.0)
    row_mask = np.uint64(t.rows.shape[0] - 1)
    cells = np.uint64(len(t.frequency) - 1)
    length = min(p.gram, n)
    sample = np.uint64(p.sample)
    stored = 0
    for j in range(n - length + 1):
        h = hashed(text, at + j, length)
        if n >= p.short and (h >> np.uint64(33)) % sample:
            continue
        t.visits[stored] = h & row_mask
        stored += 1
    asked = stored
    if p.short <= n < p.ask_all:
        for j in range(n - length + 1):
            h = hashed(text, at + j, length)
            if (h >> np.uint64(33)) % sample:
                t.visits[asked] = h & row_mask
                asked += 1
    length = min(p.compare, n)
    distinct = 0
    mass = 0.0
    for j in range(n - length + 1):
        h = hashed(text, at + j, length)
        s = h & mask
        key = np.int64(h >> np.uint64(1))
        while t.grams[s, 1] == epoch and t.grams[s, 0] != key:
            s = (s + np.uint64(1)) & mask
        if t.grams[s, 1] != epoch:
            t.grams[s, 0] = key
            t.grams[s, 1] = epoch
            t.grams[s, 2] = 0
            t.distinct[distinct] = np.int64(s)
            distinct += 1
            weight = max(0.02, 1.0 - t.logs[t.frequency[cell(key, cells)]] * unit)
            t.weights[s] = weight
            mass += weight
    return stored, asked, distinct, mass


@nb.njit(cache=True)
def poll(asked, t, p):
    """Votes of the rows for exemplars -> how many candidates."""
    epoch = t.state[EPOCH]
    mask = np.uint64(SLOTS - 1)
    width = t.rows.shape[1]
    unit = 1.0 / np.log(max(float(t.state[CLUSTERS]), p.idf_floor) + 2.0)
    found = 0
    for j in range(asked):
        t.state[TOUCHED] += t.rows[t.visits[j], 0]  # independent loads overlap
    for j in range(asked):
        row = t.visits[j]
        head = t.rows[row, 0]
        if head == 0:
            continue
        # weighed by clusters, not wordings: a viral rumor keeps the worth of its own words
        weight = np.float32(max(0.05, 1.0 - t.logs[min(head >> TURN_BITS, 65535)] * unit))
        for q in range(1, min(head & TURN_MASK, width - 1) + 1):
            exemplar = t.rows[row, q]
            s = np.uint64(exemplar) * MIX_A >> np.uint64(52)
            while t.voted[s, 1] == epoch and t.voted[s, 0] != exemplar:
                s = (s + np.uint64(1)) & mask
            if t.voted[s, 1] == epoch:
                t.votes[s] += weight
            elif found < MOST_CANDIDATES:
                t.voted[s, 0] = exemplar
                t.voted[s, 1] = epoch
                t.votes[s] = weight
                t.candidates[found] = np.int64(s)
                found += 1
    return found


@nb.njit(cache=True)
def shared_mass(exemplar, t, p):
    """idf mass of the compared grams that the prepared text shares with an exemplar."""
    epoch = t.state[EPOCH]
    mask = np.uint64(SLOTS - 1)
    at = t.start[exemplar]
    size = t.start[exemplar + 1] - at
    length = min(p.compare, size)
    shared = 0.0
    for j in range(size - length + 1):
        h = hashed(t.arena, at + j, length)
        s = h & mask
        key = np.int64(h >> np.uint64(1))
        while t.grams[s, 1] == epoch and t.grams[s, 0] != key:
            s = (s + np.uint64(1)) & mask
        if t.grams[s, 1] == epoch and t.grams[s, 2] != exemplar + 1:
            t.grams[s, 2] = exemplar + 1
            shared += t.weights[s]
    return shared


@nb.njit(cache=True)
def match(n, asked, mass, t, p):
    """-> best exemplar or -1, its score, shared mass, key; the best of another cluster in the
    suggest band or -1.
    """
    found = poll(asked, t, p)
    best = -1
    score = 0.0
    shared = 0.0
    key = 0.0
    need = np.float32(p.vote if n >= p.short else 0.5)
    able = 0
    for q in range(
        found
    ):  # most candidates share a gram by chance: leave them out before looking for the best again and again
        if t.votes[t.candidates[q]] > need:
            t.candidates[able] = t.candidates[q]
            able += 1
    compared = 0
    for _ in range(p.best):
        chosen = -1
        most = need
        for q in range(able):
            if t.votes[t.candidates[q]] > most:
                most = t.votes[t.candidates[q]]
                chosen = t.candidates[q]
        if chosen < 0:
            break
        t.votes[chosen] = np.float32(-1.0)
        exemplar = t.voted[chosen, 0]
        size = t.start[exemplar + 1] - t.start[exemplar]
        common = shared_mass(exemplar, t, p)
        value = common / (min(mass, float(t.mass[exemplar])) + p.constant)
        if size == n and common >= mass * 0.999:
            value = 1.0  # the same folded text, however short
        elif min(size, n) < p.identical:
            value = 0.0
        rank = common / (mass + t.mass[exemplar] - common + p.constant)
        if value >= p.join:
            rank += 10.0
        t.top[compared, 0] = exemplar
        t.top[compared, 1] = value
        compared += 1
        if rank > key:
            key = rank
            score = value
            best = exemplar
            shared = common
        if key > 10.8:
            break
    other = -1
    band = p.suggest
    for q in range(compared):
        exemplar = np.int64(t.top[q, 0])
        apart = best >= 0 and score >= p.join and t.cluster[exemplar] == t.cluster[best]
        if not apart and t.top[q, 1] >= band:
            band = t.top[q, 1]
            other = exemplar
    return best, score, shared, key, other


@nb.njit(cache=True)
def enter(i, stored, first, t):
    """Exemplar `i` into the rows it is stored under; `first` where it is its cluster's first."""
    ids = t.rows.shape[1] - 1
    for j in range(stored):
        row = t.visits[j]
        turn = t.rows[row, 0] & TURN_MASK
        if turn and t.rows[row, 1 + (turn - 1) % ids] == i:
            continue
        t.rows[row, 1 + turn % ids] = i
        clusters = (t.rows[row, 0] >> TURN_BITS) + (1 if first else 0)
        t.rows[row, 0] = clusters << TURN_BITS | (turn + 1 if turn < 2 * ids - 1 else ids)


@nb.njit(cache=True)
def keep(at, n, stored, distinct, mass, cluster, owner, founding, first, t):
    """Stores the prepared text as an exemplar; sets FULL where there is no room."""
    i = t.state[COUNT]
    end = t.state[END]
    cells = np.uint64(len(t.frequency) - 1)
    if i + 1 >= len(t.cluster) or end + n > len(t.arena):
        t.state[FULL] = 1
        return
    t.arena[end : end + n] = t.text[at : at + n]
    t.state[END] = end + n
    t.start[i + 1] = end + n
    t.cluster[i] = cluster
    t.owner[i] = owner
    t.mass[i] = mass
    if founding:
        for j in range(distinct):
            x = cell(t.grams[t.distinct[j], 0], cells)
            if t.frequency[x] < 65000:
                t.frequency[x] += 1
    enter(i, stored, first, t)
    t.state[COUNT] = i + 1


@nb.njit(inline="always", cache=True)
def windows_of(n, p):
    return 1 if n <= p.window else (n - p.window + p.step - 1) // p.step + 1


@nb.njit(inline="always", cache=True)
def window_at(w, n, p):
    return 0 if n <= p.window else min(w * p.step, n - p.window)


@nb.njit(cache=True)
def find(n, t, p):
    """The best match over all windows -> exemplar or -1, score, overlap or -1.

    The last window stays prepared.
    """
    best = -1
    score = 0.0
    top = -1.0
    other = -1
    band = 0.0
    size = min(n, p.window)
    for w in range(windows_of(n, p)):
        _, asked, _, mass = prepare(t.text, window_at(w, n, p), size, t, p)
        b, s, _, key, o = match(size, asked, mass, t, p)
        if key > top:
            best = b
            score = s
            top = key
        if o >= 0 and (other < 0 or s > band):
            other = o
            band = s
    if other >= 0 and best >= 0 and score >= p.join and t.cluster[other] == t.cluster[best]:
        other = -1
    return best, score, other


@nb.njit(cache=True)
def learn(n, cluster, owner, founding, t, p):
    """Stores the windows that are new enough and mostly about the cluster (all of them when
    founding) -> their bits.
    """
    kept = np.uint64(0)
    size = min(n, p.window)
    for w in range(min(windows_of(n, p), 64)):
        at = window_at(w, n, p)
        stored, asked, distinct, mass = prepare(t.text, at, size, t, p)
        wanted = founding
        if not founding:
            b, s, shared, _, _ = match(size, asked, mass, t, p)
            wanted = (
                b >= 0
                and t.cluster[b] == cluster
                and p.join <= s < p.keep_below
                and shared >= p.keep_own * mass
            )
        if wanted:
            keep(
                at,
                size,
                stored,
                distinct,
                mass,
                cluster,
                owner,
                founding and w % 2 == 0,
                founding and w == 0,
                t,
            )
            kept |= np.uint64(1) << np.uint64(w)
    return kept


@nb.njit(cache=True)
def add_window(n, owner, t, p):
    """`find` and `learn` for a text of one window, prepared and matched once -> cluster, exemplar,
    score, other, kept.
    """
    stored, asked, distinct, mass = prepare(t.text, 0, n, t, p)
    best, score, shared, _, other = match(n, asked, mass, t, p)
    founding = best < 0 or score < p.join
    cluster = np.int64(t.state[CLUSTERS]) if founding else np.int64(t.cluster[best])
    kept = np.uint64(0)
    if founding or (score < p.keep_below and shared >= p.keep_own * mass):
        keep(0, n, stored, distinct, mass, cluster, owner, founding, founding, t)
        kept = np.uint64(1)
    if founding:
        t.state[CLUSTERS] += 1
        best = -1
        score = 0.0
    return cluster, best, score, other, kept


@nb.njit(cache=True)
def add_windows(n, owner, t, p):
    """The same for a text of several windows:

    the best window decides, each is kept on its own merits.
    """
    best, score, other = find(n, t, p)
    founding = best < 0 or score < p.join
    cluster = np.int64(t.state[CLUSTERS]) if founding else np.int64(t.cluster[best])
    kept = learn(n, cluster, owner, founding, t, p)
    if founding:
        t.state[CLUSTERS] += 1
        best = -1
        score = 0.0
    return cluster, best, score, other, kept


@nb.njit(cache=True)
def add(raw, at, owners, clusters, exemplars, scores, others, kept, t, p):
    """Matches and stores texts one after another. cluster -1: nothing to match."""
    for i in range(len(at) - 1):
        n = fold(raw[at[i] : at[i + 1]], t)
        clusters[i] = exemplars[i] = others[i] = -1
        if 0 < n <= p.window:
            clusters[i], exemplars[i], scores[i], others[i], kept[i] = add_window(
                n, owners[i], t, p
            )
        elif n:
            clusters[i], exemplars[i], scores[i], others[i], kept[i] = add_windows(
                n, owners[i], t, p
            )
        if t.state[FULL]:
            return


@nb.njit(cache=True)
def seek(raw, at, exemplars, scores, others, t, p):
    """Matches texts and stores nothing."""
    for i in range(len(at) - 1):
        n = fold(raw[at[i] : at[i + 1]], t)
        exemplars[i] = others[i] = -1
        if n:
            exemplars[i], scores[i], others[i] = find(n, t, p)


@nb.njit(cache=True)
def restore(raw, at, owners, clusters, founding, kept, t, p):
    """Stores the windows that were kept when the text was first seen: no matching."""
    for i in range(len(at) - 1):
        n = fold(raw[at[i] : at[i + 1]], t)
        size = min(n, p.window)
        for w in range(min(windows_of(n, p), 64)):
            if kept[i] >> np.uint64(w) & np.uint64(1):
                stored, _, distinct, mass = prepare(t.text, window_at(w, n, p), size, t, p)
                keep(
                    window_at(w, n, p),
                    size,
                    stored,
                    distinct,
                    mass,
                    clusters[i],
                    owners[i],
                    founding[i] and w % 2 == 0,
                    founding[i] and w == 0,
                    t,
                )
        if founding[i]:
            t.state[CLUSTERS] = max(t.state[CLUSTERS], clusters[i] + 1)
        if t.state[FULL]:
            return


@nb.njit(cache=True)
def reenter(t, p):
    """All exemplars into emptied rows, oldest first, after the table of rows has grown."""
    seen = np.zeros(t.state[CLUSTERS] + 1, np.bool_)
    mask = np.uint64(t.rows.shape[0] - 1)
    sample = np.uint64(p.sample)
    for i in range(t.state[COUNT]):
        at = t.start[i]
        n = t.start[i + 1] - at
        length = min(p.gram, n)
        stored = 0
        for j in range(n - length + 1):
            h = hashed(t.arena, at + j, length)
            if n >= p.short and (h >> np.uint64(33)) % sample:
                continue
            t.visits[stored] = h & mask
            stored += 1
        enter(i, stored, not seen[t.cluster[i]], t)
        seen[t.cluster[i]] = True
