"""What a request is answered that did not come to its end: Starlette's exception handlers."""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from streams import telemetry
from streams.api.answers import problem_response
from streams.api.routes import Operation
from streams.intake.problems import Problem

logger = logging.getLogger("rumor.intake")


def handlers_for(operations: Sequence[Operation]) -> dict[Any, Callable[..., Any]]:
    """Exception -> handler; `operations` tell which methods a path takes."""

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return problem_response(_http_problem(request, error, operations))

    return {Problem: _on_problem, HTTPException: on_http, Exception: _on_defect}


async def _on_problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return problem_response(error)


async def _on_defect(request: Request, error: Exception) -> Response:
    """The process goes on: a request is an edge of its own. No query: it may hold a text."""
    fields = {"method": request.method, "path": request.url.path}
    logger.error("a request broke", exc_info=error, extra=telemetry.fields(**fields))
    detail = "this is a defect of rumor-tracker; the log of the intake has the details"
    return problem_response(Problem(500, "defect", detail))


def _http_problem(
    request: Request, error: HTTPException, operations: Sequence[Operation]
) -> Problem:
    if error.status_code == 404:
        return Problem(404, "no_such_path", "there is no such path; see /docs")
    if error.status_code == 405:
        # Starlette's own Allow is that of the first route that fits, not of all
        fitting = {o.method for o in operations if _fits(o.path, request.url.path)}
        if "GET" in fitting:
            fitting.add("HEAD")  # as Starlette's routes do
        allowed = sorted(fitting) or (error.headers or {}).get("Allow", "").split(", ")
        detail = f"{request.method} is not taken here; use {' or '.join(allowed)}"
        return Problem(405, "wrong_method", detail, headers={"allow": ", ".join(allowed)})
    return Problem(error.status_code, "http_error", error.detail)


def _fits(pattern: str, path: str) -> bool:
    wanted = pattern.split("/")
    given = path.split("/")
    return len(wanted) == len(given) and all(
        part == found or part.startswith("{") for part, found in zip(wanted, given, strict=True)
    )
