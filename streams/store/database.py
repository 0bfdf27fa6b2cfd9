"""A ClickHouse server, real or embedded: one driver client per thread, and migrations.
clickhouse-driver is used here and nowhere else.

In: SQL and rows. Out: rows, or `StoreUnavailable` where trying again later may help.
"""

import asyncio
import hashlib
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from clickhouse_driver import Client, errors

import schemas
from streams.errors import Refused, Unavailable

log = logging.getLogger("rumor.store")
logging.getLogger("clickhouse_driver").setLevel(
    logging.CRITICAL
)  # what it would say is in StoreUnavailable
Result = TypeVar("Result")
MIGRATIONS = Path(schemas.__file__).parent / "clickhouse"
NOT_LET_IN = {192, 193, 194, 497, 516}  # unknown user, wrong password, no rights
RETRYABLE = {
    159,
    164,
    202,
    209,
    210,
    241,
    242,
    243,
    252,
    319,
    425,
    999,
}  # busy, read-only, full, network: not the query's fault


class StoreUnavailable(Unavailable):
    """ClickHouse cannot be reached, or cannot do the work now."""


class StoreRefused(Refused):
    """ClickHouse does not let us in; trying again will not help."""


class SchemaMismatch(Refused):
    """The tables are not the ones this code knows; the message says what to run."""


class Database:
    """Connections to one database, one per thread.

    `RUMOR_CLICKHOUSE_URL` is `clickhouse://user:password@host:port/database`.
    """

    def __init__(self, url: str, *, threads: int = 2) -> None:
        parts = urlsplit(url)
        self.name = parts.path.strip("/") or "rumor"
        self._options: dict[str, Any] = {
            "host": parts.hostname or "127.0.0.1",
            "port": parts.port or (9440 if parts.scheme == "clickhouses" else 9000),
            "user": unquote(parts.username or "default"),
            "password": unquote(parts.password or ""),
            "secure": parts.scheme == "clickhouses",
            "connect_timeout": 5,
            "send_receive_timeout": 120,
            "settings": {
                "async_insert": 0,
                "insert_deduplicate": 0,
                "throw_on_max_partitions_per_insert_block": 0,
            },
        }
        self._threads = ThreadPoolExecutor(threads, "clickhouse")
        self._local = threading.local()
        self._clients: list[Client] = []

    def execute(self, sql: str, parameters: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """Rows of a query, in this thread."""
        return self._with_client(lambda client: client.execute(sql, parameters) or [])

    def query(self, sql: str) -> tuple[list[tuple[Any, ...]], list[tuple[str, str]]]:
        """Rows of a query and the name and type of each column, in this thread."""
        return self._with_client(lambda client: client.execute(sql, with_column_types=True))  # type: ignore[no-any-return]

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        """Inserts rows as one block, in this thread."""
        if rows:
            sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES"
            data = list(map(list, zip(*rows, strict=True)))
            self._with_client(lambda client: client.execute(sql, data, columnar=True))

    async def run(self, work: Callable[[], Result]) -> Result:
        """Runs `work` in one of this database's threads."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

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
        try:
            return work(client)
        except errors.ServerException as error:
            raise self._told(error) from error
        except (errors.Error, EOFError, OSError) as error:
            client.disconnect()
            raise StoreUnavailable(
                f"ClickHouse at {self._options['host']}:{self._options['port']}: {type(error).__name__}"
            ) from error

    def _told(self, error: errors.ServerException) -> Exception:
        if error.code in RETRYABLE:
            return StoreUnavailable(f"ClickHouse refused for now: code {error.code}")
        if error.code in NOT_LET_IN:
            user = self._options["user"]
            where = f"{self._options['host']}:{self._options['port']}"
            return StoreRefused(
                f"ClickHouse at {where} does not let user {user} in (code {error.code}): check RUMOR_CLICKHOUSE_URL"
            )
        unexpected: Exception = error
        return unexpected

    # -- migrations
    # -----------------------------------------------------------------------------------------------------

    def pending_migrations(self) -> list[str]:
        """Names of migrations not applied yet.

        Raises `SchemaMismatch` where the database is ahead of the code or differs from it.
        """
        known = {path.name: _digest(path) for path in sorted(MIGRATIONS.glob("*.sql"))}
        applied = self._applied()
        if unknown := sorted(applied.keys() - known.keys()):
            raise SchemaMismatch(
                f"the database has migration {unknown[-1]}, which this version does not know: install the newer version"
            )
        if changed := [name for name, digest in applied.items() if known[name] != digest]:
            raise SchemaMismatch(
                f"migration {changed[0]} differs from the one applied: restore the file; changes go into a new migration"
            )
        return [name for name in known if name not in applied]

    def migrate(self) -> list[str]:
        """Creates the database and applies what is pending -> names applied.

        Every statement may be repeated.
        """
        self._create_database()
        self.execute(
            "CREATE TABLE IF NOT EXISTS migrations (name String, digest String, at DateTime('UTC') DEFAULT now()) "
            "ENGINE = ReplacingMergeTree ORDER BY name"
        )
        pending = self.pending_migrations()
        for name in pending:
            path = MIGRATIONS / name
            for statement in statements_of(path.read_text()):
                self.execute(statement)
            self.insert("migrations", ("name", "digest"), [(name, _digest(path))])
        return pending

    def _applied(self) -> dict[str, str]:
        try:
            return {
                str(name): str(digest)
                for name, digest in self.execute("SELECT name, digest FROM migrations FINAL")
            }
        except errors.ServerException as error:
            if error.code in (60, 81):  # no such table, no such database
                return {}
            raise

    def _create_database(self) -> None:
        try:
            with Client(database="default", **self._options) as client:
                client.execute(f"CREATE DATABASE IF NOT EXISTS `{self.name}`")
        except errors.ServerException as error:
            raise self._told(error) from error
        except (EOFError, OSError, errors.NetworkError) as error:
            raise StoreUnavailable(
                f"ClickHouse at {self._options['host']}:{self._options['port']}: {type(error).__name__}"
            ) from error


def statements_of(sql: str) -> list[str]:
    """The statements of a migration file, comments dropped."""
    bare = "\n".join(line for line in sql.splitlines() if not line.startswith("--"))
    return [statement.strip() for statement in bare.split(";\n") if statement.strip(" \n;")]


def _digest(path: Path) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
