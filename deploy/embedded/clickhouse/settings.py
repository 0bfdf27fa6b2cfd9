"""Settings that a client sends with each query: they hold for that query, the session goes on."""

import re
from typing import Any

from deploy.embedded.clickhouse.allowed import LIMITS
from deploy.embedded.clickhouse.engine import ServerError, quoted

_NAME = re.compile(r"^\w+$")
# The engine cancels by the log comment, and only what runs in the foreground.
_OURS = ("run_query_in_background", "log_comment")
UNKNOWN_SETTING = 115


class Settings:
    """What queries have set in one session of the engine."""

    def __init__(self, session: Any, *, read_only: bool) -> None:
        self._session = session
        self._read_only = read_only
        self._applied: dict[str, str] = {}

    def apply(self, wanted: dict[str, str]) -> None:
        """Sets what differs from what the last query left behind, and takes back the rest."""
        for name in [name for name in self._applied if name not in wanted]:
            self._take_back(name)
        for name, value in wanted.items():
            if self._applied.get(name) != value and _NAME.fullmatch(name) and name not in _OURS:
                self._set(name, value)

    def _take_back(self, name: str) -> None:
        # A reader's limits go back to where they were: the default of the engine is no limit.
        limit = LIMITS.get(name) if self._read_only else None
        self._session.query(f"SET {name}={limit[0] if limit else 'DEFAULT'}")
        del self._applied[name]

    def _set(self, name: str, value: str) -> None:
        try:
            self._session.query(f"SET {name}={quoted(value)}")
        except Exception as error:
            # A real server ignores a setting it does not know, too, unless marked important.
            if ServerError.of(error).code != UNKNOWN_SETTING:
                raise
        else:
            self._applied[name] = value
