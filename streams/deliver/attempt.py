"""One webhook attempt: resolve, refuse private targets, sign, send, judge the answer. aiohttp is
used here and nowhere else.

In: a delivery's body and its receiver. Out: how the attempt went. Redirects are failures, and the
address that was checked is the one that is connected to.
"""

import asyncio
import ipaddress
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from streams.config.receivers import Receiver
from streams.core.receivers.standard import BadSecret, key_of, signed_headers

TIMEOUT_S = 20.0


@dataclass(frozen=True)
class Attempt:
    """How an attempt went:

    `status` 0 where no answer came, `retry_after_s` what the receiver asked for.
    """

    status: int
    duration_ms: int
    error: str
    retry_after_s: float = 0.0

    @property
    def delivered(self) -> bool:
        """2xx only."""
        return 200 <= self.status < 300


class RefusedTarget(Exception):
    """The receiver's address may not be sent to."""


class NoSecret(Exception):
    """There is nothing to sign with.

    The message names no path: who may read deliveries need not know this machine.
    """


async def attempt(body: str, delivery_id: str, receiver: Receiver) -> Attempt:
    """Sends once. Never raises for what the network or the receiver does."""
    began = time.monotonic()
    try:
        secret = _secret(receiver)
        content = body.encode()
        addresses = await _addresses(receiver)
        headers = signed_headers(content, id=delivery_id, at_s=int(time.time()), secrets=secret)
        headers["content-type"] = "application/json"
        status, error, retry_after_s = await _post(receiver.url, content, headers, addresses)
    except (RefusedTarget, NoSecret, BadSecret) as refused:
        status = 0
        error = str(refused)
        retry_after_s = 0.0
    except TimeoutError:
        status = 0
        error = f"no answer within {TIMEOUT_S:.0f} s"
        retry_after_s = 0.0
    except (aiohttp.ClientError, OSError, ValueError) as failed:
        status = 0
        error = f"{type(failed).__name__}: {failed}"[:300]
        retry_after_s = 0.0
    return Attempt(status, int((time.monotonic() - began) * 1_000), error, retry_after_s)


def _secret(receiver: Receiver) -> str:
    """The secrets of a receiver. Raises `NoSecret`."""
    secrets = receiver.secret
    if receiver.secret_file:
        try:
            secrets = _plain_text(Path(receiver.secret_file))
        except (OSError, UnicodeDecodeError):
            raise NoSecret("the receiver's secret file cannot be read") from None
    where = "the receiver's secret file" if receiver.secret_file else "the receiver's secret"
    if not secrets.split():
        raise NoSecret(f"{where} is empty")
    for secret in secrets.split():
        try:
            key_of(secret)
        except BadSecret as error:
            raise NoSecret(f"{where}: {error}") from None
    return secrets


def _plain_text(path: Path) -> str:
    if not path.is_file():  # opening a pipe would wait
        raise OSError
    return path.read_text(encoding="utf-8-sig")


async def _post(
    url: str, content: bytes, headers: dict[str, str], addresses: list[str]
) -> tuple[int, str, float]:
    connector = aiohttp.TCPConnector(resolver=_Pinned(addresses), use_dns_cache=False)
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        async with session.post(
            url, data=content, headers=headers, allow_redirects=False
        ) as answer:
            error = (
                ""
                if 200 <= answer.status < 300
                else f"answered {answer.status} {answer.reason or ''}".strip()
            )
            return answer.status, error, _seconds(answer.headers.get("retry-after", ""))


async def _addresses(receiver: Receiver) -> list[str]:
    """The addresses of the receiver's host.

    Raises `RefusedTarget` where one is private and the receiver may not have those.
    """
    parts = urlsplit(receiver.url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(parts.hostname or "", port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
    if not receiver.allow_private:
        for address in addresses:
            if not is_public(address):
                raise RefusedTarget(
                    f"{parts.hostname} is a private or loopback address: set allow_private = true for this receiver"
                )
    return addresses


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        for inner in (ip.ipv4_mapped, ip.sixtofour, ip.teredo[1] if ip.teredo else None):
            if inner is not None:
                return is_public(str(inner))
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not ip.is_multicast


def _seconds(retry_after: str) -> float:
    return min(float(retry_after), 86_400.0) if retry_after.isdigit() else 0.0


class _Pinned(AbstractResolver):
    """Answers with the addresses that were checked:

    a name that resolves differently a moment later changes nothing.
    """

    def __init__(self, addresses: list[str]) -> None:
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
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
