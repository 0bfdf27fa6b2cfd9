"""From a decision that somebody asks for to one that is on the log: the same for every kind.

In: what is decided. Out: 201 with its id and the rumor's new ETag, once every process that reads
the log will take it; or why not, with nothing written or with what was written refused by all.
"""

import secrets
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from schemas.api.decided import Decided
from schemas.api.problems import FieldError
from schemas.api.rumors import RumorRead
from schemas.events import DecisionMade
from schemas.topics import CURATIONS
from streams.api.answers import Answer
from streams.api.bodies import LARGEST_DECISION, read_body
from streams.api.lookup import not_found
from streams.api.services import Call, Services
from streams.api.writing import append, catch_up
from streams.core import curation
from streams.core.curation.book import MERGING, Refusal
from streams.core.curation.refusals import refusal_of
from streams.core.ids import decision_id
from streams.intake.decoding import named_field
from streams.intake.problems import Problem, field_problem
from streams.intake.validation import CONTROL
from streams.parsing.times import without_leap_seconds

NONCE_BYTES = 8  # two decisions of one millisecond are two
STALE = "changed_meanwhile"
ANY_STATE = "*"
TIMES = ("due_at", "until")  # of bodies
Body = TypeVar("Body", bound=Struct)


async def body_of(call: Call, kind: type[Body]) -> Body:
    """The request's body; one that may be empty counts as an object without fields.

    Raises a 400, 413, 415 or 422 problem.
    """
    return written(await read_body(call.request, LARGEST_DECISION), kind)


def written(body: bytes, kind: type[Body]) -> Body:
    """What a person wrote, as a struct: as of reports, nothing that moves a terminal is taken.

    Raises a 400 or 422 problem that names the field.
    """
    given = decoded(body, kind)
    for name in given.__struct_fields__:
        said = getattr(given, name)
        if isinstance(said, str) and CONTROL.search(said):
            why = f"{name} holds a control character; remove it"
            raise field_problem(FieldError(f"/{name}", "control_character", why))
    return given


def decoded(body: bytes, kind: type[Body]) -> Body:
    """A body as a struct. Raises a 400 or 422 problem that names the field."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        if (without := without_leap_seconds(body, *TIMES)) != body:
            return decoded(without, kind)
        raise field_problem(_bad_field(str(error), kind)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        why = "the body is not JSON in UTF-8" if body.strip() else "the body is empty"
        raise Problem(400, "malformed_json", why) from None


def _bad_field(message: str, kind: type[Struct]) -> FieldError:
    """msgspec's words, with a pointer to the field also where it is missing or unknown."""
    if named := named_field(message, kind):
        return FieldError(named.pointer, "bad_field", named.message)
    words, _, where = message.partition(" - at `$")
    pointer = where.rstrip("`").replace(".", "/").replace("[", "/").replace("]", "")
    return FieldError(pointer, "bad_field", words)


async def current(services: Services, call: Call, rumor_id: str) -> RumorRead:
    """The rumor as it is decided now. Raises 404."""
    found = await services.lookup.rumor(call.tenant, rumor_id)
    return services.lookup.with_decisions(found, call.tenant, services.clock.now_ms())


def expected(call: Call, present: str) -> str:
    """The ETag that the caller decides under, empty where any will do.

    Of several that are named (RFC 9110 allows a list) the present one, where it is among them.
    """
    given = ",".join(call.request.headers.getlist("if-match")) or ANY_STATE
    named = [one.strip().removeprefix("W/").strip('"') for one in given.split(",")]
    return "" if ANY_STATE in named else present if present in named else named[0]


async def decide(
    services: Services, call: Call, *, kind: str, rumor_id: str, **fields: Any
) -> DecisionMade:
    """Puts a decision on the log -> what was put there, in force now.

    Raises 412 where somebody was faster, 409 where something stands against it, 404 for an undo of
    nothing, 503 where the log is away.
    """
    await catch_up(services.log, services.decisions)
    decision = _made(services, call, kind=kind, rumor_id=rumor_id, **fields)
    book = curation.book_of(services.decisions, call.tenant)
    await _expect_none(services, call, decision, refusal_of(book, decision))
    _expect_own_rumors(services, decision)
    await append(services.log, CURATIONS.name, call.tenant, CURATIONS.encode(decision))
    # Read back: the first on the log won, and the caller's next request finds it in force.
    await catch_up(services.log, services.decisions)
    refused = curation.refusal(services.decisions, call.tenant, decision.decision_id)
    await _expect_none(services, call, decision, refused)
    return decision


def answer(services: Services, call: Call, decision: DecisionMade, rumor_id: str = "") -> Answer:
    """The answer to a decision: the ETag of the rumor that it was made on; a new rumor's place."""
    etag = quoted_etag(services, call.tenant, decision.rumor_id)
    made = Decided(decision_id=decision.decision_id, etag=etag)
    headers = {"etag": etag}
    if rumor_id:
        made.rumor_id = rumor_id
        headers["location"] = f"/v1/rumors/{rumor_id}"
    return Answer(made, headers)


def quoted_etag(services: Services, tenant: str, rumor_id: str) -> str:
    """A rumor's ETag as HTTP writes it."""
    return f'"{curation.etag(services.decisions, tenant, rumor_id)}"'


def _made(
    services: Services, call: Call, *, kind: str, rumor_id: str, **fields: Any
) -> DecisionMade:
    now_ms = services.clock.now_ms()
    nonce = secrets.token_hex(NONCE_BYTES)
    return DecisionMade(
        decision_id=decision_id(call.tenant, rumor_id, now_ms, nonce),
        tenant=call.tenant,
        kind=kind,
        rumor_id=rumor_id,
        decided_at_ms=now_ms,
        decided_by=call.key.name,
        expected=expected(call, curation.etag(services.decisions, call.tenant, rumor_id)),
        **fields,
    )


async def _expect_none(
    services: Services, call: Call, decision: DecisionMade, against: Refusal | None
) -> None:
    if against is None:
        return
    if against.code == STALE:
        now = await current(services, call, decision.rumor_id)
        raise Problem(412, STALE, against.detail, current=now)
    if against.code == "no_such_decision":
        raise not_found("decision")
    raise Problem(409, against.code, against.detail)


def _expect_own_rumors(services: Services, decision: DecisionMade) -> None:
    """Raises 409 for a rumor that grew into another by itself: the log's own order knows of that
    only where it is read, so it is said here.
    """
    if decision.kind in ("undo", "take", "release", "apart"):
        return
    overlay = curation.overlay(services.decisions, decision.tenant)
    target = decision.target
    if target and (shown := overlay.shown_as(target)) != target:
        code = "circle" if shown == decision.rumor_id else "target_merged"
        raise Problem(409, code, f"{target} was merged into {shown}; name that one")
    if (shown := overlay.shown_as(decision.rumor_id)) != decision.rumor_id:
        which = "merge" if decision.kind in MERGING else "decide on"
        raise Problem(409, "merged", f"this rumor was merged into {shown}; {which} that one")
