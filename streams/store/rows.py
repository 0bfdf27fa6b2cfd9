"""Events to rows:

the one place that knows both. In: an event and where it stood on the log. Out: (table, rows),
columns as named here.
"""

from typing import Any
from uuid import UUID

import msgspec

from schemas.events import (
    AlertsTold,
    DecisionMade,
    DeliveriesAttempted,
    Rejection,
    ReportsRejected,
    ReportsSighted,
    RumorsGrown,
)
from streams.core.lanes import tenant_of
from streams.core.masking import mask, title
from streams.core.surge.policy import LEVELS

Row = tuple[Any, ...]
SHOWN = 200  # characters of a wording, masked, for dashboards
COLUMNS: dict[str, tuple[str, ...]] = {
    "sightings": (
        "tenant",
        "report_id",
        "variant_id",
        "rumor_id",
        "stance",
        "observed_at",
        "received_at",
        "app",
        "reporter",
        "channel",
        "place",
        "external_id",
        "backfill",
        "version",
    ),
    "variants": (
        "tenant",
        "variant_id",
        "rumor_id",
        "lane",
        "text",
        "stance",
        "exemplar_id",
        "score",
        "explanation",
        "red_flags",
        "overlaps",
        "first_seen",
        "received_at",
        "version",
        "shown",
        "masked",
    ),
    "rumors": ("tenant", "rumor_id", "lane", "title", "opened_at", "received_at", "version"),
    "alerts": (
        "tenant",
        "alert_id",
        "change_id",
        "event",
        "rumor_id",
        "kind",
        "level",
        "level_rank",
        "title",
        "why",
        "started_at",
        "at",
        "resolved_at",
        "delayed_s",
        "alert",
        "version",
    ),
    "deliveries": (
        "tenant",
        "delivery_id",
        "round",
        "attempt",
        "receiver",
        "alert_id",
        "type",
        "state",
        "at",
        "status",
        "duration_ms",
        "error",
        "next_attempt_at",
        "version",
    ),
    "curations": (
        "tenant",
        "decision_id",
        "kind",
        "rumor_id",
        "decided_at",
        "decided_by",
        "rating",
        "summary",
        "link",
        "offset",
    ),
    "rejects": (
        "tenant",
        "reject_id",
        "stage",
        "reason",
        "message",
        "at",
        "report_id",
        "app",
        "topic",
        "partition",
        "offset",
        "sample",
    ),
}


def sightings(event: ReportsSighted) -> list[Row]:
    """Rows of `sightings`. The version makes the first copy of a report win."""
    tenant = tenant_of(event.lane)
    at = event.received_at_ms
    version = -event.received_at_ms
    return [
        (
            tenant,
            UUID(s.report_id),
            int(s.variant_id, 16),
            int(s.rumor_id, 16),
            s.stance,
            s.observed_at_ms,
            at,
            s.app,
            int(s.reporter or "0", 16),
            s.channel,
            s.place,
            s.external_id,
            s.backfill,
            version,
        )
        for s in event.sightings
    ]


def grown(event: RumorsGrown, offset: int) -> tuple[list[Row], list[Row]]:
    """Rows of `variants` and of `rumors`. The version makes the first record on the log win."""
    tenant = tenant_of(event.lane)
    variants = []
    rumors = []
    for v in event.variants:
        rumor = int(v.rumor_id, 16)
        masked = mask(v.text)
        variants.append(
            (
                tenant,
                int(v.variant_id, 16),
                rumor,
                event.lane,
                v.text,
                v.stance,
                int(v.exemplar_id or "0", 16),
                v.score,
                v.explanation,
                list(v.red_flags),
                int(v.overlaps or "0", 16),
                v.first_seen_ms,
                event.received_at_ms,
                -offset,
                title(masked, SHOWN),
                masked,
            )
        )
        if v.variant_id == v.rumor_id:
            rumors.append(
                (
                    tenant,
                    rumor,
                    event.lane,
                    title(masked),
                    v.first_seen_ms,
                    event.received_at_ms,
                    -offset,
                )
            )
    return variants, rumors


def alerts(event: AlertsTold, offset: int) -> list[Row]:
    """Rows of `alerts`."""
    return [
        (
            a.tenant,
            a.alert_id,
            a.change_id,
            a.event,
            int(a.rumor_id, 16),
            a.kind,
            a.level,
            LEVELS.index(a.level),
            a.title,
            a.why,
            a.started_at_ms,
            a.at_ms,
            a.resolved_at_ms,
            a.delayed_s,
            msgspec.json.encode(a).decode(),
            -offset,
        )
        for a in event.alerts
    ]


def deliveries(event: DeliveriesAttempted, offset: int) -> list[Row]:
    """Rows of `deliveries`."""
    return [
        (
            d.tenant,
            d.delivery_id,
            d.round,
            d.attempt,
            d.receiver,
            d.alert_id,
            d.type,
            d.state,
            d.at_ms,
            d.status,
            d.duration_ms,
            d.error,
            d.next_attempt_at_ms or None,
            -offset,
        )
        for d in event.deliveries
    ]


def curation(event: DecisionMade, offset: int) -> Row:
    """The row of a decision."""
    rating, summary, link = (
        (event.verdict.rating, event.verdict.summary, event.verdict.link)
        if event.verdict
        else ("", "", "")
    )
    return (
        event.tenant,
        event.decision_id,
        event.kind,
        int(event.rumor_id, 16),
        event.decided_at_ms,
        event.decided_by,
        rating,
        summary,
        link,
        offset,
    )


def rejects(event: ReportsRejected) -> list[Row]:
    """Rows of `rejects`."""
    return [rejection(r) for r in event.rejections]


def rejection(r: Rejection) -> Row:
    """The row of one rejection; its sample masked."""
    return (
        r.tenant,
        r.reject_id,
        r.stage,
        r.reason,
        r.message,
        r.at_ms,
        r.report_id,
        r.app,
        r.topic,
        r.partition,
        r.offset,
        mask(r.sample),
    )
