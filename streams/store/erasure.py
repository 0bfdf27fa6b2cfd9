"""What ClickHouse holds of a person, and whether anything is left.

In: pseudonyms or ids of reports; then a plan. Out: sightings, wordings, how many rows still hold
something. `streams.store.erasing` takes it away.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import msgspec
from msgspec import Struct

from streams.core.erasure import (
    Plan,
    Proof,
    alike,
    candidates,
    pieces,
    pieces_of_others,
    signs_alike,
    windows,
)
from streams.store.database import Database

Item = TypeVar("Item")
NOBODY = 2**64 - 1
NO_REPORT = UUID(int=0)
_NO = str(NO_REPORT)
OF_PERSON_SQL = """
SELECT * FROM sightings
WHERE tenant = %(tenant)s AND (reporter IN %(reporters)s OR report_id IN %(reports)s)
"""
OTHERS_SQL = """
SELECT DISTINCT variant_id FROM sightings
WHERE tenant = %(tenant)s AND variant_id IN %(variants)s AND report_id NOT IN %(reports)s
"""
FIRST_SQL = """
SELECT variant_id FROM sightings
WHERE tenant = %(tenant)s AND variant_id IN %(variants)s
GROUP BY variant_id
HAVING min(received_at) = minIf(received_at, report_id IN %(reports)s)
"""
TEXTS_SQL = """
SELECT variant_id, text FROM variants FINAL
WHERE tenant = %(tenant)s AND variant_id IN %(variants)s
"""
# Widths, cases and scripts as they are compared here, one sign for one sign.
ALIKE = "translateUTF8(masked, %(signs)s, %(alike)s)"
# Titles and beginnings of what somebody said may be all that others said.
COMMON_SQL = f"""
SELECT DISTINCT arrayJoin(arrayFilter(quote -> position(plain, quote) > 0, %(quotes)s))
FROM (
    SELECT {ALIKE} AS plain FROM variants FINAL
    WHERE tenant = %(tenant)s AND variant_id NOT IN %(variants)s
)
WHERE multiSearchAny(plain, %(quotes)s)
"""
# What shares twelve characters with a wording: looked at closely, sign by sign, where it is read.
SHARING_SQL = f"""
SELECT DISTINCT masked FROM variants FINAL
WHERE tenant = %(tenant)s AND variant_id NOT IN %(variants)s AND arrayExists(
    piece -> piece IN %(pieces)s, ngrams(replaceRegexpAll({ALIKE}, '\\s+', ' '), 12))
SETTINGS max_block_size = 1024
"""
WINDOWS = 50_000  # in one statement: 2 MB
AT_ONCE = 1_000  # values of a column


class Wording(Struct):
    variant_id: int
    text: str


class Quoting(NamedTuple):
    """A column that may quote a wording. `is_json`: as a string of JSON among others; `is_said`: in
    words of people and messages about it, of which any piece of a wording is taken out.
    """

    table: str
    column: str
    is_json: bool = False
    is_said: bool = False


# Everything that others made of a wording. A column that is added to a table goes in here where it
# may hold words.
QUOTING = (
    Quoting("rumors", "title"),
    Quoting("alerts", "title", is_said=True),
    Quoting("alerts", "why"),
    Quoting("alerts", "alert", is_json=True, is_said=True),
    Quoting("answers", "answer", is_json=True, is_said=True),
    Quoting("curations", "summary", is_said=True),
    Quoting("curations", "note", is_said=True),
    Quoting("curations", "decision", is_json=True, is_said=True),
    Quoting("decided", "title", is_said=True),
    Quoting("deliveries", "error", is_said=True),
    Quoting("rejects", "message"),
    Quoting("rejects", "sample"),
)
# Where `rumor_sightings` holds reports, of which it has a hash; `ids` are UUIDs.
OF_HASHES = """
WHERE tenant = %(tenant)s
  AND has(arrayMap(one -> cityHash64(one), CAST(%(ids)s, 'Array(UUID)')), report)
"""
# Tables with a row for each report; the type of the id in them.
BY_REPORT = {"sightings": UUID, "seen": UUID, "answered": UUID, "rejects": str}


def sightings_of(
    database: Database, tenant: str, *, reporters: Sequence[str], reports: Sequence[str]
) -> list[dict[str, Any]]:
    """Every stored sighting of these pseudonyms, or of these reports, as it stands."""
    asked = {
        "tenant": tenant,
        "reporters": [int(one, 16) for one in reporters] or [NOBODY],
        "reports": _uuids(reports),
    }
    found, columns = database.query(OF_PERSON_SQL, asked)
    names = [name for name, _ in columns]
    return [dict(zip(names, row, strict=True)) for row in found]


def others_of(
    database: Database, tenant: str, *, variants: Sequence[int], reports: Sequence[str]
) -> set[int]:
    """The wordings among these that somebody else reported, too."""
    asked = _asked(tenant, variants, reports)
    return {row[0] for row in database.execute(OTHERS_SQL, asked)} if variants else set()


def first_of(
    database: Database, tenant: str, *, variants: Sequence[int], reports: Sequence[str]
) -> set[int]:
    """The wordings among these of which one of the reports was the first, or as early as it."""
    asked = _asked(tenant, variants, reports)
    return {row[0] for row in database.execute(FIRST_SQL, asked)} if variants else set()


def texts_of(database: Database, tenant: str, *, variants: Sequence[int]) -> dict[int, str]:
    """The texts of wordings, as far as they are stored."""
    if not variants:
        return {}
    asked = _asked(tenant, variants, ())
    return {one.variant_id: one.text for one in database.named(Wording, TEXTS_SQL, asked)}


def common_of(
    database: Database, tenant: str, *, quotes: Sequence[str], variants: Sequence[int]
) -> list[str]:
    """Which of these strings stand in other wordings than these, as they are shown."""
    found: set[str] = set()
    named = {"tenant": tenant, "variants": list(variants) or [0]} | _signs()
    for some in chunks(sorted(set(map(alike, quotes)))):
        rows = database.execute(COMMON_SQL, named | {"quotes": list(some)})
        found.update(row[0] for row in rows)
    return sorted(quote for quote in quotes if alike(quote) in found)


def shared_of(database: Database, plan: Plan) -> list[str]:
    """Which pieces of a plan's texts stand in other wordings, too; see `Plan.shared`."""
    texts = [text for text in plan.texts.values() if text]
    own = pieces(texts)
    asked = sorted({one for text in candidates(texts) for one in windows(alike(text))})
    found: set[str] = set()
    for some in chunks(asked, WINDOWS):
        named = {
            "tenant": plan.tenant,
            "variants": [int(one, 16) for one in plan.texts] or [0],
            "pieces": list(some),
        } | _signs()
        for rows in database.blocks(SHARING_SQL, named, rows=AT_ONCE):
            found.update(pieces_of_others(own, (masked for (masked,) in rows)))
    return sorted(found)


