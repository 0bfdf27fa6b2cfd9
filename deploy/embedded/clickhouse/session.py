"""One client of the embedded engine: the server's side of the native protocol.

In: packets of a client (clickhouse-driver, clickhouse-go, Grafana's plugin, clickhouse-client).
Out: the engine's answers. One thread each.
"""

import socket
from collections.abc import Callable
from typing import Any

from deploy.embedded.clickhouse import packets
from deploy.embedded.clickhouse.connection import CANCELLED, Connection
from deploy.embedded.clickhouse.engine import Engine, ServerError, ask
from deploy.embedded.clickhouse.external import ExternalTables
from deploy.embedded.clickhouse.guard import Guard, explained, settings_passed
from deploy.embedded.clickhouse.headers import Headers
from deploy.embedded.clickhouse.inserts import insert
from deploy.embedded.clickhouse.results import Results
from deploy.embedded.clickhouse.settings import Settings
from deploy.embedded.clickhouse.statements import (
    database_used,
    insert_of,
    keeps_tables,
    without_comment,
    without_format,
)
from deploy.embedded.clickhouse.types import quoted_name
from deploy.embedded.clickhouse.users import User, authenticate

LOGIN_S = 10.0  # seconds a client has to say who it is
TOO_MANY = 202
TOO_OLD = 99
UNKNOWN_USER = 516
NOT_IMPLEMENTED = 48


class Session:
    """Serves one connection until the client leaves.

    `admit` is asked once, when the client has said who it is: whether there is room for it.
    """

    def __init__(
        self,
        connection: socket.socket,
        *,
        engine: Engine,
        users: tuple[User, ...],
        guard: Guard,
        admit: Callable[["Session"], bool],
    ) -> None:
        self._connection = Connection(connection)
        self._engine = engine
        self._users = users
        self._guard = guard
        self._admit = admit
        self._open: _Open | None = None

    def run(self) -> None:
        connection = self._connection
        try:
            connection.socket.settimeout(LOGIN_S)
            if self._logged_in():
                # A dashboard may be open for days between two of its queries.
                connection.socket.settimeout(None)
                while self._packet():
                    pass
        except (EOFError, OSError):  # the client has gone, which is how every session ends
            pass
        finally:
            if self._open is not None:
                self._open.close()
            connection.socket.close()

    def hang_up(self) -> None:
        """Ends the session from another thread."""
        self._connection.hang_up()

    def _logged_in(self) -> bool:
        login = packets.read_login(self._connection.reader)
        if login is None:
            return False
        try:
            self._open = self._opened(login)
        except Exception as error:
            self._connection.send(packets.exception(ServerError.of(error)))
            return False
        version = self._engine.version
        self._connection.send(packets.hello(version=version, timezone=self._engine.timezone))
        return True

    def _opened(self, login: packets.Login) -> "_Open":
        user = authenticate(self._users, login.user, login.password)
        if login.revision < packets.OLDEST_REVISION:
            oldest = packets.OLDEST_REVISION
            raise ServerError(TOO_OLD, f"client revision {login.revision} is older than {oldest}")
        if user is None:
            said = "Authentication failed: password is incorrect, or there is no such user"
            raise ServerError(UNKNOWN_USER, f"{login.user}: {said}")
        if not self._admit(self):
            raise ServerError(TOO_MANY, "too many clients; try again later")
        return _Open(self._connection, self._engine, self._guard, user=user, login=login)

    def _packet(self) -> bool:
        """Serves one packet; False where it is none that we know."""
        assert self._open is not None
        reader = self._connection.reader
        reader.trim()
        kind = reader.varint()
        if kind == packets.PING:
            self._connection.send(packets.PONG)
        elif kind == packets.QUERY:
            try:
                self._open.query()
            except (EOFError, OSError):
                raise
            except Exception as error:  # whatever it is, the client is told and goes on
                self._connection.send(packets.exception(ServerError.of(error)))
        # A Cancel behind the end of its query has nothing to cancel.
        return kind in (packets.PING, packets.QUERY, packets.CANCEL)


class _Open:
    """A session of the engine, for a client that is known."""

    def __init__(
        self,
        connection: Connection,
        engine: Engine,
        guard: Guard,
        *,
        user: User,
        login: packets.Login,
    ) -> None:
        self._connection = connection
        self._engine = engine
        self._guard = guard
        self._user = user
        self._revision = min(login.revision, packets.REVISION)
        self._database = login.database or "default"
        self._session: Any
        self._session, self._tag = engine.connect(read_only=user.read_only)
        try:
            self._session.query(f"USE {quoted_name(self._database)}")
        except Exception:
            self._session.close()
            raise
        self._settings = Settings(self._session, read_only=user.read_only)
        self._headers = Headers(self._session, engine)
        self._tables = ExternalTables(self._session, read_only=user.read_only)
        self._results = Results(engine, self._session, connection, read_only=user.read_only)

    def close(self) -> None:
        # In this order: the watch must not look at a closed socket, nor the client wait for us.
        self._engine.ended(self._tag)
        self._connection.socket.close()
        self._session.close()

    def query(self) -> None:
        """Reads a query packet and what belongs to it, runs it, answers."""
        connection = self._connection
        wanted = packets.read_query(connection.reader, self._revision)
        connection.compressed = wanted.compressed
        connection.cancelled = False
        try:
            self._tables.take_in(connection)
            if wanted.stage != packets.COMPLETE_STAGE:
                raise ServerError(
                    NOT_IMPLEMENTED,
                    "only complete queries are supported (no distributed processing)",
                )
            self._run(wanted)
        except Exception as error:
            # Who cancels is told that the query has ended, not that it failed.
            if not (connection.cancelled and ServerError.of(error).code == CANCELLED):
                raise
        finally:
            self._engine.ended(self._tag)
            self._tables.forget()
        connection.send(packets.END)

    def _run(self, wanted: packets.Query) -> None:
        if self._user.read_only:
            self._run_guarded(wanted)
            return
        self._settings.apply(wanted.settings)
        sql = without_comment(wanted.sql)
        if into := insert_of(sql):
            header = self._headers.of(into, wanted.settings, anew=self._tables.are_there)
            insert(self._session, self._connection, into, header=header)
        elif keeps_tables(sql := without_format(sql)):
            self._select(sql)
        else:
            self._change(sql)

    def _change(self, sql: str) -> None:
        self._engine.changed()
        try:
            self._select(sql)
        finally:
            self._engine.changed()

    def _run_guarded(self, wanted: packets.Query) -> None:
        name = self._user.name
        self._settings.apply(settings_passed(wanted.settings, name))
        asked = without_format(wanted.sql)
        # Only what the guard gives back is executed, never what the client sent.
        sql = self._guard.passed(asked, name, self._database, self._ask)
        try:
            self._select(sql)
        except Exception as error:
            raise explained(ServerError.of(error), name) from None

    def _select(self, sql: str) -> None:
        self._engine.begins(self._tag, self._connection)
        self._results.answer(sql, self._database)
        self._database = database_used(sql) or self._database

    def _ask(self, sql: str) -> list[list[object]]:
        return ask(self._session, sql)
