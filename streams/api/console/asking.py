"""The console asks what every other client asks: the same operations, scopes and limits, without
a connection between.

In: an operation's method and path, and who asks. Out: its answer, or the problem it raises.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from streams.api.access import expect_scope
from streams.api.answers import Answer
from streams.api.lookup import IS_READ
from streams.api.routes import OPERATIONS, Operation
from streams.api.services import Call, Services
from streams.config.keys import Key

BY_PATH = {(operation.method, operation.path): operation for operation in OPERATIONS}
MOST_PAGES = 20  # of a table as CSV: 10,000 rows
ROWS = 500  # a page of them, the most that the API gives

Query = Mapping[str, Any]


class Asking:
    """What one viewer may ask."""

    def __init__(self, services: Services, key: Key) -> None:
        self.services = services
        self.key = key

    async def read(self, path: str, query: Query | None = None, **parts: str) -> Any:
        """What GET answers at a path of the table of operations. Raises `Problem`."""
        return await self._answer(BY_PATH["GET", path], query or {}, parts)

    async def read_all(self, path: str, query: Query | None = None, **parts: str) -> Any:
        """All pages of a list as one, up to 10,000 items. Raises `Problem`."""
        whole = await self.read(path, {**(query or {}), "limit": ROWS}, **parts)
        for _ in range(MOST_PAGES - 1):
            if not whole.next_cursor:
                break
            asked = {**(query or {}), "limit": ROWS, "cursor": whole.next_cursor}
            page = await self.read(path, asked, **parts)
            # a new one: what was read may be somebody else's answer, too
            items = [*whole.items, *page.items]
            whole = msgspec.structs.replace(whole, items=items, next_cursor=page.next_cursor)
        return whole

    async def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Query | None = None,
        etag: str = "",
        **parts: str,
    ) -> Any:
        """What POST or DELETE answers. Raises `Problem`."""
        content = b"" if body is None else msgspec.json.encode(body)
        operation = BY_PATH[method, path]
        return await self._answer(operation, query or {}, parts, body=content, etag=etag)

    async def _answer(
        self,
        operation: Operation,
        query: Query,
        parts: Mapping[str, str],
        *,
        body: bytes = b"",
        etag: str = "",
    ) -> Any:
        expect_scope(self.key, operation.scope or "read")
        IS_READ.set(operation.scope == "read")
        request = _request(method=operation.method, query=query, body=body, etag=etag, parts=parts)
        result = await operation.handler(self.services, Call(request, self.key))
        assert not isinstance(result, Response)
        return result.body if isinstance(result, Answer) else result


def _request(
    method: str, query: Query, body: bytes, etag: str, parts: Mapping[str, str]
) -> Request:
    given = {name: value for name, value in query.items() if value not in (None, "")}
    headers = [(b"content-type", b"application/json")]
    if etag:
        headers.append((b"if-match", etag.encode()))

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {
        "type": "http",
        "method": method,
        "headers": headers,
        "query_string": urlencode(given).encode(),
        "path_params": dict(parts),
    }
    return Request(scope, receive)
