"""The one chdb engine of this process, its sessions, and the watch over running queries.

A session is one chdb connection: its own USE, SET and temporary tables; sessions run in parallel. One process per data directory.
"""

import re
import select
import socket
import threading
import time
from typing import Any, Protocol

import chdb

CODE = re.compile(r"Code: (\d+)\. DB::(?:\w*Exception|ErrnoException): (.*?)\s*(?:\((\w+)\))?\s*$", re.S)
KEEP_ALIVE_S = 5.0


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
            return cls(1001, f"{type(error).__name__}: {error}")
        return cls(int(found[1]), f"{found[2]} ({found[3]})" if found[3] else found[2])


class Watched(Protocol):
    """A session with a query running."""

    socket: socket.socket
    last_sent: float
    cancelled: bool

    def progress(self) -> None: ...


def quoted(value: object) -> str:
    """A string literal."""
    return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"


class Engine:
    """Opens the data directory (or ':memory:'). Raises RuntimeError where another process holds it."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.running: dict[str, Watched] = {}
        self._anchor, self._lock, self._sessions = chdb.connect(path), threading.Lock(), 0
        version, self.timezone = self._anchor.query("SELECT version(), timezone()", "TSV").bytes().decode().strip().split("\t")
        self.version = tuple(map(int, version.split(".")))[:3]
        threading.Thread(target=self._watch, name="clickhouse-watch", daemon=True).start()

    def connect(self, *, read_only: bool) -> tuple[Any, str]:
        """A session of its own and the tag that its queries carry."""
        with self._lock:
            self._sessions += 1
            tag = f"session-{self._sessions}"
        connection = chdb.connect(self.path)
        connection.query(
            f"SET log_comment={quoted(tag)}, output_format_native_write_json_as_string=1, async_insert=0" + (", readonly=2" if read_only else "")
        )
        return connection, tag

    def kill(self, tag: str) -> None:
        """Ends the running query of a session."""
        if self.running.pop(tag, None) is not None:
            self._anchor.query(f"KILL QUERY WHERE Settings['log_comment']={quoted(tag)} ASYNC", "Null")

    def close(self) -> None:
        """Closes the engine; sessions must be gone."""
        self._anchor.close()

    def _watch(self) -> None:
        """While a query runs: a client that left or sent Cancel ends it; a silent one is kept alive with progress packets."""
        while True:
            time.sleep(0.1)
            for tag, session in list(self.running.items()):
                try:
                    if select.select([session.socket], [], [], 0)[0]:
                        if session.socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) in (b"", b"\x03"):
                            session.cancelled = True
                            self.kill(tag)
                    elif time.monotonic() - session.last_sent > KEEP_ALIVE_S:
                        session.progress()
                except (OSError, ValueError):
                    self.kill(tag)
