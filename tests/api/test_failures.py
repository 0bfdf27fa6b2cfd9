"""What is answered, and logged, where a request does not come to its end."""

import logging
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import Response

from schemas.api.status import Health
from streams.api.app import application, services_of
from streams.api.routes import OPERATIONS, Operation
from streams.api.services import Call, Services
from streams.config.settings import Settings
from streams.store.database import Database
from tests.support.intake import NO_CLICKHOUSE, Sent, ask


async def broken(_: Services, call: Call) -> Health:
    raise RuntimeError("a defect")


async def refusing(_: Services, call: Call) -> Response:
    raise HTTPException(418, "no coffee")


def operation(handler: Any, path: str) -> Operation:
    return Operation(
        method="GET", path=path, handler=handler, scope=None, summary="", answers=Health
    )


@pytest.fixture
def app(tmp_path: Path) -> Starlette:
    settings = Settings(data_dir=tmp_path, config=tmp_path / "none", clickhouse_url=NO_CLICKHOUSE)
    services = services_of(settings, Database(NO_CLICKHOUSE), lambda: "http://x")
    more = (operation(broken, "/v1/broken/{name}"), operation(refusing, "/v1/tea"))
    return application(services, operations=(*OPERATIONS, *more))


async def failing(app: Starlette, path: str) -> Sent:
    """Starlette raises a defect again once it is answered, for the server's log."""
    sent: list[Sent] = []

    async def kept(scope: Any, receive: Any, send: Any) -> None:
        try:
            await app(scope, receive, send)
        except RuntimeError:
            sent.append(Sent())

    answer = await ask(kept, "GET", path)
    assert sent
    return answer


async def test_a_defect_is_500_and_its_log_line_names_the_path(
    app: Starlette, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await failing(app, "/v1/broken/bridge?query=secret")
    assert answer.status == 500
    assert answer.body["type"] == "urn:rumor-tracker:problem:defect"
    assert "a defect" not in answer.body["detail"].removeprefix("this is a defect")
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert record.fields == {"method": "GET", "path": "/v1/broken/bridge"}  # type: ignore[attr-defined]
    assert record.exc_info is not None
    assert isinstance(record.exc_info[1], RuntimeError)


async def test_what_starlette_refuses_is_a_problem_document(app: Starlette) -> None:
    answer = await ask(app, "GET", "/v1/tea")
    assert (answer.status, answer.body["detail"]) == (418, "no coffee")
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_path_that_is_none_is_404(app: Starlette) -> None:
    answer = await ask(app, "GET", "/v1/rumours")
    assert (answer.status, answer.body["type"]) == (404, "urn:rumor-tracker:problem:no_such_path")


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/v1/reports", "POST"),
        ("/v1/reports/batch", "GET, HEAD, POST"),
        ("/v1/rumors/00", "GET, HEAD"),
        ("/v1/receivers/desk/test", "POST"),
    ],
)
async def test_a_wrong_method_is_told_the_right_ones(
    app: Starlette, path: str, allowed: str
) -> None:
    answer = await ask(app, "DELETE", path)
    assert (answer.status, answer.headers["allow"]) == (405, allowed)
    assert allowed.replace(", ", " or ") in answer.body["detail"]
    head = await ask(app, "HEAD", path)
    assert (head.status != 405) == ("HEAD" in allowed)


async def test_a_slash_too_many_is_no_path_and_leads_nowhere(app: Starlette) -> None:
    """To wherever the Host header says, that is."""
    answer = await ask(app, "POST", "/v1/reports/")
    assert (answer.status, "location" in answer.headers) == (404, False)
