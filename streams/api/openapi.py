"""The OpenAPI 3.1 document and a page that shows it, made from the table of routes.

Committed as schemas/json/openapi.json, so that a change of the contract shows in a review.
"""

import html
from collections.abc import Sequence
from typing import Any

import msgspec

from schemas.api.factchecks import FactChecks
from schemas.api.problems import Problem
from schemas.api.reports import Batch
from streams.api.answers import JSON, PROBLEM_JSON
from streams.api.bodies import NDJSON
from streams.api.routes import OPERATIONS, Operation
from streams.intake.problems import TITLES

VERSION = "1.0.0"  # of the contract: the first number grows when something is taken away
REFERENCE = "#/components/schemas/{name}"
ONE_A_LINE = {"type": "string", "description": "One item a line"}
# None of them is needed.
HEADERS = {
    "Idempotency-Key": "Makes items without an external_id repeatable: the same key and the same "
    "item is the same report.",
    "If-Match": "The rumor's ETag as it was read: 412 where somebody decided since.",
    "Last-Event-ID": "The id of the last event that was read; without it the stream begins now.",
}
KEY = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key made with `rumor-tracker keys add`",
}
# What a request may be refused for, by what it has.
OF_KEYS = (401, 403, 503)  # 503: the config file, the log or ClickHouse is away
OF_BODIES = (400, 413, 415, 422)
OF_READS = (429,)
OF_PATHS = (404,)
OF_QUERIES = (422,)


def document(operations: Sequence[Operation] = OPERATIONS) -> dict[str, Any]:
    """The OpenAPI document."""
    types = [Problem, *_types(operations)]
    schemas, components = msgspec.json.schema_components(types, ref_template=REFERENCE)
    # by position: a type like `Batch` cannot be looked up by its hash
    schema_of = dict(zip(map(repr, types), schemas, strict=True))
    paths: dict[str, Any] = {}
    for operation in operations:
        described = _described(operation, schema_of)
        paths.setdefault(operation.path, {})[operation.method.lower()] = described
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "rumor-tracker",
            "version": VERSION,
            "description": "Reports in; rumors, spread, alerts and verdicts out.",
        },
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": {"key": KEY}},
    }


def statuses_of(operation: Operation) -> set[int]:
    """Every status of an error that an operation may answer."""
    found = set(operation.problems)
    if operation.scope:
        found.update(OF_KEYS)
    if operation.scope == "read":
        found.update(OF_READS)
    if operation.body is not None:
        found.update(OF_BODIES)
    if operation.knows_its_query:
        found.update(OF_QUERIES)
    if "{" in operation.path:
        found.update(OF_PATHS)
    return found


def page(operations: Sequence[Operation] = OPERATIONS) -> str:
    """The document as a plain page: it works without any other host."""
    rows = "".join(map(_row, operations))
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><title>rumor-tracker API</title>"
        "<style>body{font:15px system-ui;margin:2rem}"
        "td,th{padding:.3rem .8rem;text-align:left;border-bottom:1px solid #ddd}</style>"
        "<h1>rumor-tracker API</h1>"
        "<p>The whole contract: <a href=/openapi.json>openapi.json</a>.</p>"
        "<table><tr><th>Method<th>Path<th>Scope<th>What<th>Query</tr>"
        f"{rows}</table></html>"
    )


def _row(operation: Operation) -> str:
    cells = (
        operation.method,
        f"<code>{html.escape(operation.path)}</code>",
        operation.scope or "-",
        html.escape(operation.summary),
        ", ".join(operation.query),
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _types(operations: Sequence[Operation]) -> list[Any]:
    found: dict[str, Any] = {}
    for operation in operations:
        for kind in (operation.body, operation.answers):
            if kind is not None and not isinstance(kind, str):
                found[repr(kind)] = kind
    return list(found.values())


def _described(operation: Operation, schema_of: dict[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "summary": operation.summary,
        "operationId": getattr(operation.handler, "__name__", ""),
        "parameters": _parameters(operation),
        "responses": _responses(operation, schema_of),
    }
    if operation.scope:
        local: list[dict[str, list[str]]] = [{}] if operation.open_to_local else []
        described["security"] = [*local, {"key": []}]
        described["description"] = f"Needs the scope `{operation.scope}`."
    if operation.body is not None:
        content = {JSON: {"schema": schema_of[repr(operation.body)]}}
        if operation.body in (Batch, FactChecks):
            content[NDJSON[0]] = {"schema": ONE_A_LINE}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    text = {"type": "string"}
    inside = [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
    return [
        *({"name": name, "in": "path", "required": True, "schema": text} for name in inside),
        *({"name": name, "in": "query", **it} for name, it in operation.query.items()),
        *(
            {"name": name, "in": "header", "description": HEADERS[name], "schema": text}
            for name in operation.headers
        ),
    ]


def _responses(operation: Operation, schema_of: dict[str, Any]) -> dict[str, Any]:
    problem = {PROBLEM_JSON: {"schema": schema_of[repr(Problem)]}}
    answer: dict[str, Any] = {JSON: {"schema": schema_of.get(repr(operation.answers))}}
    if isinstance(operation.answers, str):
        answer = {operation.answers: {}}
    responses: dict[str, Any] = {
        str(status): {"description": TITLES[status], "content": problem}
        for status in sorted(statuses_of(operation))
    }
    for status in (operation.status, *operation.also):
        responses[str(status)] = {"description": operation.summary, "content": answer}
    # what no table foresees: a defect, a proxy, a path that is none
    responses["default"] = {"description": "A problem", "content": problem}
    return responses
