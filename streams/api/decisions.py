"""POST /v1/rumors/{rumor_id}/verdict: a decision of an analyst.

In: HTTP. Out: a record on the log, applied by every process in the same order.
"""

import secrets

import msgspec

from schemas.api import Decided, FieldError, PresentState, VerdictIn
from schemas.events import DecisionMade, VerdictGiven
from schemas.topics import CURATIONS
from streams.api.answers import Answer
from streams.api.bodies import LARGEST_DECISION, read_body
from streams.api.lookup import verdict_of
from streams.api.services import Call, Services
from streams.api.writing import append, catch_up
from streams.core import curation
from streams.core.ids import decision_id
from streams.core.masking import mask
from streams.intake.problems import Problem, field_problem
from streams.intake.validation import LINK

NONCE_BYTES = 8  # two decisions of one millisecond are two
VERDICT = msgspec.json.Decoder(VerdictIn)


async def post_verdict(services: Services, call: Call) -> Answer:
    """A rating for a rumor. With If-Match, only where nobody decided since."""
    rumor_id = call.part("rumor_id")
    given = verdict_in(await read_body(call.request, LARGEST_DECISION))
    await services.lookup.rumor(call.tenant, rumor_id)
    await catch_up(services.log, services.decisions)
    _expect_unchanged(services, call, rumor_id)
    decision = _decision(services, call, rumor_id, given)
    await append(services.log, CURATIONS.name, call.tenant, CURATIONS.encode(decision))
    # read back: the caller's next request finds its own decision in force
    await catch_up(services.log, services.decisions)
    etag = _quoted_etag(services, call, rumor_id)
    return Answer(Decided(decision_id=decision.decision_id, etag=etag), {"etag": etag})


def verdict_in(body: bytes) -> VerdictIn:
    """The verdict in a body, its summary masked as everything that is shown.

    Raises a 400 or 422 problem.
    """
    try:
        given = VERDICT.decode(body)
    except msgspec.ValidationError as error:
        words, _, where = str(error).partition(" - at `$")
        pointer = where.rstrip("`").replace(".", "/")
        raise field_problem(FieldError(pointer, "bad_field", words)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Problem(400, "malformed_json", "the body is not JSON in UTF-8") from None
    if given.link and not LINK.match(given.link):
        why = "link is an http:// or https:// URL"
        raise field_problem(FieldError("/link", "bad_link", why))
    given.summary = mask(given.summary or "")
    return given


def _decision(services: Services, call: Call, rumor_id: str, given: VerdictIn) -> DecisionMade:
    now_ms = services.clock.now_ms()
    nonce = secrets.token_hex(NONCE_BYTES)
    return DecisionMade(
        decision_id=decision_id(call.tenant, rumor_id, now_ms, nonce),
        tenant=call.tenant,
        kind="verdict",
        rumor_id=rumor_id,
        decided_at_ms=now_ms,
        decided_by=call.key.name,
        verdict=VerdictGiven(
            rating=given.rating, summary=given.summary or "", link=given.link or ""
        ),
    )


def _expect_unchanged(services: Services, call: Call, rumor_id: str) -> None:
    """Raises 412 with what is decided now."""
    wanted = call.request.headers.get("if-match", "*").strip()
    etag = _quoted_etag(services, call, rumor_id)
    if wanted == "*" or wanted.strip('"') == etag.strip('"'):
        return
    verdict = verdict_of(services.decisions, call.tenant, rumor_id)
    raise Problem(
        412,
        "changed_meanwhile",
        "somebody decided on this rumor since; read it again",
        present=PresentState(etag=etag, verdict=verdict),
    )


def _quoted_etag(services: Services, call: Call, rumor_id: str) -> str:
    return f'"{curation.etag(services.decisions, call.tenant, rumor_id)}"'
