"""What stands against a decision, at its place on the log.

In: a tenant's book and a decision that is new to it. Out: why it is refused, or None. Only what
stands on the decisions' own topic is looked at: every process comes to the same answer there.
Whether a rumor or a wording exists is asked before a decision is written.
"""

from schemas.events import DecisionMade
from streams.core.curation.book import MERGING, OF_ALERTS, Book, Refusal, pair_of, rumors_of
from streams.core.ids import split_rumor

UNDECIDED = "none"  # the ETag of a rumor that nobody decided on


def refusal_of(book: Book, decision: DecisionMade) -> Refusal | None:
    """Why a decision is not taken; None where nothing stands against it."""
    if stale := _stale(book, decision):
        return stale
    if decision.kind == "undo":
        return _against_undo(book, decision)
    if decision.kind in OF_ALERTS:
        return _against_take(book, decision)
    if decision.kind in ("join", "apart") and (against := _decided(book, decision)):
        return against
    if decision.kind in MERGING:
        return against_merge(book, decision.rumor_id, decision.target)
    if against := _absorbed(book, decision.rumor_id):
        return against
    if decision.kind == "move":
        return _against_target(book, decision.rumor_id, decision.target)
    return None


def against_merge(book: Book, rumor_id: str, target: str) -> Refusal | None:
    """Why one rumor cannot be merged into another."""
    return _against_target(book, rumor_id, target) or _absorbed(book, rumor_id)


def _stale(book: Book, decision: DecisionMade) -> Refusal | None:
    present = book.last.get(decision.rumor_id, UNDECIDED)
    if not decision.expected or decision.expected == present:
        return None
    return Refusal(
        "changed_meanwhile", "somebody decided on this rumor since; read it again", (present,)
    )


def _absorbed(book: Book, rumor_id: str) -> Refusal | None:
    shown = book.root(rumor_id)
    if shown == rumor_id:
        return None
    return Refusal("merged", f"this rumor was merged into {shown}; decide on that one", (shown,))


def _against_target(book: Book, rumor_id: str, target: str) -> Refusal | None:
    if rumor_id == target:
        return Refusal("same_rumor", "both are the same rumor", (target,))
    shown = book.root(target)
    if shown == rumor_id:
        return Refusal("circle", f"{target} was merged into this rumor already", (target,))
    if shown != target:
        return Refusal(
            "target_merged", f"{target} was merged into {shown}; name that one", (shown,)
        )
    return None


def _decided(book: Book, decision: DecisionMade) -> Refusal | None:
    for id_ in book.pairs.get(pair_of(decision), ()):
        if id_ not in book.undone and id_ != decision.decision_id:
            return Refusal("decided", f"this pair was decided on by {id_}", (id_,))
    return None


def _against_take(book: Book, decision: DecisionMade) -> Refusal | None:
    taken = book.taken(decision.alert_id)
    if decision.kind == "release" and taken is None:
        return Refusal("not_taken", "nobody has taken this alert")
    if decision.kind == "take" and taken and taken.decided_by != decision.decided_by:
        who = taken.decided_by
        return Refusal("taken", f"{who} has taken this alert; it can be released", (who,))
    return None


def _against_undo(book: Book, decision: DecisionMade) -> Refusal | None:
    undoes = decision.undoes
    # A growth stands on another topic; whoever undoes one names its rumors.
    if undoes not in book.made and not decision.target:
        return Refusal("no_such_decision", "there is no such decision")
    return _keeps(book, undoes)


def _keeps(book: Book, decision_id: str) -> Refusal | None:
    """What keeps a decision in force."""
    if by := book.undone.get(decision_id):
        return Refusal("undone", f"this was undone already by {by}", (by,))
    decision = book.made.get(decision_id)
    if decision is None:
        return None
    if decision.kind == "undo":
        return _keeps_out(book, decision.undoes)
    if decision.kind == "split" and (later := _naming(book, decision)):
        detail = f"later decisions name the rumor that it made: {', '.join(later)}"
        return Refusal("named_later", detail, later)
    return None


def _keeps_out(book: Book, decision_id: str) -> Refusal | None:
    """What keeps a decision that was undone from coming back."""
    decision = book.made.get(decision_id)
    if decision is None:
        return None
    if decision.kind == "undo":
        return _keeps(book, decision.undoes)
    if decision.kind in ("join", "apart") and (against := _decided(book, decision)):
        return against
    if decision.kind not in MERGING:
        return None
    if book.root(decision.target) == decision.rumor_id:
        target = decision.target
        return Refusal("circle", f"{target} was merged into this rumor meanwhile", (target,))
    return _absorbed(book, decision.rumor_id)


def _naming(book: Book, split: DecisionMade) -> tuple[str, ...]:
    """The decisions in force that name the rumor of a split, besides itself."""
    made = split_rumor(split.decision_id)
    return tuple(
        id_
        for id_ in book.named.get(made, ())
        if id_ not in book.undone
        and book.made[id_].kind not in ("undo", *OF_ALERTS)
        and id_ != split.decision_id
        and made in rumors_of(book, book.made[id_])
    )
