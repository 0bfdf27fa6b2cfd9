"""POST /v1/factchecks: what was found out elsewhere, so that the first report is answered at once.

In: ClaimReviews or the plain form. Out: their wordings on the log of reports, where the worker
matches them as it matches reports, and for each a decision on the rumors that they are of. What an
analyst decided on these stays in force. Nothing is reported by it, so nothing alerts.
"""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from schemas.api.factchecks import FactChecks, FactChecksAccepted
from schemas.api.fields import LARGEST_BATCH, MOST_REPORTS
from schemas.api.reports import RejectedItem
from schemas.events import Claim, DecisionMade, ReportsReceived, VerdictGiven
from schemas.topics import CURATIONS, ENCODER, MAX_REPORTS_PER_RECORD, REPORTS
from streams.api.bodies import JSON, NDJSON, content_type, read_body
from streams.api.claims import Batch, Known, decision
from streams.api.operation import Operation
from streams.api.services import Call, Services
from streams.api.writing import append_all, catch_up
from streams.core import curation
from streams.core.lanes import lane_of
from streams.core.masking import mask
from streams.intake.appender import MOST_BYTES
from streams.intake.factchecks import FactCheck, fact_check
from streams.intake.problems import Problem, unavailable
from streams.intake.turns import let_others_run
from streams.log.contract import Outgoing

LOOK_EVERY_S = 0.1  # whether the worker has matched the claims: it takes some tenths of a second
LONGEST_WAIT_S = 25.0  # then whoever asked is told to send them again, which costs nothing
OFTEN = 50  # fact-checks between two pauses: identity and script of a text take 50 us
Rejected = list[RejectedItem]


async def post_factchecks(services: Services, call: Call) -> FactChecksAccepted:
    """Takes known fact-checks; the same link again changes nothing, or updates it."""
    is_lines = content_type(call.request, (JSON, *NDJSON, "application/ld+json")) in NDJSON
    items = _items(await read_body(call.request, LARGEST_BATCH), lines=is_lines)
    good, rejected = await _judged(items, now_ms=services.clock.now_ms())
    if not good:
        detail = "no fact-check of the batch can be used; see rejected"
        raise Problem(422, "nothing_usable", detail, rejected=rejected)
    await _expect_matched(services, call.tenant, good)
    await catch_up(services.log, services.decisions)
    rumors, decisions = await _decided(services, call, good)
    await append_all(
        services.log,
        [
            Outgoing(CURATIONS.name, call.tenant.encode(), CURATIONS.encode(one))
            for one in decisions
        ],
    )
    await catch_up(services.log, services.decisions)
    return FactChecksAccepted(accepted=len(good), rumor_ids=rumors, rejected=rejected)


def _items(body: bytes, *, lines: bool) -> list[Any]:
    """What stands in the body; a line that is no JSON is bytes. Raises 400, 413, 422."""
    if lines:
        found = [_line(line) for line in body.split(b"\n") if line.strip()]
    else:
        whole = _line(body)
        if isinstance(whole, bytes):
            raise Problem(400, "malformed_json", "the body is not JSON in UTF-8")
        if isinstance(whole, dict):
            graph = whole.get("@graph")
            whole = graph if isinstance(graph, list) else [whole]
        if not isinstance(whole, list):
            raise Problem(422, "not_an_array", "fact-checks are a JSON array, or NDJSON")
        found = whole
    if not found:
        raise Problem(422, "empty_batch", "the batch holds no fact-check")
    if len(found) > MOST_REPORTS:
        detail = f"a batch holds at most {MOST_REPORTS} fact-checks, this one more: send several"
        raise Problem(413, "too_many_factchecks", detail)
    return found


def _line(line: bytes) -> Any:
    try:
        return msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return line


