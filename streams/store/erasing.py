"""Erasing in ClickHouse: rows of a person are replaced by rows that count as much and say nothing.

In: a plan, and the person's sightings as they stood. Out: nothing that names them. Every statement
may be repeated: a run that was ended goes on where it was.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from streams.core.erasure import ERASED, Hints, Plan, without_quotes
from streams.store.database import Database
from streams.store.erasure import OF_HASHES, QUOTING, Quoting, chunks, values_of
from streams.store.homes import recount_wordings
from streams.store.spread import days_of, minutes_of, recount_days, recount_minutes
from streams.store.totals import recount_totals

# Higher than any other version: what the log brings again never comes back over it.
FOREVER = 1 << 62
DONE = "SETTINGS mutations_sync = 2"  # the statement returns when nothing is left on this server
HASHES = 5_000  # in one statement: 100 kB
VALUES = 200  # written anew in one statement: some hundred kilobytes
PATTERNS = 50  # quotes in one expression: some kilobytes, and compiled in a moment
OF_REPORTS = "WHERE tenant = %(tenant)s AND report_id IN %(ids)s"
ANSWERED_SQL = f"""
INSERT INTO answered
  (tenant, rumor_id, report_id, answer_id, app, decision_id, number, external_id, at, version)
SELECT tenant, rumor_id, toUUID(transform(toString(report_id), %(names)s, %(others)s, '')) AS other,
  answer_id, app, decision_id, number, '', at, version