def _signs() -> dict[str, str]:
    """What `ALIKE` asks for."""
    made = signs_alike()
    return {"signs": "".join(map(chr, made)), "alike": "".join(made.values())}


def values_of(database: Database, plan: Plan, where: Quoting) -> Iterator[list[tuple[int, str]]]:
    """What stands in a column of the plan's tenant, each once with its hash, some at a time."""
    sql = f"""SELECT DISTINCT cityHash64({where.column}), {where.column} FROM {where.table}
    WHERE tenant = %(tenant)s AND {where.column} != ''"""
    yield from database.blocks(sql, {"tenant": plan.tenant}, rows=AT_ONCE)


def left(database: Database, plan: Plan) -> int:
    """Rows that still hold something that is forgotten."""
    rows = len(
        sightings_of(
            database, plan.tenant, reporters=list(plan.reporters), reports=list(plan.reports)
        )
    )
    for table, kind in BY_REPORT.items():
        asked = {"tenant": plan.tenant, "ids": [kind(one) for one in plan.reports] or [kind(_NO)]}
        # `seen` may keep that a report was counted: it says nothing else.
        if table != "seen":
            sql = f"SELECT count() FROM {table} WHERE tenant = %(tenant)s AND report_id IN %(ids)s"
            rows += int(database.execute(sql, asked)[0][0])
    asked = {"tenant": plan.tenant, "ids": _uuids(list(plan.reports))}
    rows += int(database.execute(f"SELECT count() FROM rumor_sightings {OF_HASHES}", asked)[0][0])
    texts = [text for text in plan.texts.values() if text]
    asked = {"tenant": plan.tenant, "texts": texts or [_NO]}
    sql = "SELECT count() FROM variants WHERE tenant = %(tenant)s AND text IN %(texts)s"
    rows += int(database.execute(sql, asked)[0][0])
    rows += sum(_quoting_rows(database, plan, one) for one in QUOTING)
    return rows + (_proven(database, plan) if texts else 0)


def _proven(database: Database, plan: Plan) -> int:
    """Values in which a piece of a wording stands, found without asking what was looked for."""
    proof = Proof(plan)
    return sum(
        proof.holds(value, where.column)
        for where in QUOTING
        if where.is_said
        for some in values_of(database, plan, where)
        for _, value in some
    )


def _quoting_rows(database: Database, plan: Plan, where: Quoting) -> int:
    """Rows whose column quotes a forgotten wording."""
    made = plan.quotes
    needles = [written(where, one) for one in made.anywhere]
    found = 0
    if where.is_json:
        needles += [f'"{written(where, one)}"' for one in made.alone]
    else:
        test = f"{where.column} IN %(quotes)s"
        found += _count(database, plan, where, test=test, needles=made.alone or [_NO])
    for some in chunks(needles):
        test = f"multiSearchAny({where.column}, %(quotes)s)"
        found += _count(database, plan, where, test=test, needles=some)
    return found


def _count(
    database: Database, plan: Plan, where: Quoting, *, test: str, needles: Sequence[str]
) -> int:
    sql = f"SELECT count() FROM {where.table} WHERE tenant = %(tenant)s AND {test}"
    return int(database.execute(sql, {"tenant": plan.tenant, "quotes": list(needles)})[0][0])


def chunks(items: Sequence[Item], most: int = 200) -> list[Sequence[Item]]:
    """So many at once: ClickHouse looks for at most 255 needles together."""
    return [items[at : at + most] for at in range(0, len(items), most)]


def written(where: Quoting, quote: str) -> str:
    """A quote as the column holds it, without the quotes of JSON around it."""
    return msgspec.json.encode(quote).decode()[1:-1] if where.is_json else quote


def _asked(tenant: str, variants: Sequence[int], reports: Sequence[str]) -> dict[str, Any]:
    return {"tenant": tenant, "variants": list(variants), "reports": _uuids(reports)}


def _uuids(reports: Sequence[str]) -> list[UUID]:
    return [UUID(one) for one in reports] or [NO_REPORT]
