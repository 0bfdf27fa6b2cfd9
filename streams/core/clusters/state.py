"""The state of the cluster step: one lane's index, its wordings, and which rumor each belongs to.

Rebuilt from the rumors topic by `restore`: what was decided once is taken from the log, nothing is
matched again.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from schemas.events import RumorsGrown, VariantJoined
from schemas.events.vocabulary import STANCES
from streams.core import lanes
from streams.core.clusters.repeats import RepeatWindow
from streams.core.matching.index import Index
from streams.core.text import matchable

# Characters of an exemplar's wording that are kept: what the stance of a new one is read against.
COMPARED = 2_400


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
        self.stances.append(STANCES.index(stance))

    def found(self, rumor: int) -> int:
        """Notes a rumor with the next number of a cluster, which is returned."""
        cluster = len(self.cluster_rumor)
        self.cluster_rumor.append(rumor)
        self.rumor_cluster[rumor] = cluster
        return cluster


def restore(state: LaneClusters, variants: Sequence[VariantJoined]) -> LaneClusters:
    """Takes in variants that are on the log already, oldest first.

    One that is known changes nothing: the first wins.
    """
    new: dict[int, VariantJoined] = {}
    for variant in variants:
        id_ = int(variant.variant_id, 16)
        if id_ not in state.rows:
            new.setdefault(id_, variant)
    clusters = []
    founding = []
    for id_, variant in new.items():
        rumor = int(variant.rumor_id, 16)
        cluster = state.rumor_cluster.get(rumor)
        founding.append(cluster is None)
        clusters.append(state.found(rumor) if cluster is None else cluster)
        state.remember(id_, rumor, variant.stance)
    before = len(state.index)
    state.index.restore(
        [matchable(variant.text, variant.link) for variant in new.values()],
        owners=list(new),
        clusters=clusters,
        founding=founding,
        kept=[sum(1 << window for window in variant.windows) for variant in new.values()],
    )
    # Not what the records say, but what the index stored: another fold, or another writer, may have
    # had other windows.
    for exemplar in range(before, len(state.index)):
        state.quotes.append(new[state.index.owner(exemplar)].text[:COMPARED])
    return state


def knows(state: LaneClusters, variants: Iterable[VariantJoined]) -> bool:
    """Whether each of these variants is in the lane already, and in the same rumor."""
    rows = [(state.rows.get(int(v.variant_id, 16)), int(v.rumor_id, 16)) for v in variants]
    return all(row is not None and state.rumors[row] == rumor for row, rumor in rows)


def variants_of(grown: Iterable[RumorsGrown]) -> list[VariantJoined]:
    """All variants of some records, in order."""
    return [variant for record in grown for variant in record.variants]
