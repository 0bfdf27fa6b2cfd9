"""Decisions of analysts as an overlay over the facts, the same in every process.

In: `DecisionMade` in offset order. Out: what is in force, and the ETags of rumors. The first on the
log wins: a decision that was made under another state than the present one is refused by the fold,
in every process alike. Undoing a decision is exactly its absence.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import structs

from schemas.events import DecisionMade, RumorsMerged, VerdictGiven
from streams.core.curation.book import VERDICT, Book, Refusal, enter, grow
from streams.core.curation.overlay import NOTHING_DECIDED, Overlay, overlay_of
from streams.core.curation.rated import concerned, own_rating
from streams.core.curation.refusals import UNDECIDED, refusal_of

NO_BOOK = Book()
ON_ALERTS = ("take", "release")  # told to receivers, as changes of a verdict are


@dataclass
class Decisions:
    """Everything decided so far, and the next offset to read.

    `times` has for each offset before the time by which it was decided, never falling: clocks of
    several processes wrote them. `ratings` has for each rumor every change of its own verdict, and
    who took its alerts.
    """

    offset: int = 0
    books: dict[str, Book] = field(default_factory=dict)
    ratings: dict[tuple[str, str], list[tuple[int, DecisionMade]]] = field(default_factory=dict)
    times: list[int] = field(default_factory=list)
    overlays: dict[str, tuple[int, Overlay]] = field(default_factory=dict)


def step(state: Decisions, event: DecisionMade, *, offset: int) -> Decisions:
    """Applies one decision, or refuses it. One that was applied before changes nothing."""
    if offset < state.offset:
        return state
    latest_ms = max(event.decided_at_ms, state.times[-1] if state.times else 0)
    # Offsets that hold no decision (a record that was set aside) count as decided with this one.
    state.times += [latest_ms] * (offset + 1 - state.offset)
    state.offset = offset + 1
    book = state.books.setdefault(event.tenant, Book())
    # A second copy of a decision is none: a writer that heard no answer sends its record again.
    if event.decision_id in book.made or event.decision_id in book.refused:
        return state
    if against := refusal_of(book, event):
        book.refused[event.decision_id] = against
        return state
    rumors = concerned(book, event)
    enter(book, event)
    _note_rating(state, book, event, offset=offset, rumors=rumors | concerned(book, event))
    return state


def learn(
    state: Decisions, tenant: str, merges: Iterable[RumorsMerged], *, at_ms: int
) -> Decisions:
    """Takes in rumors that grew together by themselves, in any order and any number of times."""
    for fact in merges:
        grow(state.books.setdefault(tenant, Book()), fact, tenant=tenant, at_ms=at_ms)
    return state


def overlay(state: Decisions, tenant: str) -> Overlay:
    """What is in force for a tenant now. Decisions to come leave it as it is."""
    book = state.books.get(tenant)
    if book is None:
        return NOTHING_DECIDED
    version, made = state.overlays.get(tenant, (-1, NOTHING_DECIDED))
    if version != book.version:
        made = overlay_of(book)
        state.overlays[tenant] = (book.version, made)
    return made


def book_of(state: Decisions, tenant: str) -> Book:
    """The tenant's book, to be read only."""
    return state.books.get(tenant, NO_BOOK)


def refusal(state: Decisions, tenant: str, decision_id: str) -> Refusal | None:
    """Why a decision that is on the log was refused, or None where it was taken."""
    return book_of(state, tenant).refused.get(decision_id)


def verdicts_of(state: Decisions, tenant: str) -> Mapping[str, VerdictGiven]:
    """Rumor -> verdict in force, of one tenant; absorbed rumors have that of the whole."""
    return overlay(state, tenant).verdicts


def ratings_since(
    state: Decisions, tenant: str, rumor_id: str, offset: int
) -> Sequence[tuple[int, DecisionMade]]:
    """What receivers hear of at `offset` or later, oldest first, each with its offset: changes of
    a rumor's verdict, and who took or released an alert of it.

    `verdict` is what is in force from there on. Of an absorbed rumor they are those of the whole.
    """
    shown = overlay(state, tenant).shown_as(rumor_id)
    changes = state.ratings.get((tenant, shown), ())
    return [(at, decision) for at, decision in changes if at >= offset]


def rated_at(state: Decisions, tenant: str, rumor_id: str) -> int:
    """When the verdict in force of a rumor was given, in milliseconds; 0 where it has none."""
    changes = ratings_since(state, tenant, rumor_id, 0)
    rated = [decision for _, decision in changes if decision.kind not in ON_ALERTS]
    return rated[-1].decided_at_ms if rated and rated[-1].verdict is not None else 0


def offset_at(state: Decisions, at_ms: int) -> int:
    """The offset up to which was decided by `at_ms`: a replay decides as it was decided then."""
    return bisect_right(state.times, at_ms)


def etag(state: Decisions, tenant: str, rumor_id: str) -> str:
    """Names the state of a rumor's decisions: the last that names it."""
    return book_of(state, tenant).last.get(rumor_id, UNDECIDED)


def _note_rating(
    state: Decisions, book: Book, event: DecisionMade, *, offset: int, rumors: Iterable[str]
) -> None:
    """Notes what a decision made of the own verdicts of these rumors, where it made anything of
    them.
    """
    if event.kind in ON_ALERTS:
        state.ratings.setdefault((event.tenant, event.rumor_id), []).append((offset, event))
        return
    base = book.made.get(book.base(event.decision_id))
    is_said_anew = base is not None and base.kind == VERDICT
    for rumor_id in rumors:
        given = own_rating(book, rumor_id)
        verdict = given.verdict if given else None
        noted = state.ratings.setdefault((event.tenant, rumor_id), [])
        if not is_said_anew and verdict == _noted(noted):
            continue
        made = event
        if event.kind == "undo" or (rumor_id, verdict) != (event.rumor_id, event.verdict):
            made = structs.replace(event, kind=VERDICT, rumor_id=rumor_id, verdict=verdict)
        noted.append((offset, made))


def _noted(changes: Sequence[tuple[int, DecisionMade]]) -> VerdictGiven | None:
    """The verdict that was noted last."""
    return next((one.verdict for _, one in reversed(changes) if one.kind not in ON_ALERTS), None)
