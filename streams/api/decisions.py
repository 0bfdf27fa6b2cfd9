"""POST /v1/rumors/{rumor_id}/..., DELETE /v1/decisions/{decision_id}: decisions of analysts.

In: HTTP. Out: a record on the log, applied by every process in the same order. Everything that
others will see is masked before it is written.
"""

from datetime import datetime
from typing import Any

from schemas.api.decided import Decided
from schemas.api.decisions import (
    AssignIn,
    MergeIn,
    MoveIn,
    MuteIn,
    NoteIn,
    SplitIn,
    TitleIn,
    VerdictIn,
)
from schemas.api.problems import FieldError
from schemas.events import DecisionMade, MovedCounts, SeenReports, VerdictGiven
from streams.api import parameters
from streams.api.answers import Answer
from streams.api.bodies import LARGEST_DECISION, read_body
from streams.api.decided import answer, body_of, decide, written
from streams.api.lookup import not_found
from streams.api.operation import AGAINST, DECIDED_UNDER, Operation, deciding
from streams.api.query import Query
from streams.api.services import Call, Services
from streams.api.targets import expect_target, lanes_of
from streams.api.wordings import counted_again, expect_wordings, seen_without
from streams.api.writing import catch_up
from streams.core import curation
from streams.core.curation.book import Book
from streams.core.ids import split_rumor
from streams.core.masking import mask
from streams.intake.problems import field_problem
from streams.intake.validation import LINK

LATEST_YEAR = 2100  # what the columns of the store hold


async def post_verdict(services: Services, call: Call) -> Answer:
    """A rating for a rumor. With If-Match, only where nobody decided since."""
    given = verdict_in(await read_body(call.request, LARGEST_DECISION))
    verdict = VerdictGiven(rating=given.rating, summary=given.summary or "", link=given.link or "")
    return await _of_rumor(services, call, kind="verdict", verdict=verdict)


async def post_title(services: Services, call: Call) -> Answer:
    """What a rumor is called."""
    given = await body_of(call, TitleIn)
    title = mask(given.title).strip()
    if not title:
        raise field_problem(FieldError("/title", "empty", "title is empty"))
    return await _of_rumor(services, call, kind="title", title=title)


async def post_assign(services: Services, call: Call) -> Answer:
    """Who works on a rumor."""
    given = await body_of(call, AssignIn)
    return await _of_rumor(
        services,
        call,
        kind="assign",
        assignee=mask(given.assignee or "").strip(),
        due_at_ms=_ms("/due_at", given.due_at),
        note=mask(given.note or ""),
    )


async def post_note(services: Services, call: Call) -> Answer:
    """What others should know of a rumor."""
    given = await body_of(call, NoteIn)
    note = mask(given.text).strip()
    if not note:
        raise field_problem(FieldError("/text", "empty", "text is empty"))
    return await _of_rumor(services, call, kind="note", note=note)


async def post_mute(services: Services, call: Call) -> Answer:
    """Until when a rumor is not told of."""
    given = await body_of(call, MuteIn)
    until_ms = _ms("/until", given.until)
    if until_ms is None and given.until_reporters is None:
        why = "until or until_reporters says when it ends"
        raise field_problem(FieldError("/until", "missing", why))
    if until_ms is not None and until_ms <= services.clock.now_ms():
        raise field_problem(FieldError("/until", "not_in_future", "until lies in the future"))
    rumor_id = call.part("rumor_id")
    rumor = await services.lookup.rumor(call.tenant, rumor_id)
    made = await decide(
        services,
        call,
        kind="mute",
        rumor_id=rumor_id,
        reporters=rumor["reporters"],
        until_ms=until_ms,
        until_reporters=given.until_reporters,
        note=mask(given.reason or ""),
    )
    return answer(services, call, made)


async def post_merge(services: Services, call: Call) -> Answer:
    """Two rumors are one: this one shows as the other."""
    given = await body_of(call, MergeIn)
    rumor_id = call.part("rumor_id")
    await services.lookup.rumor(call.tenant, rumor_id)
    await expect_target(
        services=services, call=call, rumor_id=rumor_id, target=given.into, pointer="/into"
    )
    made = await decide(
        services,
        call,
        kind="merge",
        rumor_id=rumor_id,
        target=given.into,
        lanes=await lanes_of(services, call, rumor_id, given.into),
        note=mask(given.note or ""),
    )
    return answer(services, call, made)


