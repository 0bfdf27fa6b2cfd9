"""Errors as RFC 9457 problem documents."""

from msgspec import UNSET, Struct, UnsetType

from schemas.api.reports import RejectedItem
from schemas.api.rumors import RumorRead


class FieldError(Struct, frozen=True):
    """What is wrong with one field. `pointer` is a JSON pointer, `?name` for a query parameter."""

    pointer: str
    code: str
    message: str


class Problem(Struct):
    """An error (RFC 9457): `detail` says what to do next."""

    type: str
    title: str
    status: int
    detail: str
    rejected: list[RejectedItem] | UnsetType = UNSET
    current: RumorRead | UnsetType = UNSET  # 412: as it is decided now
    errors: list[FieldError] | UnsetType = UNSET
