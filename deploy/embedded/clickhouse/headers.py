"""Columns without rows: what a client is told before data, and where there are none."""

import json
from typing import Any

from deploy.embedded.clickhouse.blocks import header_of
from deploy.embedded.clickhouse.engine import Engine, ServerError, ask
from deploy.embedded.clickhouse.statements import Insert, describes

NO_SUCH_COLUMN = 16
MOST_KNOWN = 200  # headers of a session: its tables, some with several sets of settings
# Made by the engine: nobody inserts them.
MADE = ("MATERIALIZED", "ALIAS", "EPHEMERAL")


class Headers:
    """The headers of the tables that a session inserts into.

    Each is asked for once, until somebody's statement may have changed a table: to describe one
    takes a third of a small insert's time.
    """

    def __init__(self, session: Any, engine: Engine) -> None:
        self._session = session
        self._engine = engine
        self._known: dict[tuple[Any, ...], bytes] = {}
        self._as_of = engine.changes

    def of(self, wanted: Insert, settings: dict[str, str], *, anew: bool) -> bytes:
        """The header of what an INSERT names, asked `anew` or not. Raises as `header_of_table`."""
        if anew:
            return header_of_table(self._session, wanted.table, wanted.columns)
        # Read before the engine is asked: what changes meanwhile makes it look again next time.
        changes = self._engine.changes
        if changes != self._as_of or len(self._known) >= MOST_KNOWN:
            self._known.clear()
            self._as_of = changes
        columns = None if wanted.columns is None else tuple(wanted.columns)
        key = (wanted.table, columns, *sorted(settings.items()))
        if key not in self._known:
            self._known[key] = header_of_table(self._session, wanted.table, wanted.columns)
        return self._known[key]


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
