"""An intake over real HTTP on a log of its own, without ClickHouse; and one called in place."""

import asyncio
import http.client
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from deploy.embedded.log.eventlog import EventLog
from schemas.events import Report
from schemas.topics import REPORTS
from streams import starting
from streams.api.app import make
from streams.api.connections import Connection
from streams.config.keys import key_block, new_key
from streams.config.settings import Settings
from tests.support.system import wait

NDJSON = "application/x-ndjson"
# name -> tenant, scopes, reports a minute
SCOPES: dict[str, tuple[str, tuple[str, ...], int | None]] = {
    "writer": ("main", ("report",), None),
    "reader": ("main", ("read",), None),
    "analyst": ("main", ("curate",), None),
    "operator": ("main", ("admin",), None),
    "limited": ("main", ("report",), 5),
    "other": ("b", ("report",), None),
    "spent": ("main", ("report",), 5),
    "unread": ("main", ("report",), 5),
    "single": ("main", ("report",), 5),
    "two": ("main", ("report",), None),
}
KEYS = {name: new_key() for name in SCOPES}
NO_CLICKHOUSE = "clickhouse://x:y@127.0.0.1:9/none"
Reply = tuple[int, Any, dict[str, str]]


class Intake:
    """A client of it, and a look at its log."""

    def __init__(self, folder: Path, host: str, port: int) -> None:
        self.folder = folder
        self.host = host
        self.port = port

    def call(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        key: str | None = "writer",
        **headers: str,
    ) -> Reply:
        """One request -> status, decoded body, headers. `key` is one of KEYS, or as it is sent."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=20)
        named = {"content-type": "application/json"}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        if key:
            named["authorization"] = f"Bearer {KEYS[key][0] if key in KEYS else key}"
        connection.request(method, path, body, named)
        answer = connection.getresponse()
        content = answer.read()
        given = {name.lower(): value for name, value in answer.getheaders()}
        connection.close()
        decoded = json.loads(content) if "json" in given.get("content-type", "") else content
        return answer.status, decoded, given

    def post(self, report: Any, **more: Any) -> Reply:
        return self.call("POST", "/v1/reports", _encoded(report), **more)

    def batch(self, body: Any, **more: Any) -> Reply:
        return self.call("POST", "/v1/reports/batch", _encoded(body), **more)

    def logged(self) -> list[tuple[bytes, Report]]:
        """Every report on the log, with the key of its record."""
        return [(key, report) for key, reports in self.records() for report in reports]

    def records(self) -> list[tuple[bytes, tuple[Report, ...]]]:
        """Every record of reports on the log, with its key."""
        log = EventLog(self.folder / "log.db")
        found = [
            (record.key or b"", REPORTS.decode(record.value).reports)
            for partition in range(4)
            for record in log.read(REPORTS.name, partition, 0, 1_000)
        ]
        log.close()
        return found


@contextmanager
def serving(folder: Path, names: tuple[str, ...] = tuple(SCOPES)) -> Iterator[Intake]:
    """A ready intake in this process, with some of the keys."""
    refused: list[str] = []
    settings = settings_in(folder, names)
    app = make(settings, lambda: "http://x", refused.append, broke=raised)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, http=Connection))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait(lambda: server.started, 60, "the intake did not start")
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    made = Intake(folder, host, port)
    try:
        wait(lambda: made.call("GET", "/readyz", key=None)[0] == 200, 60, "it is not ready")
        yield made
    finally:
        server.should_exit = True
        thread.join(10)
    assert refused == []


def raised(error: BaseException) -> None:
    """What is told of a defect, where a test expects none: its task's own error, once more."""
    raise error


def settings_in(folder: Path, names: tuple[str, ...] = tuple(SCOPES)) -> Settings:
    """Settings of an intake in a folder, with a config file and the topics."""
    config = folder / "c.toml"
    blocks = []
    for name in names:
        tenant, scopes, limit = SCOPES[name]
        blocks.append(key_block(name, tenant, scopes, KEYS[name][1], limit))
    config.write_text("".join(blocks))
    settings = Settings(data_dir=folder, config=config, clickhouse_url=NO_CLICKHOUSE)
    asyncio.run(starting.apply_topics(settings))
    return settings


@dataclass
class Sent:
    """What an application sent in answer to a request that `ask` made."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""

    @property
    def body(self) -> Any:
        return json.loads(self.content)


async def ask(
    app: ASGIApp,
    method: str,
    path: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    client: str = "203.0.113.7",
) -> Sent:
    """One request without a socket, from whatever address: what a loopback client cannot show."""
    sent = Sent()
    bare, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": bare,
        "raw_path": bare.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in (headers or {}).items()],
        "client": (client, 50_000),
        "server": ("intake", 80),
    }

    told = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> dict[str, Any]:
        # Who has sent a request and is asked for more has left: a stream ends then.
        return next(told, {"type": "http.disconnect"})

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            sent.status = message["status"]
            sent.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            sent.content += message.get("body", b"")

    await app(scope, receive, send)
    return sent


def bearer(name: str) -> dict[str, str]:
    """The header with one of KEYS."""
    return {"authorization": f"Bearer {KEYS[name][0]}"}


def _encoded(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()
