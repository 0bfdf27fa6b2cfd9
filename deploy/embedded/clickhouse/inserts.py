"""INSERT: the client is told the columns, sends blocks, and all of them are stored or none."""

from typing import Any

from deploy.embedded.clickhouse.connection import Connection
from deploy.embedded.clickhouse.headers import header_of_table
from deploy.embedded.clickhouse.statements import Insert


def insert(
    session: Any, connection: Connection, wanted: Insert, *, header: bytes | None = None
) -> None:
    """Runs an INSERT, of which the header may be known. Raises what the engine raises, when the
    client has sent all.
    """
    connection.send_block(header or header_of_table(session, wanted.table, wanted.columns))
    running: Any = None
    failed: Exception | None = None
    try:
        while True:
            _, block = connection.read_block()
            if not block.columns:
                break
            if failed or not block.rows:
                continue  # after an error: take in what the client still sends
            try:
                running = running or session.send_insert(wanted.statement, "Native")
                running.append(block.raw)
            except Exception as error:
                failed = error
        if failed:
            raise failed
        if running:
            running.finish()
            running = None
    finally:
        if running is not None:
            _cancel(running)


def _cancel(running: Any) -> None:
    try:
        running.cancel()
    except Exception:  # noqa: S110  the insert is gone already: nothing is stored either way
        pass
