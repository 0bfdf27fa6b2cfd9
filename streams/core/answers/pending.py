"""Who is to be answered: those who heard another verdict last than the one in force.

In: what was in force at the last look and what is now; how many reports heard what. Out: the
rumors to look at, and the groups of reports to be answered.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from streams.core.curation.effects import Placing

NOTHING = ""  # as a decision: no verdict, never heard or withdrawn


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What is in force for one tenant: rumor -> decision, absorbed rumors included; the wordings
    that decisions moved, and the rumors that they and their followers were taken from.
    """

    rated: Mapping[str, str] = field(default_factory=dict)
    placings: Mapping[str, tuple[Placing, ...]] = field(default_factory=dict)
    left: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Heard:
    """So many reports of an app carry a wording, and heard of this decision last."""

    app: str
    variant_id: str
    rumor_id: str  # that the wording joined
    decision_id: str
    reports: int


@dataclass(frozen=True, slots=True)
class Group:
    """Reports of an app that heard `previous` last and are to hear `decision_id` now."""

    app: str
    rumor_id: str  # that they show as
    decision_id: str
    previous: str
    variant_ids: tuple[str, ...]
    rumors: tuple[str, ...]  # that these joined


def changed(before: Ruling, now: Ruling) -> frozenset[str]:
    """The founding rumors whose reports may have to hear something else than at the last look."""
    rumors = {
        rumor_id
        for rumor_id in before.rated.keys() | now.rated.keys()
        if before.rated.get(rumor_id) != now.rated.get(rumor_id)
    }
    # A wording that was moved stands in no rumor that is rated, but in one that it was taken from.
    if rumors or before.placings != now.placings:
        rumors |= before.left | now.left
    return frozenset(rumors)


def pending(
    heard: Iterable[Heard], *, rated: Mapping[str, str], shown_as: Callable[[str, str], str]
) -> list[Group]:
    """The groups to be answered, in one order in every process.

    `shown_as` says as which rumor a wording shows, given the one that it joined.
    """
    found: dict[tuple[str, str, str, str], list[Heard]] = {}
    for one in heard:
        rumor_id = shown_as(one.variant_id, one.rumor_id)
        decision_id = rated.get(rumor_id, NOTHING)
        if one.decision_id != decision_id:
            key = (one.app, rumor_id, decision_id, one.decision_id)
            found.setdefault(key, []).append(one)
    return [
        Group(
            *key,
            variant_ids=tuple(sorted({one.variant_id for one in some})),
            rumors=tuple(sorted({one.rumor_id for one in some})),
        )
        for key, some in sorted(found.items())
    ]
