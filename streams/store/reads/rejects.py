"""What could not be used, and why."""

from datetime import datetime
from operator import attrgetter
from typing import Any

from msgspec import Struct, structs

from streams.store.database import Database
from streams.store.reads.paging import next_cursor, text_cursor
from streams.store.reads.shapes import time_of

REJECTS = "rejects"  # of whose pages a cursor is
BEHIND_ALL = "~"  # sorts after every id

# Ids begin with the time: theirs is the order of time, whichever step set the record aside.
PAGE_SQL = """
SELECT
  reject_id, stage, reason, message, at, report_id, app, topic, partition, offset, sample
FROM rejects FINAL
WHERE tenant = %(tenant)s AND reject_id < %(last)s
ORDER BY reject_id DESC
LIMIT %(limit)s
"""


class Rejected(Struct):
    """A reject as the API answers it, but for its time."""

    reject_id: str
    stage: str
    reason: str
    message: str
    at: datetime
    report_id: str
    app: str
    topic: str
    partition: int
    offset: int
    sample: str


def rejects(database: Database, tenant: str, *, limit: int, cursor: str) -> dict[str, Any]:
    """One page of what could not be used, newest first. Raises `BadCursor`."""
    last = text_cursor(REJECTS, cursor) if cursor else BEHIND_ALL
    asked = {"tenant": tenant, "limit": limit + 1, "last": last}
    found = database.named(Rejected, PAGE_SQL, asked)
    return {
        "items": [
            structs.asdict(rejected) | {"at": time_of(rejected.at)} for rejected in found[:limit]
        ],
        "next_cursor": next_cursor(REJECTS, found, limit, attrgetter("reject_id")),
    }
