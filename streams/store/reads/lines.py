"""Many rumors in one line each, as they were founded: decisions are laid over them elsewhere."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from streams.store.database import Database
from streams.store.reads.resolution import NOBODY

# Rumors and counts come from different topics: either may be there first. Of two counts of a rumor
# the fuller one holds.
LINES_SQL = """
SELECT tenant, rumor_id, max(title) AS called, max(reports) AS counted, max(seen_ms) AS last_ms
FROM (
  SELECT tenant, rumor_id, title, 0 AS reports, 0 AS seen_ms
  FROM rumors FINAL
  WHERE {which}
  UNION ALL
  SELECT tenant, rumor_id, '', reports, toUnixTimestamp64Milli(last_seen)
  FROM rumor_totals
  WHERE {which}
)
GROUP BY tenant, rumor_id
ORDER BY last_ms DESC
LIMIT %(most)s
"""
OF_IDS = "tenant = %(tenant)s AND rumor_id IN %(ids)s"
# By when they were counted, not by the times of their reports: those may come late. The clock is
# that of ClickHouse, which wrote the time: who asks only says how long ago.
LATELY = """rumor_id IN (
  SELECT rumor_id
  FROM rumor_totals
  WHERE counted_at >= now64(3, 'UTC') - toIntervalSecond(%(lately_s)s)
)"""
ANY = "1"


class Line(Struct, frozen=True, gc=False):
    """A rumor; the title is empty until it is stored, the time 0 without reports."""

    tenant: str
    rumor_id: int
    called: str
    counted: int
    last_ms: int


def lines_of(database: Database, tenant: str, rumor_ids: Sequence[str]) -> list[Line]:
    """The lines of some rumors, of those of which anything is stored."""
    ids = [int(id_, 16) for id_ in rumor_ids] or NOBODY
    asked: dict[str, Any] = {"tenant": tenant, "ids": ids, "most": len(ids)}
    return database.named(Line, LINES_SQL.format(which=OF_IDS), asked)


def lines(database: Database, *, lately_s: int, most: int) -> list[Line]:
    """The lines of all tenants' rumors that were counted in so many seconds (0: ever), those with
    the latest reports first.
    """
    which = LATELY if lately_s else ANY
    asked = {"lately_s": lately_s, "most": most}
    return database.named(Line, LINES_SQL.format(which=which), asked)
