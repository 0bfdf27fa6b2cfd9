"""Tables that a client sends along with a query. They live for that query."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from deploy.embedded.clickhouse import access
from deploy.embedded.clickhouse.blocks import Block, columns_in
from deploy.embedded.clickhouse.connection import Connection
from deploy.embedded.clickhouse.engine import ServerError
from deploy.embedded.clickhouse.types import is_table_name, is_type, quoted_name

ILLEGAL = 36  # BAD_ARGUMENTS
SHOWN = 80  # characters of a wrong name or type


class ExternalTables:
    """The tables of the query that runs in a session."""

    def __init__(self, session: Any, *, read_only: bool) -> None:
        self._session = session
        self._read_only = read_only
        self._names: set[str] = set()

    def take_in(self, connection: Connection) -> None:
        """Reads all that a client sends; a refused one is told when all are read."""
        # Not at once: what the client still sends would be taken for its next packet.
        failed: Exception | None = None
        while True:
            name, block = connection.read_block()
            if not block.columns:
                break
            try:
                self._take(name, block)
            except Exception as error:
                failed = failed or error
        if failed:
            raise failed

    @property
    def are_there(self) -> bool:
        """Whether the query came with any: they hide tables of the same name."""
        return bool(self._names)

    def forget(self) -> None:
        while self._names:
            with self._loader():
                self._session.query(f"DROP TEMPORARY TABLE `{self._names.pop()}`")

    def _take(self, name: str, block: Block) -> None:
        # Names and types become part of a statement: nothing else may stand in them.
        if not is_table_name(name):
            raise ServerError(ILLEGAL, f"{name[:SHOWN]!r} is no name for an external table")
        columns = columns_in(block.raw)
        if wrong := [column.type for column in columns if not is_type(column.type)]:
            shown = repr(wrong[0][:SHOWN])
            raise ServerError(
                ILLEGAL, f"{shown} is no type that a column of an external table may have"
            )
        if name not in self._names:
            described = ", ".join(f"{quoted_name(one.name)} {one.type}" for one in columns)
            with self._loader():
                self._session.query(
                    f"CREATE TEMPORARY TABLE `{name}` ({described}) ENGINE = Memory"
                )
            self._names.add(name)
        insert = self._session.send_insert(f"INSERT INTO `{name}`", "Native")
        insert.append(block.raw)
        insert.finish()

    @contextmanager
    def _loader(self) -> Iterator[None]:
        """The role that may make such a table, for one statement: the reader's may not."""
        if not self._read_only:
            yield
            return
        self._session.query(access.BECOME_LOADER)
        try:
            yield
        finally:
            self._session.query(access.BECOME_READER)
