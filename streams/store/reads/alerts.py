"""Alerts, each with the changes of its life and what was told of it."""

import json
from itertools import groupby
from operator import attrgetter
from typing import Any

from msgspec import Struct

from streams.store.database import Database
from streams.store.reads.deliveries import deliveries_of_alerts
from streams.store.reads.paging import next_cursor, text_cursor
from streams.store.reads.resolution import Resolution

ALERTS = "alerts"  # of whose pages a cursor is
# Which change of an alert came later: of one time the one that stands later on the log, of one
# record that of the higher level, and last the end.
LATER = "(at, -version, level_rank, resolved_at IS NOT NULL)"
# Ids sort as the times their episodes began. An alert counts by the highest level it ever had: it
# stays in the list of its level after it was resolved.
CHANGES_SQL = f"""
SELECT alert_id, alert
FROM alerts FINAL
WHERE tenant = %(tenant)s AND alert_id IN (
  SELECT alert_id
  FROM alerts FINAL
  WHERE {{conditions}}
  GROUP BY alert_id
  HAVING max(level_rank) >= %(least_rank)s{{having}}
  ORDER BY alert_id DESC
  LIMIT %(limit)s
)
ORDER BY alert_id DESC, {LATER}
"""
# As the newest change has it, whatever it is called.
STATES = {"open": f"argMax(resolved_at IS NULL, {LATER})"}
STATES["resolved"] = f"NOT {STATES['open']}"


class Change(Struct):
    """A change in the life of an alert, as the JSON of its event."""

    alert_id: str
    alert: str


def alerts(
    database: Database,
    tenant: str,
    resolution: Resolution,
    *,
    alert_id: str,
    rumor_id: str,
    least_rank: int,
    limit: int,
    cursor: str,
    state: str = "",
) -> dict[str, Any]:
    """One page of alerts, newest first, each with its changes (as stored events) and deliveries.

    Empty ids and an empty state do not narrow. Raises `BadCursor`.
    """
    conditions = ["tenant = %(tenant)s"]
    asked: dict[str, Any] = {"tenant": tenant, "limit": limit + 1, "least_rank": least_rank}
    if alert_id:
        conditions.append("alert_id = %(alert_id)s")
        asked["alert_id"] = alert_id
    if rumor_id:
        conditions.append("rumor_id IN %(rumors)s")
        asked["rumors"] = resolution.whole([resolution.shown_of(rumor_id)])
    if cursor:
        conditions.append("alert_id < %(last)s")
        asked["last"] = text_cursor(ALERTS, cursor)
    having = f" AND {STATES[state]}" if state else ""
    sql = CHANGES_SQL.format(conditions=" AND ".join(conditions), having=having)
    changes = database.named(Change, sql, asked)
    found = {
        id_: [json.loads(change.alert) for change in of_one]
        for id_, of_one in groupby(changes, attrgetter("alert_id"))
    }
    page = list(found)[:limit]
    told = deliveries_of_alerts(database, tenant, page)
    return {
        "items": [
            {
                "changes": found[id_],
                "deliveries": [item for item in told if item["alert_id"] == id_],
            }
            for id_ in page
        ],
        "next_cursor": next_cursor(ALERTS, list(found), limit, str),
    }
