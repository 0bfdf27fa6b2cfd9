"""A rumor in one line."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from streams.store.database import Database
from streams.store.reads.cells import TOTALS, cells
from streams.store.reads.details import titles_of
from streams.store.reads.resolution import Resolution
from streams.store.reads.shapes import time_of

COUNTS_SQL = """
SELECT sum(cell.reports) AS counted, max(cell.last_seen) AS seen
FROM {cells} AS cell
"""


class Counts(Struct):
    """All reports of a rumor; without any the time is ClickHouse's zero."""

    counted: int
    seen: datetime


def summary(
    database: Database, tenant: str, rumor_id: str, resolution: Resolution
) -> dict[str, Any] | None:
    """Title, reports, last seen; None where nothing of the rumor is stored."""
    number = resolution.shown_of(rumor_id)
    here = cells(resolution, TOTALS, [number])
    asked = {"tenant": tenant} | here.values
    (counts,) = database.named(Counts, COUNTS_SQL.format(cells=here.sql), asked)
    title = titles_of(database, tenant, [number], resolution).get(number, "")
    if not title and not counts.counted:
        return None
    return {
        "title": title,
        "reports": counts.counted,
        "last_seen": time_of(counts.seen) if counts.counted else None,
    }
