"""Alerts, and what receivers were told of them."""

from typing import Annotated

from msgspec import Meta, Struct

from schemas.api.decided import Verdict
from schemas.api.fields import Cursor, HexId, Level, Time
from schemas.api.rumors import Share, StanceCounts
from schemas.events.vocabulary import DELIVERY_STATES


class Attempt(Struct):
    """One attempt of a delivery; `round` counts redeliveries, `status` is HTTP's or 0."""

    round: int
    attempt: int
    state: str
    at: Time
    status: int
    duration_ms: int
    error: str


class DeliveryRead(Struct):
    """What one receiver was told, or is to be."""

    delivery_id: str
    receiver: str
    alert_id: str | None
    type: str
    state: Annotated[str, Meta(extra_json_schema={"enum": list(DELIVERY_STATES)})]
    created_at: Time
    attempts: list[Attempt]
    next_attempt_at: Time | None


class DeliveryPage(Struct):
    """A page of deliveries, newest first."""

    items: list[DeliveryRead]
    next_cursor: Cursor


class AlertVariants(Struct):
    """How many wordings an episode has, and the newest of them."""

    count: int
    newest: list[str]


class AlertLinks(Struct):
    """Where to read on: `rumor` is a page for people, `api` answers machines."""

    rumor: str
    dashboard: str | None
    api: str


class AlertChange(Struct):
    """One change in the life of an alert."""

    event: str
    level: Level
    at: Time
    why: str
    score: float


class AlertRead(Struct):
    """An alert as receivers are told it, with its history and deliveries."""

    alert_id: str
    rumor_id: HexId
    tenant: str
    kind: str
    level: Level
    title: str
    text: str
    verdict: Verdict | None
    started_at: Time
    raised_at: Time
    resolved_at: Time | None
    why: str
    observed: int
    window_s: int
    baseline: float
    factor: float
    score: float
    reporters: int
    independent: int
    anonymous: int
    stance: StanceCounts
    channels: list[Share]
    places: list[Share]
    languages: list[Share]
    variants: AlertVariants
    forecast: None  # has its place, and no maker yet
    red_flags: list[str]
    taken_by: str | None
    taken_note: str | None
    muted_until: Time | None
    muted_until_reporters: int | None
    merged_into: HexId | None
    links: AlertLinks
    delayed_s: float
    policy_version: str
    state: Annotated[str, Meta(extra_json_schema={"enum": ["open", "resolved"]})]
    history: list[AlertChange]
    deliveries: list[DeliveryRead]


class AlertPage(Struct):
    """A page of alerts, newest first."""

    items: list[AlertRead]
    next_cursor: Cursor


class RedeliveryAsked(Struct):
    """A delivery that is asked for again; its attempts say whether it could be sent."""

    delivery_id: str


class PingAsked(Struct):
    """A ping that will be sent."""

    request_id: str
