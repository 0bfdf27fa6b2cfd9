"""Every question that the API asks of ClickHouse, by name. In: tenant and ids. Out: plain
dictionaries in the form of the API.

Verdicts are not read here: they are an overlay that the intake holds itself. Counts come from the
spread, never from increments.
"""

import json
import time
from collections.abc import Sequence
from typing import Any

from streams.core.masking import mask
from streams.core.receivers.standard import rfc3339
from streams.store.database import Database
from streams.store.reads.paging import encode, rank_cursor, text_cursor, to_cursor
from streams.store.reads.shapes import (
    LEAST_FOR_GROWTH,
    delivery,
    hex_id,
    point,
    report_of,
    rounded,
    rumor_item,
    shares,
    sums,
    time_of,
)

HALF_HOUR_S = 1_800
HOUR_S = 3_600
DAY_S = 86_400
MOST_POINTS = 10_000
DEFAULT_POINTS = 1_000
STEPS_S = (60, 300, 900, 3_600, 21_600, 86_400)
SORTS = {
    "-reports_1h": "reports_1h",
    "-last_seen": "toUnixTimestamp64Milli(last)",
    "-growth": "growth",
    "-reports": "total",
}
DIMENSIONS = ("stance", "channel", "place")

PAGE_SQL = """
SELECT rumor_id, total, first, last, reports_1h, newer, older, toFloat64({sort}) AS rank FROM (
  SELECT d.rumor_id AS rumor_id, d.total AS total, d.first AS first, d.last AS last, m.hour AS reports_1h, m.newer AS newer,
    m.older AS older, if(newer + older >= {least}, newer / greatest(older, 1), -1) AS growth
  FROM (SELECT rumor_id, sum(reports) AS total, min(first_seen) AS first, max(last_seen) AS last
        FROM spread_day FINAL WHERE tenant = %(tenant)s GROUP BY rumor_id) AS d
  LEFT JOIN (SELECT rumor_id, sum(reports) AS hour, sumIf(reports, minute >= toDateTime(%(now)s - 1800, 'UTC')) AS newer,
               sumIf(reports, minute < toDateTime(%(now)s - 1800, 'UTC')) AS older
             FROM spread_minute FINAL WHERE tenant = %(tenant)s AND minute >= toDateTime(%(now)s - 3600, 'UTC') GROUP BY rumor_id) AS m
  USING rumor_id)
WHERE {where}
ORDER BY rank DESC, rumor_id DESC LIMIT %(limit)s
"""


# The masked text is searched: in the text itself, digit after digit of a masked number could be
# guessed. Rows from before the
# column have only their first characters masked.
SEARCH_SQL = "SELECT rumor_id FROM variants WHERE tenant = %(tenant)s AND positionCaseInsensitiveUTF8(if(masked = '', shown, masked), %(query)s) > 0"


class TooManyPoints(Exception):
    """A spread of more than 10,000 points; `step_s` is the smallest step that fits."""

    def __init__(self, step_s: int) -> None:
        super().__init__(f"more than {MOST_POINTS} points")
        self.step_s = step_s


