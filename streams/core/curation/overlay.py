"""What a tenant's decisions make of the facts: a pure function of what is in force.

In: a book. Out: the overlay, which never changes; of the same decisions in force and the same facts
it is the same, however they came to be.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from schemas.events import DecisionMade, MovedCounts, VerdictGiven
from streams.core.curation.book import MERGING, Book, pair_of
from streams.core.curation.effects import (
    Assignment,
    Move,
    Mute,
    Placing,
    Taken,
    part_elsewhere,
)
from streams.core.curation.wholes import (
    Pair,
    apart_of,
    end_of,
    in_order,
    merges_undone,
    ratings_of,
    with_growths,
)
from streams.core.ids import split_rumor

PLACING = ("split", "move")


@dataclass(frozen=True)
class Overlay:
    """Decisions of one tenant, laid over its facts.

    `shown` has for each absorbed rumor the one that it shows as, `absorbed` the other way round;
    `verdicts` also those of absorbed rumors, which are those of what they show as; `rated` has the
    decision that each of these is of. `titles`,
    `assignments` and `mutes` are each rumor's own. `placings` are those of each named wording in
    the order of the log; `moves` are what the decisions that these come from took out of each
    rumor, by their ids, undone ones too. To count them a move is a split whose rumor is a part of
    the target: so `parts` place the wordings, and `counted` shows what counts for what. `lanes` are
    those of rumors that decisions named together. `splits` are the rumors that splits made, undone
    ones too: their ids stay known. `apart` are the pairs that nothing but a person brings together.
    """

    shown: Mapping[str, str] = field(default_factory=dict)
    absorbed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    verdicts: Mapping[str, VerdictGiven] = field(default_factory=dict)
    rated: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    assignments: Mapping[str, Assignment] = field(default_factory=dict)
    mutes: Mapping[str, Mute] = field(default_factory=dict)
    placings: Mapping[str, tuple[Placing, ...]] = field(default_factory=dict)
    parts: Mapping[str, tuple[Placing, ...]] = field(default_factory=dict)
    counted: Mapping[str, str] = field(default_factory=dict)
    moves: Mapping[str, Move] = field(default_factory=dict)
    lanes: Mapping[str, str] = field(default_factory=dict)
    splits: frozenset[str] = frozenset()
    apart: frozenset[Pair] = frozenset()
    decided: frozenset[Pair] = frozenset()  # suggestions that were decided on
    takes: Mapping[str, Taken] = field(default_factory=dict)

    def is_closed(self, one: str, other: str) -> bool:
        """Whether it was decided on a pair, directly or by taking it apart."""
        pair = frozenset((one, other))
        return pair in self.decided or pair in self.apart

    @cached_property
    def apart_pairs(self) -> tuple[tuple[str, str], ...]:
        """The pairs to be kept apart, in one order everywhere; the same object until one changes
        anything.
        """
        return tuple(sorted((min(pair), max(pair)) for pair in self.apart))

    def shown_as(self, rumor_id: str) -> str:
        """The rumor that a rumor shows as: itself, or what it was merged into in the end."""
        return self.shown.get(rumor_id, rumor_id)

    def whole(self, rumor_id: str) -> tuple[str, ...]:
        """A rumor and all that show as it."""
        return (rumor_id, *self.absorbed.get(rumor_id, ()))


NOTHING_DECIDED = Overlay()


def overlay_of(book: Book) -> Overlay:
    """What the decisions in force make of the facts."""
    decided = {decision.rumor_id: decision.target for decision in book.in_force(MERGING)}
    apart = apart_of(book)
    links = with_growths(decided, in_order(book), apart)
    shown = {rumor_id: end_of(links, rumor_id) for rumor_id in links}
    absorbed: dict[str, list[str]] = defaultdict(list)
    for rumor_id, end in shown.items():
        absorbed[end].append(rumor_id)
    ratings = ratings_of(book, links, shown)
    lanes = _lanes(book)
    return Overlay(
        shown=shown,
        absorbed={end: tuple(rumors) for end, rumors in absorbed.items()},
        verdicts={id_: one.verdict for id_, one in ratings.items() if one.verdict is not None},
        rated={id_: one.decision_id for id_, one in ratings.items()},
        titles={one.rumor_id: one.title for one in book.in_force(("title",))},
        assignments={
            one.rumor_id: Assignment(one.assignee, one.due_at_ms)
            for one in book.in_force(("assign",))
        },
        mutes={one.rumor_id: _mute(one) for one in book.in_force(("mute",))},
        placings=_placings(book, is_by_part=False),
        parts=_placings(book, is_by_part=True),
        counted=_counted(book, shown, lanes),
        moves=_moves(book),
        lanes=lanes,
        splits=frozenset(split_rumor(id_) for id_, one in book.made.items() if one.kind == "split"),
        apart=apart | merges_undone(book, shown),
        decided=frozenset(pair_of(one) for one in book.in_force(("join", "apart"))),
        takes=_takes(book),
    )


def _lanes(book: Book) -> dict[str, str]:
    """The lanes of the rumors that decisions named together, and of what grew together with these
    or was split off: both are of one lane.
    """
    found: dict[str, str] = {}
    for decision in book.made.values():
        if decision.lanes is not None:
            found[decision.rumor_id], found[decision.target] = decision.lanes
    waiting = list(found)
    near = _of_one_lane(book) if found else {}
    while waiting:
        rumor_id = waiting.pop()
        new = near.get(rumor_id, set()) - found.keys()
        found |= dict.fromkeys(new, found[rumor_id])
        waiting += new
    return found


def _of_one_lane(book: Book) -> dict[str, set[str]]:
    near: dict[str, set[str]] = defaultdict(set)
    pairs = [(one.fact.kept, one.fact.merged) for one in book.growths.values()]
    for id_, one in book.made.items():
        if one.kind in PLACING:
            pairs.append((one.rumor_id, split_rumor(id_)))
        elif one.kind == "join":  # suggested: what is compared lies in one lane
            pairs.append((one.rumor_id, one.target))
    for rumor_id, other_id in pairs:
        near[rumor_id].add(other_id)
        near[other_id].add(rumor_id)
    return near


def _mute(decision: DecisionMade) -> Mute:
    return Mute(
        decision_id=decision.decision_id,
        decided_at_ms=decision.decided_at_ms,
        until_ms=decision.until_ms,
        until_reporters=decision.until_reporters,
        reporters=decision.reporters,
    )


def _placings(book: Book, *, is_by_part: bool) -> dict[str, tuple[Placing, ...]]:
    """Where the decisions put wordings; by part each of them into a rumor of its own."""
    found: dict[str, list[Placing]] = defaultdict(list)
    for decision in book.in_force(PLACING):
        part = split_rumor(decision.decision_id)
        home = part if is_by_part or not decision.target else decision.target
        placing = Placing(home, decision.decided_at_ms, decision.with_followers)
        for variant_id in decision.variant_ids:
            found[variant_id].append(placing)
    return {variant_id: tuple(placings) for variant_id, placings in found.items()}


def _counted(book: Book, shown: dict[str, str], lanes: Mapping[str, str]) -> dict[str, str]:
    """What counts for what: merges, what a move takes to its target, and of what is taken out of a
    rumor of two lanes the part in the other lane.
    """
    parts = {}
    for one in book.in_force(PLACING):
        part = split_rumor(one.decision_id)
        home = one.target or part
        if one.target:
            parts[part] = shown.get(home, home)
        if one.rumor_id in lanes:
            parts[part_elsewhere(part)] = shown.get(home, home)
    return shown | parts if parts else shown


def _moves(book: Book) -> dict[str, Move]:
    found = {}
    undos = [(book.base(one.decision_id), one) for one in book.made.values() if one.kind == "undo"]
    again = {base: one for base, one in undos if one.moved is not None}
    back = {base: one.back for base, one in undos}
    for id_, one in book.made.items():
        if one.kind not in PLACING or one.moved is None:
            continue
        # As often as it came in force again it was counted anew: the last time counts.
        counted = again.get(id_, one)
        for number, moved in enumerate((counted.moved or MovedCounts(), *counted.moved_too)):
            found[f"{id_}/{number}" if number else id_] = Move(
                source=one.rumor_id,
                part=split_rumor(id_),
                is_in_force=id_ not in book.undone,
                decided_at_ms=counted.decided_at_ms,
                moved=moved,
                back=back.get(id_) if id_ in book.undone else None,
            )
    return found


def _takes(book: Book) -> dict[str, Taken]:
    found = {}
    for alert_id in book.of_alerts:
        if taken := book.taken(alert_id):
            found[alert_id] = Taken(taken.decided_by, taken.note, taken.decided_at_ms)
    return found
