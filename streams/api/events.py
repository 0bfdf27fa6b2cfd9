"""GET /v1/events: server-sent events, from now or from where somebody left off.

In: a tenant's key, perhaps Last-Event-ID. Out: a stream that ends when its reader goes, or is too
slow: a reader that is behind goes on from its last event with another request. It ends, too, when
its key may not read any more, or whoever was signed in is not.

Everything is told once, but counts: they say that it is time to look, and come again where a
process or a connection ended between two of them. Added up they may be more than was reported.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from streams.api.feed import Feed
from streams.api.operation import Operation
from streams.api.positions import Position, at_least, position_of
from streams.api.query import Query, bad_parameter
from streams.api.services import Call, Services
from streams.intake.problems import unavailable
from streams.log.contract import LogUnavailable

MOST_LISTENERS = 200  # each holds a connection and a task
HEARTBEAT_S = 15.0  # proxies end what is silent for half a minute
SLOWEST_S = 20.0  # what a reader does not take within it, it does not take
OTHERS_AHEAD_S = 5.0  # another process may have told of what is not read here yet
LOOK_EVERY_S = 0.1
ASK_EVERY_S = 1.0  # whether the key still may, as often as the config file is looked at
LONGEST_ID = 2_000  # characters: ours hold a number for each partition
BEGINNING = b": rumor-tracker\nretry: 2000\n\n"
HEARTBEAT = b": \n\n"
# Nothing of the tenant; who asks again is told why in the answer.
OVER = b": this key may not read any more, or its session is over\n\n"


class MayNotRead(Exception):
    """The key of a stream lost what it was opened with."""


async def get_events(services: Services, call: Call) -> Response:
    """What happens, as it happens."""
    Query(call.request).done()
    feed = services.feed
    given = call.request.headers.get("last-event-id", "").strip()
    start = position_of(given) if len(given) <= LONGEST_ID else None
    if given and start is None:
        why = "it is the id of an event of this stream, or left out to begin now"
        raise bad_parameter("Last-Event-ID", "bad_position", why)
    if not feed.vector:
        raise unavailable("not_ready", "the log is not read yet; try again in a moment")
    if feed.listeners >= MOST_LISTENERS:
        raise unavailable("too_many_listeners", f"{MOST_LISTENERS} listen already")

    def may_read() -> bool:
        return call.is_signed_in() and services.access.still_may(call.key, "read")

    return Stream(feed, call.tenant, start, may_read)


class Stream(Response):
    """The answer; it counts as a listener for as long as it is sent."""

    media_type = "text/event-stream"

    def __init__(
        self, feed: Feed, tenant: str, start: Position | None, may_read: Callable[[], bool]
    ) -> None:
        super().__init__(headers={"cache-control": "no-store", "x-accel-buffering": "no"})
        del self.headers["content-length"]
        self.feed = feed
        self.tenant = tenant
        self.start = start
        self.may_read = may_read
        self._missed: set[str] = set()  # names of what was told before it listened live

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.feed.listeners += 1
        work = asyncio.ensure_future(self._send(send))
        leaving = asyncio.ensure_future(_left(receive))
        try:
            await asyncio.wait((work, leaving), return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                work.result()
        finally:
            self.feed.listeners -= 1
            work.cancel()
            leaving.cancel()

    async def _send(self, send: Send) -> None:
        headers = [(name, value) for name, value in self.raw_headers]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        try:
            await self._write(send, BEGINNING)
            number = await self._catch_up(send)
            await self._go_on(send, number)
        except TimeoutError:
            return  # nothing more would be taken, not even the end
        except LogUnavailable:
            pass  # its reader asks again from the last event that it has
        except MayNotRead:
            with suppress(TimeoutError):
                await self._put(send, OVER)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _catch_up(self, send: Send) -> int:
        """Tells what was missed -> the number of the first event that was not."""
        if self.start is None:
            return self.feed.end
        left_s = OTHERS_AHEAD_S
        while not at_least(self.feed.vector, self.start.vector) and left_s > 0:
            await asyncio.sleep(LOOK_EVERY_S)
            left_s -= LOOK_EVERY_S
        # Together: what comes from here on is in the ring, what came before is read again.
        number = self.feed.end
        missed = self.feed.missed(self.start)
        async for told in missed:
            if told.tenant == self.tenant:
                self._missed.add(told.name)
                await self._write(send, told.encoded)
        self._missed.discard("")
        return number

    async def _go_on(self, send: Send, number: int) -> None:
        while number >= self.feed.first:  # else it is too slow: what it needs is gone
            news = self.feed.news
            some = self.feed.since(number)
            number += len(some)
            mine = b"".join(
                told.encoded
                for told in some
                if told.tenant == self.tenant and told.name not in self._missed
            )
            if mine:
                await self._write(send, mine)
            if number == self.feed.end and not await self._comes(news):
                await self._write(send, HEARTBEAT)

    async def _comes(self, news: asyncio.Event) -> bool:
        """Whether there is news before it was silent for too long. Raises `MayNotRead`."""
        left_s = HEARTBEAT_S
        while True:
            with suppress(TimeoutError):
                return await asyncio.wait_for(news.wait(), min(left_s, ASK_EVERY_S))
            self._expect_may_read()
            left_s -= ASK_EVERY_S
            if left_s <= 0:
                return False

    def _expect_may_read(self) -> None:
        if not self.may_read():
            raise MayNotRead

    async def _write(self, send: Send, body: bytes) -> None:
        """Raises `TimeoutError` where the reader does not take it, `MayNotRead`."""
        self._expect_may_read()
        await self._put(send, body)

    async def _put(self, send: Send, body: bytes) -> None:
        message = {"type": "http.response.body", "body": body, "more_body": True}
        await asyncio.wait_for(send(message), SLOWEST_S)


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/events",
        handler=get_events,
        scope="read",
        summary="What happens, as server-sent events; Last-Event-ID resumes, and may tell a "
        "`rumor.counted` again: `new_reports` are not to be added up",
        headers=("Last-Event-ID",),
        answers="text/event-stream",
        problems=(422,),
    ),
)
