"""A small client of our own API, for the command line, the demo and benchmarks.

In: a URL and a key. Out: decoded JSON, or `ApiError`.
"""

import http.client
import json
import time
from typing import Any
from urllib.parse import urlencode, urlsplit


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

    def __init__(self, url: str, key: str, *, timeout_s: float = 60.0) -> None:
        parts = urlsplit(url)
        kind = (
            http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        )
        self._connection = kind(parts.hostname or "", parts.port, timeout=timeout_s)
        self._base = parts.path.rstrip("/")
        self._headers = {"authorization": f"Bearer {key}"}

    def get(self, path: str, **query: Any) -> Any:
        """The JSON at a path."""
        given = {
            name.rstrip("_"): value for name, value in query.items() if value not in (None, "")
        }
        return self._call("GET", f"{path}?{urlencode(given)}" if given else path, None, {})

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """Posts JSON (bytes are sent as they are) and returns the answer."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._call("POST", path, content, {"content-type": "application/json", **named})

    def send_batch(
        self, reports: bytes, *, repeat: str, lines: bool = False, patience_s: float = 120.0
    ) -> Any:
        """Posts a batch, waiting and trying again while the API is away or asks for patience."""
        deadline = time.monotonic() + patience_s
        wait_s = 0.2
        kind = "application/x-ndjson" if lines else "application/json"
        while True:
            try:
                return self.post(
                    "/v1/reports/batch", reports, content_type=kind, idempotency_key=repeat
                )
            except ApiError as error:
                if error.status not in (0, 429, 503) or time.monotonic() > deadline:
                    raise
                time.sleep(max(wait_s, min(error.retry_after_s, 10.0)))
                wait_s = min(wait_s * 2, 5.0)

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()

    def _call(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Any:
        try:
            self._connection.request(method, self._base + path, body, {**self._headers, **headers})
            answer = self._connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise ApiError(
                0,
                f"no answer from {self._connection.host}:{self._connection.port} ({type(error).__name__})",
            ) from None
        try:
            decoded = json.loads(content) if content else None
        except ValueError:
            decoded = content.decode("utf-8", "replace")
        if answer.status >= 400:
            detail = decoded.get("detail", "") if isinstance(decoded, dict) else str(decoded)[:200]
            raise ApiError(
                answer.status, detail, _seconds(answer.headers.get("retry-after")), decoded
            )
        return decoded


def _seconds(retry_after: str | None) -> float:
    return float(retry_after) if retry_after and retry_after.isdigit() else 0.0
