"""The table of operations: what there is, who may call it, what comes in and what goes out.

The server, the checks of scopes and the OpenAPI document are all made from it.
"""

from dataclasses import dataclass
from typing import Any

from schemas.api import (
    Accepted,
    AlertPage,
    AlertRead,
    Batch,
    BatchAccepted,
    Decided,
    DeliveryPage,
    Health,
    PingAsked,
    RedeliveryAsked,
    RejectPage,
    ReportIn,
    ReportRead,
    RumorPage,
    RumorRead,
    Spread,
    Status,
    VariantPage,
    VerdictIn,
)
from streams.api import alerts, decisions, deliveries, health, rejects, reports, rumors
from streams.api.services import Handler
from streams.config.keys import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One route.

    `scope` is what the key needs, empty where no key is needed; `open_to_local` lets programs on
    this machine in without one. `answers` is a struct of `schemas.api`, or the media type of what
    is none. `also` are statuses that it answers with the same, `problems` those of errors that
    nothing else here implies.
    """

    method: str
    path: str
    handler: Handler
    scope: Scope | None
    summary: str
    answers: Any
    status: int = 200
    query: tuple[str, ...] = ()
    body: Any = None
    also: tuple[int, ...] = ()
    problems: tuple[int, ...] = ()
    open_to_local: bool = False


PAGED = ("limit", "cursor")

OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/reports",
        handler=reports.post_one,
        scope="report",
        summary="Send one report",
        body=ReportIn,
        status=202,
        answers=Accepted,
        problems=(429,),
    ),
    Operation(
        method="POST",
        path="/v1/reports/batch",
        handler=reports.post_batch,
        scope="report",
        summary="Send many reports; good ones are kept",
        body=Batch,
        status=202,
        answers=BatchAccepted,
        problems=(429,),
    ),
    Operation(
        method="GET",
        path="/v1/reports/{report_id}",
        handler=reports.get_report,
        scope="read",
        summary="Where a report went",
        answers=ReportRead,
    ),
    Operation(
        method="GET",
        path="/v1/rumors",
        handler=rumors.get_rumors,
        scope="read",
        summary="Rumors",
        query=("query", "verdict", "sort", *PAGED),
        answers=RumorPage,
    ),
    Operation(
        method="GET",
        path="/v1/rumors/{rumor_id}",
        handler=rumors.get_rumor,
        scope="read",
        summary="One rumor",
        answers=RumorRead,
    ),
    Operation(
        method="GET",
        path="/v1/rumors/{rumor_id}/variants",
        handler=rumors.get_variants,
        scope="read",
        summary="Its wordings",
        query=PAGED,
        answers=VariantPage,
    ),
    Operation(
        method="GET",
        path="/v1/rumors/{rumor_id}/spread",
        handler=rumors.get_spread,
        scope="read",
        summary="Its counts over time",
        query=("from", "to", "step", "by"),
        answers=Spread,
    ),
    Operation(
        method="POST",
        path="/v1/rumors/{rumor_id}/verdict",
        handler=decisions.post_verdict,
        scope="curate",
        summary="Rate a rumor",
        body=VerdictIn,
        status=201,
        answers=Decided,
        problems=(412,),
    ),
    Operation(
        method="GET",
        path="/v1/alerts",
        handler=alerts.get_alerts,
        scope="read",
        summary="Alerts with history and deliveries",
        query=("rumor_id", "min_level", *PAGED),
        answers=AlertPage,
    ),
    Operation(
        method="GET",
        path="/v1/alerts/{alert_id}",
        handler=alerts.get_alert,
        scope="read",
        summary="One alert",
        answers=AlertRead,
    ),
    Operation(
        method="GET",
        path="/v1/deliveries",
        handler=deliveries.get_deliveries,
        scope="read",
        summary="Webhook deliveries",
        query=("receiver", "state", "from", "to", *PAGED),
        answers=DeliveryPage,
    ),
    Operation(
        method="POST",
        path="/v1/deliveries/{delivery_id}/redeliver",
        handler=deliveries.post_redeliver,
        scope="admin",
        summary="Send a delivery again",
        status=202,
        answers=RedeliveryAsked,
    ),
    Operation(
        method="POST",
        path="/v1/receivers/{name}/test",
        handler=deliveries.post_test,
        scope="admin",
        summary="Send a ping to a receiver",
        status=202,
        answers=PingAsked,
    ),
    Operation(
        method="GET",
        path="/v1/rejects",
        handler=rejects.get_rejects,
        scope="admin",
        summary="What could not be used, and why",
        query=PAGED,
        answers=RejectPage,
    ),
    Operation(
        method="GET",
        path="/v1/status",
        handler=health.get_status,
        scope="read",
        summary="Lag per step, health, versions",
        answers=Status,
    ),
    Operation(
        method="GET",
        path="/healthz",
        handler=health.get_healthz,
        scope=None,
        summary="Alive",
        answers=Health,
    ),
    Operation(
        method="GET",
        path="/readyz",
        handler=health.get_readyz,
        scope=None,
        summary="Can take reports",
        answers=Health,
        also=(health.NOT_READY,),
    ),
    Operation(
        method="GET",
        path="/metrics",
        handler=health.get_metrics,
        scope="admin",
        open_to_local=True,
        summary="Prometheus metrics (loopback, or scope admin)",
        answers="text/plain",
    ),
    Operation(
        method="GET",
        path="/openapi.json",
        handler=health.get_openapi,
        scope=None,
        summary="This document",
        answers="application/json",
    ),
    Operation(
        method="GET",
        path="/docs",
        handler=health.get_docs,
        scope=None,
        summary="This document as a page",
        answers="text/html",
    ),
)
