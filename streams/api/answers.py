"""Answers on the wire: structs become JSON here and nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from starlette.responses import Response

from streams.intake.problems import Problem

JSON = "application/json"
PROBLEM_JSON = "application/problem+json"  # RFC 9457


@dataclass(frozen=True, slots=True)
class Answer:
    """A body with headers of its own, or with another status than its operation's (`status`)."""

    body: msgspec.Struct
    headers: Mapping[str, str] | None = None
    status: int | None = None


def response_of(result: msgspec.Struct | Answer | Response, status: int) -> Response:
    """What an operation returned, as Starlette sends it; `status` is the operation's."""
    if isinstance(result, Response):
        return result
    if not isinstance(result, Answer):
        result = Answer(result)
    content = msgspec.json.encode(result.body)
    return Response(
        content,
        status if result.status is None else result.status,
        headers=result.headers,
        media_type=JSON,
    )


def problem_response(problem: Problem) -> Response:
    """The problem document of an error."""
    return Response(
        msgspec.json.encode(problem.body()),
        problem.status,
        headers=problem.headers,
        media_type=PROBLEM_JSON,
    )
