"""Errors as RFC 9457 problem documents."""

from msgspec import UNSET, Struct, UnsetType

from schemas.api.decisions import Verdict
from schemas.api.reports import RejectedItem


class FieldError(Struct, frozen=True):
    """What is wrong with one field. `pointer` is a JSON pointer, `?name` for a query parameter."""

    pointer: str
    code: str
    message: str


class PresentState(Struct):
    """What is decided about a rumor now."""

    etag: str
    verdict: Verdict | None


class Problem(Struct):
    """An error (RFC 9457): `detail` says what to do next."""

    type: str
    title: str
    status: int
    detail: str
    rejected: list[RejectedItem] | UnsetType = UNSET
    present: PresentState | UnsetType = UNSET
    errors: list[FieldError] | UnsetType = UNSET
