"""Logs: one JSON object a line on stderr, where containers and supervisors expect them.

No report text, no key, no secret ever enters a line. Fields are given in one way:

    logger.info("alert", extra=fields(event="raised", rumor=rumor_id))
"""

import json
import logging
import sys
import time
from collections import Counter
from typing import Any

KAFKA_CLIENTS = ("aiokafka", "kafka")
SERVER = "uvicorn"
FROM_WARNINGS_ON = (*KAFKA_CLIENTS, "faust", "mode", "asyncio", SERVER, "numba")
# Faust logs every start and stop of its services under the first two names, and under the last one
# every timer that came late, which is what a busy worker's timers do.
FROM_ERRORS_ON = ("streams.log.faust_app", "deploy.embedded.log.transport", "mode.timers")


def fields(**values: Any) -> dict[str, Any]:
    """What a log call is given as `extra`, so that the values become fields of its line."""
    # In a dict of their own: logging refuses an `extra` named like one of its own attributes
    # ("name", "module"), and does so only when the line is written.
    return {"fields": values}


class JsonLines(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, message, fields."""

    def format(self, record: logging.LogRecord) -> str:
        at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        line: dict[str, Any] = {
            "at": f"{at}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "from": record.name,
            "message": record.getMessage(),
        }
        line.update(getattr(record, "fields", {}))
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        # `default`: a value that JSON does not know must not lose the line that tells of a defect
        return json.dumps(line, ensure_ascii=False, default=str)


class Seldom(logging.Filter):
    """One line per logger of the Kafka clients every few seconds, with how many were left out:
    while a broker is away they would write a hundred a second. Of the server's warnings one a
    message: anybody can make them, without a key, by what is no request.
    """

    def __init__(self, every_s: float = 5.0) -> None:
        super().__init__()
        self._every_s = every_s
        self._next_at = dict[str, float]()
        self._left_out = Counter[str]()

    def filter(self, record: logging.LogRecord) -> bool:
        kind = _kind(record)
        if not kind:
            return True
        if record.created < self._next_at.get(kind, 0.0):
            self._left_out[kind] += 1
            return False
        self._next_at[kind] = record.created + self._every_s
        if left_out := self._left_out.pop(kind, 0):
            record.fields = {"left_out": left_out}
        record.exc_info = None  # fifty lines of their inside, each time, say nothing of ours
        return True


def _kind(record: logging.LogRecord) -> str:
    """What a line is one of many of; empty where each is told."""
    if record.name.startswith(KAFKA_CLIENTS):
        return record.name
    if record.name.startswith(SERVER) and record.levelno <= logging.WARNING:
        return f"{record.name} {record.msg}"
    return ""


def log_to_stderr(process: str, level: int = logging.INFO) -> logging.Logger:
    """JSON logs of this process on stderr; the noisy libraries only from warnings on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    handler.addFilter(Seldom())
    root = logging.getLogger()
    root.handlers[:] = [handler]  # libraries that were imported before may have added theirs
    root.setLevel(level)
    for noisy in FROM_WARNINGS_ON:
        logging.getLogger(noisy).setLevel(logging.WARNING)
    for service in FROM_ERRORS_ON:
        logging.getLogger(service).setLevel(logging.ERROR)
    return logging.getLogger(f"rumor.{process}")
