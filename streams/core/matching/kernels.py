"""The compiled loops of the ring index. `index.Index` is their only caller.

A row of the index is [head, id, id, ...]: the newest exemplars that carried one gram, so no posting
list ever grows and every lookup costs the same. The head holds how many clusters were founded with
the gram, and whose turn it is to be replaced. A text votes for exemplars through its sampled grams;
the best few are compared exactly:

    score = idf mass of shared grams / (smaller mass + constant)     joins at `join` and above
    rank  = the same mass / (mass of either + constant)              the highest of those joins

The score is containment: a rumor inside a chain letter counts as whole. The rank is Jaccard's: of
several that contain each other the most symmetric is meant. A gram's idf counts clusters, not
messages, so that a viral rumor keeps the worth of its own words.

One file, however long: numba keeps compiled code beside the file of a function, and does not notice
changes in another. For the same reason constants that loops read stand here. All arguments are by
position: that is how compiled functions call each other without a detour. What is called in the
innermost loops gets the two arrays it needs, not all twenty tables, which cost more than the call.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import numba as nb
import numpy as np
from numpy.typing import NDArray

from streams.core.matching.parameters import MOST_WINDOWS, Parameters

Function = TypeVar("Function", bound=Callable[..., Any])
compiled: Callable[[Function], Function] = nb.njit(cache=True)
inlined: Callable[[Function], Function] = nb.njit(cache=True, inline="always")
Whole = int | np.int64

MAX_SYMBOLS = 16_384  # of a text; reports end at 10,000 characters
MOST_CANDIDATES = 1_200  # exemplars that votes are counted for: others are not among the best
MOST_COMPARED = 32

# The open-addressing tables of one call. More than twice the longest window and three times the
# candidates, so that a probe is short and an empty slot always there.
SLOT_BITS = 12
SLOTS = 1 << SLOT_BITS
SLOT_MASK = np.uint64(SLOTS - 1)
# A multiplicative hash is good in its leading bits: they are the slot.
VOTE_SHIFT = np.uint64(64 - SLOT_BITS)

# A gram's row is the lowest bits of its hash, its frequency cell those from 40 on; whether it is
# sampled reads those from 33 on, or one row in three would hold all grams and two would be empty.
SAMPLE_SHIFT = np.uint64(33)
CELL_SHIFT = np.uint64(40)
ONE = np.uint64(1)
MIX_A = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio, as in Fibonacci hashing
MIX_B = np.uint64(0xBF58476D1CE4E5B9)  # of splitmix64

# A row's head: clusters above, below whose turn it is, at least 7 once all ids are filled.
TURN_BITS = 4
TURN_MASK = (1 << TURN_BITS) - 1

LOGS = (
    65_536  # counts whose logarithm is at hand: as many as the frequencies, which are 16-bit, know
)
MOST_COUNTED = 65_000  # where a frequency stops, well before it would turn over to 0
LEAST_WEIGHT = 0.02  # of a compared gram: what is in every rumor is still shared
LEAST_VOTE = 0.05  # of an index gram
VOTE_OF_SHORT = (
    0.5  # the votes that a text below `short` needs: all of its grams vote, but few exist
)

# Added to the rank of whatever joins: a rank is below 1, so any join beats any near miss.
JOINS = 10.0
# A join with a rank so high is meant: the candidates behind it are not compared.
CLEARLY_MEANT = JOINS + 0.8
# Of its mass that a text must share to be the same: sums of floats differ by their order.
ALL_OF_IT = 0.999

# Places in `Tables.state`.
COUNT = 0  # exemplars
END = 1  # symbols in the arena
CLUSTERS = 2
EPOCH = 3  # of the scratch tables: a slot of another epoch is empty, so that none is ever cleared
TOUCHED = 4  # what was read in advance; without a use the compiler would leave the reading out
FULL = 5  # 1 where an exemplar had no room


class Tables(NamedTuple):
    """The index and the scratch space of one call. Grown together by `Index`, never by a kernel."""

    symbols: NDArray[np.uint16]  # the code-point table
    text: NDArray[np.uint16]  # the symbols of the text at hand
    state: NDArray[np.int64]
    rows: NDArray[np.int32]
    frequency: NDArray[np.uint16]  # in how many clusters a compared gram was founded
    arena: NDArray[np.uint16]  # symbols of all exemplars
    start: NDArray[np.int64]  # where each begins in the arena
    mass: NDArray[np.float32]
    cluster: NDArray[np.int32]
    owner: NDArray[np.uint64]  # the variant an exemplar came from
    grams: NDArray[np.int64]  # scratch: key, epoch, last exemplar that shared it
    weights: NDArray[np.float64]  # scratch, beside `grams`
    distinct: NDArray[np.int64]  # scratch: the slots of `grams` in use
    voted: NDArray[np.int64]  # scratch: exemplar, epoch
    votes: NDArray[np.float32]  # scratch, beside `voted`
    candidates: NDArray[np.int64]  # scratch: the slots of `voted` in use
    visits: NDArray[np.uint64]  # scratch: rows of the text, those it is stored under first
    top: NDArray[np.float64]  # scratch: exemplar, score of the compared ones
    logs: NDArray[np.float64]  # ln(1), ln(2), ...


class Prepared(NamedTuple):
    """What `prepare` has put into the scratch tables."""

    stored: int  # rows to be stored under
    asked: int  # rows to look into: those, and more
    distinct: int  # compared grams
    mass: float  # their idf mass


class Match(NamedTuple):
    """The best match of one window. -1 stands for none."""

    exemplar: int
    score: float
    shared: float  # the mass in common
    rank: float
    other: Whole  # the best exemplar of another cluster in the suggest band ...
    other_score: float  # ... and its own score


class Found(NamedTuple):
    """The best match of a whole text."""

    exemplar: int
    score: float
    other: Whole


class Added(NamedTuple):
    """Where a text went, and the bits of the windows that were kept."""

    cluster: Whole
    exemplar: int
    score: float
    other: Whole
    kept: np.uint64


@inlined
def hashed(symbols: NDArray[np.uint16], at: int, length: int) -> np.uint64:
    hash_ = np.uint64(length)
    for n in range(length):
        hash_ = (hash_ ^ np.uint64(symbols[at + n])) * MIX_A
        hash_ ^= hash_ >> np.uint64(32)
    hash_ ^= hash_ >> np.uint64(31)
    hash_ *= MIX_B
    return hash_ ^ (hash_ >> np.uint64(29))


@inlined
def is_sampled(hash_: np.uint64, given: Parameters) -> bool:
    return bool((hash_ >> SAMPLE_SHIFT) % np.uint64(given.sample) == 0)


@inlined
def key_of(hash_: np.uint64) -> np.int64:
    return np.int64(hash_ >> ONE)


@inlined
def cell_of(key: np.int64, frequency: NDArray[np.uint16]) -> np.uint64:
    return (np.uint64(key) << ONE) >> CELL_SHIFT & np.uint64(len(frequency) - 1)


@inlined
def slot_of(key: Whole, home: np.uint64, epoch: int, table: NDArray[np.int64]) -> np.uint64:
    """Where a key is in a scratch table, or the empty slot where it would be."""
    slot = home
    while table[slot, 1] == epoch and table[slot, 0] != key:
        slot = (slot + ONE) & SLOT_MASK
    return slot


@inlined
def per_log(tables: Tables, given: Parameters) -> float:
    """Scales idf to 0..1: 1 - ln(count + 1) / ln(clusters + 2)."""
    return float(1.0 / np.log(max(float(tables.state[CLUSTERS]), given.idf_floor) + 2.0))


@compiled
def fold(raw: NDArray[np.uint32], tables: Tables) -> int:
    """Code points -> symbols in `tables.text`; how many."""
    n = 0
    for j in range(len(raw)):
        symbol = tables.symbols[raw[j]]
        if symbol:
            tables.text[n] = symbol
            n += 1
            if n == MAX_SYMBOLS:
                break
    return n


@inlined
def place(symbols: NDArray[np.uint16], at: int, n: int, tables: Tables, given: Parameters) -> int:
    """The rows that a text is stored under into `tables.visits`; how many."""
    mask = np.uint64(tables.rows.shape[0] - 1)
    length = min(given.gram, n)
    stored = 0
    for j in range(n - length + 1):
        hash_ = hashed(symbols, at + j, length)
        if n < given.short or is_sampled(hash_, given):
            tables.visits[stored] = hash_ & mask
            stored += 1
    return stored


@inlined
def place_others(at: int, n: int, stored: int, tables: Tables, given: Parameters) -> int:
    """Behind them the rows it looks into as well; how many there are together."""
    mask = np.uint64(tables.rows.shape[0] - 1)
    length = min(given.gram, n)
    asked = stored
    if given.short <= n < given.ask_all:
        for j in range(n - length + 1):
            hash_ = hashed(tables.text, at + j, length)
            if not is_sampled(hash_, given):
                tables.visits[asked] = hash_ & mask
                asked += 1
    return asked


@compiled
def prepare(at: int, n: int, tables: Tables, given: Parameters) -> Prepared:
    """The rows, the distinct compared grams and their weights, of a window of `tables.text`."""
    tables.state[EPOCH] += 1
    epoch = tables.state[EPOCH]
    scale = per_log(tables, given)
    stored = place(tables.text, at, n, tables, given)
    asked = place_others(at, n, stored, tables, given)
    length = min(given.compare, n)
    distinct = 0
    mass = 0.0
    for j in range(n - length + 1):
        hash_ = hashed(tables.text, at + j, length)
        key = key_of(hash_)
        slot = slot_of(key, hash_ & SLOT_MASK, epoch, tables.grams)
        if tables.grams[slot, 1] != epoch:
            tables.grams[slot, 0] = key
            tables.grams[slot, 1] = epoch
            tables.grams[slot, 2] = 0
            tables.distinct[distinct] = np.int64(slot)
            distinct += 1
            count = tables.frequency[cell_of(key, tables.frequency)]
            weight = max(LEAST_WEIGHT, 1.0 - tables.logs[count] * scale)
            tables.weights[slot] = weight
            mass += weight
    return Prepared(stored, asked, distinct, mass)


@compiled
def poll(asked: int, tables: Tables, given: Parameters) -> int:
    """Votes of the rows for exemplars -> how many candidates."""
    epoch = tables.state[EPOCH]
    width = tables.rows.shape[1]
    scale = per_log(tables, given)
    found = 0
    for j in range(asked):
        # Rows lie anywhere in memory. Loads that do not depend on each other overlap: read here,
        # all of them cost little more than one.
        tables.state[TOUCHED] += tables.rows[tables.visits[j], 0]
    for j in range(asked):
        row = tables.visits[j]
        head = tables.rows[row, 0]
        if head == 0:
            continue
        count = min(head >> TURN_BITS, LOGS - 1)
        weight = np.float32(max(LEAST_VOTE, 1.0 - tables.logs[count] * scale))
        for q in range(1, min(head & TURN_MASK, width - 1) + 1):
            exemplar = tables.rows[row, q]
            home = np.uint64(exemplar) * MIX_A >> VOTE_SHIFT
            slot = slot_of(exemplar, home, epoch, tables.voted)
            if tables.voted[slot, 1] == epoch:
                tables.votes[slot] += weight
            elif found < MOST_CANDIDATES:
                tables.voted[slot, 0] = exemplar
                tables.voted[slot, 1] = epoch
                tables.votes[slot] = weight
                tables.candidates[found] = np.int64(slot)
                found += 1
    return found


@compiled
def elect(
    found: int, need: np.float32, votes: NDArray[np.float32], candidates: NDArray[np.int64]
) -> int:
    """Leaves those candidates that have more than the votes needed -> how many.

    Most share a gram by chance: they go before the best is looked for again and again.
    """
    able = 0
    for q in range(found):
        if votes[candidates[q]] > need:
            candidates[able] = candidates[q]
            able += 1
    return able


@compiled
def next_best(
    able: int, need: np.float32, votes: NDArray[np.float32], candidates: NDArray[np.int64]
) -> np.int64:
    """The slot of the candidate with the most votes, which it then loses; -1 where none is left."""
    chosen = np.int64(-1)
    most = need
    for q in range(able):
        if votes[candidates[q]] > most:
            most = votes[candidates[q]]
            chosen = candidates[q]
    if chosen >= 0:
        votes[chosen] = np.float32(-1.0)
    return chosen


@compiled
def shared_mass(exemplar: int, tables: Tables, given: Parameters) -> float:
    """idf mass of the compared grams that the prepared text shares with an exemplar."""
    epoch = tables.state[EPOCH]
    at = tables.start[exemplar]
    size = tables.start[exemplar + 1] - at
    length = min(given.compare, size)
    shared = 0.0
    for j in range(size - length + 1):
        hash_ = hashed(tables.arena, at + j, length)
        slot = slot_of(key_of(hash_), hash_ & SLOT_MASK, epoch, tables.grams)
        # Once, however often the exemplar repeats it; 0 is taken for "by none".
        if tables.grams[slot, 1] == epoch and tables.grams[slot, 2] != exemplar + 1:
            tables.grams[slot, 2] = exemplar + 1
            shared += tables.weights[slot]
    return shared


@compiled
def match(n: int, asked: int, mass: float, tables: Tables, given: Parameters) -> Match:
    """Compares the prepared window with the candidates that have the most votes."""
    need = np.float32(given.vote if n >= given.short else VOTE_OF_SHORT)
    found = poll(asked, tables, given)
    able = elect(found, need, tables.votes, tables.candidates)
    best = -1
    score = 0.0
    shared = 0.0
    rank = 0.0
    compared = 0
    for _ in range(given.best):
        slot = next_best(able, need, tables.votes, tables.candidates)
        if slot < 0:
            break
        exemplar = tables.voted[slot, 0]
        size = tables.start[exemplar + 1] - tables.start[exemplar]
        common = shared_mass(exemplar, tables, given)
        value = common / (min(mass, float(tables.mass[exemplar])) + given.constant)
        if size == n and common >= mass * ALL_OF_IT:
            value = 1.0  # the same folded text, however short
        elif min(size, n) < given.identical:
            value = 0.0
        jaccard = common / (mass + tables.mass[exemplar] - common + given.constant)
        if value >= given.join:
            jaccard += JOINS
        tables.top[compared, 0] = exemplar
        tables.top[compared, 1] = value
        compared += 1
        if jaccard > rank:
            rank = jaccard
            score = value
            best = exemplar
            shared = common
        if rank > CLEARLY_MEANT:
            break
    other, other_score = runner_up(best, score, compared, tables, given)
    return Match(best, score, shared, rank, other, other_score)


@inlined
def runner_up(
    best: int, score: float, compared: int, tables: Tables, given: Parameters
) -> tuple[Whole, float]:
    """Of those compared the best in the suggest band outside the cluster that is joined."""
    other: Whole = -1
    band = given.suggest
    for q in range(compared):
        exemplar = np.int64(tables.top[q, 0])
        joined = best >= 0 and score >= given.join
        if joined and tables.cluster[exemplar] == tables.cluster[best]:
            continue
        if tables.top[q, 1] >= band:
            band = tables.top[q, 1]
            other = exemplar
    return other, band


@compiled
def enter(exemplar: int, stored: int, first: bool, tables: Tables) -> None:
    """An exemplar into the rows it is stored under; `first` where it is its cluster's first."""
    ids = tables.rows.shape[1] - 1
    for j in range(stored):
        row = tables.visits[j]
        turn = tables.rows[row, 0] & TURN_MASK
        if turn and tables.rows[row, 1 + (turn - 1) % ids] == exemplar:
            continue  # a gram that the text repeats
        tables.rows[row, 1 + turn % ids] = exemplar
        clusters = (tables.rows[row, 0] >> TURN_BITS) + (1 if first else 0)
        # A turn counts from 0 to 13: below 7 it says how many ids there are, then whose turn it is.
        following = turn + 1 if turn < 2 * ids - 1 else ids
        tables.rows[row, 0] = clusters << TURN_BITS | following


