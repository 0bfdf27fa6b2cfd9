"""Which reports of an app heard which verdict last, and the pages of an answer.

In: a tenant, apps, the rumors that reports joined. Out: counts by wording and by the decision heard
last, the reports behind them, and answers as they were given.
"""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from msgspec import Struct

from schemas.events import VerdictTold
from streams.core.answers import Group, Heard, Reported
from streams.core.receivers.tellings import NAMED
from streams.store.database import Database
from streams.store.reads.resolution import NOBODY
from streams.store.reads.shapes import hex_id

# What a report heard last is what the newest answer on the log says that names it. The first copy
# of a report counts, as everywhere.
HEARD = """
SELECT seen.app AS app, seen.variant_id AS variant_id, seen.rumor_id AS rumor_id,
  seen.report_id AS report_id, seen.external_id AS external_id, told.decision_id AS decision_id
FROM (
  SELECT app, variant_id, rumor_id, report_id, external_id
  FROM sightings FINAL
  WHERE tenant = %(tenant)s AND app IN %(apps)s AND rumor_id IN %(rumors)s AND {when}
) AS seen
LEFT JOIN (
  SELECT report_id, argMax(decision_id, version) AS decision_id
  FROM answered
  WHERE tenant = %(tenant)s AND rumor_id IN %(rumors)s
  GROUP BY report_id
) AS told ON seen.report_id = told.report_id
"""
ALWAYS = "1"
# A report is late by seven days at most, or history: that is found by the next look at everything.
LATELY = """observed_at >= toDateTime64(%(since_s)s, 3, 'UTC') - INTERVAL 7 DAY
    AND received_at >= toDateTime64(%(since_s)s, 3, 'UTC')"""
GROUPS_SQL = f"""
SELECT app, variant_id, rumor_id, decision_id, count() AS reports
FROM ({HEARD})
GROUP BY app, variant_id, rumor_id, decision_id
"""
REPORTS_SQL = f"""
SELECT report_id, rumor_id, external_id
FROM ({HEARD})
WHERE variant_id IN %(variants)s AND decision_id = %(previous)s AND report_id > toUUID(%(after)s)
ORDER BY report_id
LIMIT %(most)s
"""
TOLD_SQL = "SELECT DISTINCT rumor_id FROM answered WHERE tenant = %(tenant)s"
STORED_SQL = """
SELECT count() AS found
FROM answers
WHERE tenant = %(tenant)s AND answer_id = %(answer_id)s
"""
ANSWER_SQL = """
SELECT answer, reports
FROM answers FINAL
WHERE tenant = %(tenant)s AND answer_id = %(answer_id)s
"""
PAGE_SQL = """
SELECT report_id, external_id
FROM answered FINAL
WHERE tenant = %(tenant)s AND answer_id = %(answer_id)s
  AND number >= %(first)s AND number < %(end)s
ORDER BY number
"""
FIRST = UUID(int=0)


class Counted(Struct):
    app: str
    variant_id: int
    rumor_id: int
    decision_id: str
    reports: int


class Named(Struct):
    report_id: UUID
    external_id: str
    rumor_id: int = 0


class Told(Struct):
    rumor_id: int


class Found(Struct):
    found: int


class Stored(Struct):
    answer: str
    reports: int


class Page(NamedTuple):
    """A page of an answer: its reports by report id and external id, and how many it has in all."""

    answer: VerdictTold
    named: list[tuple[str, str]]
    total: int


def heard(
    database: Database,
    tenant: str,
    *,
    apps: Sequence[str],
    rumors: Collection[str],
    since_s: int | None,
) -> list[Heard]:
    """What the reports of apps on rumors, by those they joined, heard last; `since_s`: of those
    received since.
    """
    asked = _asked(tenant, apps, rumors) | {"since_s": since_s or 0}
    sql = GROUPS_SQL.format(when=ALWAYS if since_s is None else LATELY)
    return [
        Heard(
            app=one.app,
            variant_id=hex_id(one.variant_id),
            rumor_id=hex_id(one.rumor_id),
            decision_id=one.decision_id,
            reports=one.reports,
        )
        for one in database.named(Counted, sql, asked)
    ]


def to_answer(
    database: Database, tenant: str, group: Group, *, after: str, most: int
) -> list[Reported]:
    """The reports of a group in the order of their ids, from one on (empty: the first)."""
    asked = _asked(tenant, [group.app], group.rumors) | {
        "variants": [int(id_, 16) for id_ in group.variant_ids],
        "previous": group.previous,
        "after": after or str(FIRST),
        "most": most,
    }
    return [
        Reported(str(one.report_id), hex_id(one.rumor_id), one.external_id)
        for one in database.named(Named, REPORTS_SQL.format(when=ALWAYS), asked)
    ]


def told_rumors(database: Database, tenant: str) -> set[str]:
    """The rumors that reports joined which were ever answered."""
    return {hex_id(one.rumor_id) for one in database.named(Told, TOLD_SQL, {"tenant": tenant})}


def is_stored(database: Database, tenant: str, answer_id: str) -> bool:
    """Whether an answer is here, and with it all that were given before."""
    asked = {"tenant": tenant, "answer_id": answer_id}
    (row,) = database.named(Found, STORED_SQL, asked)
    return row.found > 0


def answer_page(database: Database, tenant: str, answer_id: str, page: int) -> Page | None:
    """A page of an answer, the first is 1; None where there is no such answer."""
    asked: dict[str, Any] = {"tenant": tenant, "answer_id": answer_id}
    found = database.named(Stored, ANSWER_SQL, asked)
    if not found:
        return None
    first = (page - 1) * NAMED
    named = database.named(Named, PAGE_SQL, asked | {"first": first, "end": first + NAMED})
    return Page(
        answer=msgspec.json.decode(found[0].answer, type=VerdictTold),
        named=[(str(one.report_id), one.external_id) for one in named],
        total=found[0].reports,
    )


def _asked(tenant: str, apps: Sequence[str], rumors: Collection[str]) -> dict[str, Any]:
    return {
        "tenant": tenant,
        "apps": list(apps),
        "rumors": [int(id_, 16) for id_ in rumors] or NOBODY,
    }
