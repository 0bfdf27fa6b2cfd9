"""The OpenAPI 3.1 document and a page that shows it, made from one table of routes.

Committed as schemas/json/openapi.json.
"""

import html
from dataclasses import dataclass
from typing import Any

import msgspec

from streams.api.decisions import VerdictIn
from streams.intake.batches import MOST_REPORTS
from streams.intake.validation import ReportIn

VERSION = "1.0.0"


@dataclass(frozen=True)
class Operation:
    """One route: `handler` is "object.method" of the app, `scope` empty where no key is needed."""

    method: str
    path: str
    handler: str
    scope: str
    summary: str
    status: int = 200
    query: tuple[str, ...] = ()
    body: str = ""


PAGED = ("limit", "cursor")
OPERATIONS = (
    Operation(
        "POST", "/v1/reports", "reporting.post_one", "report", "Send one report", 202, body="report"
    ),
    Operation(
        "POST",
        "/v1/reports/batch",
        "reporting.post_batch",
        "report",
        "Send many reports; good ones are kept",
        202,
        body="batch",
    ),
    Operation(
        "GET", "/v1/reports/{report_id}", "reading.get_report", "read", "Where a report went"
    ),
    Operation(
        "GET",
        "/v1/rumors",
        "reading.get_rumors",
        "read",
        "Rumors",
        query=("query", "verdict", "sort", *PAGED),
    ),
    Operation("GET", "/v1/rumors/{rumor_id}", "reading.get_rumor", "read", "One rumor"),
    Operation(
        "GET",
        "/v1/rumors/{rumor_id}/variants",
        "reading.get_variants",
        "read",
        "Its wordings",
        query=PAGED,
    ),
    Operation(
        "GET",
        "/v1/rumors/{rumor_id}/spread",
        "reading.get_spread",
        "read",
        "Its counts over time",
        query=("from", "to", "step", "by"),
    ),
    Operation(
        "POST",
        "/v1/rumors/{rumor_id}/verdict",
        "curating.post_verdict",
        "curate",
        "Rate a rumor",
        201,
        body="verdict",
    ),
    Operation(
        "GET",
        "/v1/alerts",
        "reading.get_alerts",
        "read",
        "Alerts with history and deliveries",
        query=("rumor_id", "min_level", *PAGED),
    ),
    Operation("GET", "/v1/alerts/{alert_id}", "reading.get_alert", "read", "One alert"),
    Operation(
        "GET",
        "/v1/deliveries",
        "reading.get_deliveries",
        "read",
        "Webhook deliveries",
        query=("receiver", "state", "from", "to", *PAGED),
    ),
    Operation(
        "POST",
        "/v1/deliveries/{delivery_id}/redeliver",
        "curating.post_redeliver",
        "admin",
        "Send a delivery again",
        202,
    ),
    Operation(
        "POST",
        "/v1/receivers/{name}/test",
        "curating.post_test",
        "admin",
        "Send a ping to a receiver",
        202,
    ),
    Operation(
        "GET",
        "/v1/rejects",
        "reading.get_rejects",
        "admin",
        "What could not be used, and why",
        query=PAGED,
    ),
    Operation("GET", "/v1/status", "health.get_status", "read", "Lag per step, health, versions"),
    Operation("GET", "/healthz", "health.get_healthz", "", "Alive"),
    Operation("GET", "/readyz", "health.get_readyz", "", "Can take reports"),
    Operation(
        "GET", "/metrics", "health.get_metrics", "", "Prometheus metrics (loopback, or scope admin)"
    ),
    Operation("GET", "/openapi.json", "health.get_openapi", "", "This document"),
    Operation("GET", "/docs", "health.get_docs", "", "This document as a page"),
)


def document() -> dict[str, Any]:
    """The OpenAPI document."""
    schemas = msgspec.json.schema_components(
        [ReportIn, VerdictIn], ref_template="#/components/schemas/{name}"
    )[1]
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "rumor-tracker",
            "version": VERSION,
            "description": "Reports in; rumors, spread, alerts and verdicts out.",
        },
        "paths": paths,
        "components": {
            "schemas": {
                "Report": schemas["ReportIn"],
                "Verdict": schemas["VerdictIn"],
                "Problem": _PROBLEM,
            },
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A key made with `rumor-tracker keys add`",
                }
            },
        },
    }


def page() -> str:
    """The document as a plain page: it works without any other host."""
    rows = "".join(
        f"<tr><td>{o.method}</td><td><code>{html.escape(o.path)}</code></td><td>{o.scope or '-'}</td><td>{html.escape(o.summary)}</td>"
        f"<td>{', '.join(o.query)}</td></tr>"
        for o in OPERATIONS
    )
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><title>rumor-tracker API</title>"
        "<style>body{font:15px system-ui;margin:2rem}td,th{padding:.3rem .8rem;text-align:left;border-bottom:1px solid #ddd}</style>"
        "<h1>rumor-tracker API</h1><p>The whole contract: <a href=/openapi.json>openapi.json</a>.</p>"
        f"<table><tr><th>Method<th>Path<th>Scope<th>What<th>Query</tr>{rows}</table></html>"
    )


_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}
_REPORT = {"$ref": "#/components/schemas/Report"}
_VERDICT = {"$ref": "#/components/schemas/Verdict"}
_BODIES: dict[str, Any] = {
    "report": {"application/json": {"schema": _REPORT}},
    "verdict": {"application/json": {"schema": _VERDICT}},
    "batch": {
        "application/json": {
            "schema": {"type": "array", "items": _REPORT, "maxItems": MOST_REPORTS}
        },
        "application/x-ndjson": {"schema": {"type": "string", "description": "One report a line"}},
    },
}


def _described(operation: Operation) -> dict[str, Any]:
    inside = [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in inside
    ]
    parameters += [
        {"name": name, "in": "query", "schema": {"type": "string"}} for name in operation.query
    ]
    problem = {
        "description": "A problem",
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }
    out: dict[str, Any] = {
        "summary": operation.summary,
        "operationId": operation.handler.partition(".")[2],
        "parameters": parameters,
        "responses": {
            str(operation.status): {"description": operation.summary},
            "default": problem,
        },
    }
    if operation.scope:
        out |= {"security": [{"key": []}], "description": f"Needs the scope `{operation.scope}`."}
    if operation.body:
        out["requestBody"] = {"required": True, "content": _BODIES[operation.body]}
    return out