@inlined
def counts(window: int) -> bool:
    """Windows overlap by half, so every other one holds the whole text: only its grams count."""
    return window % 2 == 0


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
    """Stores the prepared window as an exemplar; sets FULL where there is no room.

    `counted`: its grams are founded in one cluster more.
    """
    exemplar = tables.state[COUNT]
    end = tables.state[END]
    if exemplar + 1 >= len(tables.cluster) or end + n > len(tables.arena):
        tables.state[FULL] = 1
        return
    tables.arena[end : end + n] = tables.text[at : at + n]
    tables.state[END] = end + n
    tables.start[exemplar + 1] = end + n
    tables.cluster[exemplar] = cluster
    tables.owner[exemplar] = owner
    tables.mass[exemplar] = prepared.mass
    if counted:
        for j in range(prepared.distinct):
            cell = cell_of(tables.grams[tables.distinct[j], 0], tables.frequency)
            if tables.frequency[cell] < MOST_COUNTED:
                tables.frequency[cell] += 1
    enter(exemplar, prepared.stored, first, tables)
    tables.state[COUNT] = exemplar + 1


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
    best = -1
    score = 0.0
    rank = -1.0
    other: Whole = -1
    other_score = 0.0
    size = min(n, given.window)
    for window in range(windows_of(n, given)):
        prepared = prepare(window_at(window, n, given), size, tables, given)
        here = match(size, prepared.asked, prepared.mass, tables, given)
        if here.rank > rank:
            best = here.exemplar
            score = here.score
            rank = here.rank
        if here.other >= 0 and (other < 0 or here.other_score > other_score):
            other = here.other
            other_score = here.other_score
    joined = best >= 0 and score >= given.join
    if other >= 0 and joined and tables.cluster[other] == tables.cluster[best]:
        other = -1
    return Found(best, score, other)


