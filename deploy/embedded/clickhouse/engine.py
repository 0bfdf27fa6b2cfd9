"""The one chdb engine of this process, its sessions, and the watch over running queries.

A session is one chdb connection: its own USE, SET and temporary tables; sessions run in parallel.
One process per data directory.
"""

import json
import re
import select
import socket
import threading
import time
from typing import Any, Protocol

import chdb

from deploy.embedded.clickhouse import access
from streams.clock import SYSTEM_CLOCK, Clock

CODE = re.compile(
    r"Code: (\d+)\. DB::(?:\w*Exception|ErrnoException): (.*?)\s*(?:\((\w+)\))?\s*$", re.S
)
KEEP_ALIVE_S = 5.0  # silence after which drivers are told that the query still runs
WATCHED_EVERY_S = 0.1
ACCESS_DENIED = 497
UNKNOWN_EXCEPTION = 1001  # what ClickHouse calls what is not its own
CANCEL = b"\x03"  # the packet
POLLRDHUP = getattr(select, "POLLRDHUP", 0)  # Linux: the other side closed, read or not


class ServerError(Exception):
    """A ClickHouse exception: its code and message go to the client."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code

    @classmethod
    def of(cls, error: Exception) -> "ServerError":
        """The same error with its code read from the engine's text."""
        if isinstance(error, cls):
            return error
        found = CODE.search(str(error))
        if found is None:
            return cls(UNKNOWN_EXCEPTION, f"{type(error).__name__}: {error}")
        return cls(int(found[1]), f"{found[2]} ({found[3]})" if found[3] else found[2])


class Watched(Protocol):
    """The connection of a session with a query running."""

    socket: socket.socket
    last_sent_s: float
    cancelled: bool

    def keep_alive(self) -> None: ...


def quoted(value: object) -> str:
    """A string literal."""
    return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"


class Engine:
    """Opens the data directory (or ':memory:').

    Raises RuntimeError where another process holds it.
    """

    def __init__(self, path: str, *, clock: Clock = SYSTEM_CLOCK) -> None:
        self.path = path
        self._running: dict[str, Watched] = {}
        self._runs = threading.Event()  # something does, or did a moment ago
        self._clock = clock
        # The configuration is read by the first connection, which opens the engine.
        with access.configuration() as config:
            self._anchor = chdb.connect(f"{path}?config-file={config}")
        self._lock = threading.Lock()
        self._sessions = 0
        self.changes = 0  # of tables, perhaps: what was known of one holds while this stays
        version, self.timezone = ask(self._anchor, "SELECT version(), timezone()")[0]
        self.version = tuple(map(int, version.split(".")))[:3]
        threading.Thread(target=self._watch, name="clickhouse-watch", daemon=True).start()

    def connect(self, *, read_only: bool) -> tuple[Any, str]:
        """A session of its own and the tag that its queries carry.

        A read-only one has no right but to read, and limits. Raises ServerError where the engine
        did not take that on: then nobody may use the session.
        """
        with self._lock:
            self._sessions += 1
            tag = f"session-{self._sessions}"
        connection = chdb.connect(self.path)
        # The tag is how a query is found again to end it; without async_insert an insert that was
        # acknowledged is in place, whatever happens to the process.
        connection.query(
            f"SET log_comment={quoted(tag)}, output_format_native_write_json_as_string=1, "
            "async_insert=0"
        )
        if read_only:
            for statement in (*access.RESTRICT, access.BECOME_READER):
                connection.query(statement)
            if ask(connection, access.ROLES) != [[access.READER]]:
                connection.close()
                raise ServerError(
                    ACCESS_DENIED, "the engine was opened without its roles; start it again"
                )
        return connection, tag

    def changed(self) -> None:
        """A statement that may change tables begins, or has ended."""
        with self._lock:
            self.changes += 1

    def begins(self, tag: str, session: Watched) -> None:
        """A query of a session begins: from here on it is ended where its client leaves."""
        self._running[tag] = session
        self._runs.set()

    def ended(self, tag: str) -> None:
        """A session runs nothing."""
        self._running.pop(tag, None)

    def kill(self, tag: str) -> None:
        """Ends the running query of a session."""
        if self._running.pop(tag, None) is not None:
            # ASYNC: the watch has other sessions to look after.
            self._anchor.query(
                f"KILL QUERY WHERE Settings['log_comment']={quoted(tag)} ASYNC", "Null"
            )

    def close(self) -> None:
        """Closes the engine; sessions must be gone."""
        self._anchor.close()

    def _watch(self) -> None:
        """While a query runs: a client that left or sent Cancel ends it; a silent one is kept alive
        with progress packets.
        """
        while True:
            self._runs.wait()  # an idle engine is not looked at ten times a second
            self._runs.clear()
            self._look_while_anything_runs()

    def _look_while_anything_runs(self) -> None:
        while True:
            time.sleep(WATCHED_EVERY_S)  # a thread of its own: nobody else waits here
            running = list(self._running.items())
            if not running:
                return
            for tag, session in running:
                try:
                    if gone(session.socket):
                        session.cancelled = True
                        self.kill(tag)
                    elif self._clock.monotonic_s() - session.last_sent_s > KEEP_ALIVE_S:
                        session.keep_alive()
                # Closed between two looks: a closed socket has no descriptor to poll.
                except (OSError, ValueError):
                    self.kill(tag)


def ask(connection: Any, sql: str) -> list[list[Any]]:
    """Rows of a small query. Raises ServerError."""
    try:
        answer = connection.query(sql, "JSONCompactEachRow").bytes()
    except RuntimeError as error:
        raise ServerError.of(error) from None
    return [json.loads(line) for line in answer.splitlines()]


def may_send(connection: socket.socket) -> bool:
    """Whether a few bytes can be sent without waiting for the client."""
    # poll, not select: that ends at descriptor 1,023, and each client has one.
    poll = select.poll()
    poll.register(connection, select.POLLOUT)
    return any(event & select.POLLOUT for _, event in poll.poll(0))


def gone(connection: socket.socket) -> bool:
    """Whether the client left, or sent Cancel as the next packet."""
    poll = select.poll()
    poll.register(connection, select.POLLIN | POLLRDHUP)
    events = sum(event for _, event in poll.poll(0))
    if events & (POLLRDHUP | select.POLLHUP | select.POLLERR):
        return True
    if not events & select.POLLIN:
        return False
    return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) in (b"", CANCEL)
