"""What the index notes of a wording beside its match, as events say it, and back.

In: rows of `matching.kernels.tables` with clusters by number. Out: spans, bridges and frames of a
variant, and merges, with rumors by id. `restore` reads them back: nothing is matched again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from schemas.events import Bridge, RumorsMerged, VariantJoined
from streams.core.matching.kernels.tables import BRIDGE, FRAME, MERGE, NOTE_WIDTH, UNSURE
from streams.core.matching.kernels.unions import NEVER

SHARED_DIGITS = 1  # of a mass: enough to tell a sentence from a word
Row = list[float]
Notes = list[Row]  # of one text


@dataclass(slots=True)
class Evidence:
    """Of one variant."""

    unsure: list[tuple[int, int, int]] = field(default_factory=list)
    bridges: list[Bridge] = field(default_factory=list)
    frames: list[tuple[int, int]] = field(default_factory=list)
    merges: list[RumorsMerged] = field(default_factory=list)


def by_text(notes: NDArray[np.float64]) -> dict[int, list[Row]]:
    """The notes of each text that has any: few have."""
    found: dict[int, list[Row]] = {}
    for text, *row in notes.tolist():
        found.setdefault(int(text), []).append(row)
    return found


def read(rows: Iterable[Row], *, variant_id: str, rumor_of: Callable[[int], str]) -> Evidence:
    """The notes of one text. `rumor_of` names a cluster by its number."""
    found = Evidence()
    for kind, a, b, c, d in rows:
        if kind == UNSURE:
            found.unsure.append((int(a), int(b), int(c)))
        elif kind == FRAME:
            found.frames.append((int(a), int(b)))
        elif kind == BRIDGE:
            opposed = b == NEVER
            same = 0 if opposed else int(b)
            bridge = Bridge(rumor_id=rumor_of(int(a)), same=same, apart=int(c), opposed=opposed)
            found.bridges.append(bridge)
        elif kind == MERGE:
            merge = RumorsMerged(
                kept=rumor_of(int(a)),
                merged=rumor_of(int(b)),
                variant_id=variant_id,
                bridges=int(c),
                shared=round(d, SHARED_DIGITS),
            )
            found.merges.append(merge)
    return found


def written(
    variants: Iterable[VariantJoined],
    merges: Iterable[RumorsMerged],
    *,
    cluster_of: Callable[[str], int | None],
) -> NDArray[np.float64]:
    """The notes of some variants, in their order. What names a rumor that nobody knows is left out.

    Merges come with the variant that showed them.
    """
    by_variant: dict[str, list[RumorsMerged]] = {}
    for merge in merges:
        by_variant.setdefault(merge.variant_id, []).append(merge)
    rows: list[Sequence[float]] = []
    for text, variant in enumerate(variants):
        merged = by_variant.get(variant.variant_id, ())
        if variant.unsure or variant.bridges or variant.frames or merged:
            rows += _rows(text, variant, merged, cluster_of)
    return np.array(rows, np.float64).reshape(-1, NOTE_WIDTH)


def _rows(
    text: int,
    variant: VariantJoined,
    merges: Iterable[RumorsMerged],
    cluster_of: Callable[[str], int | None],
) -> Iterator[Sequence[float]]:
    for window, first, end in variant.unsure:
        yield text, UNSURE, window, first, end, 0
    for first, end in variant.frames:
        yield text, FRAME, first, end, 0, 0
    for bridge in variant.bridges:
        other = cluster_of(bridge.rumor_id)
        if other is not None:
            yield text, BRIDGE, other, NEVER if bridge.opposed else bridge.same, bridge.apart, 0
    for merge in merges:
        kept = cluster_of(merge.kept)
        merged = cluster_of(merge.merged)
        if kept is not None and merged is not None:
            yield text, MERGE, kept, merged, merge.bridges, merge.shared
