"""Migrations: the files of `schemas/clickhouse`, applied once each and in the order of their names.

In: a database. Out: its tables as this version knows them, or `SchemaMismatch`. A file that was
released never changes: what is applied is told by its digest.
"""

import hashlib
from pathlib import Path

from msgspec import Struct

import schemas
from streams.errors import Refused
from streams.store.database import Database, NotThere
from streams.store.tables import MigrationRow

MIGRATIONS = Path(schemas.__file__).parent / "clickhouse"

# Replacing: two processes that migrate at once write the same row twice.
TABLE_SQL = """
CREATE TABLE IF NOT EXISTS migrations (
  name String,
  digest String,
  at DateTime('UTC') DEFAULT now()
) ENGINE = ReplacingMergeTree
ORDER BY name
"""
APPLIED_SQL = "SELECT name, digest FROM migrations FINAL"


class SchemaMismatch(Refused):
    """The tables are not the ones this code knows; the message says what to run."""


class Applied(Struct):
    """A migration as the database remembers it."""

    name: str
    digest: str


def pending(database: Database) -> list[str]:
    """Names of migrations not applied yet, in order.

    Raises `SchemaMismatch` where the database is ahead of the code or differs from it.
    """
    known = {path.name: _digest(path) for path in sorted(MIGRATIONS.glob("*.sql"))}
    applied = _applied(database)
    # By its digest: one that was applied before it got its number of today is the same.
    ours, done = set(known.values()), set(applied.values())
    others = {name for name, digest in applied.items() if digest not in ours}
    if unknown := sorted(others - known.keys()):
        raise SchemaMismatch(
            f"the database has migration {unknown[-1]}, which this version does not know: "
            "install the newer version"
        )
    if changed := sorted(others):
        raise SchemaMismatch(
            f"migration {changed[0]} differs from the one applied: restore the file; "
            "changes go into a new migration"
        )
    return [name for name, digest in known.items() if digest not in done]


def migrate(database: Database) -> list[str]:
    """Creates the database and applies what is pending -> names applied.

    ClickHouse has no transactions over tables: after a crash in the middle of a file all of it is
    done again, so every statement in one may be repeated.
    """
    database.create()
    database.execute(TABLE_SQL)
    names = pending(database)
    for name in names:
        path = MIGRATIONS / name
        for statement in statements_of(path.read_text()):
            database.execute(statement)
        database.insert([MigrationRow(name=name, digest=_digest(path))])
    return names


def statements_of(sql: str) -> list[str]:
    """The statements of a migration file, comments dropped."""
    bare = "\n".join(line for line in sql.splitlines() if not line.startswith("--"))
    return [statement.strip() for statement in bare.split(";\n") if statement.strip(" \n;")]


def _applied(database: Database) -> dict[str, str]:
    try:
        rows = database.named(Applied, APPLIED_SQL)
    except NotThere:
        return {}  # no database yet, or nothing in it
    return {row.name: row.digest for row in rows}


def _digest(path: Path) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