async def _judged(items: Sequence[Any], *, now_ms: int) -> tuple[list[FactCheck], Rejected]:
    good = []
    rejected = []
    for index, item in enumerate(items):
        found = fact_check(item, now_ms=now_ms)
        if isinstance(found, FactCheck):
            good.append(found)
        else:
            code = "malformed_json" if isinstance(item, bytes) else found.code
            rejected.append(
                RejectedItem(index=index, pointer=found.pointer, code=code, message=found.message)
            )
        if index % OFTEN == 0:
            await let_others_run()
    return good, rejected


async def _expect_matched(services: Services, tenant: str, given: Sequence[FactCheck]) -> None:
    """Returns once every wording is in its rumor, here as in the worker.

    Raises 503 where that takes too long: what is on the log by then is matched later.
    """
    new: dict[str, list[Claim]] = {}
    for number, one in enumerate(given):
        for text in one.texts:
            if services.wordings.rumor_of(tenant, text) is None:
                claim = Claim(text=text, published_at_ms=one.published_at_ms)
                new.setdefault(lane_of(tenant, text), []).append(claim)
        if number % OFTEN == 0:
            await let_others_run()
    records = [
        Outgoing(REPORTS.name, lane.encode(), REPORTS.encode(event))
        for lane, claims in new.items()
        for event in _records(lane, claims, services.clock.now_ms())
    ]
    await append_all(services.log, records)
    left = [claim.text for claims in new.values() for claim in claims]
    until_s = services.clock.monotonic_s() + LONGEST_WAIT_S
    while left := [text for text in left if services.wordings.rumor_of(tenant, text) is None]:
        if services.clock.monotonic_s() > until_s:
            detail = "the claims are taken and not matched yet; send the same again in a moment"
            raise unavailable("not_matched", detail)
        await services.clock.sleep(LOOK_EVERY_S)


def _records(lane: str, claims: Sequence[Claim], now_ms: int) -> Iterator[ReportsReceived]:
    """Claims as records that are no larger than records of reports are."""
    some: list[Claim] = []
    size = 0
    for claim in claims:
        more = len(ENCODER.encode(claim))
        if some and (len(some) >= MAX_REPORTS_PER_RECORD or size + more > MOST_BYTES):
            yield ReportsReceived(lane=lane, received_at_ms=now_ms, reports=(), claims=tuple(some))
            some = []
            size = 0
        some.append(claim)
        size += more
    if some:
        yield ReportsReceived(lane=lane, received_at_ms=now_ms, reports=(), claims=tuple(some))


async def _decided(
    services: Services, call: Call, given: Sequence[FactCheck]
) -> tuple[list[str], list[DecisionMade]]:
    """The rumor of each claim, and the decisions that are not in force yet."""
    overlay = curation.overlay(services.decisions, call.tenant)
    rumors = []
    batch = Batch()
    for number, one in enumerate(given):
        named: list[str] = []
        is_placed = False
        for text in one.texts:
            place = services.wordings.rumor_of(call.tenant, text)
            if place is not None:
                variant_id, rumor_id = place
                placings = overlay.placings.get(variant_id)
                is_placed |= not named and bool(placings)
                named.append(overlay.shown_as(placings[-1].rumor_id if placings else rumor_id))
        rumors.append(named[0])
        verdict = VerdictGiven(rating=one.rating, summary=mask(one.summary), link=one.link)
        batch.add(verdict, named, is_placed=is_placed)
        if number % OFTEN == 0:
            await asyncio.sleep(0)
    known = Known(curation.book_of(services.decisions, call.tenant), overlay)
    made = [
        decision(
            claim,
            tenant=call.tenant,
            by=call.key.name,
            now_ms=services.clock.now_ms(),
            renews=renews,
            left=left,
        )
        for claim, renews, left in batch.new(known)
    ]
    return rumors, made


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/factchecks",
        handler=post_factchecks,
        scope="curate",
        summary="Known fact-checks: the first report of their claim is answered at once",
        body=FactChecks,
        status=202,
        answers=FactChecksAccepted,
    ),
)
