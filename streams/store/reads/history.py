"""What was sighted and decided, as it came: records again, made from the rows of the store.

In: a tenant and a span of the times of receipt. Out: events in the order in which the intake took
the reports, page by page, so that a history of any length can be read. What was received in one
millisecond was one record.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from msgspec import Struct

from schemas.events import DecisionMade, ReportsSighted, Sighting, Source, VerdictGiven, Wording
from streams.core.durations import DAY_MS
from streams.store.database import Database
from streams.store.reads.shapes import hex_id

PAGE = 50_000  # rows: some megabytes
# A report is observed at most five minutes after it is received; older than a week it is history,
# which never alerts. The table lies in the order of observed times: others need not be looked at.
LATEST_MS = 5 * 60_000
OLDEST_MS = 7 * DAY_MS
NO_LANE = "unknown"  # of a rumor whose own row has not come yet

# Numbers, for the times asked for may be any that can be written: a DateTime64 ends in 2299.
SPANS_SQL = """
SELECT DISTINCT
  intDiv(toUnixTimestamp64Milli(received_at) - toInt64(%(from_ms)s), %(day_ms)s) AS day
FROM sightings
WHERE tenant = %(tenant)s
  AND toUnixTimestamp64Milli(received_at) >= %(from_ms)s
  AND toUnixTimestamp64Milli(received_at) < %(to_ms)s
ORDER BY day
"""
SIGHTED_SQL = """
SELECT
  toString(report_id) AS report_id,
  rumor_id,
  variant_id,
  stance,
  toUnixTimestamp64Milli(observed_at) AS observed_at_ms,
  toUnixTimestamp64Milli(received_at) AS received_at_ms,
  reporter,
  channel,
  place,
  backfill
FROM sightings FINAL
WHERE tenant = %(tenant)s
  AND toStartOfMinute(observed_at) >= toDateTime(%(observed_from_s)s, 'UTC')
  AND toStartOfMinute(observed_at) <= toDateTime(%(observed_to_s)s, 'UTC')
  AND received_at >= fromUnixTimestamp64Milli(toInt64(%(from_ms)s), 'UTC')
  AND received_at < fromUnixTimestamp64Milli(toInt64(%(to_ms)s), 'UTC')
  AND (toUnixTimestamp64Milli(received_at), toString(report_id)) > (%(last_ms)s, %(last_id)s)
ORDER BY received_at_ms, report_id
LIMIT %(page)s
"""
LANES_SQL = """
SELECT rumor_id, lane, title
FROM rumors FINAL
WHERE tenant = %(tenant)s AND rumor_id IN %(ids)s
"""
DECIDED_SQL = """
SELECT decision_id, rumor_id, toUnixTimestamp64Milli(decided_at) AS decided_at_ms, rating
FROM curations FINAL
WHERE tenant = %(tenant)s AND kind = 'verdict'
  AND toUnixTimestamp64Milli(decided_at) < %(to_ms)s
