"""Rumors that grew together by themselves, as they are stored."""

from datetime import datetime

from msgspec import Struct

from schemas.events import RumorsMerged
from streams.store.database import Database
from streams.store.reads.shapes import hex_id

# Asked again and again: some seconds are read twice, for an insert is seen later than it was made.
OVERLAP_S = 10
GROWTHS_SQL = """
SELECT tenant, kept, merged, variant_id, bridges, shared, at, stored_at
FROM merges FINAL
WHERE stored_at >= toDateTime64(%(since_s)s, 3, 'UTC')
"""


class Stored(Struct):
    tenant: str
    kept: int
    merged: int
    variant_id: int
    bridges: int
    shared: float
    at: datetime
    stored_at: datetime


class Grown(Struct):
    """A fact of a tenant, when it came about and when it was stored."""

    tenant: str
    fact: RumorsMerged
    at_ms: int
    stored_s: int


def growths(database: Database, since_s: int) -> list[Grown]:
    """What was stored since a second that an answer before named (0: everything); some of what was
    answered before comes again.
    """
    asked = {"since_s": max(0, since_s - OVERLAP_S)}
    return [
        Grown(
            tenant=one.tenant,
            fact=RumorsMerged(
                kept=hex_id(one.kept),
                merged=hex_id(one.merged),
                variant_id=hex_id(one.variant_id),
                bridges=one.bridges,
                shared=one.shared,
            ),
            at_ms=round(one.at.timestamp() * 1_000),
            stored_s=int(one.stored_at.timestamp()),
        )
        for one in database.named(Stored, GROWTHS_SQL, asked)
    ]
