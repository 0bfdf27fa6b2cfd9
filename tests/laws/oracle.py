"""The matcher once more, slow and plain: every exemplar is compared, nothing is hashed or sampled.

What it leaves out are the ways of finding candidates: the kernels look at those that share an index
gram. It is made for texts below `short` and for fewer than a row holds.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log

from streams.core.matching.fold import symbol_table
from streams.core.matching.kernels import ALL_OF_IT, LEAST_WEIGHT
from streams.core.matching.parameters import Parameters

Symbols = tuple[int, ...]


def symbols_of(text: str) -> Symbols:
    return tuple(int(s) for s in symbol_table()[[ord(letter) for letter in text]] if s)


def grams(symbols: Symbols, length: int) -> set[Symbols]:
    length = min(length, len(symbols))
    return {symbols[at : at + length] for at in range(len(symbols) - length + 1)}


@dataclass
class Exemplar:
    symbols: Symbols
    cluster: int
    mass: float


@dataclass
class Candidate:
    """What one exemplar is to a text."""

    exemplar: Exemplar
    score: float
    rank: float
    shared: float
    is_found: bool  # it shares an index gram


@dataclass
class Oracle:
    given: Parameters
    exemplars: list[Exemplar] = field(default_factory=list)
    founded: Counter[Symbols] = field(default_factory=Counter)  # gram -> clusters
    clusters: int = 0

    def weight(self, gram: Symbols) -> float:
        of = log(max(self.clusters, self.given.idf_floor) + 2)
        return max(LEAST_WEIGHT, 1 - log(self.founded[gram] + 1) / of)

    def mass(self, of: set[Symbols]) -> float:
        return sum(map(self.weight, of))

    def candidates(self, text: Symbols) -> list[Candidate]:
        given = self.given
        compared = grams(text, given.compare)
        mass = self.mass(compared)
        found = []
        for one in self.exemplars:
            shared = self.mass(compared & grams(one.symbols, given.compare))
            score = shared / (min(mass, one.mass) + given.constant)
            if len(one.symbols) == len(text) and shared >= ALL_OF_IT * mass:
                score = 1.0
            elif min(len(one.symbols), len(text)) < given.identical:
                score = 0.0
            rank = shared / (mass + one.mass - shared + given.constant)
            is_found = bool(grams(text, given.gram) & grams(one.symbols, given.gram))
            found.append(Candidate(one, score, rank, shared, is_found))
        return found

    def add(self, text: Symbols) -> int:
        """The cluster that a text joins or founds."""
        mass = self.mass(grams(text, self.given.compare))
        joins = [c for c in self.candidates(text) if c.is_found and c.score >= self.given.join]
        if not joins:
            self.exemplars.append(Exemplar(text, self.clusters, mass))
            self.founded.update(grams(text, self.given.compare))
            self.clusters += 1
            return self.clusters - 1
        best = max(joins, key=lambda candidate: candidate.rank)
        is_new = best.score < self.given.keep_below
        if is_new and best.shared >= self.given.keep_own * mass:
            self.exemplars.append(Exemplar(text, best.exemplar.cluster, mass))
        return best.exemplar.cluster

    def is_clear(self, text: Symbols, margin: float = 0.01) -> bool:
        """Whether nothing about a text hangs on what the kernels round, sample or look at first."""
        given = self.given
        mass = self.mass(grams(text, given.compare))
        found = self.candidates(text)
        near = [c for c in found if c.score >= given.join - margin]
        ranks = sorted((c.rank for c in near), reverse=True)
        return (
            all(c.is_found for c in near)
            and all(abs(c.score - given.join) > margin for c in near)
            and all(abs(c.score - given.keep_below) > margin for c in near)
            and all(abs(c.shared - given.keep_own * mass) > margin * mass for c in near)
            and all(a - b > margin for a, b in pairwise(ranks))
            # From a rank of .8 on the kernels look no further.
            and sum(rank > 0.8 - margin for rank in ranks) <= 1
        )


def clusters_of(oracle: Oracle, texts: Sequence[str]) -> list[int] | None:
    """What the oracle makes of texts one after another; None where one of them is unclear."""
    out = []
    for text in texts:
        symbols = symbols_of(text)
        if not oracle.is_clear(symbols):
            return None
        out.append(oracle.add(symbols))
    return out
