"""How a process is asked and how it says that it is ready: an HTTP server for Prometheus and
health checks, and a line on stdout.
"""

import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from streams.telemetry import metrics

# 0.0.4 is the version of Prometheus' text format; it reads nothing else without asking first.
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def ready(process: str) -> None:
    """The process has its state and takes work: a gauge, and the line that the supervisor waits
    for.
    """
    metrics.process_ready(process)
    # Faust puts a stream of its own in the place of sys.stdout, which writes into the log.
    print(f"ready {process}", file=sys.__stdout__, flush=True)


def serve_metrics(host: str, port: int, stalled: Callable[[], str]) -> int | None:
    """`/metrics` and `/healthz` of a process without an API of its own -> the port it listens on;
    port 0 serves none.

    503 with the reason where it is stalled. Raises `OSError` where the port is taken.
    """
    if not port:
        return None
    server = ThreadingHTTPServer((host, port), _handler(stalled))
    # Threads, not the event loop: a loop that stands still is just what a health check asks about.
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    return server.server_port


def _handler(stalled: Callable[[], str]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/metrics":
                self._answer(200, metrics.exposition())
            elif self.path == "/healthz":
                reason = stalled()
                self._answer(503 if reason else 200, (reason or "moving").encode() + b"\n")
            else:
                self._answer(404, b"only /metrics and /healthz\n")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", CONTENT_TYPE)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing: a line every fifteen seconds for every check would bury the others."""

    return Handler
