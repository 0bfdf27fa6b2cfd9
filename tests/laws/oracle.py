"""The matcher once more, slow and plain: every exemplar is compared, nothing is hashed or sampled.

What it leaves out are the ways of finding candidates: the kernels look at those that share an index
gram. It is made for texts below `short`, for fewer than a row holds, and so few that no frame is
learnt from them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log

from streams.core.matching.kernels.comparing import ALL_OF_IT, CLEARLY_MEANT, JOINS
from streams.core.matching.kernels.grams import LATIN_BELOW, LEAST_WEIGHT
from streams.core.matching.opposites import with_opposites
from streams.core.matching.parameters import Parameters
from tests.laws.excluding import Symbols, claims_other, symbols_of

Grams = frozenset[Symbols]
NONE: Grams = frozenset()


def in_order(symbols: Symbols, length: int) -> list[Symbols]:
    length = min(length, len(symbols))
    return [symbols[at : at + length] for at in range(len(symbols) - length + 1)]


def grams(symbols: Symbols, length: int) -> Grams:
    return frozenset(in_order(symbols, length))


@dataclass
class Exemplar:
    symbols: Symbols
    cluster: int
    mass: float
    unsure: frozenset[int] = frozenset()  # places of grams


@dataclass
class Candidate:
    """What one exemplar is to a text."""

    exemplar: Exemplar
    shared: Grams
    sure: Grams
    common: float
    score: float
    sure_score: float
    rank: float
    run: float
    is_same: bool
    is_found: bool  # it shares an index gram
    joins: bool
    opposed: bool


@dataclass
class Decided:
    """What became of a text."""

    cluster: int  # its root
    is_kept: bool
    unsure: frozenset[int]


@dataclass
class Oracle:
    given: Parameters
    exemplars: list[Exemplar] = field(default_factory=list)
    founded: Counter[Symbols] = field(default_factory=Counter)  # gram -> clusters
    roots: list[int] = field(default_factory=list)  # of each cluster
    wordings: list[int] = field(default_factory=list)  # the root of each
    bridges: Counter[tuple[int, int]] = field(default_factory=Counter)
    never: set[tuple[int, int]] = field(default_factory=set)
    doubts: list[float] = field(default_factory=list)  # how far each decision was from another

    def weight(self, gram: Symbols) -> float:
        of = log(max(len(self.roots), self.given.idf_floor) + 2)
        latin = sum(symbol < LATIN_BELOW for symbol in gram) / len(gram)
        idf = max(LEAST_WEIGHT, 1 - log(self.founded[gram] + 1) / of)
        return idf * (1 - latin * (1 - self.given.latin))

    def mass(self, of: Iterable[Symbols]) -> float:
        return sum(map(self.weight, of))

    def is_over(self, value: float, limit: float) -> bool:
        self.doubts.append(abs(value - limit) / max(limit, 0.01))
        return value >= limit

    def compare(self, text: Symbols, one: Exemplar) -> Candidate:
        given = self.given
        compared = grams(text, given.compare)
        theirs = in_order(one.symbols, given.compare)
        mass = self.mass(compared)
        shared = compared & frozenset(theirs)
        sure = frozenset(g for at, g in enumerate(theirs) if g in shared and at not in one.unsure)
        common = self.mass(shared)
        less = min(mass, one.mass) + given.constant
        size = min(len(text), len(one.symbols))
        is_same = len(text) == len(one.symbols) and common >= ALL_OF_IT * mass
        score = 1.0 if is_same else common / less if size >= given.identical else 0.0
        run = self.longest_run(theirs, shared)
        is_near = self.is_over(score, given.join) or (
            self.is_over(score, given.join_by_run) and self.is_over(run, given.run)
        )
        is_sure = sure == shared or self.is_over(self.mass(sure), min(given.sure, common))
        joins = is_same or (is_near and is_sure)
        opposed = (
            joins
            and not is_same
            and (self.opposes(text, one.symbols) or claims_other(text, one.symbols, given))
        )
        rank = (self.mass(sure) + common) / 2 / (mass + one.mass - common + given.constant)
        return Candidate(
            exemplar=one,
            shared=shared,
            sure=sure,
            common=common,
            score=score,
            sure_score=self.mass(sure) / less,
            rank=rank,
            run=run,
            is_same=is_same,
            is_found=bool(grams(text, given.gram) & grams(one.symbols, given.gram)),
            joins=joins and not opposed,
            opposed=opposed,
        )

    def longest_run(self, theirs: Sequence[Symbols], shared: Grams) -> float:
        longest = run = 0.0
        for gram in theirs:
            run = run + self.weight(gram) if gram in shared else 0.0
            longest = max(longest, run)
        return longest

    def opposes(self, text: Symbols, theirs: Symbols) -> bool:
        ours = grams(text, self.given.compare)
        length = min(self.given.compare, len(theirs))
        total = 0
        for place, symbol in enumerate(theirs):
            holding = [at for at in range(len(theirs) - length + 1) if at <= place < at + length]
            for other in with_opposites()[1][symbol].tolist():
                if not other:
                    continue
                swapped = (*theirs[:place], other, *theirs[place + 1 :])
                here = sum(
                    theirs[at : at + length] not in ours and swapped[at : at + length] in ours
                    for at in holding
                )
                total += here
                if here >= min(2, len(holding)) or total >= 2:
                    return True
        return False

    def add(self, text: Symbols) -> Decided:
        found = [self.compare(text, one) for one in self.exemplars]
        found = [candidate for candidate in found if candidate.is_found]
        self.note_doubts(found)
        joins = [candidate for candidate in found if candidate.joins]
        best = max(joins, key=lambda candidate: candidate.rank, default=None)
        if best is None:
            self.roots.append(len(self.roots))
            cluster = self.roots[-1]
        else:
            cluster = self.root(best.exemplar)
        self.wordings.append(cluster)
        decided = self.keep(text, found, cluster, founding=best is None)
        self.merge(found, cluster, founding=best is None)
        return decided

    def root(self, exemplar: Exemplar) -> int:
        return self.roots[exemplar.cluster]

    def note_doubts(self, found: list[Candidate]) -> None:
        ranks = sorted((c.rank for c in found if c.joins), reverse=True)
        self.doubts += [a - b for a, b in pairwise(ranks)]
        # From a high rank on the kernels look no further: then nothing else may be there.
        if len(found) > 1 and any(rank > CLEARLY_MEANT - JOINS - 0.01 for rank in ranks):
            self.doubts.append(0.0)

    def linked(self, found: list[Candidate], cluster: int, *, founding: bool) -> dict[int, Grams]:
        """Other roots that the text is a bridge to, and what it shares with each for sure."""
        out: dict[int, Grams] = {}
        for one in found:
            score = one.score if founding else one.sure_score
            other = self.root(one.exemplar)
            if other != cluster and self.is_over(score, self.given.link):
                out[other] = NONE.union(
                    *(
                        c.sure
                        for c in found
                        if self.root(c.exemplar) == other and c.score > 0 and not c.opposed
                    )
                )
        return out

    def ours(self, found: list[Candidate], cluster: int) -> tuple[Grams, Grams]:
        mine = [
            c for c in found if self.root(c.exemplar) == cluster and c.score > 0 and not c.opposed
        ]
        return NONE.union(*(c.shared for c in mine)), NONE.union(*(c.sure for c in mine))

    def keep(
        self, text: Symbols, found: list[Candidate], cluster: int, *, founding: bool
    ) -> Decided:
        given = self.given
        compared = grams(text, given.compare)
        mass = self.mass(compared)
        if founding:
            self.exemplars.append(Exemplar(text, cluster, mass))
            self.founded.update(compared)
            return Decided(cluster, True, frozenset())
        shared, sure = self.ours(found, cluster)
        opposed = self.opposed_roots(found)
        theirs = self.linked(found, cluster, founding=False)
        others = NONE.union(*(theirs[other] for other in theirs if other not in opposed))
        is_new = self.is_over(self.mass(compared - shared - others), given.novel * mass)
        mine = [c for c in found if self.root(c.exemplar) == cluster]
        if not (is_new or self.confirms(mass, shared - sure - others, mine)):
            return Decided(cluster, False, frozenset())
        confirmed = (shared - others) | sure
        rest = self.mass(compared - confirmed)
        unsure: frozenset[int] = frozenset()
        if self.is_over(rest, given.unmatched) and self.is_over(rest, given.novel * mass):
            marks = [gram not in confirmed for gram in in_order(text, given.compare)]
            unsure = self.smoothed(marks)
        self.exemplars.append(Exemplar(text, cluster, mass, unsure))
        return Decided(cluster, True, unsure)

    def confirms(self, mass: float, repeated: Grams, mine: list[Candidate]) -> bool:
        """Whether a text is the second to say what a fragment's cluster holds unconfirmed."""
        given = self.given
        holds_fragment = any(
            not self.is_over(c.exemplar.mass, given.fragment)
            and self.is_over(c.common, given.held * c.exemplar.mass)
            and self.is_over(c.sure_score, 0.95 * c.score)
            for c in mine
        )
        return holds_fragment and self.is_over(self.mass(repeated), given.repeated * mass)

    def smoothed(self, marks: list[bool]) -> frozenset[int]:
        """Short unsure runs are sure; then short sure ones between unsure ones are unsure."""
        for first, end in runs(marks, True):
            if end - first < self.given.smooth:
                marks[first:end] = [False] * (end - first)
        for first, end in runs(marks, False):
            if first > 0 and end < len(marks) and end - first < self.given.island:
                marks[first:end] = [True] * (end - first)
        return frozenset(at for at, mark in enumerate(marks) if mark)

    def opposed_roots(self, found: list[Candidate]) -> set[int]:
        return {self.root(c.exemplar) for c in found if c.opposed}

    def merge(self, found: list[Candidate], cluster: int, *, founding: bool) -> None:
        given = self.given
        _, sure = self.ours(found, cluster)
        opposed = self.opposed_roots(found)
        wanted = []
        for other, theirs in self.linked(found, cluster, founding=founding).items():
            pair = (min(cluster, other), max(cluster, other))
            if other in opposed:
                self.never.add(pair)
            if founding or pair in self.never or not sure & theirs:
                continue
            both = self.mass(sure & theirs)
            less = min(self.mass(sure), self.mass(theirs))
            if not (self.is_over(both, given.same * less) and self.is_over(both, given.both)):
                continue
            self.bridges[pair] += 1
            least = min(self.wordings.count(root) for root in pair)
            if self.bridges[pair] >= given.rate * least:
                wanted.append(other)
        for other in wanted:
            one, two = self.roots[cluster], self.roots[other]
            older = min(one, two)
            self.roots = [older if root in (one, two) else root for root in self.roots]
            self.wordings = [older if root in (one, two) else root for root in self.wordings]


def runs(marks: Sequence[bool], value: bool) -> list[tuple[int, int]]:
    """Where a value stands without a break: from, to."""
    out = []
    first = None
    for at, mark in enumerate([*marks, not value]):
        if mark == value and first is None:
            first = at
        elif mark != value and first is not None:
            out.append((first, at))
            first = None
    return out


def decided(given: Parameters, texts: Sequence[str]) -> tuple[list[Decided], Oracle] | None:
    """What the oracle makes of texts one after another; None where one of them is unclear.

    Unclear is what hangs on how the kernels round, sample or look at first.
    """
    oracle = Oracle(given)
    out = [oracle.add(symbols_of(text)) for text in texts]
    return None if min(oracle.doubts, default=1.0) < 0.01 else (out, oracle)
