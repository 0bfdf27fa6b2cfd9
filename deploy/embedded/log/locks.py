"""Locks between processes, as files: the kernel frees them even after kill -9, so none is ever left
behind.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager


class FileLock:
    """One process's hold on a lock file, which stays open until `close`. Raises OSError."""

    def __init__(self, path: str) -> None:
        # Opened to append: two processes may create it at the same time, and nothing is written.
        self._file = open(path, "ab")  # noqa: SIM115  held for as long as the lock may be

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Waits for the lock and holds it for a while."""
        # A queue: who waits longest is next. SQLite's own waiting sleeps in growing steps and
        # starves whoever comes often.
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def taken(self) -> bool:
        """Takes the lock until `close`, without waiting; False where another holds it."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        self._file.close()


def group_lock(log_path: str, group: str) -> FileLock:
    """What the one process of a group of readers of a log holds. Raises OSError."""
    return FileLock(f"{log_path}.{group}.lock")
