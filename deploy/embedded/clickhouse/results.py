"""Results: blocks of the engine pass on to the client as they are, but for time zones."""

from collections.abc import Iterator
from typing import Any

from deploy.embedded.clickhouse import packets
from deploy.embedded.clickhouse.blocks import (
    UnsupportedType,
    blocks_in,
    columns_in,
    header_of,
    rows_in,
)
from deploy.embedded.clickhouse.connection import Connection
from deploy.embedded.clickhouse.engine import Engine, ask
from deploy.embedded.clickhouse.headers import header_of_answer
from deploy.embedded.clickhouse.statements import answers
from deploy.embedded.clickhouse.types import quoted_name
from deploy.embedded.clickhouse.wire import string


class Results:
    """Answers the queries of one session of the engine."""

    def __init__(
        self, engine: Engine, session: Any, connection: Connection, *, read_only: bool
    ) -> None:
        self._engine = engine
        self._session = session
        self._connection = connection
        self._read_only = read_only

    def answer(self, sql: str, database: str) -> None:
        """Runs a statement and sends what it gives. Raises what the engine raises."""
        zones: dict[str, str] = {}
        rows = 0
        size = 0
        blocks = 0
        for raw in self._blocks(sql):
            if not blocks:
                zones = self._send_header(sql, raw, database)
            zoned = _with_zones(raw, zones)
            rows += rows_in(zoned)
            size += len(zoned)
            blocks += 1
            self._connection.send_block(zoned)
        if not blocks and answers(sql):
            self._connection.send_block(header_of_answer(self._session, sql))
        self._connection.send(packets.progress(rows, size))
        self._connection.send(packets.profile(rows=rows, blocks=blocks, size=size))
        if blocks:
            self._connection.send_block(packets.EMPTY_BLOCK)

    def _blocks(self, sql: str) -> Iterator[bytes]:
        try:
            stream = self._session.send_query(sql, "Native")
        except Exception as error:
            # The engine streams SELECT only and says so by text; the others have small answers.
            if "Streaming query is not supported" not in str(error):
                raise
            for block in blocks_in(self._session.query(sql, "Native").bytes()):
                yield block.raw
            return
        for chunk in stream:
            yield chunk.bytes()

    def _send_header(self, sql: str, raw: bytes, database: str) -> dict[str, str]:
        """Sends the block without rows that the protocol wants first.

        Returns the time zones that the engine left out: column -> type.
        """
        try:
            columns = columns_in(raw)
        except UnsupportedType:  # aggregate states: their header comes with the data
            return {}
        zones: dict[str, str] = {}
        if any(column.type == "DateTime" for column in columns):
            zones = self._time_zones(sql, database)
        shown = [(column.name, zones.get(column.name, column.type)) for column in columns]
        self._connection.send_block(header_of(shown))
        return zones

    def _time_zones(self, sql: str, database: str) -> dict[str, str]:
        # At this revision `Native` writes DateTime('UTC') as DateTime: DESCRIBE knows the zone. It
        # has a session of its own, since a query ends the result stream that is open on a session.
        aside, _ = self._engine.connect(read_only=self._read_only)
        try:
            aside.query(f"USE {quoted_name(database)}")
            described = ask(aside, f"DESCRIBE TABLE ({sql})")
            return {row[0]: row[1] for row in described if row[1].startswith("DateTime(")}
        except Exception:  # temporary tables are unknown there: the zone stays unnamed
            return {}
        finally:
            aside.close()


def _with_zones(raw: bytes, zones: dict[str, str]) -> bytes:
    if not zones:
        return raw
    out = []
    at = 0
    for column in columns_in(raw):
        if column.type == "DateTime" and column.name in zones:
            out += [raw[at : column.start], string(zones[column.name])]
            at = column.end
    return b"".join(out) + raw[at:]
