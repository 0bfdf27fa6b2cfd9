"""Who reported a rumor, or some wordings, lately: surges count both sides of a decision anew."""

from typing import Any

from msgspec import Struct

from schemas.events import SeenReports
from streams.store.database import Database
from streams.store.reads.resolution import NOBODY, Resolution

TRIES = 3  # times that counts are read before something is stored meanwhile each time
MOST_SEEN = 4_000  # reports that a decision names the reporters of: some 110 kB
# What belongs to a rumor: what joined it and was not taken from it, and what was moved to it.
BELONGS = """
WHERE tenant = %(tenant)s AND (
  (rumor_id = %(rumor)s AND variant_id NOT IN %(taken)s)
  OR (variant_id IN %(incoming)s AND rumor_id IN %(joined)s)
)
"""
REPORTS_SQL = f"""
SELECT uniqExact(variant_id, report) AS reports
FROM rumor_sightings
{BELONGS}
"""
LATELY = f"""
FROM sightings
{BELONGS}
  AND observed_at >= fromUnixTimestamp64Milli(toInt64(%(since_ms)s), 'UTC')
"""
UNTIL_SQL = f"""
SELECT toUnixTimestamp64Milli(max(received_at)) AS received_at_ms
{LATELY}
"""
SEEN_SQL = f"""
SELECT toUnixTimestamp64Milli(min(observed_at)) AS at_ms, any(reporter) AS reporter
{LATELY} AND stance != 'refutes' AND NOT backfill
GROUP BY report_id
ORDER BY min(received_at), at_ms, reporter
LIMIT {MOST_SEEN + 1}
"""


class Reports(Struct):
    """How many there ever were."""

    reports: int


class Newest(Struct):
    """When the newest report was received; 0 where there is none."""

    received_at_ms: int


class Seen(Struct):
    """When a report was observed, and its reporter; 0 for nobody."""

    at_ms: int
    reporter: int


def seen_of_rumor(
    database: Database, tenant: str, rumor: int, resolution: Resolution, *, since_ms: int
) -> SeenReports | None:
    """Who reported what belongs to a rumor alone; None where they are too many."""
    incoming = resolution.housed.get(rumor, ())
    return _seen(
        database,
        {
            "tenant": tenant,
            "rumor": rumor,
            "taken": resolution.taken.get(rumor) or NOBODY,
            "incoming": incoming or NOBODY,
            "joined": sorted({resolution.joined[one] for one in incoming}) or NOBODY,
            "since_ms": since_ms,
        },
    )


def seen_of_wordings(
    database: Database, tenant: str, variant_ids: list[int], joined: list[int], *, since_ms: int
) -> SeenReports | None:
    """Who reported some wordings, given the rumors that they joined; None: too many."""
    return _seen(
        database,
        {
            "tenant": tenant,
            "rumor": NOBODY[0],
            "taken": NOBODY,
            "incoming": variant_ids,
            "joined": joined,
            "since_ms": since_ms,
        },
    )


def _seen(database: Database, asked: dict[str, Any]) -> SeenReports | None:
    """Asked again where more was stored meanwhile."""
    until_ms = _until(database, asked)
    for _ in range(TRIES):
        seen = database.named(Seen, SEEN_SQL, asked)
        if len(seen) > MOST_SEEN:
            return None
        reports = database.named(Reports, REPORTS_SQL, asked)[0].reports
        stored_ms = _until(database, asked)
        if stored_ms == until_ms:
            break
        until_ms = stored_ms
    written = "".join([f"{one.at_ms:012x}{one.reporter:016x}" for one in seen])
    return SeenReports(reports=reports, seen=written, since_ms=asked["since_ms"], until_ms=until_ms)


def _until(database: Database, asked: dict[str, Any]) -> int:
    return database.named(Newest, UNTIL_SQL, asked)[0].received_at_ms
