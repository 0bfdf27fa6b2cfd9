"""What is in ClickHouse before a question is asked: rows of events, as the store makes them."""

import time
from typing import Any

from schemas.events import (
    Alert,
    AlertsTold,
    DeliveriesAttempted,
    Delivery,
    Rejection,
    RumorsGrown,
    RumorsMerged,
    Sighting,
    Source,
    VariantJoined,
)
from streams.core.ids import reject_id
from streams.store import rows
from streams.store.database import Database
from streams.store.spread import (
    ALL,
    Minute,
    Rumors,
    days_of,
    minutes_of,
    recount_days,
    recount_minutes,
)
from streams.store.totals import recount_totals
from tests.support import builders

TODAY_MS = int(time.time()) // 86_400 * 86_400_000  # midnight: times to live count from now
A = "aa" * 8
B = "bb" * 8


def sighting(
    number: int,
    *,
    at_ms: int = TODAY_MS,
    rumor: str = A,
    variant: str = "",
    stance: str = "carries",
    reporter: str = "",
    channel: str = "wechat",
    **fields: Any,
) -> Sighting:
    """A sighting of today."""
    return builders.sighting(
        number,
        observed_at_ms=at_ms,
        rumor_id=rumor,
        variant_id=variant or rumor,
        stance=stance,
        reporter=reporter,
        channel=channel,
        **fields,
    )


def store(
    database: Database,
    sightings: list[Sighting],
    *,
    received_ms: int = TODAY_MS,
    tenant: str = "main",
) -> set[Minute]:
    """Stores sightings -> the minutes they lie in."""
    event = builders.sighted(*sightings, lane=f"{tenant}/cjk", received_at_ms=received_ms)
    database.insert(rows.sightings(event))
    return minutes_of(tenant, (one.observed_at_ms for one in sightings))


def recount(database: Database, minutes: set[Minute], rumors: Rumors = ALL) -> None:
    """Counts minutes, their days and their rumors."""
    recount_minutes(database, minutes, rumors=rumors)
    recount_days(database, days_of(minutes), rumors)
    recount_totals(database, minutes, rumors)


def count(database: Database, *sightings: Sighting, tenant: str = "main") -> None:
    """Stores and counts sightings."""
    recount(database, store(database, list(sightings), tenant=tenant))


def grown(
    *variants: VariantJoined,
    lane: str = builders.LANE,
    received_ms: int = TODAY_MS,
    merges: tuple[RumorsMerged, ...] = (),
) -> RumorsGrown:
    """A record of new variants."""
    return RumorsGrown(
        lane=lane,
        source=Source(partition=0, offset=0),
        curation_offset=0,
        received_at_ms=received_ms,
        variants=variants,
        merges=merges,
    )


def open_rumor(
    database: Database,
    rumor: str = A,
    text: str = builders.TEXT,
    *,
    offset: int = 0,
    tenant: str = "main",
    **fields: Any,
) -> None:
    """Stores a variant, which founds a rumor unless it is given another id."""
    given = {"variant_id": rumor, "rumor_id": rumor, "text": text, "first_seen_ms": TODAY_MS}
    event = grown(builders.variant(**{**given, **fields}), lane=f"{tenant}/cjk")
    for made in rows.grown(event, offset):
        database.insert(made)


def decide(database: Database, offset: int, kind: str, rumor_id: str, **fields: Any) -> str:
    """Stores a decision, the one with this offset -> its id."""
    given = {"verdict": None, "decision_id": f"dec_{offset}", "decided_at_ms": TODAY_MS + offset}
    event = builders.decision(kind=kind, rumor_id=rumor_id, **{**given, **fields})
    database.insert([rows.decision(event, offset)])
    return event.decision_id


def tell(database: Database, *changes: Alert, tenant: str = "main", offset: int = 0) -> None:
    """Stores changes of alerts."""
    source = Source(partition=0, offset=0)
    event = AlertsTold(lane=f"{tenant}/cjk", source=source, alerts=changes)
    database.insert(rows.alerts(event, offset))


def deliver(database: Database, *attempts: Delivery) -> None:
    """Stores attempts of deliveries."""
    event = DeliveriesAttempted(lane=builders.LANE, deliveries=attempts)
    database.insert(rows.deliveries(event, 0))


def rejection(number: int, at_ms: int = TODAY_MS, **fields: Any) -> Rejection:
    """A rejection, named as the steps name it."""
    given: dict[str, Any] = {
        "reject_id": reject_id(at_ms, "rumor.reports.v1", 0, number),
        "tenant": "main",
        "stage": "cluster",
        "reason": "nothing_to_match",
        "message": "no letter or digit",
        "at_ms": at_ms,
    }
    return Rejection(**{**given, **fields})
