"""One tenant's decisions as they stand on the log: which were taken, which are in force.

In: decisions in the order of the log. Out: the book. Whether a decision is taken is settled once,
where it stands on the log, and never again: it was answered so. What is in force follows from the
undos alone, so undoing a decision is exactly its absence.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from schemas.events import DecisionMade, RumorsMerged
from streams.core.ids import automatic_id, split_rumor

# Each makes one rumor show as another: an analyst's merge, and a suggestion that was agreed to.
MERGING = ("merge", "join")
# These rate one, or withdraw its rating: an analyst's verdict, and a fact-check.
VERDICT = "verdict"
CHECK = "factcheck"
RATING = (VERDICT, CHECK)
# These say something of an alert or take something back: the rumor's own state stays as it is.
OF_ALERTS = ("take", "release")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a decision was not taken. `code` is for programs; `names` are the rumors or decisions
    that stand against it.
    """

    code: str
    detail: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Growth:
    """Two rumors that grew together by themselves, and when; named like a decision."""

    merge_id: str
    at_ms: int
    fact: RumorsMerged


@dataclass
class Book:
    """The decisions of one tenant.

    `undone` has for everything out of force the undo that did it. `links` has for each absorbed
    rumor the decision that merged it. `named` has for each rumor the decisions that name it, `last`
    the one that is its ETag. `checks` has for each link all its fact-checks, `counting` those that
    count, by the rumor of their claim. `growths` are facts, told by whoever reads the rumors.
    """

    made: dict[str, DecisionMade] = field(default_factory=dict)
    refused: dict[str, Refusal] = field(default_factory=dict)
    undone: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    named: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    last: dict[str, str] = field(default_factory=dict)
    pairs: dict[frozenset[str], list[str]] = field(default_factory=lambda: defaultdict(list))
    of_alerts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    checks: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    counting: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    growths: dict[str, Growth] = field(default_factory=dict)
    version: int = 0  # rises with every change: what was made of the book is made anew

    def in_force(self, kinds: tuple[str, ...]) -> Iterator[DecisionMade]:
        """The decisions of these kinds that count, in the order of the log."""
        for id_, decision in self.made.items():
            if decision.kind in kinds and id_ not in self.undone:
                yield decision

    def root(self, rumor_id: str) -> str:
        """What a rumor shows as by decisions alone; growths are laid under them later."""
        while rumor_id in self.links:
            rumor_id = self.made[self.links[rumor_id]].target
        return rumor_id

    def founded(self, rumor_id: str) -> str:
        """The rumor that a report founded: itself, or what it was split off from in the end."""
        sources = {split_rumor(id_): one for id_, one in self.made.items() if one.kind == "split"}
        while split := sources.get(rumor_id):
            rumor_id = split.rumor_id
        return rumor_id

    def taken(self, alert_id: str) -> DecisionMade | None:
        """The take in force of an alert."""
        for id_ in reversed(self.of_alerts.get(alert_id, ())):
            if id_ not in self.undone:
                decision = self.made[id_]
                return decision if decision.kind == "take" else None
        return None

    def base(self, decision_id: str) -> str:
        """What an undo, or the undo of an undo, is about in the end."""
        while (decision := self.made.get(decision_id)) is not None and decision.kind == "undo":
            decision_id = decision.undoes
        return decision_id


def rumors_of(book: Book, decision: DecisionMade) -> tuple[str, ...]:
    """The rumors that a decision names, the one that a split made among them."""
    if decision.kind == "undo" and (base := book.made.get(book.base(decision.undoes))):
        decision = base
    made = split_rumor(decision.decision_id) if decision.kind == "split" else ""
    others = (decision.target, made, *decision.rumors, *decision.left)
    return tuple(filter(None, dict.fromkeys((decision.rumor_id, *others))))


def pair_of(decision: DecisionMade) -> frozenset[str]:
    """The two rumors of a decision that has two."""
    return frozenset((decision.rumor_id, decision.target))


def enter(book: Book, decision: DecisionMade) -> None:
    """Takes a decision that nothing stands against."""
    book.made[decision.decision_id] = decision
    rumors = rumors_of(book, decision)
    for rumor_id in rumors:
        book.named[rumor_id].append(decision.decision_id)
        if decision.kind not in OF_ALERTS:
            book.last[rumor_id] = decision.decision_id
    if decision.kind in ("join", "apart"):
        book.pairs[pair_of(decision)].append(decision.decision_id)
    if decision.kind in OF_ALERTS:
        book.of_alerts[decision.alert_id].append(decision.decision_id)
    if decision.kind in MERGING:
        book.links[decision.rumor_id] = decision.decision_id
    if decision.kind == CHECK:
        book.checks[link_of(decision)].append(decision.decision_id)
        _count(book.counting[link_of(decision)], decision)
    if decision.kind == "undo":
        _withdraw(book, decision.undoes, by=decision.decision_id)
    book.version += 1


def grow(book: Book, fact: RumorsMerged, *, tenant: str, at_ms: int) -> None:
    """Takes in that two rumors grew together; the same fact again changes nothing."""
    id_ = automatic_id(tenant, fact.kept, fact.merged, at_ms)
    if id_ not in book.growths:
        book.growths[id_] = Growth(merge_id=id_, at_ms=at_ms, fact=fact)
        book.version += 1


def link_of(check: DecisionMade) -> str:
    """Where a fact-check stands; empty where it does not say."""
    return check.verdict.link if check.verdict else ""


def _count(counting: dict[str, str], check: DecisionMade) -> None:
    """Of one claim under one link the newest counts, with the wordings that it names."""
    if check.renews:
        counting.clear()
    counting[check.rumor_id] = check.decision_id


def _count_again(book: Book, link: str) -> None:
    counting = book.counting[link]
    counting.clear()
    for id_ in book.checks[link]:
        if id_ not in book.undone:
            _count(counting, book.made[id_])


def _withdraw(book: Book, decision_id: str, *, by: str) -> None:
    book.undone[decision_id] = by
    decision = book.made.get(decision_id)  # None: a growth
    if decision is None:
        return
    if decision.kind in MERGING:
        del book.links[decision.rumor_id]
    if decision.kind == CHECK:
        _count_again(book, link_of(decision))
    if decision.kind == "undo":
        _restore(book, decision.undoes)


def _restore(book: Book, decision_id: str) -> None:
    del book.undone[decision_id]
    decision = book.made.get(decision_id)
    if decision is None:
        return
    if decision.kind in MERGING:
        book.links[decision.rumor_id] = decision_id
    if decision.kind == CHECK:
        _count_again(book, link_of(decision))
    if decision.kind == "undo":
        _withdraw(book, decision.undoes, by=decision_id)
