"""Errors that end a request: what is wrong, where, and what to do next.

Whichever door a request came through words them for its caller; over HTTP they are RFC 9457
problem documents.
"""

from collections.abc import Mapping

from msgspec import UNSET

from schemas.api.problems import FieldError
from schemas.api.problems import Problem as ProblemBody
from schemas.api.reports import RejectedItem
from schemas.api.rumors import RumorRead

TITLES = {
    400: "The request cannot be read",
    401: "No valid key",
    403: "The key may not do this",
    404: "Not found",
    405: "Wrong method",
    408: "Too slow",
    409: "Conflict",
    412: "Somebody was faster",
    413: "Too large",
    415: "Unsupported content type",
    422: "A field is wrong",
    429: "Too many requests",
    431: "Too large",
    503: "Not available now",
}
URN = "urn:rumor-tracker:problem:"  # callers compare the whole type: its form never changes
TRY_AGAIN_S = 5  # a neighbour that was killed is back in 2 to 7 s


class Problem(Exception):
    """Ends a request. `code` is for programs and metrics, `detail` for whoever reads the answer."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        errors: tuple[FieldError, ...] = (),
        headers: Mapping[str, str] | None = None,
        rejected: list[RejectedItem] | None = None,
        current: RumorRead | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = errors
        self.headers = headers
        self.rejected = rejected
        self.current = current

    def body(self) -> ProblemBody:
        """The problem document."""
        return ProblemBody(
            type=URN + self.code,
            title=TITLES.get(self.status, "Error"),
            status=self.status,
            detail=self.detail,
            rejected=UNSET if self.rejected is None else self.rejected,
            current=UNSET if self.current is None else self.current,
            errors=list(self.errors) or UNSET,
        )


def field_problem(error: FieldError) -> Problem:
    """422 for a bad field."""
    detail = f"{error.pointer or '/'}: {error.message}"
    return Problem(422, error.code, detail, errors=(error,))


def unavailable(code: str, detail: str) -> Problem:
    """503 for what is away and comes back by itself."""
    return Problem(503, code, detail, headers={"retry-after": str(TRY_AGAIN_S)})
