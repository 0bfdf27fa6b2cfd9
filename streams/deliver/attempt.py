"""One attempt: sign, send, judge the answer.

In: a delivery's body and its receiver. Out: how the attempt went. Redirects are failures, and the
address that was checked is the one that is connected to.
"""

from collections.abc import Awaitable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import aiohttp

from streams.clock import SYSTEM_CLOCK, Clock
from streams.config.receivers import Receiver
from streams.core.deliveries import Attempt
from streams.core.receivers.contract import Request
from streams.core.receivers.kinds import KINDS
from streams.core.receivers.signature import BadSecret
from streams.deliver.connections import Connections
from streams.deliver.targets import RefusedTarget
from streams.errors import Refused
from streams.parsing.urls import url_parts

TIMEOUT_S = 20.0  # of the whole attempt; Standard Webhooks recommends 15 to 30
LONGEST_ERROR = 300  # characters; it is recorded with every attempt and shown to people
LEAST_SECRET = 6  # characters of a part of a URL that may be a token: shorter ones are words


class NoSecret(Refused):
    """There is nothing to sign with.

    The message names no path: who may read deliveries need not know this machine.
    """


class Send(Protocol):
    """One attempt, as `Sender` makes it."""

    def __call__(
        self, body: str, delivery_id: str, receiver: Receiver, *, clock: Clock
    ) -> Awaitable[Attempt]: ...


@dataclass(kw_only=True)
class Sender:
    """Sends, over connections that are kept."""

    connections: Connections = field(default_factory=lambda: Connections(timeout_s=TIMEOUT_S))

    async def __call__(
        self, body: str, delivery_id: str, receiver: Receiver, *, clock: Clock = SYSTEM_CLOCK
    ) -> Attempt:
        """Sends once. Never raises for what the network or the receiver does."""
        began_s = clock.monotonic_s()
        result = await self._attempt(body, delivery_id, receiver, at_s=clock.now_ms() // 1_000)
        return Attempt(
            status=result.status,
            duration_ms=int((clock.monotonic_s() - began_s) * 1_000),
            error=without_secrets(result.error, receiver.url)[:LONGEST_ERROR],
            retry_after=result.retry_after,
        )

    async def close(self) -> None:
        """Closes the connections."""
        await self.connections.close()

    async def _attempt(
        self, body: str, delivery_id: str, receiver: Receiver, *, at_s: int
    ) -> Attempt:
        try:
            return await self._sent(_signed(body, delivery_id, receiver, at_s=at_s), receiver)
        except (RefusedTarget, NoSecret) as refused:
            error = str(refused)
        except TimeoutError:  # aiohttp's own is one, too, and says less
            error = f"no answer within {TIMEOUT_S:.0f} s"
        # ValueError: aiohttp raises it from deep within, for what a URL or an answer holds
        except (aiohttp.ClientError, OSError, ValueError) as failed:
            error = f"{type(failed).__name__}: {failed}"
        return Attempt(status=0, error=error or "failed")

    async def _sent(self, request: Request, receiver: Receiver) -> Attempt:
        kind = KINDS[receiver.kind]
        answer, asked = await self.connections.post(
            request, allow_private=receiver.allow_private, answer_bytes=kind.ANSWER_BYTES
        )
        error = kind.failure(answer)
        # what the body asks for is what the service means; its header is the same or missing
        wait_s = kind.wait_s(answer) if error else 0
        return Attempt(status=answer.status, error=error, retry_after=str(wait_s or asked))


async def attempt(
    body: str, delivery_id: str, receiver: Receiver, *, clock: Clock = SYSTEM_CLOCK
) -> Attempt:
    """One attempt over a connection of its own."""
    async with Connections(timeout_s=TIMEOUT_S) as connections:
        return await Sender(connections=connections)(body, delivery_id, receiver, clock=clock)


def without_secrets(error: str, url: str) -> str:
    """An error without what a URL holds beyond its host: paths and queries of chat services are
    secrets, and what went wrong is often told with the URL in it.
    """
    parts = url_parts(url)
    if parts is None:
        return error.replace(url, "...")
    rest = url.partition("://")[2].removeprefix(parts.netloc)
    tokens = {piece for piece in _pieces(rest) if len(piece) >= LEAST_SECRET}
    if "@" in parts.netloc:
        tokens.add(parts.netloc.rpartition("@")[0])
    for token in (rest, *sorted(tokens, key=len, reverse=True)):
        if len(token) > 1:
            error = error.replace(token, "...")
    return error


def _pieces(path_and_query: str) -> list[str]:
    for mark in "?&=#":
        path_and_query = path_and_query.replace(mark, "/")
    return path_and_query.split("/")


def _signed(body: str, delivery_id: str, receiver: Receiver, *, at_s: int) -> Request:
    """The request of this attempt: secrets are read anew, since a file is how they are rotated."""
    secrets = _secrets(receiver)
    try:
        return KINDS[receiver.kind].request(
            body, url=receiver.url, id=delivery_id, at_s=at_s, secrets=secrets
        )
    except BadSecret as error:
        where = "secret file" if receiver.secret_file else "secret"
        raise NoSecret(f"the receiver's {where}: {error}") from None


def _secrets(receiver: Receiver) -> str:
    if not receiver.secret_file:
        return receiver.secret
    path = Path(receiver.secret_file)
    try:
        if not path.is_file():
            raise NoSecret("the receiver's secret file is not there, or no plain file")
        # -sig: editors on Windows begin files with a byte order mark, which is no base64
        secrets = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise NoSecret("the receiver's secret file cannot be read") from None
    if not secrets.strip():  # a robot with a signature would be sent unsigned messages
        raise NoSecret("the receiver's secret file: there is no secret to sign with")
    return secrets
