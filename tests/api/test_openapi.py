"""The document: every operation says what goes in, what comes out and what may go wrong."""

import json
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import jsonschema
import pytest
from msgspec import Struct

import schemas.api
from streams.api import openapi
from streams.api.routes import OPERATIONS, Operation

DOCUMENT = json.loads(json.dumps(openapi.document()))


def described(operation: Operation) -> dict[str, Any]:
    return dict(DOCUMENT["paths"][operation.path][operation.method.lower()])


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: f"{o.method} {o.path}")
def test_every_answer_and_every_error_has_a_schema(operation: Operation) -> None:
    responses = described(operation)["responses"]
    for status, answer in responses.items():
        for kind, content in answer["content"].items():
            if kind == "application/problem+json":
                assert content["schema"] == {"$ref": "#/components/schemas/Problem"}, status
            elif not isinstance(operation.answers, str):
                assert content["schema"]["$ref"].startswith("#/components/schemas/"), status
    assert str(operation.status) in responses
    assert "default" in responses
    if operation.scope:
        assert {"401", "403", "503"} <= set(responses)
        assert "422" in responses or not operation.knows_its_query
    if operation.body is not None:
        assert {"400", "413", "415", "422"} <= set(responses)


def test_operation_ids_are_unique_and_paths_describe_their_parts() -> None:
    ids = [described(operation)["operationId"] for operation in OPERATIONS]
    assert len(set(ids)) == len(OPERATIONS)
    for operation in OPERATIONS:
        inside = [p["name"] for p in described(operation)["parameters"] if p["in"] == "path"]
        assert all(f"{{{name}}}" in operation.path for name in inside)
        assert len(inside) == operation.path.count("{")


def test_every_struct_of_the_api_is_in_the_document() -> None:
    modules = [
        import_module(f"schemas.api.{one.name}") for one in iter_modules(schemas.api.__path__)
    ]
    structs = {
        name
        for module in modules
        for name, kind in vars(module).items()
        if isinstance(kind, type) and issubclass(kind, Struct)
        # not what an answer is shown by, nor msgspec's own
        if kind.__module__.startswith("schemas.api.")
    }
    only_named = {"FactCheckIn"}  # one of two forms of an item, which is any object to the document
    assert structs - only_named == set(DOCUMENT["components"]["schemas"])


def test_every_schema_is_one() -> None:
    for schema in DOCUMENT["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_every_header_that_is_read_is_described() -> None:
    named: dict[str, set[str]] = {}
    for operation in OPERATIONS:
        for one in described(operation)["parameters"]:
            if one["in"] == "header":
                assert one["description"]
                named.setdefault(one["name"], set()).add(f"{operation.method} {operation.path}")
    assert named["Idempotency-Key"] == {"POST /v1/reports", "POST /v1/reports/batch"}
    assert named["Last-Event-ID"] == {"GET /v1/events"}
    # Every decision: what a stale ETag ends with 412.
    stale = {
        f"{operation.method} {operation.path}"
        for operation in OPERATIONS
        if "412" in described(operation)["responses"]
    }
    assert named["If-Match"] == stale
    assert {"POST /v1/alerts/{alert_id}/take", "DELETE /v1/decisions/{decision_id}"} <= stale


def test_fact_checks_may_come_as_lines() -> None:
    content = DOCUMENT["paths"]["/v1/factchecks"]["post"]["requestBody"]["content"]
    assert set(content) == {"application/json", "application/x-ndjson"}


def test_batches_may_come_as_lines() -> None:
    content = DOCUMENT["paths"]["/v1/reports/batch"]["post"]["requestBody"]["content"]
    assert content["application/json"]["schema"]["maxItems"] == 10_000
    assert set(content) == {"application/json", "application/x-ndjson"}


def test_the_page_shows_every_operation() -> None:
    page = openapi.page()
    for operation in OPERATIONS:
        assert f"<code>{operation.path}</code>" in page
        assert operation.summary in page
