"""What was decided, and what is suggested to be."""

from typing import Any

from msgspec import UNSET, Struct, UnsetType

from schemas.api.comparisons import Compared
from schemas.api.fields import Cursor, HexId, Time


class Verdict(Struct):
    """An analyst's rating as others see it."""

    rating: str
    summary: str
    link: str


class Decided(Struct):
    """A decision that is on the log; `etag` names the rumor's state with it.

    `rumor_id` is the rumor that a split made.
    """

    decision_id: str
    etag: str
    rumor_id: HexId | UnsetType = UNSET


class HistoryItem(Struct):
    """A decision or an alert; `by` is a key's name, or rumor-tracker itself."""

    at: Time
    kind: str
    by: str
    note: str
    undone_by: str | None
    detail: dict[str, Any]
    decision_id: str | UnsetType = UNSET
    alert_id: str | UnsetType = UNSET


class History(Struct):
    """Everything decided on a rumor and told of it, the oldest first."""

    items: list[HistoryItem]
    next_cursor: Cursor = None


class SuggestedRumor(Struct):
    """One of a pair: its title and its founding wording, masked."""

    rumor_id: HexId
    title: str
    wording: str


class Suggestion(Struct):
    """Two rumors that may be one, the older first.

    `bridges` wordings overlap with both; `score` says how much of the shorter founding wording
    stands in the other; `same` are passages of both, `apart` of one of them, `differs` in words.
    """

    suggestion_id: str
    rumors: list[SuggestedRumor]
    score: float
    bridges: int
    same: list[str]
    apart: list[str]
    differs: str
    compared: Compared | None = None


class SuggestionPage(Struct):
    """A page of suggestions, those that would change most first."""

    items: list[Suggestion]
    next_cursor: Cursor
