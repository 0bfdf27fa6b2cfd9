"""The index of known wordings: which rumor does a new text belong to?

In: texts (through `text.matchable`) with the ids of their variants. Out: for each the cluster it
joined or founded, the exemplar it was matched with, the score, an overlapping cluster, which
windows were kept, and notes. One index per lane; `clusters` owns it.

`Index` owns memory and grows it; what is done in it stands in `kernels`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.core.matching import kernels
from streams.core.matching.flags import red_flags_of
from streams.core.matching.kernels.tables import (
    CLUSTERS,
    COUNT,
    END,
    MERGE,
    MOST_STOCK,
    NOTE_WIDTH,
    NOTES,
    ROOM,
    Tables,
)
from streams.core.matching.memory import Memory
from streams.core.matching.parameters import PARAMETERS, Parameters
from streams.core.matching.senses import marked_words, turning_words
from streams.core.matching.stock import stock_words
from streams.core.text.points import points_of

Notes = NDArray[np.float64]


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

    `clusters` are as they were founded: merges are laid over them by `root`. `kept` has a bit for
    each window that became an exemplar. `notes` are rows of text, kind and numbers (`tables`), in
    the order of the texts.
    """

    clusters: NDArray[np.int64]
    exemplars: NDArray[np.int64]
    scores: NDArray[np.float64]
    others: NDArray[np.int64]
    kept: NDArray[np.uint64]
    notes: Notes

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
    """Exemplars of one lane. Grows by doubling; forgets the oldest where it is told to. Not for
    several threads.
    """

    def __init__(
        self,
        family: str = "cjk",
        parameters: Parameters | None = None,
        *,
        frames: Iterable[str] = (),
    ) -> None:
        """`frames` are phrases that say nothing of what is claimed, beside the shipped words; one
        whose words are written apart is known by its words, too.
        """
        self.parameters = parameters or PARAMETERS[family]
        self._memory = Memory()
        self._merged: list[tuple[int, int]] = []
        self._words: dict[str, None] = {}
        self._know(stock_words())
        words, senses = zip(*marked_words(), strict=True)
        kernels.know_senses(*points_of(words), np.array(senses, np.int32), self.tables)
        words, sides = zip(*turning_words(), strict=True)
        kernels.know_turning(*points_of(words), np.array(sides, np.int32), self.tables)
        self.know_frames(tuple(frames))

    def know_frames(self, frames: Sequence[str]) -> None:
        """More phrases of the kind, from the next text on."""
        self._know([word for frame in frames for word in frame.split()])
        kernels.weigh_least(*points_of(frames), self.tables, self.parameters)

    def _know(self, words: Iterable[str]) -> None:
        room = MOST_STOCK - len(self._words)
        new = [word for word in dict.fromkeys(words) if word not in self._words][:room]
        self._words |= dict.fromkeys(new)
        kernels.know_words(*points_of(new), self.tables)

    @property
    def tables(self) -> Tables:
        return self._memory.tables

    @property
    def bits(self) -> int:
        """Of the number of rows."""
        return self._memory.bits

    def __len__(self) -> int:
        return int(self.tables.state[COUNT])

    @property
    def symbols(self) -> int:
        """Of all exemplars together."""
        return int(self.tables.state[END])

    @property
    def clusters(self) -> int:
        """How many clusters have been founded."""
        return int(self.tables.state[CLUSTERS])

    def add(self, texts: Sequence[str], owners: Sequence[int]) -> Matches:
        """Matches each text in turn, lets it join or found a cluster, and keeps it where it adds
        something; merges clusters where a text shows that they are one.

        `owners` are 64-bit variant ids. Texts without a symbol get cluster -1.
        """
        raw, at = points_of(texts)
        ids = np.array(owners, np.uint64)
        out = _matches(len(texts))
        notes = []
        done = 0
        while True:
            # By position: keywords cost a compiled call 10 us, as much as a text.
            done = kernels.add(
                raw,
                at,
                done,
                ids,
                out.clusters,
                out.exemplars,
                out.scores,
                out.others,
                out.kept,
                self.tables,
                self.parameters,
            )
            if self.tables.state[NOTES]:
                notes.append(self._take_notes())
            if done == len(texts):
                break
            self._make_room(int(at[done + 1] - at[done]))
        return _with_notes(out, notes)

    def find(self, texts: Sequence[str]) -> Matches:
        """Like `add`, but stores nothing; a match that is not good enough to join is reported, too,
        without a cluster.
        """
        raw, at = points_of(texts)
        out = _matches(len(texts))
        kernels.seek(
            raw,
            at,
            out.clusters,
            out.exemplars,
            out.scores,
            out.others,
            self.tables,
            self.parameters,
        )
        return out

    def restore(
        self,
        texts: Sequence[str],
        *,
        owners: Sequence[int],
        clusters: Sequence[int],
        kept: Sequence[int],
        notes: Notes | None = None,
    ) -> None:
        """Stores what `add` stored before, in the same order, without matching anything.

        `notes` are those that `add` gave, their first column counted from the first of `texts`.
        """
        raw, at = points_of(texts)
        noted = np.zeros((0, NOTE_WIDTH)) if notes is None else notes
        ids = np.array(owners, np.uint64)
        numbers = np.array(clusters, np.int64)
        bits = np.array(kept, np.uint64)
        done = 0
        while True:
            done = kernels.restore(
                raw, at, done, ids, numbers, bits, noted, self.tables, self.parameters
            )
            if done == len(texts):
                break
            self._make_room(int(at[done + 1] - at[done]))
        self._remember_merges(noted)

    def keep_apart(self, pairs: Sequence[tuple[int, int]]) -> None:
        """Clusters of which no merge may make one, all of them; merges that did are undone."""
        self._memory.keep_apart(pairs)
        kernels.join_again(np.array(self._merged, np.int64).reshape(-1, 2), self.tables)

    def forget_oldest(self, count: int) -> None:
        """Gives up so many exemplars, those that were stored first; the others are numbered anew.
        Clusters, and how common grams are, stay as they are.
        """
        if count:
            self._memory.forget_oldest(count)
            kernels.reenter(self.tables, self.parameters)

    def root(self, cluster: int) -> int:
        """The oldest cluster that this one was merged into; itself, where it was not."""
        return int(kernels.root_of(np.int64(cluster), self.tables.parent))

    def owner(self, exemplar: int) -> int:
        """The 64-bit id of the variant an exemplar came from."""
        return int(self.tables.owner[exemplar])

    def owners_from(self, exemplar: int) -> list[int]:
        """`owner` of this exemplar and all that were stored after it."""
        owners: list[int] = self.tables.owner[exemplar : len(self)].tolist()
        return owners

    def cluster_of(self, exemplar: int) -> int:
        """The cluster of an exemplar, as it was founded."""
        return int(self.tables.cluster[exemplar])

    def first_of(self, cluster: int) -> int | None:
        """The oldest exemplar that founded or joined a cluster; None where there is none."""
        found = np.flatnonzero(self.tables.cluster[: len(self)] == cluster)
        return int(found[0]) if len(found) else None

    def nbytes(self) -> int:
        """Bytes in use: rows, frequencies, pairs, symbols and the arrays per exemplar."""
        return self._memory.nbytes()

    def _make_room(self, symbols: int) -> None:
        """For a text of so many code points, where a kernel stopped because a table was full."""
        state = self.tables.state
        if state[COUNT] >= state[ROOM]:
            self._memory.grow_rows()
            kernels.reenter(self.tables, self.parameters)
        if state[CLUSTERS] >= len(self.tables.parent):
            self._memory.grow_clusters()
        self._memory.grow_arena(int(state[END]) + 2 * symbols + self.parameters.window)

    def _take_notes(self) -> Notes:
        count = int(self.tables.state[NOTES])
        taken = self.tables.notes[:count].copy()
        self.tables.state[NOTES] = 0
        self._remember_merges(taken)
        return taken

    def _remember_merges(self, notes: Notes) -> None:
        for row in notes[notes[:, 1] == MERGE]:
            self._merged.append((int(row[2]), int(row[3])))


def _matches(n: int) -> Matches:
    return Matches(
        clusters=np.full(n, -1, np.int64),
        exemplars=np.full(n, -1, np.int64),
        scores=np.zeros(n),
        others=np.full(n, -1, np.int64),
        kept=np.zeros(n, np.uint64),
        notes=np.zeros((0, NOTE_WIDTH)),
    )


def _with_notes(out: Matches, notes: list[Notes]) -> Matches:
    return out if not notes else Matches(**{**vars(out), "notes": np.concatenate(notes)})


def warm_up() -> None:
    """Compiles all loops, or loads them where this machine has done so before.

    Some 15 s the first time, in which nothing else of the process goes on: not once it runs.
    """
    text = ["warming up the compiled loops"]
    for family in PARAMETERS:
        index = Index(family)
        index.add(text, [0])
        index.find(text)
        index.keep_apart([])
        index.root(0)
        Index(family).restore(text, owners=[0], clusters=[0], kept=[1])
    red_flags_of(text)