class Reads:
    """Named reads of one database. Each runs in the calling thread."""

    def __init__(self, database: Database) -> None:
        self.database = database

    # -- reports
    # --------------------------------------------------------------------------------------------------------

    def report(self, tenant: str, report_id: str) -> dict[str, Any] | None:
        """Where a report went, or None where nothing is known of it yet."""
        rows = self.database.execute(
            "SELECT s.variant_id, s.rumor_id, s.stance FROM sightings AS s WHERE tenant = %(tenant)s AND report_id = toUUID(%(id)s) "
            "ORDER BY version DESC LIMIT 1",
            {"tenant": tenant, "id": report_id},
        )
        if rows:
            variant, rumor, stance = rows[0]
            joined = self.database.execute(
                "SELECT score, explanation FROM variants FINAL WHERE tenant = %(tenant)s AND variant_id = %(id)s",
                {"tenant": tenant, "id": variant},
            )
            score, explanation = joined[0] if joined else (None, "")
            return report_of(
                report_id,
                "matched",
                hex_id(variant),
                hex_id(rumor),
                stance,
                rounded(score),
                explanation,
            )
        rows = self.database.execute(
            "SELECT reason FROM rejects FINAL WHERE tenant = %(tenant)s AND report_id = %(id)s LIMIT 1",
            {"tenant": tenant, "id": report_id},
        )
        return report_of(report_id, "rejected", explanation=rows[0][0]) if rows else None

    # -- rumors
    # ---------------------------------------------------------------------------------------------------------

    def rumors(
        self,
        tenant: str,
        *,
        query: str,
        sort: str,
        limit: int,
        cursor: str,
        only: Sequence[str] | None,
        without: Sequence[str],
    ) -> dict[str, Any]:
        """One page of rumors. `only` and `without` narrow by id (verdicts are known elsewhere)."""
        now_s = int(time.time())
        where = ["1"]
        values: dict[str, Any] = {}
        if query:
            where.append(f"rumor_id IN ({SEARCH_SQL})")
            values["query"] = query
        for name, ids, word in (("only", only, "IN"), ("without", without or None, "NOT IN")):
            if ids is not None:
                where.append(f"rumor_id {word} %({name})s")
                values[name] = [int(i, 16) for i in ids] or [0]
        if cursor:
            rank, last = rank_cursor(cursor)
            where.append("(rank, rumor_id) < (%(rank)s, %(last)s)")
            values |= {"rank": rank, "last": last}
        sql = PAGE_SQL.format(sort=SORTS[sort], where=" AND ".join(where), least=LEAST_FOR_GROWTH)
        rows = self.database.execute(
            sql, {"tenant": tenant, "now": now_s, "limit": limit + 1, **values}
        )
        page = rows[:limit]
        more = self._details(tenant, [row[0] for row in page])
        items = [rumor_item(row, more.get(row[0], ("", 0, 0))) for row in page]
        return {
            "items": items,
            "next_cursor": to_cursor(page[-1][7], page[-1][0]) if len(rows) > limit else None,
        }

    def rumor(self, tenant: str, rumor_id: str) -> dict[str, Any] | None:
        """Everything about one rumor, or None."""
        values: dict[str, Any] = {"tenant": tenant, "rumor": int(rumor_id, 16)}
        head = self.database.execute(
            "SELECT title FROM rumors FINAL WHERE tenant = %(tenant)s AND rumor_id = %(rumor)s",
            values,
        )
        cells = self.database.execute(
            "SELECT stance, channel, place, sum(reports), min(first_seen), max(last_seen) FROM spread_day FINAL "
            "WHERE tenant = %(tenant)s AND rumor_id = %(rumor)s GROUP BY stance, channel, place",
            values,
        )
        if not head and not cells:
            return None
        title, reporters, variants = self._details(tenant, [values["rumor"]]).get(
            values["rumor"], ("", 0, 0)
        )
        suggested = self.database.execute(
            "SELECT DISTINCT overlaps FROM variants FINAL WHERE tenant = %(tenant)s AND rumor_id = %(rumor)s "
            "AND overlaps != 0 AND overlaps != rumor_id LIMIT 20",
            values,
        )
        return {
            "rumor_id": rumor_id,
            "title": title,
            "reports": sum(c[3] for c in cells),
            "reporters": reporters,
            "variants": variants,
            "stance": {"carries": 0, "questions": 0, "refutes": 0} | sums(cells, 0),
            "channels": shares(cells, 1),
            "places": shares(cells, 2),
            "first_seen": time_of(min(c[4] for c in cells)) if cells else None,
            "last_seen": time_of(max(c[5] for c in cells)) if cells else None,
            "suggestions": [hex_id(row[0]) for row in suggested],
            "merged_into": None,
        }

    def _details(self, tenant: str, ids: list[int]) -> dict[int, tuple[str, int, int]]:
        """Rumor -> title, distinct reporters, variants."""
        if not ids:
            return {}
        values = {"tenant": tenant, "ids": ids}
        titles = dict(
            self.database.execute(
                "SELECT rumor_id, title FROM rumors FINAL WHERE tenant = %(tenant)s AND rumor_id IN %(ids)s",
                values,
            )
        )
        counts = dict(
            self.database.execute(
                "SELECT rumor_id, count() FROM variants FINAL WHERE tenant = %(tenant)s AND rumor_id IN %(ids)s GROUP BY rumor_id",
                values,
            )
        )
        people = dict(
            self.database.execute(
                "SELECT rumor_id, uniqMerge(reporters) FROM spread_day FINAL WHERE tenant = %(tenant)s AND rumor_id IN %(ids)s GROUP BY rumor_id",
                values,
            )
        )
        return {i: (titles.get(i, ""), people.get(i, 0), counts.get(i, 0)) for i in ids}

    def variants(self, tenant: str, rumor_id: str, *, limit: int, cursor: str) -> dict[str, Any]:
        """One page of a rumor's wordings, most reported first."""
        values: dict[str, Any] = {"tenant": tenant, "rumor": int(rumor_id, 16), "limit": limit + 1}
        after = ""
        if cursor:
            values["rank"], values["last"] = rank_cursor(cursor)
            after = "WHERE (n, variant_id) < (%(rank)s, %(last)s)"
        rows = self.database.execute(
            f"""SELECT * FROM (
              SELECT v.variant_id AS variant_id, v.text, v.stance, v.score, v.explanation, v.exemplar_id, v.red_flags, v.first_seen,
                toFloat64(s.n) AS n, s.first, s.last
              FROM (SELECT * FROM variants FINAL WHERE tenant = %(tenant)s AND rumor_id = %(rumor)s) AS v
              LEFT JOIN (SELECT variant_id, uniqExact(report_id) AS n, min(observed_at) AS first, max(observed_at) AS last FROM sightings
                         WHERE tenant = %(tenant)s AND rumor_id = %(rumor)s GROUP BY variant_id) AS s USING variant_id)
            {after} ORDER BY n DESC, variant_id DESC LIMIT %(limit)s""",
            values,
        )
        page = rows[:limit]
        items = [
            {
                "variant_id": hex_id(r[0]),
                "text": mask(r[1]),
                "reports": int(r[8]),
                "first_seen": time_of(r[9] if r[8] else r[7]),
                "last_seen": time_of(r[10] if r[8] else r[7]),
                "stance": r[2],
                "score": rounded(r[3]),
                "explanation": r[4],
                "parent_variant_id": hex_id(r[5]) if r[5] else None,
                "what_changed": r[4],
                "red_flags": list(r[6]),
            }
            for r in page
        ]
        return {
            "items": items,
            "next_cursor": to_cursor(page[-1][8], page[-1][0]) if len(rows) > limit else None,
        }

    # -- spread
    # ---------------------------------------------------------------------------------------------------------

    def life(self, tenant: str, rumor_id: str) -> tuple[int, int] | None:
        """First and last minute of a rumor, in seconds, or None where it has no reports."""
        rows = self.database.execute(
            "SELECT toUnixTimestamp64Milli(min(first_seen)), toUnixTimestamp64Milli(max(last_seen)), count() FROM spread_day FINAL "
            "WHERE tenant = %(tenant)s AND rumor_id = %(rumor)s",
            {"tenant": tenant, "rumor": int(rumor_id, 16)},
        )
        first_ms, last_ms, cells = rows[0]
        return (first_ms // 1_000, last_ms // 1_000) if cells else None

    def spread(
        self, tenant: str, rumor_id: str, *, start_s: int, end_s: int, step_s: int | None, by: str
    ) -> dict[str, Any]:
        """Counts per step from `start_s` to `end_s`, gaps filled with 0. Raises `TooManyPoints`."""
        most = MOST_POINTS if step_s else DEFAULT_POINTS
        fitting = [s for s in STEPS_S if (end_s - start_s) // s < most] or [
            DAY_S * ((end_s - start_s) // (DAY_S * most) + 1)
        ]
        step = step_s or fitting[0]
        first = start_s // step * step
        if (end_s - first) // step + 1 > MOST_POINTS:
            raise TooManyPoints(fitting[0])
        table, at = (
            ("spread_day", "toDateTime(day, 'UTC')")
            if step % DAY_S == 0
            else ("spread_minute", "minute")
        )
        name = by or "'all'"
        rows = self.database.execute(
            f"SELECT {name} AS name, intDiv(toUnixTimestamp({at}), {step}) * {step} AS bucket, sum(t.reports), uniqMerge(t.reporters) "
            f"FROM {table} AS t FINAL WHERE tenant = %(tenant)s AND rumor_id = %(rumor)s "
            f"AND {at} >= toDateTime({first}, 'UTC') AND {at} <= toDateTime({end_s}, 'UTC') GROUP BY name, bucket",
            {"tenant": tenant, "rumor": int(rumor_id, 16)},
        )
        found: dict[str, dict[int, tuple[int, int]]] = {} if by else {"all": {}}
        for series, bucket, reports, reporters in rows:
            found.setdefault(series, {})[bucket] = (reports, reporters)
        buckets = range(first, end_s + 1, step)
        series = [
            {
                "name": one,
                "points": [point(bucket, *points.get(bucket, (0, 0))) for bucket in buckets],
            }
            for one, points in sorted(
                found.items(), key=lambda item: -sum(p[0] for p in item[1].values())
            )
        ]
        return {
            "from": rfc3339(start_s * 1_000),
            "to": rfc3339(end_s * 1_000),
            "step": step,
            "series": series,
        }

    # -- alerts, deliveries, rejects
    # ------------------------------------------------------------------------------------

    def alerts(
        self, tenant: str, *, alert_id: str, rumor_id: str, least_rank: int, limit: int, cursor: str
    ) -> dict[str, Any]:
        """One page of alerts, newest first, each with its changes (as stored events) and
        deliveries.
        """
        where = ["tenant = %(tenant)s"]
        values = {"tenant": tenant, "limit": limit + 1, "least": least_rank}
        for column, value in (
            ("alert_id", alert_id),
            ("rumor_id", int(rumor_id, 16) if rumor_id else None),
        ):
            if value:
                where.append(f"{column} = %({column})s")
                values[column] = value
        having = ""
        if cursor:
            having = "AND alert_id < %(last)s"
            values["last"] = text_cursor(cursor)
        rows = self.database.execute(
            f"""SELECT alert_id, arraySort(c -> (c.1, c.2), groupArray((at, level_rank, alert))) FROM alerts FINAL
            WHERE {" AND ".join(where)} GROUP BY alert_id HAVING max(level_rank) >= %(least)s {having}
            ORDER BY alert_id DESC LIMIT %(limit)s""",
            values,
        )
        page = rows[:limit]
        told = (
            self._deliveries(tenant, "alert_id IN %(ids)s", {"ids": [row[0] for row in page]})
            if page
            else []
        )
        items = [
            {
                "changes": [json.loads(c[2]) for c in row[1]],
                "deliveries": [d for d in told if d["alert_id"] == row[0]],
            }
            for row in page
        ]
        return {"items": items, "next_cursor": encode(page[-1][0]) if len(rows) > limit else None}

    def deliveries(
        self,
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
        """One page of deliveries, newest first, with their attempts."""
        where = ["1"]
        values = dict[str, Any]()
        for name, value, condition in (
            ("id", delivery_id, "delivery_id = %(id)s"),
            ("receiver", receiver, "receiver = %(receiver)s"),
            ("last", text_cursor(cursor) if cursor else "", "delivery_id < %(last)s"),
        ):
            if value:
                where.append(condition)
                values[name] = value
        having = ["1"]
        if state:
            having.append("state = %(state)s")
            values["state"] = state
        for bound, sign in ((start_s, ">="), (end_s, "<")):
            if bound is not None:
                having.append(f"at {sign} toDateTime64({bound}, 3, 'UTC')")
        found = self._deliveries(
            tenant, " AND ".join(where), values, " AND ".join(having), limit + 1
        )
        return {
            "items": found[:limit],
            "next_cursor": encode(found[limit - 1]["delivery_id"]) if len(found) > limit else None,
        }

    def _deliveries(
        self,
        tenant: str,
        where: str,
        values: dict[str, Any],
        having: str = "1",
        limit: int = 100_000,
    ) -> list[dict[str, Any]]:
        rows = self.database.execute(
            f"""SELECT delivery_id, any(d.receiver), any(d.alert_id), any(d.type), min(d.at) AS at,
              arraySort(a -> (a.1, a.2), groupArray((d.round, d.attempt, d.state, d.at, d.status, d.duration_ms, d.error, d.next_attempt_at)))
              AS attempts, attempts[-1].3 AS state
            FROM deliveries AS d FINAL WHERE d.tenant = %(tenant)s AND {where} GROUP BY delivery_id HAVING {having}
            ORDER BY delivery_id DESC LIMIT {limit}""",
            {"tenant": tenant, **values},
        )
        return [delivery(row) for row in rows]

    def rejects(self, tenant: str, *, limit: int, cursor: str) -> dict[str, Any]:
        """One page of what could not be used, newest first."""
        values: dict[str, Any] = {
            "tenant": tenant,
            "limit": limit + 1,
            "last": text_cursor(cursor) if cursor else "~",
        }
        columns = "reject_id, stage, reason, message, at, report_id, app, topic, partition, offset, sample"
        rows = self.database.execute(
            f"SELECT {columns} FROM rejects FINAL WHERE tenant = %(tenant)s AND reject_id < %(last)s ORDER BY reject_id DESC LIMIT %(limit)s",
            values,
        )
        items = [
            dict(zip(columns.split(", "), (*row[:4], time_of(row[4]), *row[5:]), strict=True))
            for row in rows[:limit]
        ]
        return {
            "items": items,
            "next_cursor": encode(items[-1]["reject_id"]) if len(rows) > limit else None,
        }

    def reachable(self) -> bool:
        """Whether ClickHouse answers."""
        return self.database.execute("SELECT 1") == [(1,)]
