"""POST /v1/reports, POST /v1/reports/batch, GET /v1/reports/{report_id}.

In: what apps send. Out: 202 once it is durable, and where it went afterwards.
"""

from collections import Counter
from typing import Any
from uuid import UUID

import msgspec

from schemas.api import Accepted, BatchAccepted, RejectedItem, ReportIn, ReportRead
from streams import telemetry
from streams.api.answers import Answer
from streams.api.bodies import (
    JSON,
    LARGEST_BATCH,
    LARGEST_REPORT,
    NDJSON,
    content_type,
    idempotency_key,
    read_body,
)
from streams.api.lookup import not_found, with_verdict
from streams.api.services import Call, Services
from streams.intake import validation
from streams.intake.batches import Batch
from streams.intake.problems import Problem
from streams.store.reads.questions import Reads
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
    try:
        report_id = str(UUID(call.part("report_id")))
    except ValueError:
        raise not_found("report") from None

    def question(reads: Reads) -> dict[str, Any] | None:
        found = reads.report(call.tenant, report_id)
        if found is None and services.acceptance.accepted.has(call.tenant, report_id):
            found = pending(report_id)
        return found and with_verdict(found, services.decisions, call.tenant)

    found = await services.lookup.run(question)
    if found is None:
        raise not_found("report")
    return msgspec.convert(found, ReportRead)


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
    for code, reports in Counter(item.code for item in rejected).items():
        telemetry.reports_refused(code, reports)
    return good, rejected
