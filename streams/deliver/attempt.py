"""One webhook attempt: resolve, refuse private targets, sign, send, judge the answer. aiohttp is
used here and nowhere else.

In: a delivery's body and its receiver. Out: how the attempt went. Redirects are failures, and the
address that was checked is the one that is connected to.
"""

import re
import socket
from collections.abc import Sequence
from pathlib import Path

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from streams.clock import SYSTEM_CLOCK, Clock
from streams.config.receivers import Receiver
from streams.core.deliveries import Attempt
from streams.core.receivers.contract import Answer, Request
from streams.core.receivers.kinds import KINDS
from streams.core.receivers.signature import BadSecret
from streams.deliver.targets import RefusedTarget, addresses_of
from streams.errors import Refused

TIMEOUT_S = 20.0  # of the whole attempt; Standard Webhooks recommends 15 to 30
LONGEST_ERROR = 300  # characters; it is recorded with every attempt and shown to people
URI = re.compile(r"[!-~]+")  # the characters that a URL on the wire may have


class NoSecret(Refused):
    """There is nothing to sign with.

    The message names no path: who may read deliveries need not know this machine.
    """


async def attempt(
    body: str, delivery_id: str, receiver: Receiver, *, clock: Clock = SYSTEM_CLOCK
) -> Attempt:
    """Sends once. Never raises for what the network or the receiver does."""
    began_s = clock.monotonic_s()
    status = 0
    retry_after = ""
    try:
        request = _signed(body, delivery_id, receiver, at_s=clock.now_ms() // 1_000)
        addresses = await addresses_of(request.url, allow_private=receiver.allow_private)
        kind = KINDS[receiver.kind]
        answer, retry_after = await _post(request, addresses, answer_bytes=kind.ANSWER_BYTES)
        status = answer.status
        error = kind.failure(answer)
    except (RefusedTarget, NoSecret) as refused:
        error = str(refused)
    except TimeoutError:  # aiohttp's own is one, too, and says less
        error = f"no answer within {TIMEOUT_S:.0f} s"
    except (aiohttp.ClientError, OSError) as failed:
        error = f"{type(failed).__name__}: {failed}"
    took_ms = int((clock.monotonic_s() - began_s) * 1_000)
    return Attempt(
        status=status, duration_ms=took_ms, error=error[:LONGEST_ERROR], retry_after=retry_after
    )


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
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise NoSecret("the receiver's secret file cannot be read") from None


async def _post(
    request: Request, addresses: Sequence[str], *, answer_bytes: int
) -> tuple[Answer, str]:
    """The answer and its `Retry-After`."""
    # a session for each attempt: receivers are few and far between, and an address that was
    # checked for one must not stay open for the next
    connector = aiohttp.TCPConnector(resolver=_Pinned(addresses), use_dns_cache=False)
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
    async with (
        aiohttp.ClientSession(connector=connector, timeout=timeout) as session,
        session.post(
            _as_configured(request.url),
            data=request.content,
            headers=request.headers,
            allow_redirects=False,
        ) as got,
    ):
        body = await _beginning(got.content, answer_bytes)
        answer = Answer(status=got.status, reason=got.reason or "", body=body)
        return answer, got.headers.get("retry-after", "")


def _as_configured(url: str) -> URL:
    """A URL that is sent byte for byte: `%2F` in a token is not `/`, and signed URLs notice.

    What could not be sent so (a space, 中) is quoted.
    """
    try:
        return URL(url, encoded=URI.fullmatch(url) is not None)
    except ValueError as error:  # a host that cannot be one
        raise RefusedTarget(f"the receiver's url: {error}") from None


async def _beginning(content: aiohttp.StreamReader, most: int) -> bytes:
    got = b""
    while len(got) < most and (more := await content.read(most - len(got))):
        got += more
    return got


class _Pinned(AbstractResolver):
    """Answers with the addresses that were checked:

    a name that resolves differently a moment later changes nothing.
    """

    def __init__(self, addresses: Sequence[str]) -> None:
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        # `family` is a wish: a host that has only the other kind of address is reached by that
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                proto=0,
                flags=socket.AI_NUMERICHOST,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
            )
            for address in self._addresses
        ]

    async def close(self) -> None: ...
