"""Which rumor facts count for as decided: merges followed, moved wordings in their homes.

In: the overlay of a tenant's decisions, and how wordings joined. Out: a `Resolution` that reads are
asked with. Facts and cells stay as they were written, so that undoing is exact: without decisions
the reads are what they would be without this module.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from streams.core.curation.overlay import Overlay
from streams.core.curation.placing import Homes, Joined
from streams.store.reads.joins import Joins

NOBODY = (0,)  # no id is 0, and an empty list would be no SQL


@dataclass(frozen=True)
class Resolution:
    """Absorbed rumor -> what it shows as; moved wording -> its home, and the rumor that it joined,
    whose cells cannot be used; the wordings that stand in two rumors on the log (None: nobody
    looked, so any may).
    """

    shown: Mapping[int, int] = field(default_factory=dict)
    moved: Mapping[int, int] = field(default_factory=dict)
    joined: Mapping[int, int] = field(default_factory=dict)
    contested: frozenset[int] | None = None

    @cached_property
    def left(self) -> frozenset[int]:
        """The rumors that moved wordings came from."""
        return frozenset(self.joined.values())

    @cached_property
    def absorbed(self) -> Mapping[int, list[int]]:
        """Rumor -> those that show as it."""
        return _turned(self.shown)

    @cached_property
    def housed(self) -> Mapping[int, list[int]]:
        """Rumor -> the wordings that were moved to it."""
        return _turned(self.moved)

    @cached_property
    def taken(self) -> Mapping[int, list[int]]:
        """Rumor -> the wordings that were moved from it."""
        return _turned(self.joined)

    def about(self, rumors: Sequence[int]) -> "Resolution":
        """What matters to reads of these rumors: a question about one need not name all wordings
        that were ever moved.
        """
        if not self.shown and not self.moved:
            return self
        whole = self.whole(rumors)
        moved = [
            *self.incoming(whole),
            *(one for rumor in whole for one in self.taken.get(rumor, ())),
        ]
        return Resolution(
            shown={one: self.shown[one] for one in whole if one in self.shown},
            moved={one: self.moved[one] for one in moved},
            joined={one: self.joined[one] for one in moved},
            contested=self.contested,
        )

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


def _turned(names: Mapping[int, int]) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for one, other in names.items():
        found[other].append(one)
    return found


AS_FOUNDED = Resolution()


def resolve(joins: Joins, tenant: str, overlay: Overlay) -> Resolution:
    """What a tenant's decisions make of what is stored now."""
    shown = {int(absorbed, 16): int(into, 16) for absorbed, into in overlay.shown.items()}
    moved, joined = _moved(joins, tenant, overlay)
    return Resolution(shown=shown, moved=moved, joined=joined) if shown or moved else AS_FOUNDED


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


def _moved(joins: Joins, tenant: str, overlay: Overlay) -> tuple[dict[int, int], dict[int, int]]:
    """The wordings whose home is not where they joined: their homes, and the rumors they joined."""
    known = _with_exemplars(joins, tenant, overlay.placings.keys())
    homes = Homes(overlay.placings, known)
    carriers = homes.carriers()
    while carriers:
        carriers = homes.add(joins.through(tenant, carriers))
    moved = homes.moved()
    return _numbers(moved), _numbers(homes.founding(moved))


def _numbers(names: Mapping[str, str]) -> dict[int, int]:
    return {int(one, 16): int(other, 16) for one, other in names.items()}


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
