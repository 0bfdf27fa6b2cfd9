"""Erasing in ClickHouse: rows of a person are replaced by rows that count as much and say nothing.

In: whose reports are to be forgotten; then a plan. Out: what there is of them; how many rows were
erased; how many still hold something. Every statement may be repeated: a run that was ended goes
on where it was.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from streams.core.erasure import ERASED, Plan, quotes
from streams.store.database import Database

# Higher than any other version: what the log brings again never comes back over it.
FOREVER = 1 << 62
DONE = "SETTINGS mutations_sync = 2"  # the statement returns when nothing is left on this server

OF_PERSON_SQL = """
SELECT * FROM sightings
WHERE tenant = %(tenant)s AND (reporter IN %(reporters)s OR report_id IN %(reports)s)
"""
OTHERS_SQL = """
SELECT DISTINCT variant_id FROM sightings
WHERE tenant = %(tenant)s AND variant_id IN %(variants)s AND report_id NOT IN %(reports)s
"""
TEXTS_SQL = """
SELECT variant_id, text FROM variants FINAL
WHERE tenant = %(tenant)s AND variant_id IN %(variants)s
"""


class Wording(Struct):
    variant_id: int
    text: str


def sightings_of(
    database: Database, tenant: str, *, reporters: Sequence[str], reports: Sequence[str]
) -> list[dict[str, Any]]:
    """Every stored sighting of these pseudonyms, or of these reports, as it stands."""
    asked = {
        "tenant": tenant,
        "reporters": [int(one, 16) for one in reporters] or [2**64 - 1],  # nobody
        "reports": [UUID(one) for one in reports] or [UUID(int=0)],
    }
    found, columns = database.query(OF_PERSON_SQL, asked)
    names = [name for name, _ in columns]
    return [dict(zip(names, row, strict=True)) for row in found]


def texts_of(
    database: Database, tenant: str, *, variants: Sequence[int], reports: Sequence[str]
) -> dict[str, str]:
    """The wordings among these that nobody else reported: variant -> text."""
    if not variants:
        return {}
    asked: dict[str, Any] = {"tenant": tenant, "variants": list(variants)}
    ids = [UUID(one) for one in reports] or [UUID(int=0)]
    others = {row[0] for row in database.execute(OTHERS_SQL, asked | {"reports": ids})}
    found = database.named(Wording, TEXTS_SQL, asked)
    return {f"{one.variant_id:016x}": one.text for one in found if one.variant_id not in others}


def erase(database: Database, plan: Plan, rows: Sequence[dict[str, Any]], *, again: bool) -> None:
    """Erases what a plan says; `rows` are the sightings as `sightings_of` gave them.

    `again`: the log may still bring the reports, so that they are counted is to stay known.
    """
    _reports(database, plan, rows, again=again)
    if plan.texts:
        _wordings(database, plan)


def left(database: Database, plan: Plan) -> int:
    """Rows that still hold something that is forgotten."""
    rows = sightings_of(
        database, plan.tenant, reporters=list(plan.reporters), reports=list(plan.reports)
    )
    asked = {"tenant": plan.tenant, "texts": [*plan.texts.values(), ""]}
    sql = "SELECT count() FROM variants WHERE tenant = %(tenant)s AND text IN %(texts)s"
    wordings = database.execute(f"{sql} AND text != ''", asked)[0][0]
    return len(rows) + int(wordings)


def _reports(
    database: Database, plan: Plan, rows: Sequence[dict[str, Any]], *, again: bool
) -> None:
    ids = [UUID(one) for one in plan.reports] or [UUID(int=0)]
    asked = {"tenant": plan.tenant, "ids": ids, "names": list(plan.reports) or [""]}
    where = "WHERE tenant = %(tenant)s AND report_id IN %(ids)s"
    # First gone, then counted again under another id: both at once would be counted twice.
    database.execute(f"ALTER TABLE sightings DELETE {where} {DONE}", asked)
    _insert(database, "sightings", [_sighting(plan, row) for row in rows])
    database.execute(f"ALTER TABLE seen DELETE {where} {DONE}", asked)
    if again:
        nowhere = {"minute": datetime(1970, 1, 1), "variant_id": 0}
        seen = [
            {
                "tenant": plan.tenant,
                "report_id": row["report_id"],
                "received_at": row["received_at"],
                **nowhere,
            }
            for row in rows
        ]
        _insert(database, "seen", seen)
    rejected = "WHERE tenant = %(tenant)s AND report_id IN %(names)s"
    database.execute(f"ALTER TABLE rejects DELETE {rejected} {DONE}", asked)


def _sighting(plan: Plan, row: dict[str, Any]) -> dict[str, Any]:
    reporter = f"{row['reporter']:016x}" if row["reporter"] else ""
    other = plan.reporters.get(reporter, reporter)
    return row | {
        "report_id": UUID(plan.reports.get(str(row["report_id"]), str(row["report_id"]))),
        "reporter": int(other or "0", 16),
        "external_id": "",
        "link": "",
        "attributes": {},
    }


def _wordings(database: Database, plan: Plan) -> None:
    variants = [int(one, 16) for one in plan.texts]
    asked: dict[str, Any] = {"tenant": plan.tenant, "variants": variants}
    blank = {"text": "", "masked": "", "shown": ERASED, "explanation": ""}
    _replace(database, "variants", "variant_id", asked, blank)
    _replace(database, "rumors", "rumor_id", asked, {"title": ERASED})
    database.execute(
        "ALTER TABLE variants UPDATE explanation = ''"
        f" WHERE tenant = %(tenant)s AND exemplar_id IN %(variants)s {DONE}",
        asked,
    )
    for quote in quotes(plan):
        # as the alert's JSON holds it: between quotes, so nothing of what others said goes with it
        written = msgspec.json.encode(quote).decode()
        database.execute(
            "ALTER TABLE alerts UPDATE"
            " alert = replaceAll(alert, %(written)s, %(erased)s),"
            " title = if(title = %(quote)s, %(blank)s, title)"
            f" WHERE tenant = %(tenant)s AND position(alert, %(written)s) > 0 {DONE}",
            asked
            | {
                "quote": quote,
                "written": written,
                "blank": ERASED,
                "erased": f'"{ERASED}"',
            },
        )


def _replace(
    database: Database, table: str, key: str, asked: dict[str, Any], blank: dict[str, Any]
) -> None:
    """Rows with blanks over the rows before, for ever; then those before are deleted."""
    where = f"WHERE tenant = %(tenant)s AND {key} IN %(variants)s AND version < {FOREVER}"
    found, columns = database.query(f"SELECT * FROM {table} FINAL {where}", asked)
    names = [name for name, _ in columns]
    rows = [dict(zip(names, row, strict=True)) | blank | {"version": FOREVER} for row in found]
    _insert(database, table, rows)
    database.execute(f"ALTER TABLE {table} DELETE {where} {DONE}", asked)


def _insert(database: Database, table: str, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        columns = list(rows[0])
        sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES"
        database.execute_many(sql, [[row[name] for name in columns] for row in rows])
