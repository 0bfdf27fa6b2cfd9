"""POST /v1/rumors/{rumor_id}/...: what analysts say of a rumor. What belongs to it is decided in
`placing` beside this, what counts as never made in `undoing`.

In: HTTP. Out: a record on the log, applied by every process in the same order. Everything that
others will see is masked before it is written.
"""

from datetime import datetime
from typing import Any

from schemas.api.decisions import (
    AssignIn,
    MuteIn,
    NoteIn,
    TitleIn,
    VerdictIn,
)
from schemas.api.problems import FieldError
from schemas.events import VerdictGiven
from streams.api.answers import Answer
from streams.api.bodies import LARGEST_DECISION, read_body
from streams.api.decided import answer, body_of, decide, written
from streams.api.operation import deciding
from streams.api.services import Call, Services
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


def _ms(pointer: str, at: datetime | None) -> int | None:
    if at is None:
        return None
    if not 1970 < at.year < LATEST_YEAR:
        raise field_problem(FieldError(pointer, "bad_time", "a time from 1971 to 2099"))
    return round(at.timestamp() * 1_000)


OPERATIONS = (
    deciding("/v1/rumors/{rumor_id}/verdict", post_verdict, body=VerdictIn, summary="Rate a rumor"),
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
)
