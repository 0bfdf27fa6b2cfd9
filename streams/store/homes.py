"""Where moved wordings belong, as rows, and the spread by wording of the rumors that they came
from: dashboards read tables, and cells of rumors cannot be taken apart.

In: what is decided, and how wordings joined. Out: rows of `homes` for what changed, and of
`wording_minutes` for what was counted since. Tenants that moved nothing cost no question.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from streams.core.curation.overlay import Overlay
from streams.store.database import Database
from streams.store.reads.joins import Joins
from streams.store.reads.resolution import NOBODY, Resolution, resolve
from streams.store.spread import AT_ONCE, MINUTE_S, Minute, chunks
from streams.store.tables import HomeRow

WRITTEN_SQL = "SELECT tenant, variant_id, joined_id, home_id, version FROM homes FINAL"
# Minutes of which a rumor's cells hold more than its wordings' do. Both only grow.
BEHIND_SQL = """
SELECT DISTINCT intDiv(toUnixTimestamp(minute), 60) AS number
FROM (
  SELECT rumor_id, minute, sum(reports) AS counted
  FROM rumor_minutes FINAL
  WHERE tenant = %(tenant)s AND rumor_id IN %(rumors)s
  GROUP BY rumor_id, minute
) AS whole
LEFT JOIN (
  SELECT rumor_id, minute, sum(reports) AS found
  FROM wording_minutes FINAL
  WHERE tenant = %(tenant)s AND rumor_id IN %(rumors)s
  GROUP BY rumor_id, minute
) AS parts USING (rumor_id, minute)
WHERE counted > found
ORDER BY number
"""
COUNT_SQL = """
INSERT INTO wording_minutes
  (tenant, rumor_id, variant_id, minute, stance, channel, place, reports, reporters,
   first_seen, last_seen)
SELECT
  tenant,
  rumor_id,
  variant_id,
  toStartOfMinute(observed_at) AS touched,
  stance,
  channel,
  place,
  count(),
  uniqState(if(reporter = 0, cityHash64(report_id), reporter)),
  min(observed_at),
  max(observed_at)
FROM sightings FINAL
WHERE tenant = %(tenant)s
  AND rumor_id IN %(rumors)s
  AND toStartOfMinute(observed_at) IN (SELECT toDateTime(arrayJoin(%(starts)s), 'UTC'))
  AND observed_at >= toDateTime64(%(first_s)s, 3, 'UTC')
  AND observed_at < toDateTime64(%(after_s)s, 3, 'UTC')
GROUP BY tenant, rumor_id, variant_id, touched, stance, channel, place
SETTINGS max_threads = 1
"""
KEPT_SQL = "SELECT DISTINCT rumor_id FROM wording_minutes WHERE tenant = %(tenant)s"


class Behind(Struct):
    """A minute that is to be counted, numbered since 1970."""

    number: int


class Homes:
    """The rows that stand in the table."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._joins = Joins(database)
        self._rows: dict[tuple[str, int], HomeRow] | None = None

    def refresh(
        self, overlays: Mapping[str, Overlay], version: int
    ) -> tuple[dict[str, Resolution], int]:
        """Writes what changed since -> what tenants that moved wordings are resolved to, and how
        many homes were written. Raises `StoreUnavailable`.
        """
        if self._rows is None:
            written = self._database.named(HomeRow, WRITTEN_SQL)
            self._rows = {(row.tenant, row.variant_id): row for row in written}
        resolved = {
            tenant: resolve(self._joins, tenant, overlay)
            for tenant, overlay in overlays.items()
            if overlay.placings
        }
        for tenant, resolution in resolved.items():
            # Before anybody looks for them there, and again for what was counted since.
            count_behind(self._database, tenant, resolution.left)
        changed = [row for row in self._wanted(resolved, version) if self._is_new(row)]
        self._database.insert(changed)
        self._rows |= {(row.tenant, row.variant_id): row for row in changed}
        return resolved, len(changed)

    def _wanted(self, resolved: Mapping[str, Resolution], version: int) -> Iterator[HomeRow]:
        """A row for every wording that was ever moved."""
        for tenant, resolution in resolved.items():
            for variant_id, home_id in resolution.moved.items():
                yield HomeRow(
                    tenant=tenant,
                    variant_id=variant_id,
                    joined_id=resolution.joined[variant_id],
                    home_id=home_id,
                    version=version,
                )
        for (tenant, variant_id), row in (self._rows or {}).items():
            if tenant not in resolved or variant_id not in resolved[tenant].moved:
                yield msgspec.structs.replace(row, home_id=row.joined_id, version=version)

    def _is_new(self, row: HomeRow) -> bool:
        known = (self._rows or {}).get((row.tenant, row.variant_id))
        return known is None or msgspec.structs.replace(known, version=row.version) != row


def count_behind(database: Database, tenant: str, rumors: Collection[int]) -> None:
    """Counts by wording what was counted of these rumors since it was done last."""
    asked = {"tenant": tenant, "rumors": sorted(rumors) or NOBODY}
    behind = database.named(Behind, BEHIND_SQL, asked)
    count_wordings(database, (Minute(tenant, one.number) for one in behind), rumors)


def recount_wordings(database: Database, tenant: str, minutes: Iterable[Minute]) -> None:
    """Counts these minutes again, of the rumors that are counted by wording."""
    kept = [rumor_id for (rumor_id,) in database.execute(KEPT_SQL, {"tenant": tenant})]
    if kept:
        count_wordings(database, minutes, kept)


def count_wordings(database: Database, minutes: Iterable[Minute], rumors: Collection[int]) -> None:
    """Counts these minutes of these rumors by wording, from their sightings."""
    for tenant, numbers in chunks(minutes, AT_ONCE):
        asked: dict[str, Any] = {
            "tenant": tenant,
            "rumors": sorted(rumors) or NOBODY,
            "starts": [number * MINUTE_S for number in numbers],
            "first_s": numbers[0] * MINUTE_S,
            "after_s": (numbers[-1] + 1) * MINUTE_S,
        }
        database.execute(COUNT_SQL, asked)
