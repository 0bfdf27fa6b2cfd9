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
LATEST_STATE = "argMax(made.state, (made.round, made.attempt))"
SCHEDULED_AT = "min(made.at)"


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
    start_s: int | None,
    end_s: int | None,
    limit: int,
    cursor: str,
) -> dict[str, Any]:
    """One page of deliveries, newest first, with their attempts.

    What is empty or None does not narrow; `end_s` is not within. Raises `BadCursor`.
    """
    conditions = ["1"]
    of_the_whole = ["1"]
    asked: dict[str, Any] = {"tenant": tenant, "limit": limit + 1}
    for name, value, condition in (
        ("delivery_id", delivery_id, "delivery_id = %(delivery_id)s"),
        ("receiver", receiver, "receiver = %(receiver)s"),
        ("last", text_cursor(cursor) if cursor else "", "delivery_id < %(last)s"),
    ):
        if value:
            conditions.append(condition)
            asked[name] = value
    for name, bound, condition in (
        ("state", state or None, f"{LATEST_STATE} = %(state)s"),
        ("start_s", start_s, f"{SCHEDULED_AT} >= toDateTime64(%(start_s)s, 3, 'UTC')"),
        ("end_s", end_s, f"{SCHEDULED_AT} < toDateTime64(%(end_s)s, 3, 'UTC')"),
    ):
        if bound is not None:
            of_the_whole.append(condition)
            asked[name] = bound
    sql = ATTEMPTS_SQL.format(
        conditions=" AND ".join(conditions), of_the_whole=" AND ".join(of_the_whole)
    )
    found = _items(database, sql, asked)
    return {
        "items": found[:limit],
        "next_cursor": next_cursor(found, limit, itemgetter("delivery_id")),
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
