"""POST /v1/reports, POST /v1/reports/batch, GET /v1/reports/{report_id}.

In: what apps send. Out: 202 once it is durable, and where it went afterwards.
"""

from collections import Counter
from typing import Any

import msgspec

from schemas.api.fields import LARGEST_BATCH
from schemas.api.problems import FieldError
from schemas.api.reports import (
    Accepted,
    BatchAccepted,
    LookupIn,
    RejectedItem,
    ReportIn,
    ReportRead,
    ReportsRead,
)
from schemas.api.reports import Batch as BatchIn
from streams import telemetry
from streams.api.answers import Answer
from streams.api.bodies import (
    JSON,
    LARGEST_LOOKUP,
    LARGEST_REPORT,
    NDJSON,
    content_type,
    idempotency_key,
    read_body,
)
from streams.api.decided import decoded
from streams.api.lookup import not_found, with_verdict
from streams.api.operation import REPEATABLE, Operation, reading
from streams.api.services import Call, Services
from streams.core.curation.overlay import Overlay
from streams.intake import validation
from streams.intake.batches import Batch
from streams.intake.identity import of_external
from streams.intake.problems import Problem, field_problem
from streams.parsing.numbers import uuid_of
from streams.store.reads.questions import Reads
from streams.store.reads.reports import report, reports
from streams.store.reads.shapes import pending


async def post_one(services: Services, call: Call) -> Answer:
    """One report."""
    content_type(call.request, (JSON,))
    services.disk.expect_room()
    # before the body is read: a report that is refused costs as much as one that is taken
    services.quotas.spend(call.key, 1)
    item = validation.one(await read_body(call.request, LARGEST_REPORT))
    repeat = idempotency_key(call.request)
    report_id = await services.acceptance.take_one(call.key, item, repeat=repeat)
    return Answer(Accepted(report_id), {"location": f"/v1/reports/{report_id}"})


async def post_batch(services: Services, call: Call) -> BatchAccepted:
    """Many reports: good items are kept, each bad one is named."""
    kind = content_type(call.request, (JSON, *NDJSON))
    good, rejected = await _judged(services, call, lines=kind in NDJSON)
    if not good:
        detail = "no report of the batch can be used; see rejected"
        raise Problem(422, "nothing_usable", detail, rejected=rejected)
    repeat = idempotency_key(call.request)
    ids = await services.acceptance.take(call.key, good, repeat=repeat)
    return BatchAccepted(accepted=len(ids), report_ids=ids, rejected=rejected)


async def get_report(services: Services, call: Call) -> ReportRead:
    """Where a report went."""
    report_id = _uuid(call.part("report_id"))
    if not report_id:
        raise not_found("report")

    recent = await services.whereabouts.of(call.tenant, report_id)
    if recent is not None:
        return recent
    overlay = services.lookup.overlay(call.tenant)

    def question(reads: Reads) -> ReportRead | None:
        found = reads.of(report, call.tenant, report_id)
        return _read(services, call.tenant, report_id, found, overlay=overlay)

    found = await services.lookup.run(question, call.tenant)
    if found is None:
        raise not_found("report")
    return found


async def post_lookup(services: Services, call: Call) -> ReportsRead:
    """Where many reports went, in the order that was asked."""
    given = decoded(await read_body(call.request, LARGEST_LOOKUP), LookupIn)
    if (given.ids is None) == (given.external_ids is None):
        raise field_problem(FieldError("", "bad_field", "give either ids or external_ids"))
    if given.ids is not None:
        ids = [_uuid(one) for one in given.ids]
    else:
        # of the asking key: another app's id of the same form is another report
        own = given.external_ids or []
        ids = [of_external(call.tenant, call.key.name, one) if one else "" for one in own]

    recent = {one: await services.whereabouts.of(call.tenant, one) for one in set(ids) if one}
    older = [one for one, found in recent.items() if found is None]
    if older:
        recent |= await _stored(services, call.tenant, older)
    return ReportsRead(items=[recent.get(one) for one in ids])


async def _stored(services: Services, tenant: str, ids: list[str]) -> dict[str, ReportRead | None]:
    overlay = services.lookup.overlay(tenant)

    def question(reads: Reads) -> dict[str, ReportRead | None]:
        found = zip(ids, reads.of(reports, tenant, ids), strict=True)
        return {one: _read(services, tenant, one, went, overlay=overlay) for one, went in found}

    return await services.lookup.run(question, tenant)


def _read(
    services: Services,
    tenant: str,
    report_id: str,
    found: dict[str, Any] | None,
    *,
    overlay: Overlay,
) -> ReportRead | None:
    if found is None and report_id and services.acceptance.accepted.has(tenant, report_id):
        found = pending(report_id)
    if found is None:
        return None
    return msgspec.convert(with_verdict(found, overlay), ReportRead)


def _uuid(text: str) -> str:
    """A report's id in its one form, empty where it is none."""
    uuid = uuid_of(text)
    return "" if uuid is None else str(uuid)


async def _judged(
    services: Services, call: Call, *, lines: bool
) -> tuple[list[ReportIn], list[RejectedItem]]:
    """The items of a batch.

    Rejected ones cost as much of the key's allowance as good ones, and a body that is refused what
    it took to see it.
    """
    services.disk.expect_room()
    services.quotas.expect_some(call.key)
    batch = Batch(lines=lines)
    try:
        body = await read_body(call.request, LARGEST_BATCH)
        good, rejected = await services.acceptance.turns.run(batch.judge(body))
    except Problem:
        services.quotas.charge(call.key, max(1, len(batch.items)))
        raise
    services.quotas.spend(call.key, len(batch.items))
    for code, refused in Counter(item.code for item in rejected).items():
        telemetry.reports_refused(code, refused)
    return good, rejected


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/reports",
        handler=post_one,
        scope="report",
        summary="Send one report",
        headers=REPEATABLE,
        body=ReportIn,
        status=202,
        answers=Accepted,
        problems=(429,),
    ),
    Operation(
        method="POST",
        path="/v1/reports/batch",
        handler=post_batch,
        scope="report",
        summary="Send many reports; good ones are kept",
        headers=REPEATABLE,
        body=BatchIn,
        status=202,
        answers=BatchAccepted,
        problems=(429,),
    ),
    Operation(
        method="POST",
        path="/v1/reports/lookup",
        handler=post_lookup,
        scope="read",
        summary="Where many reports went",
        body=LookupIn,
        answers=ReportsRead,
    ),
    reading(
        "/v1/reports/{report_id}", get_report, summary="Where a report went", answers=ReportRead
    ),
)
