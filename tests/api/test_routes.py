"""The table is the law: every row is guarded by the scope it names, and by nothing else."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import get_args

import pytest
from starlette.applications import Starlette

from streams.api.app import make
from streams.api.routes import OPERATIONS, Operation
from streams.config.keys import Scope
from streams.core.matching.cues import LANGUAGES, readings
from tests.support.intake import SCOPES, Sent, ask, bearer, raised, settings_in

# one key of each scope, of one tenant
HOLDERS = {"report": "writer", "read": "reader", "curate": "analyst", "admin": "operator"}
GUARDED = [operation for operation in OPERATIONS if operation.scope]
FREE = [operation for operation in OPERATIONS if not operation.scope]


def named(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[Starlette]:
    """An intake that is ready, called without a socket: from another machine."""
    settings = await asyncio.to_thread(settings_in, tmp_path)
    refused: list[str] = []
    made = make(settings, lambda: "http://x", refused.append, broke=raised)
    async with made.router.lifespan_context(made):
        for _ in range(100):
            if (await ask(made, "GET", "/readyz")).status == 200:
                break
            await asyncio.sleep(0.05)
        yield made
    assert refused == []


def test_no_language_is_left_to_be_made_while_others_wait(tmp_path: Path) -> None:
    readings._language.cache_clear()
    make(settings_in(tmp_path), lambda: "http://x", lambda _: None, broke=raised)
    assert readings._language.cache_info().currsize == len(LANGUAGES)


async def called(app: Starlette, operation: Operation, *, holder: str | None = None) -> Sent:
    path = re.sub(r"\{\w+\}", "00", operation.path)
    headers = bearer(holder) if holder else {}
    return await ask(app, operation.method, path, headers=headers, body=b"{}")


def test_every_scope_has_a_key_here() -> None:
    assert set(HOLDERS) == set(get_args(Scope))
    assert {SCOPES[name][1] for name in HOLDERS.values()} == {(scope,) for scope in HOLDERS}


@pytest.mark.parametrize("operation", GUARDED, ids=named)
async def test_a_row_with_a_scope_takes_that_scope_alone(
    app: Starlette, operation: Operation
) -> None:
    nobody = await called(app, operation)
    assert (nobody.status, nobody.body["type"]) == (401, "urn:rumor-tracker:problem:no_key")
    assert nobody.headers["www-authenticate"].startswith("Bearer")
    for scope, holder in HOLDERS.items():
        answer = await called(app, operation, holder=holder)
        if scope == operation.scope:
            assert answer.status not in (401, 403, 500)
        else:
            assert answer.status == 403
            assert f"'{operation.scope}'" in answer.body["detail"]


@pytest.mark.parametrize("operation", FREE, ids=named)
async def test_a_row_without_a_scope_asks_for_no_key(app: Starlette, operation: Operation) -> None:
    assert (await called(app, operation)).status == 200


ASKED = [operation for operation in OPERATIONS if operation.query]


@pytest.mark.parametrize("operation", ASKED, ids=named)
async def test_no_parameter_of_a_query_is_ignored(app: Starlette, operation: Operation) -> None:
    path = re.sub(r"\{\w+\}", "00", operation.path)
    assert operation.scope
    headers = bearer(HOLDERS[operation.scope])
    known = [f"{name}=1&{name}=1" for name in operation.query]
    for query in ("nothing=1", "nothing=", *known):
        asked = f"{path}?{query}"
        answer = await ask(app, operation.method, asked, headers=headers, body=b"{}")
        assert answer.status == 422, query
        (error,) = answer.body["errors"]
        assert error["pointer"] == f"?{query.partition('=')[0]}"
        code = "unknown_parameter" if query.startswith("nothing") else "repeated_parameter"
        assert error["code"] == code


async def test_what_takes_no_parameters_passes_over_what_is_added(app: Starlette) -> None:
    headers = bearer(HOLDERS["report"])
    report = json.dumps({"text": "网传明天全城停水"}).encode()
    answer = await ask(app, "POST", "/v1/reports?from=proxy&x=1", headers=headers, body=report)
    assert answer.status == 202


async def test_metrics_are_open_to_this_machine_only(app: Starlette) -> None:
    for client, status in (("127.0.0.1", 200), ("::1", 200), ("203.0.113.7", 401), ("", 401)):
        assert (await ask(app, "GET", "/metrics", client=client)).status == status
    local = [operation.path for operation in OPERATIONS if operation.open_to_local]
    assert local == ["/metrics"]


async def test_an_unknown_key_is_401_everywhere(app: Starlette) -> None:
    for operation in GUARDED:
        path = re.sub(r"\{\w+\}", "00", operation.path)
        for value in ("Bearer rk_unknown", "Basic abc", "Bearer", "rk_unknown"):
            answer = await ask(app, operation.method, path, headers={"authorization": value})
            assert answer.status == 401


def test_rows_are_told_apart() -> None:
    assert len({named(operation) for operation in OPERATIONS}) == len(OPERATIONS)
    names = [getattr(operation.handler, "__name__", "") for operation in OPERATIONS]
    assert len(set(names)) == len(names), "they are the operation ids of the document"
