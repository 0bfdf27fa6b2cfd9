"""A ClickHouse server, real or embedded: one driver client per thread, errors told apart.
clickhouse-driver is used here and nowhere else.

In: SQL and rows. Out: rows, or `StoreUnavailable` where trying again later may help. What else
ClickHouse refuses is a defect of the query and is raised as the driver raises it.
"""

import asyncio
import logging
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, NoReturn, TypeVar
from urllib.parse import unquote, urlsplit

import numpy as np
from clickhouse_driver import Client, errors
from numpy.typing import NDArray

from streams.errors import Refused, Unavailable
from streams.store.block import Block
from streams.store.tables import Row

# The driver logs each failed connection with its trace; what there is to know is in the exception.
logging.getLogger("clickhouse_driver").setLevel(logging.CRITICAL)

Result = TypeVar("Result")
Named = TypeVar("Named")

NATIVE_PORT = 9000
NATIVE_TLS_PORT = 9440
CONNECT_TIMEOUT_S = 5
BLOCK = 65_536  # numbers at once of a long column: half a megabyte
ANSWER_TIMEOUT_S = 120  # the longest work is a recount of 3,000 minutes from their sightings

# Codes of ClickHouse's ErrorCodes.cpp.
UNKNOWN_USER = 192
WRONG_PASSWORD = 193
REQUIRED_PASSWORD = 194
ACCESS_DENIED = 497
AUTHENTICATION_FAILED = 516
NOT_LET_IN = frozenset(
    {UNKNOWN_USER, WRONG_PASSWORD, REQUIRED_PASSWORD, ACCESS_DENIED, AUTHENTICATION_FAILED}
)

UNKNOWN_TABLE = 60
UNKNOWN_DATABASE = 81
NOT_THERE = frozenset({UNKNOWN_TABLE, UNKNOWN_DATABASE})

TIMEOUT_EXCEEDED = 159
READONLY = 164
TOO_MANY_QUERIES = 202
SOCKET_TIMEOUT = 209
NETWORK_ERROR = 210
MEMORY_LIMIT_EXCEEDED = 241
TABLE_IS_READ_ONLY = 242
NOT_ENOUGH_SPACE = 243
TOO_MANY_PARTS = 252
UNKNOWN_STATUS_OF_INSERT = 319
SYSTEM_ERROR = 425  # a call of the operating system failed, such as a write
KEEPER_EXCEPTION = 999
# The server is busy, full, read-only or cut off: not the query's fault, so it is tried again.
RETRYABLE = frozenset(
    {
        TIMEOUT_EXCEEDED,
        READONLY,
        TOO_MANY_QUERIES,
        SOCKET_TIMEOUT,
        NETWORK_ERROR,
        MEMORY_LIMIT_EXCEEDED,
        TABLE_IS_READ_ONLY,
        NOT_ENOUGH_SPACE,
        TOO_MANY_PARTS,
        UNKNOWN_STATUS_OF_INSERT,
        SYSTEM_ERROR,
        KEEPER_EXCEPTION,
    }
)

SETTINGS = {
    # Blocks are big already, and an insert that has returned must be on disk: the record behind it
    # is acknowledged next.
    "async_insert": 0,
    # After a restore the same blocks are replayed on purpose, and a replicated table would drop
    # them; rows replace each other by key instead.
    "insert_deduplicate": 0,
    # History of ten years lies in 120 partitions and may come in one block.
    "throw_on_max_partitions_per_insert_block": 0,
}

# What was decided is part of a read's text: some thousand ids of wordings and rumors.
LONG_QUERIES = {"max_query_size": 64 << 20}  # bytes; by default 256 KiB


class StoreUnavailable(Unavailable):
    """ClickHouse cannot be reached, or cannot do the work now."""


class StoreRefused(Refused):
    """ClickHouse does not let us in; trying again will not help."""


class NotThere(Exception):
    """There is no such table or database: before the first migration that is expected, later a
    defect.
    """