@compiled
def learn(
    n: int,
    cluster: Whole,
    owner: np.uint64,
    founding: bool,
    tables: Tables,
    given: Parameters,
) -> np.uint64:
    """Stores the windows that are new enough and mostly about the cluster -> their bits.

    All of them when founding: there is nothing yet that they would draw in wrongly.
    """
    kept = np.uint64(0)
    size = min(n, given.window)
    for window in range(min(windows_of(n, given), MOST_WINDOWS)):
        at = window_at(window, n, given)
        prepared = prepare(at, size, tables, given)
        wanted = founding
        if not founding:
            here = match(size, prepared.asked, prepared.mass, tables, given)
            wanted = (
                here.exemplar >= 0
                and tables.cluster[here.exemplar] == cluster
                and given.join <= here.score < given.keep_below
                and here.shared >= given.keep_own * prepared.mass
            )
        if wanted:
            counted = founding and counts(window)
            first = founding and window == 0
            keep(at, size, prepared, cluster, owner, counted, first, tables)
            kept |= ONE << np.uint64(window)
    return kept


@compiled
def add_window(n: int, owner: np.uint64, tables: Tables, given: Parameters) -> Added:
    """`find` and `learn` for a text of one window, which is prepared and matched only once."""
    prepared = prepare(0, n, tables, given)
    here = match(n, prepared.asked, prepared.mass, tables, given)
    if here.exemplar < 0 or here.score < given.join:
        cluster = tables.state[CLUSTERS]
        keep(0, n, prepared, cluster, owner, True, True, tables)
        tables.state[CLUSTERS] += 1
        return Added(cluster, -1, 0.0, here.other, ONE)
    cluster = np.int64(tables.cluster[here.exemplar])
    kept = np.uint64(0)
    if here.score < given.keep_below and here.shared >= given.keep_own * prepared.mass:
        keep(0, n, prepared, cluster, owner, False, False, tables)
        kept = ONE
    return Added(cluster, here.exemplar, here.score, here.other, kept)


