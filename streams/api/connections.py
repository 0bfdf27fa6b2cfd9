"""Connections: what one may cost before a request is there. uvicorn itself has no such limits.

In: bytes of clients, slow and endless ones among them. Out: uvicorn's protocol, which ends what is
too large (431) or too slow (408), and makes room for new connections by ending the one that has
been waiting longest for the head of its request.
"""

import asyncio
import re
import resource
from http import HTTPStatus
from typing import Any, ClassVar

import msgspec
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from streams.api.answers import PROBLEM_JSON
from streams.intake.problems import Problem

LARGEST_HEAD = 64 << 10  # bytes of request line and headers: eight times what browsers send
HEAD_WITHIN_S = 15.0  # from the first byte, or from the beginning of the connection
SILENT_S = 20.0  # a body that brings nothing for so long
BODY_WITHIN_S = 300.0  # 8 MiB at 30 kB a second
LOOK_EVERY_S = 2.0  # at the deadlines of a connection
# Each costs some 10 kB. Below the descriptors of the process, less those for its files.
MOST_CONNECTIONS = 8_000
OTHER_DESCRIPTORS = 256

# To speak HTTP/2 or websockets is offered by some clients with every request (Java's own, curl's
# --http2). Who does not take the offer answers as if it were not there; the parser would leave the
# request's body to the other protocol.
UPGRADE = re.compile(rb"(?i)(?<=\r\n)upgrade(?=[ \t]*:)")
NOT_TAKEN = b"offered"


def _last(status: int, code: str, detail: str) -> bytes:
    """An answer after which the connection is closed; no route gives it: no request came whole."""
    body = msgspec.json.encode(Problem(status, code, detail).body())
    return (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\ncontent-type: {PROBLEM_JSON}\r\n"
        f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
    ).encode() + body


TOO_LARGE = _last(
    431, "head_too_large", f"request line and headers have at most {LARGEST_HEAD} bytes"
)
TOO_SLOW = _last(408, "too_slow", "the rest of the request did not come in time; send it again")
UNREADABLE = _last(400, "no_request", "this is no request of HTTP/1.1: method, target or headers")


def most_connections() -> int:
    """How many may be open. Takes as many descriptors as the system lets this process have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + OTHER_DESCRIPTORS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        more = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (more, hard))
        soft = more
    if soft == resource.RLIM_INFINITY:
        return MOST_CONNECTIONS
    return max(16, min(MOST_CONNECTIONS, soft - OTHER_DESCRIPTORS))


class Connection(HttpToolsProtocol):
    """One connection with limits of size and time."""

    most: ClassVar[int] = MOST_CONNECTIONS  # set by `serving`, once the descriptors are known
    # Those whose next request has not come whole yet, the longest waiting first.
    _waiting: ClassVar["dict[Connection, None]"] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._head = 0
        self._deadline_s: float | None = None
        self._last_s = 0.0
        self._expect_head()
        self._look = self.loop.call_later(LOOK_EVERY_S, self._check)
        if len(self.connections) > self.most:
            next(iter(self._waiting)).transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._look.cancel()
        self._waiting.pop(self, None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        in_head = self in self._waiting
        if in_head or self._deadline_s is None:
            data = _without_upgrade(data)
        super().data_received(data)
        if in_head and self in self._waiting:
            self._head += len(data)
            if self._head > LARGEST_HEAD:
                self._end(TOO_LARGE)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._expect_head()

    def on_headers_complete(self) -> None:
        self._waiting.pop(self, None)
        self._last_s = self.loop.time()
        self._deadline_s = self._last_s + BODY_WITHIN_S
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._last_s = self.loop.time()
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._deadline_s = None  # from here on we are the slow ones
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """What the parser refuses; it does not say why."""
        self.transport.write(UNREADABLE)
        self.transport.close()

    def _unsupported_upgrade_warning(self) -> None:
        """Nothing: anybody may ask for it with a CONNECT, as often as they like."""

    def _expect_head(self) -> None:
        self._head = 0
        self._waiting.pop(self, None)
        self._waiting[self] = None
        self._deadline_s = self.loop.time() + HEAD_WITHIN_S

    def _check(self) -> None:
        now_s = self.loop.time()
        if self._deadline_s is not None and not self.flow.read_paused:
            silent = self not in self._waiting and now_s - self._last_s > SILENT_S
            if silent or now_s > self._deadline_s:
                self._end(TOO_SLOW)
                return
        self._look = self.loop.call_later(LOOK_EVERY_S, self._check)

    def _end(self, answer: bytes) -> None:
        answered: Any = self.cycle
        if not self.transport.is_closing():
            if answered is None or answered.response_complete or not answered.response_started:
                self.transport.write(answer)
            self.transport.close()


def _without_upgrade(data: bytes) -> bytes:
    head, end, body = data.partition(b"\r\n\r\n")
    return UPGRADE.sub(NOT_TAKEN, head) + end + body if UPGRADE.search(head) else data