class Database:
    """Connections to one database, one per thread.

    `RUMOR_CLICKHOUSE_URL` is `clickhouse://user:password@host:port/database`.
    """

    def __init__(
        self,
        url: str,
        *,
        threads: int = 2,
        limit_s: int | None = None,
        long_queries: bool = False,
    ) -> None:
        """`limit_s`: a query that takes longer is ended, and `StoreUnavailable`."""
        parts = urlsplit(url)
        encrypted = parts.scheme == "clickhouses"
        self.name = parts.path.strip("/") or "rumor"
        self._options: dict[str, Any] = {
            "host": parts.hostname or "127.0.0.1",
            "port": parts.port or (NATIVE_TLS_PORT if encrypted else NATIVE_PORT),
            "user": unquote(parts.username or "default"),
            "password": unquote(parts.password or ""),
            "secure": encrypted,
            "connect_timeout": CONNECT_TIMEOUT_S,
            # a server that is stopped says nothing, not even that the time is over
            "send_receive_timeout": ANSWER_TIMEOUT_S if limit_s is None else limit_s + 2,
            # Not always: a user who may only read must not set them.
            "settings": SETTINGS
            | (LONG_QUERIES if long_queries else {})
            | ({} if limit_s is None else {"max_execution_time": limit_s}),
        }
        # The driver blocks and a client serves one query at a time: each thread has its own.
        self._threads = ThreadPoolExecutor(threads, "clickhouse")
        self._local = threading.local()
        self._clients: list[Client] = []
        self._by_thread: dict[int, Client] = {}

    def execute(self, sql: str, parameters: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """Rows of a query, in this thread."""
        return self._with_client(lambda client: client.execute(sql, parameters) or [])

    def query(
        self, sql: str, parameters: dict[str, Any] | None = None
    ) -> tuple[list[tuple[Any, ...]], list[tuple[str, str]]]:
        """Rows of a query and the name and type of each column, in this thread."""

        def ask(client: Client) -> tuple[list[tuple[Any, ...]], list[tuple[str, str]]]:
            rows, columns = client.execute(sql, parameters, with_column_types=True)
            return rows, columns

        return self._with_client(ask)

    def named(
        self, kind: type[Named], sql: str, parameters: dict[str, Any] | None = None
    ) -> list[Named]:
        """Rows of a query as `kind`, whose fields are the query's columns by name.

        A column without a field, or a field without a column, is a `TypeError`.
        """
        rows, columns = self.query(sql, parameters)
        names = [name for name, _ in columns]
        return [kind(**dict(zip(names, row, strict=True))) for row in rows]

    def numbers(self, sql: str) -> Iterator[NDArray[np.uint64]]:
        """The one column of a query of any length, an array for each block, in this thread."""
        for block in self.blocks(sql):
            yield np.fromiter((value for (value,) in block), np.uint64, len(block))

    def blocks(
        self, sql: str, parameters: dict[str, Any] | None = None, *, rows: int = BLOCK
    ) -> Iterator[list[tuple[Any, ...]]]:
        """Rows of a query of any length, so many at once, in this thread."""
        # A connection of its own: an answer that is not read to its end would spoil the next query.
        try:
            with Client(database=self.name, **self._options) as client:
                yield from client.execute_iter(sql, parameters, chunk_size=rows)
        except errors.ServerException as error:
            self._tell(error)
        except (errors.Error, EOFError, OSError) as error:
            raise self._away(error) from error

    def insert(self, rows: Sequence[Row]) -> None:
        """Inserts rows of one table as one block, in this thread. Does nothing without rows."""
        if not rows:
            return
        block = Block.of(rows)
        # By columns, as they travel, in the order of the fields, which are the columns: no position
        # is written down anywhere.
        sql = f"INSERT INTO {block.kind.TABLE} ({', '.join(block.kind.columns())}) VALUES"
        self._with_client(lambda client: client.execute(sql, block.columns, columnar=True))

    def execute_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Inserts rows of whatever columns the statement names, in this thread."""
        self._with_client(lambda client: client.execute(sql, list(rows)))

    def create(self) -> None:
        """Creates the database where it is missing."""
        try:
            # From "default", because a server answers nothing in a database that is not there.
            with Client(database="default", **self._options) as client:
                client.execute(f"CREATE DATABASE IF NOT EXISTS `{self.name}`")
        except errors.ServerException as error:
            self._tell(error)
        except (errors.Error, EOFError, OSError) as error:
            raise self._away(error) from error

    async def run(self, work: Callable[[], Result]) -> Result:
        """Runs `work` in one of this database's threads.

        Cancelled, it does not begin, or its connection is cut and ClickHouse ends the query.
        """
        at_work: list[int] = []

        def noted() -> Result:
            at_work.append(threading.get_ident())
            try:
                return work()
            finally:
                at_work.clear()

        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, noted)
        except asyncio.CancelledError:
            for thread in at_work:
                self._cut(thread)
            raise

    def _cut(self, thread: int) -> None:
        client = self._by_thread.get(thread)
        with suppress(OSError, AttributeError):  # it ended a moment ago
            client.connection.socket.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]

    def close(self) -> None:
        """Ends the threads; work that is queued is dropped."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for client in self._clients:
            client.disconnect()

    def _with_client(self, work: Callable[[Client], Result]) -> Result:
        client = getattr(self._local, "client", None)
        if client is None:
            client = self._local.client = Client(database=self.name, **self._options)
            self._clients.append(client)
            self._by_thread[threading.get_ident()] = client
        try:
            return work(client)
        except errors.ServerException as error:
            self._tell(error)
        except (errors.Error, EOFError, OSError) as error:
            # Half an answer may be left in the socket: the next query begins on a new one.
            client.disconnect()
            raise self._away(error) from error

    def _tell(self, error: errors.ServerException) -> NoReturn:
        """Raises what an error of the server means to a caller."""
        if error.code in RETRYABLE:
            raise StoreUnavailable(f"ClickHouse refused for now: code {error.code}") from error
        if error.code in NOT_LET_IN:
            user = self._options["user"]
            raise StoreRefused(
                f"ClickHouse at {self._where()} does not let user {user} in (code {error.code}): "
                "check RUMOR_CLICKHOUSE_URL"
            ) from error
        if error.code in NOT_THERE:
            raise NotThere(str(error)) from error
        raise error

    def _away(self, error: Exception) -> StoreUnavailable:
        # The driver's own message may hold the URL with its password: only the kind is told.
        return StoreUnavailable(f"ClickHouse at {self._where()}: {type(error).__name__}")

    def _where(self) -> str:
        return f"{self._options['host']}:{self._options['port']}"
