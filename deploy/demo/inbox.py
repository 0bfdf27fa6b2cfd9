"""A webhook receiver on a free loopback port, for who plays without one.

In: webhooks. Out: their bodies with the time of arrival, in order. Signatures are not looked at:
only this machine can send anything here.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from streams.clock import SYSTEM_CLOCK, Clock

TAKEN = 204


class Inbox:
    """Listens from the start, in threads, until the process ends."""

    def __init__(self, clock: Clock = SYSTEM_CLOCK) -> None:
        # (seconds since 1970, body). Each is appended by a thread of its own, which lists allow.
        self.received: list[tuple[float, dict[str, Any]]] = []
        self._clock = clock
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{server.server_port}/hook"
        threading.Thread(target=server.serve_forever, name="inbox", daemon=True).start()

    def take(self, body: dict[str, Any]) -> int:
        """Keeps a webhook -> the status to answer."""
        self.received.append((self._clock.now_ms() / 1_000, body))
        return TAKEN


def _handler(inbox: Inbox) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(inbox.take(body))
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing: the demo tells of each webhook itself."""

    return Handler