async def post_move(services: Services, call: Call) -> Answer:
    """Wordings belong to another rumor."""
    given = await body_of(call, MoveIn)
    rumor_id = call.part("rumor_id")
    followers = _with_followers(call)
    await services.lookup.rumor(call.tenant, rumor_id)
    await expect_target(
        services=services, call=call, rumor_id=rumor_id, target=given.to, pointer="/to"
    )
    made = await _take_out(
        services,
        call,
        kind="move",
        target=given.to,
        variant_ids=tuple(dict.fromkeys(given.variant_ids)),
        with_followers=followers,
        note=mask(given.note or ""),
        lanes=await lanes_of(services, call, rumor_id, given.to),
    )
    return answer(services, call, made)


async def post_split(services: Services, call: Call) -> Answer:
    """Wordings are a rumor of their own."""
    given = await body_of(call, SplitIn)
    followers = _with_followers(call)
    await services.lookup.rumor(call.tenant, call.part("rumor_id"))
    made = await _take_out(
        services,
        call,
        kind="split",
        variant_ids=tuple(dict.fromkeys(given.variant_ids)),
        with_followers=followers,
        note=mask(given.note or ""),
    )
    return answer(services, call, made, split_rumor(made.decision_id))


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


def verdict_in(body: bytes) -> VerdictIn:
    """The verdict in a body, its summary masked as everything that is shown.

    Raises a 400 or 422 problem.
    """
    given = written(body, VerdictIn)
    if given.link and not LINK.match(given.link):
        why = "link is an http:// or https:// URL"
        raise field_problem(FieldError("/link", "bad_link", why))
    given.summary = mask(given.summary or "")
    return given


async def _of_rumor(services: Services, call: Call, *, kind: str, **fields: Any) -> Answer:
    rumor_id = call.part("rumor_id")
    await services.lookup.rumor(call.tenant, rumor_id)
    made = await decide(services, call, kind=kind, rumor_id=rumor_id, **fields)
    return answer(services, call, made)


async def _take_out(services: Services, call: Call, *, kind: str, **fields: Any) -> DecisionMade:
    """A decision on wordings of a rumor, which keeps some of them."""
    rumor_id = call.part("rumor_id")
    await catch_up(services.log, services.decisions)
    counted = await expect_wordings(services, call, rumor_id, kind=kind, **fields)
    return await decide(
        services,
        call,
        kind=kind,
        rumor_id=rumor_id,
        moved=counted[0] if counted else MovedCounts(),
        moved_too=counted[1:],
        **fields,
    )


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


def _with_followers(call: Call) -> bool:
    query = Query(call.request)
    wanted = query.choice("with_followers", ("true", "false"), "false")
    query.done()
    return wanted == "true"


def _ms(pointer: str, at: datetime | None) -> int | None:
    if at is None:
        return None
    if not 1970 < at.year < LATEST_YEAR:
        raise field_problem(FieldError(pointer, "bad_time", "a time from 1971 to 2099"))
    return round(at.timestamp() * 1_000)


WITH_FOLLOWERS = {
    "with_followers": parameters.choice(
        "Also what joined through them before now.", "true", "false", default="false"
    )
}
OPERATIONS = (
    deciding("/v1/rumors/{rumor_id}/verdict", post_verdict, body=VerdictIn, summary="Rate a rumor"),
    deciding(
        "/v1/rumors/{rumor_id}/merge", post_merge, body=MergeIn, summary="Show a rumor as another"
    ),
    deciding(
        "/v1/rumors/{rumor_id}/split",
        post_split,
        body=SplitIn,
        summary="Make wordings a rumor of their own",
        query=WITH_FOLLOWERS,
    ),
    deciding(
        "/v1/rumors/{rumor_id}/move",
        post_move,
        body=MoveIn,
        summary="Move wordings to another rumor",
        query=WITH_FOLLOWERS,
    ),
    deciding("/v1/rumors/{rumor_id}/title", post_title, body=TitleIn, summary="Name a rumor"),
    deciding(
        "/v1/rumors/{rumor_id}/assign",
        post_assign,
        body=AssignIn,
        summary="Say who works on a rumor",
    ),
    deciding(
        "/v1/rumors/{rumor_id}/note", post_note, body=NoteIn, summary="Note something on a rumor"
    ),
    deciding(
        "/v1/rumors/{rumor_id}/mute",
        post_mute,
        body=MuteIn,
        summary="Tell nobody of a rumor for a while",
    ),
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
