"""Columns without rows: what a client is told before data, and where there are none."""

import json
from typing import Any

from deploy.embedded.clickhouse.blocks import header_of
from deploy.embedded.clickhouse.engine import ServerError, ask
from deploy.embedded.clickhouse.statements import describes

NO_SUCH_COLUMN = 16
# Made by the engine: nobody inserts them.
MADE = ("MATERIALIZED", "ALIAS", "EPHEMERAL")


def header_of_table(session: Any, table: str, columns: list[str] | None = None) -> bytes:
    """The header of a table, a query in parentheses, or of some columns of it.

    Raises ServerError where one of them does not exist.
    """
    types = {
        row[0]: row[1] for row in ask(session, f"DESCRIBE TABLE {table}") if row[2] not in MADE
    }
    names = list(types) if columns is None else columns
    if missing := [name for name in names if name not in types]:
        raise ServerError(
            NO_SUCH_COLUMN,
            f"No such column {missing[0]} in table {table} (NO_SUCH_COLUMN_IN_TABLE)",
        )
    # JSON travels as text, by a setting of the session.
    return header_of(
        [(name, "String" if types[name].startswith("JSON") else types[name]) for name in names]
    )


def header_of_answer(session: Any, sql: str) -> bytes:
    """The header of a statement that gave no rows."""
    if not describes(sql):
        return header_of_table(session, f"({sql})")
    answer = session.query(sql, "JSONCompactEachRowWithNamesAndTypes").bytes()
    names, types = map(json.loads, answer.splitlines()[:2])
    return header_of(list(zip(names, types, strict=True)))