FROM answered FINAL
{OF_REPORTS}
"""


def erase(
    database: Database, plan: Plan, rows: Sequence[dict[str, Any]], *, again: bool, now_ms: int
) -> None:
    """Erases what a plan says; `rows` are the sightings as `sightings_of` gave them.

    `again`: the log may still bring the reports, so that they are counted is to stay known.
    """
    if plan.reports:
        _reports(database, plan, rows, again=again)
        _recount(database, plan, rows, now_ms)
    if plan.texts:
        _wordings(database, plan)


def _reports(
    database: Database, plan: Plan, rows: Sequence[dict[str, Any]], *, again: bool
) -> None:
    asked: dict[str, Any] = {
        "tenant": plan.tenant,
        "ids": [UUID(one) for one in plan.reports],
        "names": list(plan.reports),
        "others": list(plan.reports.values()),
    }
    # Who stands in has to have heard what they heard before it is counted: else it is answered.
    database.execute(ANSWERED_SQL, asked)
    # First gone, then counted again under another id: both at once would be counted twice.
    _delete(database, "sightings", OF_REPORTS, asked)
    _delete(database, "rumor_sightings", OF_HASHES, asked)
    _insert(database, "sightings", [_sighting(plan, row) for row in rows])
    _delete(database, "answered", OF_REPORTS, asked)
    _delete(database, "seen", OF_REPORTS, asked)
    if again:
        _insert(database, "seen", [_seen(plan, row) for row in rows])
    rejected = "WHERE tenant = %(tenant)s AND report_id IN %(names)s"
    _delete(database, "rejects", rejected, asked)


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


def _seen(plan: Plan, row: dict[str, Any]) -> dict[str, Any]:
    """That a report was counted, and not where: no copy of it fits there."""
    return {
        "tenant": plan.tenant,
        "report_id": row["report_id"],
        "received_at": row["received_at"],
        "minute": datetime(1970, 1, 1),
        "variant_id": 0,
    }


def _recount(database: Database, plan: Plan, rows: Sequence[dict[str, Any]], now_ms: int) -> None:
    """The sketches of who reported, without a trace of the pseudonym: of two with as many reports
    the one that was written last holds.
    """
    times_ms = [int(row["observed_at"].timestamp() * 1_000) for row in rows]
    minutes = minutes_of(plan.tenant, times_ms)
    if minutes:
        recount_minutes(database, minutes, now_ms=now_ms)
        recount_days(database, days_of(minutes))
        recount_totals(database, minutes)
        recount_wordings(database, plan.tenant, minutes)


def _wordings(database: Database, plan: Plan) -> None:
    variants = [int(one, 16) for one in plan.texts]
    asked: dict[str, Any] = {"tenant": plan.tenant, "variants": variants}
    blank = {"text": "", "masked": "", "shown": ERASED, "explanation": ""}
    _replace(database, "variants", asked, key="variant_id", blank=blank)
    _replace(database, "rumors", asked, key="rumor_id", blank={"title": ERASED})
    explained = "exemplar_id IN %(variants)s AND explanation != ''"
    like_them = f"WHERE tenant = %(tenant)s AND {explained}"
    unexplained = "UPDATE explanation = ''"
    _change(database, "variants", change=unexplained, where=like_them, asked=asked)
    hints = Hints(plan)
    for where in QUOTING:
        if where.is_said:
            _rewrite(database, plan, where, hints)
        else:
            _cut_out(database, plan, where)


def _cut_out(database: Database, plan: Plan, where: Quoting) -> None:
    """Whole quotes, where few rows have any: they never leave ClickHouse."""
    made = plan.quotes
    for some in chunks(made.anywhere, PATTERNS):
        _unquote(database, plan.tenant, where, "|".join(map(re.escape, some)))
    for some in chunks(made.alone, PATTERNS):
        # It may be a part of what others said: only where it is the whole string.
        _unquote(database, plan.tenant, where, f"^(?:{'|'.join(map(re.escape, some))})$")


def _unquote(database: Database, tenant: str, where: Quoting, pattern: str) -> None:
    """Rows without a quote beside those with it, then these are deleted: with the same key and
    version the one that was written last holds. ClickHouse keeps the words of a mutation, so it is
    told by hashes what to delete.
    """
    asked: dict[str, Any] = {"tenant": tenant, "pattern": pattern, "blank": ERASED}
    table, column = where.table, where.column
    left = f"replaceRegexpAll({column}, %(pattern)s, %(blank)s)"
    found = f"WHERE tenant = %(tenant)s AND match({column}, %(pattern)s) AND {column} != {left}"
    hashes = f"SELECT DISTINCT cityHash64({column}) FROM {table} {found}"
    gone = [row[0] for row in database.execute(hashes, asked)]
    if not gone:
        return
    # in two: what is replaced would go by the same name where it is looked for
    copied = f"SELECT * REPLACE ({left} AS {column}) FROM (SELECT * FROM {table} {found})"
    database.execute(f"INSERT INTO {table} {copied}", asked)
    for some in chunks(gone, HASHES):
        asked = {"tenant": tenant, "hashes": list(some)}
        _delete(database, table, _of_hashes(where), asked)


def _of_hashes(where: Quoting) -> str:
    return f"WHERE tenant = %(tenant)s AND cityHash64({where.column}) IN %(hashes)s"


def _rewrite(database: Database, plan: Plan, where: Quoting, hints: Hints) -> None:
    """What people and messages say, without any quote or piece of a wording, in the same way: all
    of it at once, for what is left beside a quote may be the rest of a longer piece.
    """
    changed: dict[int, str] = {}
    for some in values_of(database, plan, where):
        for hash_, value in some:
            if not hints.may_be_in(value.encode()):
                continue
            if (left := without_quotes(value, plan.quotes, where.column)) != value:
                changed[hash_] = left
    for hashes in chunks(sorted(changed), VALUES):
        _put(database, plan, where, {one: changed[one] for one in hashes})


def _put(database: Database, plan: Plan, where: Quoting, changed: dict[int, str]) -> None:
    table, column = where.table, where.column
    asked: dict[str, Any] = {"tenant": plan.tenant, "hashes": list(changed)}
    asked["values"] = list(changed.values())
    new = f"transform(cityHash64({column}), %(hashes)s, %(values)s, {column})"
    found = f"SELECT * FROM {table} {_of_hashes(where)}"
    copied = f"SELECT * REPLACE ({new} AS {column}) FROM ({found})"
    database.execute(f"INSERT INTO {table} {copied}", asked)
    _delete(database, table, _of_hashes(where), asked)


def _replace(
    database: Database, table: str, asked: dict[str, Any], *, key: str, blank: dict[str, Any]
) -> None:
    """Rows with blanks over the rows before, for ever; then those before are deleted."""
    where = f"WHERE tenant = %(tenant)s AND {key} IN %(variants)s AND version < {FOREVER}"
    found, columns = database.query(f"SELECT * FROM {table} FINAL {where}", asked)
    names = [name for name, _ in columns]
    rows = [dict(zip(names, row, strict=True)) | blank | {"version": FOREVER} for row in found]
    _insert(database, table, rows)
    _delete(database, table, where, asked)


def _delete(database: Database, table: str, where: str, asked: dict[str, Any]) -> None:
    _change(database, table, change="DELETE", where=where, asked=asked)


def _change(
    database: Database, table: str, *, change: str, where: str, asked: dict[str, Any]
) -> None:
    """Changes rows in place, where there are such. A mutation writes whole parts anew."""
    if database.execute(f"SELECT count() FROM {table} {where}", asked)[0][0]:
        database.execute(f"ALTER TABLE {table} {change} {where} {DONE}", asked)


def _insert(database: Database, table: str, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        columns = list(rows[0])
        sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES"
        database.execute_many(sql, [[row[name] for name in columns] for row in rows])
