"""Sends onto the log from inside a Faust app, however often it takes, and never from a process that
was frozen meanwhile.

In: events. Out: where each record lies, once the log has acknowledged it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from schemas.topics import Topic
from streams import telemetry
from streams.backoff import waits
from streams.clock import SYSTEM_CLOCK, Clock

logger = logging.getLogger("rumor.worker")
FIRST_WAIT_S = 0.1
# A broker that comes back is noticed within it; what waits meanwhile is an alert.
LONGEST_WAIT_S = 15.0


class Placed(Protocol):
    """An acknowledgement."""

    @property
    def offset(self) -> int: ...


class Channel(Protocol):
    """A Faust topic: the outer await is for room in the producer, the inner for the log."""

    async def send(
        self, *, key: bytes, value: bytes | None, partition: int | None
    ) -> Awaitable[Placed]: ...


class Addressed(NamedTuple):
    """An event on its way. `partition` None: by its key. Without an event: nothing is left under
    the key, where the topic is compacted.
    """

    key: str
    partition: int | None
    event: Any


class Sender:
    """Channels of an app, by topic. `check` is called before each try, and may end the process.

    A repeat after a failure is harmless: ids come from content.
    """

    def __init__(
        self,
        channels: Mapping[str, Channel],
        check: Callable[[], None],
        *,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self._channels = channels
        self._check = check
        self._clock = clock

    async def send(self, topic: Topic[Any], one: Addressed) -> int:
        """Sends one record and waits for its acknowledgement -> its offset."""
        return (await self.send_all(topic, [one]))[0]

    async def send_all(self, topic: Topic[Any], items: Sequence[Addressed]) -> list[int]:
        """Sends records together and waits for all acknowledgements -> their offsets.

        Where one fails all are sent again: in their order, which matters more than a repeat.
        """
        # Outside of the `try`: what cannot be encoded is a defect, not a log that is away.
        channel = self._channels[topic.name]
        encoded = [
            (
                one.key.encode(),
                None if one.event is None else topic.encode(one.event),
                one.partition,
            )
            for one in items
        ]
        for wait_s in waits(FIRST_WAIT_S, LONGEST_WAIT_S):
            self._check()
            try:
                return await _try(channel, encoded)
            # Whatever Faust and the client under it raise means that nothing may be assumed to be
            # there. There is no tree of theirs to catch: aiokafka's, Faust's and asyncio's come.
            except Exception as error:
                telemetry.retried("send")
                fields = {"topic": topic.name, "wait_s": wait_s, "reason": str(error)}
                logger.warning("waiting for the log", extra=telemetry.fields(**fields))
                await self._clock.sleep(wait_s)
        raise AssertionError("waits end never")


async def _try(
    channel: Channel, encoded: Sequence[tuple[bytes, bytes | None, int | None]]
) -> list[int]:
    sent = [
        await channel.send(key=key, value=value, partition=partition)
        for key, value, partition in encoded
    ]
    return [placed.offset for placed in await asyncio.gather(*sent)]
