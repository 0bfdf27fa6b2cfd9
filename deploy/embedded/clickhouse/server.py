"""Listens for clients of the embedded engine: as a process (`rumor-tracker clickhouse`) or as
threads of a test.

    python -m deploy.embedded.clickhouse.server PATH --port 9000

Passwords come from the environment (`EMBEDDED_CLICKHOUSE_PASSWORD`,
`EMBEDDED_CLICKHOUSE_READER_PASSWORD`), never from the command line.
"""

import argparse
import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path

from deploy.embedded.clickhouse.copies import NoCopy, remove_copies
from deploy.embedded.clickhouse.engine import Engine
from deploy.embedded.clickhouse.guard import Guard
from deploy.embedded.clickhouse.session import Session
from deploy.embedded.clickhouse.users import PASSWORDS, READER, WRITER, User
from deploy.embedded.parent import end_with_parent

MOST_CLIENTS = 500  # logged in at a time; each is a thread and a descriptor
MOST_WAITING = 200  # before their login; the oldest one has to make room for one more
PAUSE_S = 0.05  # before the next try where none could be taken


class Server:
    """A listening socket and a thread per client."""

    def __init__(
        self, path: str, users: tuple[User, ...], *, host: str = "127.0.0.1", port: int = 0
    ) -> None:
        # Before the engine: a taken port is found in a moment, an engine opens in a second.
        self._socket = socket.create_server((host, port), backlog=128)
        self.port: int = self._socket.getsockname()[1]
        self.engine = Engine(path)
        self._users = users
        self._guard = Guard()  # one for all: what it has judged for one client holds for the next
        self._lock = threading.Lock()
        self._waiting = dict[Session, None]()  # who has not said who it is, the oldest first
        self._admitted = set[Session]()
        threading.Thread(target=self._accept, name="clickhouse-accept", daemon=True).start()

    def close(self) -> None:
        """Takes no further clients; those that are there stay."""
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                if self._socket.fileno() < 0:
                    return
                # No descriptor is free, or the client has gone: not the end. A thread of its own
                # may sleep.
                time.sleep(PAUSE_S)
                continue
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            session = Session(
                connection,
                engine=self.engine,
                users=self._users,
                guard=self._guard,
                admit=self._admit,
            )
        except OSError:  # gone before it said anything
            connection.close()
            return
        with self._lock:
            self._waiting[session] = None
            if len(self._waiting) > MOST_WAITING:
                oldest = next(iter(self._waiting))
                del self._waiting[oldest]
                oldest.hang_up()
        try:
            session.run()
        finally:
            with self._lock:
                self._waiting.pop(session, None)
                self._admitted.discard(session)

    def _admit(self, session: Session) -> bool:
        """Whether one more client, who said who it is, may stay."""
        with self._lock:
            self._waiting.pop(session, None)
            if len(self._admitted) >= MOST_CLIENTS:
                return False
            self._admitted.add(session)
            return True


def main(arguments: list[str] | None = None) -> int:
    """Serves until SIGTERM or SIGINT.

    Exit 1 where port or data directory is taken, or a password is missing.
    """
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("path")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9000)
    options = parser.parse_args(arguments)
    end_with_parent()
    try:
        server = _listening(options.path, options.host, options.port)
    except _CannotServe as error:
        print(error, file=sys.stderr)
        return 1
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    version = ".".join(map(str, server.engine.version))
    # Whoever chose port 0 reads the port from the end of this line.
    print(f"clickhouse {version} on {options.host}:{server.port}", flush=True)
    stopping.wait()
    server.close()
    sys.stdout.flush()
    # The engine's own tear-down crashes while sessions are open; what was acknowledged is in place
    # either way.
    os._exit(0)


class _CannotServe(Exception):
    """Why, in one line."""


def _listening(path: str, host: str, port: int) -> Server:
    passwords = [os.environ.get(name, "") for name in PASSWORDS]
    for name, password in zip(PASSWORDS, passwords, strict=True):
        if not password.strip():
            raise _CannotServe(
                f"{name} is not set: this engine is never without a password "
                "(rumor-tracker clickhouse sets it)"
            )
    users = (User(WRITER, passwords[0]), User(READER, passwords[1], read_only=True))
    _put_in_order(Path(path))
    try:
        return Server(path, users, host=host, port=port)
    except OSError as error:
        said = f"port {port} of {host} is taken: {error.strerror}; choose another"
        raise _CannotServe(said) from error
    except RuntimeError as error:
        said = f"{path} cannot be opened, another process may be using it: {str(error)[:300]}"
        raise _CannotServe(said) from error


def _put_in_order(path: Path) -> None:
    try:
        for copy in remove_copies(path):
            print(f"{copy} was copied in the place of a link: removed", flush=True)
    except NoCopy as error:
        raise _CannotServe(str(error)) from error
    except OSError as error:
        said = f"{error.filename or path} cannot be used: {error.strerror}"
        raise _CannotServe(said) from error


if __name__ == "__main__":
    sys.exit(main())
