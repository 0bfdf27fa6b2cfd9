"""The webhook receiver of all tests: it keeps what it is sent and answers as it is bid.

In: webhooks on a loopback port. Out: `tried`, every request; `received`, those it said yes to.
"""

import json
import threading
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, dict[str, str]]  # status, headers


@dataclass(frozen=True)
class Webhook:
    """One request as it came; names of headers in small letters."""

    at_s: float
    headers: dict[str, str]
    content: bytes  # what the signature is over

    @cached_property
    def body(self) -> dict[str, Any]:
        """The decoded content."""
        return dict(json.loads(self.content))

    @property
    def type(self) -> str:
        """The event type: alert.raised, ping ..."""
        return str(self.body["type"])

    @property
    def data(self) -> dict[str, Any]:
        """What the event says."""
        return dict(self.body["data"])


class Desk:
    """Listens from the start until `close`."""

    def __init__(self) -> None:
        self.tried: list[Webhook] = []
        self.received: list[Webhook] = []
        self.answers: list[Answer] = []  # given first, one a request; then 204
        self.refusing = False  # 503 to everything, as a receiver that is down behind its proxy
        self.delay_s = 0.0  # before each answer
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(self))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/hook"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stops listening."""
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> "Desk":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def told(self, *types: str) -> list[Webhook]:
        """What was received, in order; of some event types only, where they are named."""
        return [hook for hook in self.received if not types or hook.type in types]

    def _answer(self, hook: Webhook) -> Answer:
        self.tried.append(hook)
        time.sleep(self.delay_s)
        if self.refusing:
            return 503, {}
        status, headers = self.answers.pop(0) if self.answers else (204, {})
        if status < 300:
            self.received.append(hook)
        return status, headers


def _handler_for(desk: Desk) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, given = desk._answer(Webhook(time.time(), headers, content))
            self.send_response(status)
            for name, value in given.items():
                self.send_header(name, value)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass  # a line a webhook on stderr would bury what a test says

    return Handler


def told_under_two_ids(hooks: Iterable[Webhook]) -> list[str]:
    """Rumors raised under two alerts, and levels of one alert told under two ids: a line each."""
    alerts: dict[str, dict[str, str]] = defaultdict(dict)
    levels: dict[str, dict[str, str]] = defaultdict(dict)
    for hook in hooks:
        if hook.type in ("alert.raised", "alert.escalated"):
            data = hook.data
            alert_id = data["alert_id"]
            alerts[f"rumor {data['rumor_id']}"].setdefault(alert_id, data["started_at"])
            told = f"{alert_id} {hook.type} at {data['level']}"
            levels[told].setdefault(hook.body["id"], hook.body["timestamp"])
    return [f"{what}: {ids}" for what, ids in (*alerts.items(), *levels.items()) if len(ids) > 1]
