"""Errors as RFC 9457 problem documents: what is wrong, where, and what to do next."""

from dataclasses import asdict, dataclass
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

TITLES = {
    400: "The request cannot be read",
    401: "No valid key",
    403: "The key may not do this",
    404: "Not found",
    405: "Wrong method",
    409: "Conflict",
    412: "Somebody was faster",
    413: "Too large",
    415: "Unsupported content type",
    422: "A field is wrong",
    429: "Too many reports",
    503: "Not available now",
}


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field. `pointer` is a JSON pointer."""

    pointer: str
    code: str
    message: str


class Problem(Exception):
    """Ends a request with an error."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        errors: tuple[FieldError, ...] = (),
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = errors
        self.headers = headers
        self.more = more


def field_problem(errors: tuple[FieldError, ...]) -> Problem:
    """422 for bad fields."""
    return Problem(
        422, errors[0].code, "; ".join(f"{e.pointer or '/'}: {e.message}" for e in errors), errors
    )


def response(problem: Problem) -> Response:
    """The problem document of an error."""
    body: dict[str, Any] = {
        "type": f"urn:rumor-tracker:problem:{problem.code}",
        "title": TITLES.get(problem.status, "Error"),
        "status": problem.status,
        "detail": problem.detail,
        **problem.more,
    }
    if problem.errors:
        body["errors"] = [asdict(error) for error in problem.errors]
    return Response(
        msgspec.json.encode(body), problem.status, problem.headers, "application/problem+json"
    )


async def on_problem(_: Request, error: Exception) -> Response:
    """Starlette's handler of `Problem`."""
    assert isinstance(error, Problem)
    return response(error)
