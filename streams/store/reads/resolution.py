"""Which rumor facts count for as decided: merges followed, moved wordings in their homes.

In: the overlay of a tenant's decisions, and how wordings joined. Out: a `Resolution` that reads are
asked with. Facts and cells stay as they were written, so that undoing is exact: without decisions
the reads are what they would be without this module.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from streams.core.curation.overlay import Overlay
from streams.core.curation.placing import Homes, Joined
from streams.store.reads.joins import Joins

NOBODY = (0,)  # no id is 0, and an empty list would be no SQL


@dataclass(frozen=True)
class Resolution:
    """Absorbed rumor -> what it shows as; moved wording -> its home; the rumors that moved wordings
    came from, whose cells cannot be used; the wordings that stand in two rumors on the log (None:
    nobody looked, so any may).
    """

    shown: Mapping[int, int] = field(default_factory=dict)
    moved: Mapping[int, int] = field(default_factory=dict)
    left: frozenset[int] = frozenset()
    contested: frozenset[int] | None = None

    @cached_property
    def absorbed(self) -> Mapping[int, list[int]]:
        """Rumor -> those that show as it."""
        found: dict[int, list[int]] = defaultdict(list)
        for rumor_id, shown in self.shown.items():
            found[shown].append(rumor_id)
        return found

    @cached_property
    def housed(self) -> Mapping[int, list[int]]:
        """Rumor -> the wordings that were moved to it."""
        found: dict[int, list[int]] = defaultdict(list)
        for variant_id, home in self.moved.items():
            found[home].append(variant_id)
        return found

    def whole(self, rumors: Iterable[int]) -> list[int]:
        """Rumors and all that show as them."""
        return [one for rumor in rumors for one in (rumor, *self.absorbed.get(rumor, ()))]

    def incoming(self, rumors: Iterable[int]) -> list[int]:
        """The wordings that were moved to any of these."""
        return [variant for rumor in rumors for variant in self.housed.get(rumor, ())]

    def shown_of(self, rumor_id: str) -> int:
        """The rumor that a rumor shows as, as a number."""
        number = int(rumor_id, 16)
        return self.shown.get(number, number)

    def shown_as(self, variant_id: int, rumor_id: int) -> int:
        """The rumor of a wording, given the one that it joined."""
        home = self.moved.get(variant_id, rumor_id)
        return self.shown.get(home, home)


AS_FOUNDED = Resolution()


def resolve(joins: Joins, tenant: str, overlay: Overlay) -> Resolution:
    """What a tenant's decisions make of what is stored now."""
    shown = {int(absorbed, 16): int(into, 16) for absorbed, into in overlay.shown.items()}
    moved, left = _moved(joins, tenant, overlay)
    return Resolution(shown=shown, moved=moved, left=left) if shown or moved else AS_FOUNDED


def home_of(
    joins: Joins,
    tenant: str,
    overlay: Overlay,
    *,
    variant_id: str,
    rumor_id: str,
    joins_at_ms: int | None,
) -> str:
    """The rumor that a wording shows as; with `joins_at_ms`, that of one that would join through it
    then. `rumor_id` is the one that it joined itself.
    """
    homes = Homes(overlay.placings, _with_exemplars(joins, tenant, {variant_id}))
    if joins_at_ms is not None:
        home = homes.taken_by(variant_id, rumor_id, joins_at_ms)
    else:
        home = homes.home(variant_id) if homes.knows(variant_id) else rumor_id
    return overlay.shown_as(home)


def _moved(joins: Joins, tenant: str, overlay: Overlay) -> tuple[dict[int, int], frozenset[int]]:
    """The wordings whose home is not where they joined, and the rumors that they came from."""
    known = _with_exemplars(joins, tenant, overlay.placings.keys())
    homes = Homes(overlay.placings, known)
    carriers = homes.carriers()
    while carriers:
        carriers = homes.add(joins.through(tenant, carriers))
    moved = homes.moved()
    left = frozenset(int(rumor_id, 16) for rumor_id in homes.founding(moved))
    return {int(variant, 16): int(home, 16) for variant, home in moved.items()}, left


def _with_exemplars(joins: Joins, tenant: str, ids: Collection[str]) -> dict[str, Joined]:
    """Wordings and all that they joined through."""
    known: dict[str, Joined] = {}
    wanted = set(ids)
    while wanted:
        found = joins.of(tenant, wanted)
        known |= found
        exemplars = {fact.exemplar_id for fact in found.values() if fact.exemplar_id is not None}
        wanted = exemplars - known.keys()
    return known
