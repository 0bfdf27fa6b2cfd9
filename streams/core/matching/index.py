"""The index of known wordings: which rumor does a new text belong to?

In: texts (through `text.matchable`) with the ids of their variants. Out: for each the cluster it
joined or founded, the exemplar it was matched with, the score, an overlapping cluster, and which
windows were kept. One index per lane; `clusters` owns it.

`Index` owns memory and grows it; what is done in it stands in `kernels`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.core.matching import kernels
from streams.core.matching.fold import symbol_table
from streams.core.matching.kernels import (
    CLUSTERS,
    COUNT,
    END,
    FULL,
    LOGS,
    MAX_SYMBOLS,
    MOST_COMPARED,
    SLOTS,
    Tables,
)
from streams.core.matching.parameters import PARAMETERS, Parameters

# A head and the seven newest exemplars of a gram. How many ids is what matters (three: F1 -.01 at a
# million wordings), the number of rows hardly: two for a wording.
ROW_WIDTH = 8
ROWS_PER_EXEMPLAR_BITS = 1
FIRST_BITS = 12
# A cell counts for all grams that fall into it. As good as 2^24 cells, and it stays in the cache.
FREQUENCY_BITS = 20
STATE_SIZE = 8  # more than the places that kernels name
FIRST_SYMBOLS = 100  # of an exemplar, to begin with
ARENA_GROWS = 1.25


class Match(NamedTuple):
    """What the index found for one text; see `Matches`."""

    cluster: int
    exemplar: int
    score: float
    other: int
    kept: int


@dataclass(frozen=True)
class Matches:
    """What the index found for a batch of texts, one entry each. -1 stands for none.

    `kept` has a bit for each window that became an exemplar.
    """

    clusters: NDArray[np.int64]
    exemplars: NDArray[np.int64]
    scores: NDArray[np.float64]
    others: NDArray[np.int64]
    kept: NDArray[np.uint64]

    def each(self) -> Iterator[Match]:
        """One after another, in plain numbers: those of numpy are slow one by one."""
        return map(
            Match,
            self.clusters.tolist(),
            self.exemplars.tolist(),
            self.scores.tolist(),
            self.others.tolist(),
            self.kept.tolist(),
        )


class Index:
    """Exemplars of one lane. Grows by doubling; never forgets. Not for several threads."""

    def __init__(self, family: str = "cjk", parameters: Parameters | None = None) -> None:
        self.parameters = parameters or PARAMETERS[family]
        self.bits = FIRST_BITS
        self.tables = _tables(self.bits, FIRST_SYMBOLS)

    def __len__(self) -> int:
        return int(self.tables.state[COUNT])

    @property
    def clusters(self) -> int:
        """How many clusters have been founded."""
        return int(self.tables.state[CLUSTERS])

    def add(self, texts: Sequence[str], owners: Sequence[int]) -> Matches:
        """Matches each text in turn, lets it join or found a cluster, and keeps it where it adds
        something.

        `owners` are 64-bit variant ids. Texts without a symbol get cluster -1.
        """
        raw, at = _encode(texts)
        ids = np.array(owners, np.uint64)
        self._make_room(texts, len(raw))
        out = _matches(len(texts))
        # By position: keywords cost a compiled call 10 us, as much as a text.
        kernels.add(
            raw,
            at,
            ids,
            out.clusters,
            out.exemplars,
            out.scores,
            out.others,
            out.kept,
            self.tables,
            self.parameters,
        )
        self._expect_room()
        return out

    def find(self, texts: Sequence[str]) -> Matches:
        """Like `add`, but stores nothing; a score below the join threshold is reported, too."""
        raw, at = _encode(texts)
        out = _matches(len(texts))
        kernels.seek(raw, at, out.exemplars, out.scores, out.others, self.tables, self.parameters)
        joined = (out.exemplars >= 0) & (out.scores >= self.parameters.join)
        out.clusters[joined] = self.tables.cluster[out.exemplars[joined]]
        return out

    def restore(
        self,
        texts: Sequence[str],
        *,
        owners: Sequence[int],
        clusters: Sequence[int],
        founding: Sequence[bool],
        kept: Sequence[int],
    ) -> None:
        """Stores what `add` stored before, in the same order, without matching anything."""
        raw, at = _encode(texts)
        self._make_room(texts, len(raw))
        kernels.restore(
            raw,
            at,
            np.array(owners, np.uint64),
            np.array(clusters, np.int64),
            np.array(founding, np.bool_),
            np.array(kept, np.uint64),
            self.tables,
            self.parameters,
        )
        self._expect_room()

    def owner(self, exemplar: int) -> int:
        """The 64-bit id of the variant an exemplar came from."""
        return int(self.tables.owner[exemplar])

    def cluster_of(self, exemplar: int) -> int:
        """The cluster of an exemplar."""
        return int(self.tables.cluster[exemplar])

    def nbytes(self) -> int:
        """Bytes in use: rows, frequencies, symbols and the arrays per exemplar."""
        tables = self.tables
        each = sum(getattr(tables, name).itemsize for name in ("start", "mass", "cluster", "owner"))
        symbols = tables.arena.itemsize * int(tables.state[END])
        return int(tables.rows.nbytes + tables.frequency.nbytes + symbols + each * len(self))

    def _make_room(self, texts: Sequence[str], symbols: int) -> None:
        """Before a batch, for everything that it may keep: kernels cannot grow a table."""
        parameters = self.parameters
        windows = sum(1 + len(text) // parameters.step for text in texts)
        # Twice: windows overlap by half.
        room = 2 * min(symbols, MAX_SYMBOLS * len(texts)) + parameters.window
        while len(self) + windows + 2 >= 1 << (self.bits - ROWS_PER_EXEMPLAR_BITS):
            self._grow(self.bits + 1)
        end = int(self.tables.state[END])
        if end + room > len(self.tables.arena):
            arena = np.zeros(int((end + room) * ARENA_GROWS), np.uint16)
            arena[:end] = self.tables.arena[:end]
            self.tables = self.tables._replace(arena=arena)

    def _grow(self, bits: int) -> None:
        old = self.tables
        count = len(self)
        new = _tables(bits, 0)
        new.start[: count + 1] = old.start[: count + 1]
        for name in ("mass", "cluster", "owner"):
            getattr(new, name)[:count] = getattr(old, name)[:count]
        self.tables = new._replace(arena=old.arena, state=old.state, frequency=old.frequency)
        self.bits = bits
        kernels.reenter(self.tables, self.parameters)

    def _expect_room(self) -> None:
        if self.tables.state[FULL]:
            raise MemoryError(
                "the index made too little room for a batch: this is a defect, please report it"
            )


def _tables(bits: int, symbols: int) -> Tables:
    capacity = 1 << (bits - ROWS_PER_EXEMPLAR_BITS)
    zeros = np.zeros
    return Tables(
        symbols=symbol_table(),
        text=zeros(MAX_SYMBOLS, np.uint16),
        state=zeros(STATE_SIZE, np.int64),
        rows=zeros((1 << bits, ROW_WIDTH), np.int32),
        frequency=zeros(1 << FREQUENCY_BITS, np.uint16),
        arena=zeros(capacity * symbols, np.uint16),
        start=zeros(capacity + 2, np.int64),
        mass=zeros(capacity + 1, np.float32),
        cluster=zeros(capacity + 1, np.int32),
        owner=zeros(capacity + 1, np.uint64),
        grams=zeros((SLOTS, 3), np.int64),
        weights=zeros(SLOTS),
        distinct=zeros(SLOTS, np.int64),
        voted=zeros((SLOTS, 2), np.int64),
        votes=zeros(SLOTS, np.float32),
        candidates=zeros(SLOTS, np.int64),
        visits=zeros(SLOTS, np.uint64),
        top=zeros((MOST_COMPARED, 2)),
        logs=np.log(np.arange(LOGS) + 1.0),
    )


def _matches(n: int) -> Matches:
    return Matches(
        clusters=np.full(n, -1, np.int64),
        exemplars=np.full(n, -1, np.int64),
        scores=np.zeros(n),
        others=np.full(n, -1, np.int64),
        kept=np.zeros(n, np.uint64),
    )


def _encode(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """All code points in a row, and where each text begins: one call for a batch.

    Lone surrogates pass: JSON may hold them, and the fold drops them.
    """
    raw = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    at = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(text) for text in texts], out=at[1:])
    return raw, at