@compiled
def add_windows(n: int, owner: np.uint64, tables: Tables, given: Parameters) -> Added:
    """For a text of several: the best window decides, each is kept on its own merits."""
    found = find(n, tables, given)
    if found.exemplar < 0 or found.score < given.join:
        cluster = tables.state[CLUSTERS]
        kept = learn(n, cluster, owner, True, tables, given)
        tables.state[CLUSTERS] += 1
        return Added(cluster, -1, 0.0, found.other, kept)
    cluster = np.int64(tables.cluster[found.exemplar])
    kept = learn(n, cluster, owner, False, tables, given)
    return Added(cluster, found.exemplar, found.score, found.other, kept)


@compiled
def add(
    raw: NDArray[np.uint32],
    at: NDArray[np.int64],
    owners: NDArray[np.uint64],
    clusters: NDArray[np.int64],
    exemplars: NDArray[np.int64],
    scores: NDArray[np.float64],
    others: NDArray[np.int64],
    kept: NDArray[np.uint64],
    tables: Tables,
    given: Parameters,
) -> None:
    """Matches and stores texts one after another. Cluster -1: nothing to match."""
    for i in range(len(at) - 1):
        n = fold(raw[at[i] : at[i + 1]], tables)
        clusters[i] = exemplars[i] = others[i] = -1
        if n == 0:
            continue
        if n <= given.window:
            added = add_window(n, owners[i], tables, given)
        else:
            added = add_windows(n, owners[i], tables, given)
        clusters[i] = added.cluster
        exemplars[i] = added.exemplar
        scores[i] = added.score
        others[i] = added.other
        kept[i] = added.kept
        if tables.state[FULL]:
            return


