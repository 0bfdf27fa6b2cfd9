"""Connections to receivers: kept open between attempts, to addresses that were checked.

In: a request. Out: the beginning of its answer. Names are looked up in threads of our own, one for
each name at a time: a name server that never answers holds up its own receiver alone.
"""

import asyncio
import errno
import re
import socket
import threading
from collections.abc import Callable
from types import TracebackType

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from streams.core.receivers.contract import Answer, Request
from streams.deliver.targets import RefusedTarget, check_address, check_url, is_address

LOOKUP_S = 5.0  # of a name; a resolver that needs longer is away
KEEP_S = 30.0  # an idle connection; load balancers close theirs after a minute
URI = re.compile(r"[!-~]+")  # the characters that a URL on the wire may have
LONGEST_LINE = 8_190  # bytes of a header line; what is longer is no receiver

Addresses = list[tuple[socket.AddressFamily, str]]
LookUp = Callable[[str, int], Addresses]


def look_up(host: str, port: int) -> Addresses:
    """The addresses of a host, as the system resolves them. Blocks; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys((info[0], str(info[4][0])) for info in found))


class Connections:
    """One session for receivers that may be private, one for those that may not: a connection that
    was opened for one of them is never used for another.
    """

    def __init__(self, *, timeout_s: float, lookup: LookUp = look_up) -> None:
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)
        self._names = Names(lookup)
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def __aenter__(self) -> "Connections":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes what is open."""
        sessions = list(self._sessions.values())
        self._sessions.clear()
        for session in sessions:
            await session.close()

    async def post(
        self, request: Request, *, allow_private: bool, answer_bytes: int
    ) -> tuple[Answer, str]:
        """The answer and its `Retry-After`.

        Raises RefusedTarget, and what aiohttp and the network raise.
        """
        check_url(request.url)
        url = _as_configured(request.url)
        host = url.host or ""  # as it is connected to, whatever another parser would make of it
        if not allow_private and is_address(host):
            check_address(host, host)  # no name, so no resolver would ever see it
        async with self._session(allow_private).post(
            url,
            data=request.content,
            headers=request.headers,
            allow_redirects=False,
        ) as got:
            body = await _beginning(got.content, answer_bytes)
            answer = Answer(status=got.status, reason=got.reason or "", body=body)
            return answer, got.headers.get("retry-after", "")

    def _session(self, allow_private: bool) -> aiohttp.ClientSession:
        if allow_private not in self._sessions:
            connector = aiohttp.TCPConnector(
                resolver=_Checked(self._names, allow_private=allow_private),
                use_dns_cache=False,
                keepalive_timeout=KEEP_S,
                limit=0,  # each receiver has a limit of its own
            )
            self._sessions[allow_private] = aiohttp.ClientSession(
                connector=connector,
                timeout=self._timeout,
                # what was packed could be a thousand times as large as what was sent
                auto_decompress=False,
                headers={"accept-encoding": "identity", "user-agent": "rumor-tracker"},
                cookie_jar=aiohttp.DummyCookieJar(),
                max_line_size=LONGEST_LINE,
            )
        return self._sessions[allow_private]


class Names:
    """Looks names up. A thread for each, and one lookup of a name at a time."""

    def __init__(self, lookup: LookUp) -> None:
        self._lookup = lookup
        self._running: dict[tuple[str, int], asyncio.Future[Addresses]] = {}

    async def addresses(self, host: str, port: int) -> Addresses:
        """Raises OSError, also where it takes too long; RefusedTarget for what is no name."""
        key = (host, port)
        if key not in self._running:
            self._running[key] = self._begin(host, port)
        try:
            # shielded: who gives up waiting leaves the lookup to the next attempt
            return await asyncio.wait_for(asyncio.shield(self._running[key]), LOOKUP_S)
        except TimeoutError:
            # with a number: aiohttp shows no other message
            why = f"the name {host[:80]} was not resolved within {LOOKUP_S:.0f} s"
            raise OSError(errno.ETIMEDOUT, why) from None

    def _begin(self, host: str, port: int) -> "asyncio.Future[Addresses]":
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Addresses] = loop.create_future()
        # a failure that nobody waits for any more is no defect
        future.add_done_callback(lambda done: done.cancelled() or done.exception())

        def settle(addresses: Addresses, error: Exception | None) -> None:
            self._running.pop((host, port), None)
            if not future.done():
                future.set_exception(error) if error else future.set_result(addresses)

        def work() -> None:
            found: Addresses = []
            failed: Exception | None = None
            try:
                found = self._lookup(host, port)
            except OSError as error:
                failed = error
            except ValueError:  # what IDNA cannot write, such as a label of more than 63 characters
                failed = RefusedTarget(f"{host[:80]} is no host name")
            try:
                loop.call_soon_threadsafe(settle, found, failed)
            except RuntimeError:
                pass  # the loop is closed: nobody waits

        # a daemon: the end of the process does not wait for a name server
        threading.Thread(target=work, name=f"look up {host[:80]}", daemon=True).start()
        return future


class _Checked(AbstractResolver):
    """Gives only addresses that may be sent to, and these are the ones that are connected to: a
    name that resolves differently a moment later changes nothing.
    """

    def __init__(self, names: Names, *, allow_private: bool) -> None:
        self._names = names
        self._allow_private = allow_private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        # `family` is a wish: a host that has only the other kind of address is reached by that
        found = await self._names.addresses(host, port)
        if not self._allow_private:
            # one private among public ones is enough: which is used is not ours to choose
            for _, address in found:
                check_address(host, address)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                proto=0,
                flags=socket.AI_NUMERICHOST,
                family=family_,
            )
            for family_, address in found
        ]

    async def close(self) -> None: ...


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
