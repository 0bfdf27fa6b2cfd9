"""The index of known wordings: which rumor does a new text belong to?

In: texts (through `text.matchable`) with the ids of their variants. Out: for each the cluster it
joined or founded, the exemplar it was matched with, the score, an overlapping cluster, and which
windows were kept. One index per lane; `clusters` owns it.

Algorithm: sampled-gram ring index, exact idf mass of shared grams on the best few candidates; see
`matching_kernels`.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from streams.core.matching import kernels
from streams.core.matching.kernels import (
    CLUSTERS,
    COUNT,
    END,
    FULL,
    MAX_SYMBOLS,
    SLOTS,
    Parameters,
    Tables,
)

# Tuned on real posts with a gold clustering; an alphabet's gram must span about the information of
# a Han gram.
CJK = Parameters(
    gram=4,
    sample=3,
    compare=3,
    best=8,
    short=40,
    ask_all=120,
    identical=6,
    window=400,
    step=200,
    constant=12.0,
    join=0.22,
    suggest=0.16,
    keep_below=0.8,
    keep_own=0.5,
    vote=1.3,
    idf_floor=10_000.0,
)
ALPHABET = CJK._replace(
    gram=10, compare=8, short=100, ask_all=300, identical=12, window=1_000, step=500, constant=36.0
)
FAMILIES = {"cjk": CJK, "alphabet": ALPHABET}
ROW_WIDTH = 8  # a counter and the seven newest exemplars
FIRST_BITS = 12
FREQUENCY_BITS = 20
TABLE = Path(__file__).parent / "fold" / "matching_fold.bin"


@dataclass(frozen=True)
class Matches:
    """What the index found for a batch of texts, one entry each. -1 stands for none."""

    clusters: NDArray[np.int64]
    exemplars: NDArray[np.int64]
    scores: NDArray[np.float64]
    others: NDArray[np.int64]
    kept: NDArray[np.uint64]


@cache
def symbol_table() -> NDArray[np.uint16]:
    """Code point -> symbol of the matching fold, 0 to drop it."""
    return np.frombuffer(zlib.decompress(TABLE.read_bytes()), "<u2")


class Index:
    """Exemplars of one lane. Grows by doubling; never forgets. Not for several threads."""

    def __init__(self, family: str = "cjk", parameters: Parameters | None = None) -> None:
        self.parameters = parameters or FAMILIES[family]
        self.bits = FIRST_BITS
        self.tables = _tables(self.bits, 100)

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
        t = self.tables
        return int(t.rows.nbytes + t.frequency.nbytes + 2 * t.state[END] + 24 * len(self))

    def _make_room(self, texts: Sequence[str], symbols: int) -> None:
        p = self.parameters
        windows = sum(1 + len(text) // p.step for text in texts)
        room = 2 * min(symbols, MAX_SYMBOLS * len(texts)) + p.window
        while len(self) + windows + 2 >= 1 << (self.bits - 1):
            self._grow(self.bits + 1)
        if self.tables.state[END] + room > len(self.tables.arena):
            arena = np.zeros(int((self.tables.state[END] + room) * 1.25), np.uint16)
            arena[: self.tables.state[END]] = self.tables.arena[: self.tables.state[END]]
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
    capacity = 1 << (bits - 1)
    zeros = np.zeros
    return Tables(
        symbols=symbol_table(),
        text=zeros(MAX_SYMBOLS, np.uint16),
        state=zeros(8, np.int64),
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
        top=zeros((32, 2)),
        logs=np.log(np.arange(65536) + 1.0),
    )


def _matches(n: int) -> Matches:
    minus = np.full(n, -1, np.int64)
    return Matches(minus.copy(), minus.copy(), np.zeros(n), minus.copy(), np.zeros(n, np.uint64))


def _encode(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    raw = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    at = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(text) for text in texts], out=at[1:])
    return raw, at
