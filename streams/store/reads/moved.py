"""What was counted of wordings that a decision moves: surges follow it at once."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from msgspec import Struct, structs

from schemas.events import MovedCounts
from streams.core.clusters.wordings import QUOTED
from streams.core.curation.effects import SEEN_MS
from streams.core.durations import DAY_MS
from streams.core.masking import mask
from streams.core.matching.stance import CARRIES
from streams.store.database import Database
from streams.store.reads.resolution import Resolution
from streams.store.reads.seen import seen_of_rumor, seen_of_wordings
from streams.store.reads.shapes import hex_id
from streams.store.reads.variants import WORDINGS_SQL, Wording

TRIES = 3  # times that counts are read before something is stored meanwhile each time
MOST_SHARES = 1_000  # kinds of reports by channel, place and language; the most frequent
REPORTS_SQL = """
SELECT variant_id, uniqExact(report) AS reports
FROM rumor_sightings
WHERE tenant = %(tenant)s AND rumor_id IN %(joined)s AND variant_id IN %(variant_ids)s
GROUP BY variant_id
"""
LATELY = """
FROM sightings
WHERE tenant = %(tenant)s AND variant_id IN %(variant_ids)s AND rumor_id IN %(joined)s
  AND observed_at >= fromUnixTimestamp64Milli(toInt64(%(since_ms)s), 'UTC')
"""
UNTIL_SQL = f"""
SELECT toUnixTimestamp64Milli(max(received_at)) AS received_at_ms
{LATELY}
"""
# A reporter counts once an hour, where he came first; each report that nobody is named for counts.
MINUTES_SQL = f"""
SELECT minute, sum(reports) AS reports, sum(people) AS people
FROM (
  SELECT
    intDiv(toUnixTimestamp(min(observed_at)), 60) AS minute,
    uniqExact(report_id) AS reports,
    if(reporter = 0, reports, 1) AS people
  {LATELY} AND stance != 'refutes' AND NOT backfill
  GROUP BY
    reporter,
    toStartOfHour(observed_at),
    if(reporter = 0, toStartOfMinute(observed_at), toStartOfHour(observed_at))
)
GROUP BY minute
ORDER BY minute
"""
SHARES_SQL = f"""
SELECT channel, place, language, uniqExact(report_id) AS reports
{LATELY}
GROUP BY channel, place, language
ORDER BY reports DESC, channel, place, language
LIMIT {MOST_SHARES}
"""


class Reports(Struct):
    """Reports of a wording."""

    variant_id: int
    reports: int


class Minute(Struct):
    """Reports of a minute, and by how many people."""

    minute: int
    reports: int
    people: int


class Newest(Struct):
    """When the newest report was received; 0 where there is none."""

    received_at_ms: int


class Kind(Struct):
    """Reports from a channel and a place, in a language."""

    channel: str
    place: str
    language: str
    reports: int


def moved_counts(
    database: Database,
    tenant: str,
    home: int,
    resolution: Resolution,
    *,
    before: Resolution,
    now_ms: int,
) -> tuple[MovedCounts, ...]:
    """What was counted of the wordings that are at home in a rumor, by minutes of the last day: of
    those of each rumor where they are without the decision, as `before` says.
    """
    homes: dict[int, list[int]] = defaultdict(list)
    for one in sorted(resolution.housed.get(home, ())):
        homes[before.moved.get(one, resolution.joined[one])].append(one)
    found = tuple(
        _moved_from(database, tenant, rumor, variant_ids, resolution=resolution, now_ms=now_ms)
        for rumor, variant_ids in sorted(homes.items())
    )
    if len(found) != 1:
        return found
    ((rumor, variant_ids),) = homes.items()
    since_ms = now_ms - SEEN_MS
    joined = sorted({resolution.joined[one] for one in variant_ids})
    seen = seen_of_wordings(database, tenant, variant_ids, joined, since_ms=since_ms)
    stays = seen_of_rumor(database, tenant, rumor, resolution, since_ms=since_ms)
    if seen is None or stays is None:
        return found
    return (structs.replace(found[0], seen=seen, stays=stays),)


def _moved_from(
    database: Database,
    tenant: str,
    rumor: int,
    variant_ids: list[int],
    *,
    resolution: Resolution,
    now_ms: int,
) -> MovedCounts:
    """Asked again where more was stored meanwhile."""
    asked = {
        "tenant": tenant,
        "variant_ids": variant_ids,
        "joined": sorted({resolution.joined[one] for one in variant_ids}),
        "since_ms": now_ms - DAY_MS,
    }
    until_ms = _until(database, asked)
    for _ in range(TRIES):
        counted = _counted(database, asked)
        stored_ms = _until(database, asked)
        if stored_ms == until_ms:
            break
        until_ms = stored_ms
    return structs.replace(counted, homes=(hex_id(rumor),), until_ms=until_ms)


def _until(database: Database, asked: dict[str, Any]) -> int:
    return database.named(Newest, UNTIL_SQL, asked)[0].received_at_ms


def _counted(database: Database, asked: dict[str, Any]) -> MovedCounts:
    reports = {one.variant_id: one.reports for one in database.named(Reports, REPORTS_SQL, asked)}
    wordings = database.named(Wording, WORDINGS_SQL, asked)
    minutes = database.named(Minute, MINUTES_SQL, asked)
    kinds = database.named(Kind, SHARES_SQL, asked)
    # What an alert quotes comes first: the most reported of those that carry it.
    wordings.sort(
        key=lambda one: (one.stance != CARRIES, -reports.get(one.variant_id, 0), one.variant_id)
    )
    stances: Counter[str] = Counter()
    for one in wordings:
        stances[one.stance] += reports.get(one.variant_id, 0)
    return MovedCounts(
        text=mask(wordings[0].text)[:QUOTED] if wordings else "",
        red_flags=tuple(wordings[0].red_flags) if wordings else (),
        wordings=len(wordings),
        reports=sum(reports.values()),
        stances=tuple(stances.items()),
        minutes=tuple((one.minute, one.reports, one.people) for one in minutes),
        channels=_shares(kinds, "channel"),
        places=_shares(kinds, "place"),
        languages=_shares(kinds, "language"),
    )


def _shares(kinds: Sequence[Kind], column: str) -> tuple[tuple[str, int], ...]:
    counted: Counter[str] = Counter()
    for kind in kinds:
        counted[getattr(kind, column)] += kind.reports
    return tuple((name, reports) for name, reports in counted.most_common() if name)
