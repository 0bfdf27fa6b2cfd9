"""Which decision rates a rumor, merges aside.

In: a book. Out: for each rumor the decision that its own verdict is of. A person's comes before any
fact-check, whichever was first on the log; then a fact-check of its claim, then one that has it
among its other wordings; of the same kind the newest.
"""

from schemas.events import DecisionMade
from streams.core.curation.book import CHECK, RATING, VERDICT, Book, link_of


def rated_by(decision: DecisionMade) -> tuple[str, ...]:
    """The rumors that a verdict or a fact-check is of."""
    return (decision.rumor_id, *decision.rumors)


def counts(book: Book, check: DecisionMade) -> bool:
    """Whether a fact-check is in force, and its link says nothing newer in its place."""
    return book.counting[link_of(check)].get(check.rumor_id) == check.decision_id


def own_ratings(book: Book) -> dict[str, DecisionMade]:
    """The decision that each rumor's own verdict is of."""
    checks = [one for one in book.in_force((CHECK,)) if counts(book, one)]
    found: dict[str, DecisionMade] = {}
    for one in checks:
        found |= dict.fromkeys(one.rumors, one)
    found |= {one.rumor_id: one for one in checks}
    return found | {one.rumor_id: one for one in book.in_force((VERDICT,))}


def own_rating(book: Book, rumor_id: str) -> DecisionMade | None:
    """The decision that one rumor's own verdict is of."""
    named = [book.made[id_] for id_ in book.named.get(rumor_id, ()) if id_ not in book.undone]
    ranked = [(_rank(book, one, rumor_id), place) for place, one in enumerate(named)]
    rank, place = max(ranked, default=(0, 0))
    return named[place] if rank else None


def _rank(book: Book, decision: DecisionMade, rumor_id: str) -> int:
    if decision.kind == VERDICT:
        return 3
    if decision.kind != CHECK or rumor_id not in rated_by(decision) or not counts(book, decision):
        return 0
    return 2 if decision.rumor_id == rumor_id else 1


def concerned(book: Book, decision: DecisionMade) -> dict[str, None]:
    """The rumors whose own verdict a decision may change, in one order everywhere. Asked before it
    is entered and after: what a link rated may be gone by then, or come back.
    """
    undone = book.base(decision.undoes)
    base = book.made.get(undone) if decision.kind == "undo" else decision
    if base is None or base.kind not in RATING:
        return {}
    found = dict.fromkeys((*rated_by(base), *base.left))
    if base.renews:
        for id_ in book.counting[link_of(base)].values():
            found |= dict.fromkeys(rated_by(book.made[id_]))
    return found
