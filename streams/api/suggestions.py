"""GET /v1/suggestions, POST /v1/suggestions/{suggestion_id}: pairs of rumors that may be one."""

from typing import Any

from schemas.api.decided import SuggestionPage
from schemas.api.decisions import SuggestionIn
from streams.api import parameters
from streams.api.answers import Answer
from streams.api.decided import answer, body_of, decide
from streams.api.lookup import RUMOR_ID, not_found
from streams.api.operation import deciding, reading
from streams.api.query import Query, bad_parameter
from streams.api.services import Call, Services
from streams.api.writing import catch_up
from streams.core import curation
from streams.core.curation.book import MERGING, pair_of
from streams.core.curation.overlay import Overlay
from streams.core.ids import suggestion_id
from streams.core.masking import mask
from streams.intake.problems import Problem
from streams.store.reads.paging import BadCursor, decode, encode
from streams.store.reads.questions import Reads
from streams.store.reads.suggestions import Overlapping

SORTS = ("-reports",)
PAIRS = "suggestions"  # of whose pages a cursor is


async def get_suggestions(services: Services, call: Call) -> SuggestionPage:
    """A page of pairs that nobody decided on, those that would change most first."""
    query = Query(call.request)
    rumor_id = query.text("rumor_id", parameters.ID_LENGTH)
    query.choice("sort", SORTS, SORTS[0])
    limit = query.limit()
    cursor = query.cursor()
    query.done()
    if rumor_id and not RUMOR_ID.match(rumor_id):
        raise bad_parameter("rumor_id", "bad_id", "rumor_id is 16 lower-case hex digits")
    overlay = curation.overlay(services.decisions, call.tenant)

    def question(reads: Reads) -> dict[str, Any]:
        start = _place(cursor)
        pairs = _open(reads.overlapping(call.tenant, rumor_id), overlay)
        if rumor_id:
            shown = overlay.shown_as(rumor_id)
            pairs = [one for one in pairs if shown in (one.older, one.younger)]
        page = pairs[start : start + limit]
        more = len(pairs) > start + limit
        return {
            "items": [
                reads.described(call.tenant, one) | {"suggestion_id": _id(call.tenant, one)}
                for one in page
            ],
            "next_cursor": encode(PAIRS, start + limit) if more else None,
        }

    page = await services.lookup.ask(question, SuggestionPage, call.tenant)
    for pair in page.items:
        for one in pair.rumors:
            one.title = one.title or services.lookup.title_of(call.tenant, one.rumor_id)
    return page


async def post_suggestion(services: Services, call: Call) -> Answer:
    """Whether a pair is one rumor: the older keeps its id, or both stay apart for good."""
    given = await body_of(call, SuggestionIn)
    wanted = call.part("suggestion_id")
    await catch_up(services.log, services.decisions)
    if by := _decided_by(services, call.tenant, wanted):
        raise Problem(409, "decided", f"this pair was decided on by {by}")
    pairs = await services.lookup.run(lambda reads: reads.overlapping(call.tenant), call.tenant)
    pair = next((one for one in pairs if _id(call.tenant, one) == wanted), None)
    if pair is None:
        raise not_found("suggestion")
    made = await decide(
        services,
        call,
        kind=given.decision,
        rumor_id=pair.younger,
        target=pair.older,
        note=mask(given.note or ""),
    )
    return answer(services, call, made)


def _open(pairs: list[Overlapping], overlay: Overlay) -> list[Overlapping]:
    """The pairs that nobody decided on, neither directly nor by taking them apart."""
    return [one for one in pairs if not overlay.is_closed(one.older, one.younger)]


def _id(tenant: str, pair: Overlapping) -> str:
    return suggestion_id(tenant, pair.older, pair.younger)


def _decided_by(services: Services, tenant: str, wanted: str) -> str:
    """The decision in force on the pair of a suggestion, or an empty string."""
    book = curation.book_of(services.decisions, tenant)
    for decision in book.in_force(("apart", *MERGING)):
        if suggestion_id(tenant, *sorted(pair_of(decision))) == wanted:
            return decision.decision_id
    return ""


def _place(cursor: str) -> int:
    """How many pairs were shown before. Raises `BadCursor`."""
    place = decode(PAIRS, cursor) if cursor else 0
    if not isinstance(place, int) or isinstance(place, bool) or place < 0:
        raise BadCursor(cursor)
    return place


OPERATIONS = (
    reading(
        "/v1/suggestions",
        get_suggestions,
        summary="Pairs of rumors that may be one",
        answers=SuggestionPage,
        query={
            "rumor_id": parameters.RUMOR_ID,
            "sort": parameters.choice("By what, the most first.", *SORTS),
            **parameters.PAGED,
        },
    ),
    deciding(
        "/v1/suggestions/{suggestion_id}",
        post_suggestion,
        body=SuggestionIn,
        summary="Decide on a pair",
    ),
)
