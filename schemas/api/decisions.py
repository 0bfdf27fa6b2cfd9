"""Decisions of people: verdicts, redeliveries, receiver tests."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from schemas.api.fields import LONGEST_SUMMARY, Link


class VerdictIn(Struct, forbid_unknown_fields=True):
    """A verdict as an analyst gives it; null in an optional field is the same as leaving it out."""

    rating: Literal["false", "misleading", "unverified", "true", "satire"]
    summary: Annotated[str, Meta(max_length=LONGEST_SUMMARY)] | None = ""
    link: Link | None = ""


class Verdict(Struct):
    """An analyst's rating as others see it."""

    rating: str
    summary: str
    link: str


class Decided(Struct):
    """A decision that is on the log; `etag` names the rumor's state with it."""

    decision_id: str
    etag: str


class RedeliveryAsked(Struct):
    """A delivery that will be sent again."""

    delivery_id: str


class PingAsked(Struct):
    """A ping that will be sent."""

    request_id: str
