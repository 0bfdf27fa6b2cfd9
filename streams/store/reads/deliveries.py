"""Deliveries with their attempts."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from msgspec import Struct

from streams.store.database import Database
from streams.store.reads.paging import next_cursor, text_cursor
from streams.store.reads.shapes import time_of

DELIVERIES = "deliveries"  # of whose pages a cursor is
MOST_OF_ALERTS = 100_000  # of a whole page of alerts, which is no page of deliveries: all of them

# The page is found first, then its attempts are read in their order. A delivery's state is that of
# its latest attempt, its time that of its scheduling.
ATTEMPTS_SQL = """
SELECT
  delivery_id, round, attempt, receiver, alert_id, type, state, at, status, duration_ms, error,
  next_attempt_at
FROM deliveries FINAL
WHERE tenant = %(tenant)s AND delivery_id IN (
  SELECT delivery_id
  FROM deliveries AS made FINAL
  WHERE made.tenant = %(tenant)s AND {conditions}
  GROUP BY delivery_id
  HAVING {of_the_whole}
  ORDER BY delivery_id DESC
  LIMIT %(limit)s
)
ORDER BY delivery_id DESC, round, attempt
"""
# What may be asked for -> its condition: on any row of a delivery, and on all of them together.
OF_A_ROW = {
    "delivery_id": "delivery_id = %(delivery_id)s",
    "receiver": "receiver = %(receiver)s",
    "last": "delivery_id < %(last)s",
}
OF_THE_WHOLE = {
    "state": "argMax(made.state, (made.round, made.attempt)) = %(state)s",
    "start_ms": "min(made.at) >= fromUnixTimestamp64Milli(%(start_ms)s, 'UTC')",
    "end_ms": "min(made.at) < fromUnixTimestamp64Milli(%(end_ms)s, 'UTC')",
}


class Attempt(Struct):
    """One row of a delivery. Attempt 0 is its scheduling: nothing was sent yet."""

    delivery_id: str
    round: int
    attempt: int
    receiver: str
    alert_id: str
    type: str
    state: str
    at: datetime
    status: int
    duration_ms: int
    error: str
    next_attempt_at: datetime | None


def deliveries(
    database: Database,
    tenant: str,
    *,
    delivery_id: str = "",
    receiver: str,
    state: str,
    start_ms: int | None,
    end_ms: int | None,
    limit: int,
    cursor: str,
) -> dict[str, Any]:
    """One page of deliveries, newest first, with their attempts.

    What is empty or None does not narrow; `end_ms` is not within. Raises `BadCursor`.
    """
    asked: dict[str, Any] = {
        "tenant": tenant,
        "limit": limit + 1,
        "delivery_id": delivery_id or None,
        "receiver": receiver or None,
        "last": text_cursor(DELIVERIES, cursor) if cursor else None,
        "state": state or None,
        "start_ms": start_ms,
        "end_ms": end_ms,
    }
    sql = ATTEMPTS_SQL.format(
        conditions=_all_of(OF_A_ROW, asked), of_the_whole=_all_of(OF_THE_WHOLE, asked)
    )
    found = _items(database, sql, asked)
    return {
        "items": found[:limit],
        "next_cursor": next_cursor(DELIVERIES, found, limit, itemgetter("delivery_id")),
    }


def deliveries_of_alerts(
    database: Database, tenant: str, alert_ids: Sequence[str]
) -> list[dict[str, Any]]:
    """What was told of these alerts, newest first."""
    if not alert_ids:
        return []
    sql = ATTEMPTS_SQL.format(conditions="alert_id IN %(alert_ids)s", of_the_whole="1")
    asked = {"tenant": tenant, "alert_ids": list(alert_ids), "limit": MOST_OF_ALERTS}
    return _items(database, sql, asked)


def _all_of(conditions: dict[str, str], asked: dict[str, Any]) -> str:
    """The conditions on what was asked for; None asks for nothing."""
    wanted = [sql for name, sql in conditions.items() if asked[name] is not None]
    return " AND ".join(wanted) or "1"


def _items(database: Database, sql: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
    rows = database.named(Attempt, sql, asked)
    return [_item(list(attempts)) for _, attempts in groupby(rows, attrgetter("delivery_id"))]


def _item(attempts: list[Attempt]) -> dict[str, Any]:
    first = attempts[0]
    latest = attempts[-1]
    return {
        "delivery_id": first.delivery_id,
        "receiver": first.receiver,
        "alert_id": first.alert_id or None,  # a ping is about none
        "type": first.type,
        "state": latest.state,
        "created_at": time_of(min(attempt.at for attempt in attempts)),
        "attempts": [_attempt(attempt) for attempt in attempts if attempt.attempt],
        "next_attempt_at": time_of(latest.next_attempt_at) if latest.next_attempt_at else None,
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "round": attempt.round,
        "attempt": attempt.attempt,
        "state": attempt.state,
        "at": time_of(attempt.at),
        "status": attempt.status,
        "duration_ms": attempt.duration_ms,
        "error": attempt.error,
    }
