"""What the processes tell about themselves:

the metric catalogue and JSON logs. No report text, no key, no secret ever enters either.
"""

import json
import logging
import sys
import threading
import time
from collections import Counter as Counts
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)  # start time, CPU and memory: restarts show as a new start time
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

REPORTS_ACCEPTED = Counter(
    "rumor_reports_accepted",
    "Reports answered 202, durable on the log.",
    ["tenant"],
    registry=REGISTRY,
)
REPORTS_REFUSED = Counter(
    "rumor_reports_refused",
    "Reports or requests refused by the intake.",
    ["code"],
    registry=REGISTRY,
)
HTTP_SECONDS = Histogram(
    "rumor_http_request_seconds",
    "Duration of HTTP requests.",
    ["route", "status"],
    buckets=_SECONDS,
    registry=REGISTRY,
)
REPORTS_SIGHTED = Counter(
    "rumor_reports_sighted", "Reports given to a rumor.", ["stance"], registry=REGISTRY
)
REPORTS_REPEATED = Counter(
    "rumor_reports_repeated", "Reports sent again, counted once.", registry=REGISTRY
)
VARIANTS_JOINED = Counter(
    "rumor_variants_joined", "New wordings that joined a rumor.", registry=REGISTRY
)
RUMORS_OPENED = Counter(
    "rumor_rumors_opened", "New wordings that opened a rumor.", registry=REGISTRY
)
MATCH_SCORE = Histogram(
    "rumor_match_score",
    "Scores of joins.",
    buckets=[x / 10 for x in range(2, 11)],
    registry=REGISTRY,
)
ALERTS_TOLD = Counter("rumor_alerts_told", "Alert changes.", ["event", "level"], registry=REGISTRY)
DELIVERIES = Counter(
    "rumor_deliveries_attempted", "Webhook attempts.", ["receiver", "state"], registry=REGISTRY
)
REJECTS = Counter(
    "rumor_rejects", "What could not be used.", ["stage", "reason"], registry=REGISTRY
)
RECORDS = Counter(
    "rumor_records_processed",
    "Records of the log that a step finished.",
    ["step"],
    registry=REGISTRY,
)
STEP_SECONDS = Histogram(
    "rumor_step_seconds",
    "Duration of one record in a step, sends included.",
    ["step"],
    buckets=_SECONDS,
    registry=REGISTRY,
)
RETRIES = Counter(
    "rumor_retries", "Work tried again because a neighbour was away.", ["what"], registry=REGISTRY
)
ROWS_STORED = Counter(
    "rumor_rows_stored", "Rows inserted into ClickHouse.", ["table"], registry=REGISTRY
)
SPREAD_SECONDS = Histogram(
    "rumor_spread_recount_seconds",
    "Duration of one recount of touched minutes or days.",
    ["what"],
    buckets=_SECONDS,
    registry=REGISTRY,
)
LAG = Gauge(
    "rumor_lag_records",
    "Records of a topic that a step has not finished.",
    ["step", "topic", "partition"],
    registry=REGISTRY,
)
READY = Gauge(
    "rumor_ready",
    "1 when the process has its state and takes work.",
    ["process"],
    registry=REGISTRY,
)


class JsonLines(logging.Formatter):
    """One JSON object a line:

    time, level, logger, message, and the fields given as `extra={"fields": {...}}`.
    """

    def format(self, record: logging.LogRecord) -> str:
        at = (
            time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
            + f".{int(record.msecs):03d}Z"
        )
        line: dict[str, Any] = {
            "at": at,
            "level": record.levelname.lower(),
            "from": record.name,
            "message": record.getMessage(),
        }
        line.update(getattr(record, "fields", {}))
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class Seldom(logging.Filter):
    """One line per logger of the Kafka clients every few seconds:

    while a broker is away they would write a hundred a second.
    """

    def __init__(self, every_s: float = 5.0) -> None:
        super().__init__()
        self.every_s, self._next, self._left_out = every_s, dict[str, float](), Counts[str]()

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.name.startswith(("aiokafka", "kafka")):
            return True
        if record.created < self._next.get(record.name, 0.0):
            self._left_out[record.name] += 1
            return False
        self._next[record.name] = record.created + self.every_s
        if left_out := self._left_out.pop(record.name, 0):
            record.fields = {"left_out": left_out}
        record.exc_info = None
        return True


def log_to_stderr(process: str, level: int = logging.INFO) -> logging.Logger:
    """JSON logs of this process on stderr; the noisy libraries only from warnings on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    handler.addFilter(Seldom())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("aiokafka", "kafka", "faust", "mode", "asyncio", "uvicorn", "numba"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    for service in (
        "streams.log.faust_app",
        "deploy.embedded.log.transport",
        "mode.timers",
    ):  # Faust logs every start and stop under these names
        logging.getLogger(service).setLevel(logging.ERROR)
    return logging.getLogger(f"rumor.{process}")


def ready(process: str) -> None:
    """The process has its state and takes work:

    a gauge, and the line that the supervisor waits for.
    """
    READY.labels(process).set(1)
    print(f"ready {process}", file=sys.__stdout__, flush=True)


def exposition() -> bytes:
    """The metrics in Prometheus' text format."""
    return generate_latest(REGISTRY)


def serve_metrics(host: str, port: int, stalled: Callable[[], str]) -> None:
    """`/metrics` and `/healthz` of a process without an API of its own; port 0 serves none.

    503 with the reason where it is stalled.
    """
    if not port:
        return

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/metrics":
                self.answer(200, exposition())
            elif self.path == "/healthz":
                reason = stalled()
                self.answer(503 if reason else 200, (reason or "moving").encode() + b"\n")
            else:
                self.answer(404, b"only /metrics and /healthz\n")

        def answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None: ...

    threading.Thread(
        target=ThreadingHTTPServer((host, port), Handler).serve_forever, name="metrics", daemon=True
    ).start()