ORDER BY offset
"""


class Sighted(Struct):
    """A row of a sighting."""

    report_id: str
    rumor_id: int
    variant_id: int
    stance: str
    observed_at_ms: int
    received_at_ms: int
    reporter: int
    channel: str
    place: str
    backfill: int


class OfRumor(Struct):
    """Where a rumor lies, and what it is called."""

    rumor_id: int
    lane: str
    title: str


class Decided(Struct):
    """A row of a verdict."""

    decision_id: str
    rumor_id: int
    decided_at_ms: int
    rating: str


def spans(database: Database, tenant: str, *, from_ms: int, to_ms: int) -> list[tuple[int, int]]:
    """The days from `from_ms` to before `to_ms` in which reports of a tenant were received, as
    (beginning, end) in ms. Days are counted from `from_ms` on.
    """
    asked = {"tenant": tenant, "from_ms": from_ms, "to_ms": to_ms, "day_ms": DAY_MS}
    starts = [from_ms + day * DAY_MS for (day,) in database.execute(SPANS_SQL, asked)]
    return [(start_ms, min(start_ms + DAY_MS, to_ms)) for start_ms in starts]


def records(
    database: Database,
    tenant: str,
    within: Iterable[tuple[int, int]],
    *,
    page: int = PAGE,
    reached: Callable[[int], None] = lambda at_ms: None,
) -> Iterator[ReportsSighted]:
    """What a tenant's reports were sighted as whose receipt lies within `spans`. `reached` hears of
    the end of each span that was read.

    A page may end within a record, which then comes as two.
    """
    lanes: dict[int, OfRumor] = {}
    known: set[int] = set()
    # By days: an hour's worth need not be sorted with a year's.
    for start_ms, end_ms in within:
        last = (0, "")
        while rows := _page(database, tenant, start_ms, end_ms, last=last, page=page):
            _learn_lanes(database, tenant, rows, lanes)
            for (_, lane), together in groupby(rows, lambda row: _place(row, lanes, tenant)):
                yield _record(lane, list(together), lanes, known)
            last = (rows[-1].received_at_ms, rows[-1].report_id)
            if len(rows) < page:
                break
        reached(end_ms)


def verdicts(database: Database, tenant: str, *, to_ms: int) -> list[DecisionMade]:
    """The verdicts of a tenant before `to_ms`, in the order in which they bind."""
    found = database.named(Decided, DECIDED_SQL, {"tenant": tenant, "to_ms": to_ms})
    return [
        DecisionMade(
            decision_id=row.decision_id,
            tenant=tenant,
            kind="verdict",
            rumor_id=hex_id(row.rumor_id),
            decided_at_ms=row.decided_at_ms,
            decided_by="",  # who rated it changes nothing that is told
            verdict=VerdictGiven(rating=row.rating) if row.rating else None,  # None withdraws it
        )
        for row in found
    ]


def _page(
    database: Database, tenant: str, from_ms: int, to_ms: int, *, last: tuple[int, str], page: int
) -> list[Sighted]:
    asked: dict[str, Any] = {
        "tenant": tenant,
        "from_ms": from_ms,
        "to_ms": to_ms,
        "observed_from_s": max(0, from_ms - OLDEST_MS) // 1_000,
        "observed_to_s": (to_ms + LATEST_MS) // 1_000,
        "last_ms": last[0],
        "last_id": last[1],
        "page": page,
    }
    return database.named(Sighted, SIGHTED_SQL, asked)


def _learn_lanes(
    database: Database, tenant: str, rows: list[Sighted], lanes: dict[int, OfRumor]
) -> None:
    new = sorted({row.rumor_id for row in rows} - lanes.keys())
    if new:
        found = database.named(OfRumor, LANES_SQL, {"tenant": tenant, "ids": new})
        lanes.update((row.rumor_id, row) for row in found)


def _place(row: Sighted, lanes: dict[int, OfRumor], tenant: str) -> tuple[int, str]:
    rumor = lanes.get(row.rumor_id)
    return row.received_at_ms, f"{tenant}/{NO_LANE}" if rumor is None else rumor.lane


def _record(
    lane: str, rows: list[Sighted], lanes: dict[int, OfRumor], known: set[int]
) -> ReportsSighted:
    wordings = []
    for row in rows:
        if row.rumor_id in lanes and row.rumor_id not in known:
            known.add(row.rumor_id)
            rumor = hex_id(row.rumor_id)
            title = lanes[row.rumor_id].title
            wordings.append(Wording(variant_id=rumor, rumor_id=rumor, text=title))
    return ReportsSighted(
        lane=lane,
        # The store keeps no offsets; who folds these numbers them.
        source=Source(partition=0, offset=0),
        received_at_ms=rows[0].received_at_ms,
        sightings=tuple(_sighting(row) for row in rows),
        wordings=tuple(wordings),
    )


def _sighting(row: Sighted) -> Sighting:
    return Sighting(
        report_id=row.report_id,
        variant_id=hex_id(row.variant_id),
        rumor_id=hex_id(row.rumor_id),
        stance=row.stance,
        observed_at_ms=row.observed_at_ms,
        app="",
        # Cleared after 180 days: then each report counts as one.
        reporter=hex_id(row.reporter) if row.reporter else "",
        channel=row.channel,
        place=row.place,
        backfill=bool(row.backfill),
    )
