"""The state of the cluster step: one lane's index, its wordings, and which rumor each belongs to.

Rebuilt from the rumors topic by `restore`: what was decided once is taken from the log, nothing is
matched again.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count

from schemas.events import RumorsGrown, RumorsMerged, Source, VariantJoined
from schemas.events.vocabulary import STANCES
from streams.core import lanes
from streams.core.clusters import evidence
from streams.core.clusters.repeats import RepeatWindow
from streams.core.ids import numbers_of
from streams.core.matching.denied import compared
from streams.core.matching.index import Index
from streams.core.matching.stance import CARRIES
from streams.core.text import matchables

# Characters of an exemplar's wording that are kept: what the stance of a new one is read against.
COMPARED = 2_400
ONLY_WINDOW = (0,)  # of nearly all wordings
PLACES = {stance: place for place, stance in enumerate(STANCES)}


@dataclass
class LaneClusters:
    """One lane. Ids are kept as integers and in arrays: a million wordings fit in 0.9 GB.

    The index numbers its clusters and knows nothing of rumors: `cluster_rumor` names them.
    """

    lane: str
    index: Index
    rows: dict[int, int] = field(default_factory=dict)  # variant -> its row in the two below
    rumors: "array[int]" = field(default_factory=lambda: array("Q"))
    stances: bytearray = field(default_factory=bytearray)  # places in STANCES
    cluster_rumor: "array[int]" = field(default_factory=lambda: array("Q"))
    rumor_cluster: dict[int, int] = field(default_factory=dict)
    quotes: list[str] = field(default_factory=list)  # the beginning of each exemplar's wording
    repeats: RepeatWindow = field(default_factory=RepeatWindow)
    # By the record of reports that showed them: it may come again, and has to say the same.
    merges: dict[Source, tuple[RumorsMerged, ...]] = field(default_factory=dict)
    apart: set[tuple[int, int]] = field(default_factory=set)  # rumors; see `keep_apart`
    kept_apart: Sequence[tuple[str, str]] = ()  # what `keep_apart` was told last
    frames: Sequence[str] = ()  # what `know_frames` was told last
    # Rumors that a question or a denial founded, and no wording has said yet what is claimed.
    unnamed: set[int] = field(default_factory=set)
    # Wordings of fact-checks that nobody has reported: the first report of one brings what alerts
    # quote of it. After a restart it may be brought once more.
    claims: dict[int, VariantJoined] = field(default_factory=dict)

    @classmethod
    def empty(cls, lane: str, repeats: RepeatWindow | None = None) -> "LaneClusters":
        """A lane in which nothing was ever reported; `repeats` is shared by a partition's lanes."""
        return cls(
            lane,
            Index(lanes.family_of(lane)),
            repeats=RepeatWindow() if repeats is None else repeats,
        )

    def remember(self, variant: int, rumor: int, stance: str) -> None:
        """Notes a new wording."""
        self.rows[variant] = len(self.rumors)
        self.rumors.append(rumor)
        self.stances.append(PLACES[stance])

    def is_named_by(self, rumor: int, stance: str, *, founds: bool) -> bool:
        """Notes how a new wording of a rumor stands to it -> whether it is called by it anew."""
        if stance != CARRIES:
            if founds:
                self.unnamed.add(rumor)
            return False
        if rumor not in self.unnamed:
            return False  # nearly always
        self.unnamed.discard(rumor)
        return True

    def remember_all(
        self, variants: Iterable[int], rumors: Iterable[int], stances: Iterable[str]
    ) -> None:
        """Notes new wordings, all of them different."""
        self.rows.update(zip(variants, count(len(self.rumors)), strict=False))
        self.rumors.extend(rumors)
        self.stances.extend([PLACES[stance] for stance in stances])

    def found(self, rumor: int) -> int:
        """Notes a rumor with the next number of a cluster, which is returned."""
        cluster = len(self.cluster_rumor)
        self.cluster_rumor.append(rumor)
        self.rumor_cluster[rumor] = cluster
        return cluster

    def oldest_of(self, rumor_id: str) -> tuple[str, str] | None:
        """A rumor's oldest exemplar: its wording's id, and the beginning of its text. None where
        the lane does not know the rumor, or has given all of them up.
        """
        cluster = self.cluster_of(rumor_id)
        exemplar = None if cluster is None else self.index.first_of(cluster)
        if exemplar is None:
            return None
        return f"{self.index.owner(exemplar):016x}", self.quotes[exemplar]

    def forget_oldest(self, most: int) -> int:
        """Gives up the oldest exemplars -> how many. Their wordings are known as before; what is
        like them and like nothing later opens a rumor.
        """
        count = min(most, len(self.index))
        self.index.forget_oldest(count)
        del self.quotes[:count]
        return count

    def rumor_of(self, cluster: int) -> str:
        """The id of the rumor that a cluster was founded as."""
        return f"{self.cluster_rumor[cluster]:016x}"

    def cluster_of(self, rumor_id: str) -> int | None:
        """The cluster of a rumor, None where the lane does not know it."""
        return self.rumor_cluster.get(int(rumor_id, 16))

    def resolved(self, rumor_id: str) -> str:
        """The oldest rumor that a rumor was merged into; itself, where it was not."""
        cluster = self.cluster_of(rumor_id)
        return rumor_id if cluster is None else self.rumor_of(self.index.root(cluster))

    def know_frames(self, frames: Sequence[str]) -> None:
        """Phrases that say nothing of what is claimed, all of them. One that is no longer among
        them is forgotten when the lane is read back, not before.
        """
        if frames is self.frames:  # told before each record: mostly nothing is new
            return
        new = [frame for frame in frames if frame not in self.frames]
        self.frames = frames
        if new:
            self.index.know_frames(new)

    def keep_apart(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Sets the pairs of rumors that decisions keep apart, all of them.

        No merge makes one of a pair from here on, and merges that did are undone in the index.
        Rumors by the ids that they were founded under; such as the lane does not know yet count
        once it does.
        """
        if pairs is self.kept_apart:  # told before each record: mostly nothing was decided
            return
        self.kept_apart = pairs
        self.apart = {(int(one, 16), int(other, 16)) for one, other in pairs}
        self.tell_apart()

    def tell_apart(self) -> None:
        """Tells the index which of its clusters decisions keep apart."""
        known = self.rumor_cluster
        self.index.keep_apart(
            [
                (known[one], known[other])
                for one, other in sorted(self.apart)
                if one in known and other in known
            ]
        )


def restore(state: LaneClusters, records: Iterable[RumorsGrown]) -> LaneClusters:
    """Takes in records that are on the log already, oldest first.

    A variant that is known changes nothing: the first wins.
    """
    new: dict[int, VariantJoined] = {}
    merges: list[RumorsMerged] = []
    for record in records:
        _take_variants(state, record, new)
        if record.merges:
            state.merges.setdefault(record.source, record.merges)
            merges += record.merges
    variants = list(new.values())
    rumors = numbers_of([variant.rumor_id for variant in variants])
    known = state.rumor_cluster
    clusters = [known[rumor] if rumor in known else state.found(rumor) for rumor in rumors]
    state.remember_all(new, rumors, [variant.stance for variant in variants])
    for rumor, variant in zip(rumors, variants, strict=True):
        state.is_named_by(rumor, variant.stance, founds=_founds(variant))
    before = len(state.index)
    state.index.restore(
        matchables([compared(one) for one in variants], [one.link for one in variants]),
        owners=list(new),
        clusters=clusters,
        kept=[_bits(variant.windows) for variant in variants],
        notes=evidence.written(variants, merges, cluster_of=state.cluster_of),
    )
    # Not what the records say, but what the index stored: another fold, or another writer, may have
    # had other windows.
    state.quotes += [new[owner].text[:COMPARED] for owner in state.index.owners_from(before)]
    if state.apart:
        state.tell_apart()
    return state


def _founds(variant: VariantJoined) -> bool:
    """Whether it founded a rumor as somebody reported it: a fact-check says what is claimed."""
    return variant.exemplar_id is None and not variant.claimed


def _bits(windows: Sequence[int]) -> int:
    return 1 if windows == ONLY_WINDOW else sum(1 << window for window in windows)


def _take_variants(state: LaneClusters, record: RumorsGrown, new: dict[int, VariantJoined]) -> None:
    ids = numbers_of([variant.variant_id for variant in record.variants])
    for id_, variant in zip(ids, record.variants, strict=True):
        if id_ not in state.rows:
            new.setdefault(id_, variant)
            if variant.claimed:
                state.claims[id_] = variant


def knows(state: LaneClusters, variants: Iterable[VariantJoined]) -> bool:
    """Whether each of these variants is in the lane already, and in the same rumor."""
    rows = [(state.rows.get(int(v.variant_id, 16)), int(v.rumor_id, 16)) for v in variants]
    return all(row is not None and state.rumors[row] == rumor for row, rumor in rows)
