"""A small client of our own API, for the command line, the demo and benchmarks.

In: a URL and a key. Out: decoded JSON, or `ApiError`.
"""

import http.client
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from streams.backoff import waits
from streams.clock import SYSTEM_CLOCK, Clock
from streams.parsing import Unreadable
from streams.parsing.documents import json_value

AWAY = 0  # the status of no answer at all
# What another try may mend: no answer, too fast (429), or a log that cannot be written now (503).
WORTH_ANOTHER_TRY = (AWAY, 429, 503)
FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 5.0
LONGEST_PATIENCE_S = 10.0  # of what the API asks for: a command that stands still looks broken
# Servers close a connection that is silent for some seconds, ours after five: a question that
# crosses that end gets no answer, so an older connection is not asked again.
LONGEST_SILENCE_S = 3.0
LONGEST_DETAIL = 200  # characters of an answer that is no problem document: a proxy's HTML page


class ApiError(Exception):
    """The API answered with a problem, or not at all (`status` 0)."""

    def __init__(
        self, status: int, detail: str, retry_after_s: float = 0.0, body: Any = None
    ) -> None:
        super().__init__(f"{status} {detail}" if status else detail)
        self.status = status
        self.retry_after_s = retry_after_s
        self.body = body


class ApiClient:
    """One kept-alive connection. Not for several threads."""

    def __init__(
        self,
        url: str,
        key: str,
        *,
        timeout_s: float = 60.0,
        clock: Clock = SYSTEM_CLOCK,
        # A clock sleeps for coroutines; who calls this is a thread, which has nothing to yield to.
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        self._connection = kind(parts.hostname or "", parts.port, timeout=timeout_s)
        self._base = parts.path.rstrip("/")
        self._headers = {"authorization": f"Bearer {key}"}
        self._clock = clock
        self._pause = pause
        self._asked_s = clock.monotonic_s()

    def get(self, path: str, **query: Any) -> Any:
        """The JSON at a path. What is None or empty in the query is left out; `from_` is `from`."""
        given = {
            name.rstrip("_"): value for name, value in query.items() if value not in (None, "")
        }
        return self._call("GET", f"{path}?{urlencode(given)}" if given else path, None, {})

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """Posts JSON (bytes are sent as they are) and returns the answer."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._call("POST", path, content, {"content-type": "application/json", **named})

    def delete(self, path: str, **headers: str) -> Any:
        """Deletes what is at a path, or undoes it, and returns the answer."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._call("DELETE", path, None, named)

    def send_batch(
        self, reports: bytes, *, repeat: str, lines: bool = False, patience_s: float = 120.0
    ) -> Any:
        """Posts a batch, waiting and trying again while the API is away or asks for patience.

        `repeat` is the Idempotency-Key: under it a batch that was taken before its answer was lost
        counts once all the same.
        """
        deadline = self._clock.monotonic_s() + patience_s
        kind = "application/x-ndjson" if lines else "application/json"
        for wait_s in waits(FIRST_WAIT_S, LONGEST_WAIT_S):
            try:
                return self.post(
                    "/v1/reports/batch", reports, content_type=kind, idempotency_key=repeat
                )
            except ApiError as error:
                late = self._clock.monotonic_s() > deadline
                if error.status not in WORTH_ANOTHER_TRY or late:
                    raise
                self._pause(max(wait_s, min(error.retry_after_s, LONGEST_PATIENCE_S)))
        raise AssertionError("waits end never")

    def close(self) -> None:
        self._connection.close()

    def _call(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Any:
        now_s = self._clock.monotonic_s()
        if now_s - self._asked_s > LONGEST_SILENCE_S:
            self._connection.close()  # the request opens another
        self._asked_s = now_s
        try:
            self._connection.request(method, self._base + path, body, {**self._headers, **headers})
            answer = self._connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            # The connection is of no use now; the next call opens another by itself.
            self._connection.close()
            address = f"{self._connection.host}:{self._connection.port}"
            raise ApiError(AWAY, f"no answer from {address} ({type(error).__name__})") from None
        decoded = _decoded(content)
        if answer.status >= 400:
            detail = (
                decoded.get("detail", "")
                if isinstance(decoded, dict)
                else str(decoded)[:LONGEST_DETAIL]
            )
            wait_s = _seconds(answer.headers.get("retry-after"))
            raise ApiError(answer.status, detail, wait_s, decoded)
        return decoded


def _decoded(content: bytes) -> Any:
    if not content:
        return None
    try:
        return json_value(content)
    except Unreadable:  # a proxy's page, not ours
        return content.decode("utf-8", "replace")


def _seconds(retry_after: str | None) -> float:
    # The other form of the header, a date, our API never sends.
    return float(retry_after) if retry_after and retry_after.isdecimal() else 0.0
