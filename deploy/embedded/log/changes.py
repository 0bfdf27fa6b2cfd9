"""Whether anybody wrote to the log: one number, read without a turn, a lock or a page of the file,
so that an event loop may ask for it itself.

In: the log's file. Out: the number. A thread of its own for each look would cost ten times the
look, and most looks find nothing.
"""

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

Result = TypeVar("Result")
UNKNOWN = -1


class Changes:
    """A connection that writes nothing, so that its number grows by what any other writes, those of
    this process among them.
    """

    def __init__(self, path: str) -> None:
        # It never waits: what cannot be told now is unknown.
        self._db = sqlite3.connect(path, isolation_level=None, timeout=0, check_same_thread=False)
        self._version = UNKNOWN
        self._known: dict[Any, Any] = {}

    def close(self) -> None:
        self._db.close()

    def version(self) -> int:
        """Changes when another connection has written. Raises sqlite3.Error where it cannot be
        told.
        """
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    async def once(self, key: Any, read: Callable[[], Awaitable[Result]]) -> Result:
        """What was read under a key while nobody has written since, else what is read now."""
        version = self._version_or_unknown()  # before it is read: what comes meanwhile is news
        if version == UNKNOWN or version != self._version:
            self._version = version
            self._known = {}
        known = self._known
        if key not in known:
            known[key] = await read()
        result: Result = known[key]
        return result

    def _version_or_unknown(self) -> int:
        try:
            return self.version()
        except sqlite3.Error:  # who reads is told what is wrong
            return UNKNOWN