@compiled
def seek(
    raw: NDArray[np.uint32],
    at: NDArray[np.int64],
    exemplars: NDArray[np.int64],
    scores: NDArray[np.float64],
    others: NDArray[np.int64],
    tables: Tables,
    given: Parameters,
) -> None:
    """Matches texts and stores nothing."""
    for i in range(len(at) - 1):
        n = fold(raw[at[i] : at[i + 1]], tables)
        exemplars[i] = others[i] = -1
        if n:
            found = find(n, tables, given)
            exemplars[i] = found.exemplar
            scores[i] = found.score
            others[i] = found.other


@compiled
def restore(
    raw: NDArray[np.uint32],
    at: NDArray[np.int64],
    owners: NDArray[np.uint64],
    clusters: NDArray[np.int64],
    founding: NDArray[np.bool_],
    kept: NDArray[np.uint64],
    tables: Tables,
    given: Parameters,
) -> None:
    """Stores the windows that were kept when a text was first seen, without matching any."""
    for i in range(len(at) - 1):
        n = fold(raw[at[i] : at[i + 1]], tables)
        size = min(n, given.window)
        for window in range(min(windows_of(n, given), MOST_WINDOWS)):
            if kept[i] >> np.uint64(window) & ONE:
                start = window_at(window, n, given)
                prepared = prepare(start, size, tables, given)
                counted = founding[i] and counts(window)
                first = founding[i] and window == 0
                keep(start, size, prepared, clusters[i], owners[i], counted, first, tables)
        if founding[i]:
            tables.state[CLUSTERS] = max(tables.state[CLUSTERS], clusters[i] + 1)
        if tables.state[FULL]:
            return


@compiled
def reenter(tables: Tables, given: Parameters) -> None:
    """All exemplars into emptied rows, oldest first, after the table of rows has grown."""
    seen = np.zeros(tables.state[CLUSTERS] + 1, np.bool_)
    for exemplar in range(tables.state[COUNT]):
        at = tables.start[exemplar]
        n = tables.start[exemplar + 1] - at
        stored = place(tables.arena, at, n, tables, given)
        cluster = tables.cluster[exemplar]
        enter(exemplar, stored, not seen[cluster], tables)
        seen[cluster] = True
