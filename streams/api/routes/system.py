"""How the house is doing, what it could not use, and what it offers."""

from schemas.api import Health, RejectPage, Status
from streams.api import health, rejects
from streams.api.routes.operation import PAGED, Operation, reading

OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/rejects",
        handler=rejects.get_rejects,
        scope="admin",
        summary="What could not be used, and why",
        query=PAGED,
        answers=RejectPage,
    ),
    reading(
        "/v1/status",
        health.get_status,
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
