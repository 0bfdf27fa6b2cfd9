"""DELETE /v1/decisions/{decision_id}: a decision counts as never made.

In: HTTP. Out: a decision as in `decisions`, which says anew what was counted where wordings change
their rumor by it.
"""

from schemas.api.decided import Decided
from schemas.events import MovedCounts, SeenReports
from streams.api.answers import Answer
from streams.api.decided import answer, decide
from streams.api.lookup import not_found
from streams.api.operation import AGAINST, DECIDED_UNDER, Operation
from streams.api.services import Call, Services
from streams.api.wordings import counted_again, seen_without
from streams.api.writing import catch_up
from streams.core import curation
from streams.core.curation.book import Book


async def delete_decision(services: Services, call: Call) -> Answer:
    """A decision counts as never made. That is a decision, and can be undone."""
    undoes = call.part("decision_id")
    await catch_up(services.log, services.decisions)
    book = curation.book_of(services.decisions, call.tenant)
    if growth := book.growths.get(book.base(undoes)):
        rumor_id, target = growth.fact.merged, growth.fact.kept
    elif undone := book.made.get(book.base(undoes)):
        rumor_id, target = undone.rumor_id, ""
    else:
        raise not_found("decision")
    counted = await _counted_again(services, call, book, undoes)
    made = await decide(
        services,
        call,
        kind="undo",
        rumor_id=rumor_id,
        target=target,
        undoes=undoes,
        moved=counted[0] if counted else None,
        moved_too=counted[1:],
        back=await _back(services, call, book, undoes),
    )
    return answer(services, call, made)


async def _counted_again(
    services: Services, call: Call, book: Book, undoes: str
) -> tuple[MovedCounts, ...]:
    """What wordings have by now that an undo of an undo takes from a rumor again."""
    base = book.base(undoes)
    undone = book.made.get(base)
    if undone is None or undone.moved is None or base not in book.undone or base == undoes:
        return ()
    return await counted_again(services, call, undone)


async def _back(services: Services, call: Call, book: Book, undoes: str) -> SeenReports | None:
    """Who reported the rumor that has wordings again by this undo."""
    base = book.base(undoes)
    undone = book.made.get(base)
    if undone is None or undone.moved is None or undone.moved_too or base in book.undone:
        return None
    return await seen_without(services, call, undone)


OPERATIONS = (
    Operation(
        method="DELETE",
        path="/v1/decisions/{decision_id}",
        handler=delete_decision,
        scope="curate",
        summary="Undo a decision",
        headers=DECIDED_UNDER,
        answers=Decided,
        problems=AGAINST,
    ),
)
