"""Services on a log in memory and a store that answers what a test says: operations alone."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from starlette.requests import Request

from schemas.topics import ALERTS, CURATIONS, SESSIONS
from streams.api.app import services_of
from streams.api.services import Call, Services
from streams.clock import SettableClock
from streams.config.keys import Key
from streams.config.settings import Settings
from streams.log.contract import Appended, LogUnavailable, Record
from streams.store.database import Database
from tests.support.intake import NO_CLICKHOUSE

DESK = Key(name="desk", hash="sha256:desk", tenant="main", scopes=("read", "curate", "admin"))
RUMOR = "0123456789abcdef"


# A rumor as the store answers it.
READ: dict[str, Any] = {
    "rumor_id": RUMOR,
    "title": "停水三天",
    "reports": 3,
    "reporters": 2,
    "variants": 1,
    "stance": {"carries": 3, "questions": 0, "refutes": 0},
    "channels": [{"name": "sms", "reports": 3}],
    "places": [],
    "first_seen": None,
    "last_seen": None,
    "suggestions": [],
    "merged_into": None,
}


class MemoryLog:
    """One partition a topic; `away` while it cannot be reached."""

    def __init__(self) -> None:
        names = (CURATIONS.name, ALERTS.name, SESSIONS.name)
        self.records: dict[str, list[Record]] = {name: [] for name in names}
        self.away = False

    async def append(self, records: Sequence[tuple[str, bytes, bytes]]) -> list[Appended]:
        self._expect_there()
        placed = []
        for topic, key, value in records:
            offset = len(self.records[topic])
            self.records[topic].append(
                Record(partition=0, offset=offset, at_ms=0, key=key, value=value)
            )
            placed.append(Appended(0, offset))
        return placed

    async def ends(self, topic: str) -> Mapping[int, tuple[int, int]]:
        self._expect_there()
        return {0: (0, len(self.records[topic]))}

    async def read(
        self, topic: str, partition: int, start: int, end: int
    ) -> AsyncIterator[Sequence[Record]]:
        yield self.records[topic][start:end]

    def _expect_there(self) -> None:
        if self.away:
            raise LogUnavailable("away")


class CannedReads:
    """Named reads whose answers a test gives; `asked` are their arguments."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.asked: dict[str, dict[str, Any]] = {}

    def as_decided(self, *_: Any) -> "CannedReads":
        return self

    as_if = as_decided

    def of(self, question: Callable[..., Any], *about: Any, **asked: Any) -> Any:
        return getattr(self, question.__name__)(*about, **asked)

    def __getattr__(self, name: str) -> Any:
        def read(*_: Any, **asked: Any) -> Any:
            self.asked[name] = asked
            answer = self.answers[name]
            if isinstance(answer, Exception):
                raise answer
            return answer

        return read


def house(folder: Path, *, log: MemoryLog | None = None, **answers: Any) -> Services:
    """Services whose store answers so; nothing is started."""
    settings = Settings(data_dir=folder, config=folder / "none", clickhouse_url=NO_CLICKHOUSE)
    database = Database(NO_CLICKHOUSE)
    made = services_of(settings, database, lambda: "http://x", clock=SettableClock())
    made.lookup._reads = cast(Any, CannedReads(**{"titles_of": {}, **answers}))
    made.config.current()
    if log is not None:
        object.__setattr__(made, "log", log)  # frozen for everybody but a test
    return made


def call(query: str = "", *, body: bytes = b"", key: Key = DESK, **parts: str) -> Call:
    """A request with these variable parts of its path; `if_match` is a header."""
    headers = []
    if "if_match" in parts:
        headers.append((b"if-match", parts.pop("if_match").encode()))
    scope = {
        "type": "http",
        "method": "GET",
        "headers": headers,
        "query_string": query.encode(),
        "path_params": parts,
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return Call(Request(scope, receive), key)
