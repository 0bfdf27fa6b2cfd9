"""Rejects: what could not be used, and why."""

from schemas.events.base import Event


class Rejection(Event, frozen=True, kw_only=True):
    """What could not be used: at which stage, why, and enough of it to find the sender."""

    reject_id: str
    tenant: str
    stage: str
    reason: str
    message: str
    at_ms: int
    report_id: str = ""
    app: str = ""
    topic: str = ""
    partition: int = 0
    offset: int = 0
    sample: str = ""


class ReportsRejected(Event, frozen=True, kw_only=True):
    """Rejections of one step."""

    rejections: tuple[Rejection, ...]
