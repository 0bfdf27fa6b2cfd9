"""Sends onto the log from inside a Faust app, however often it takes, and never from a process that was frozen meanwhile.

In: events. Out: where each record lies, once the log has acknowledged it.
"""

import asyncio
import logging
import time
from collections.abc import Sequence
from typing import Any

from schemas.topics import Topic
from streams import telemetry
from streams.edge import faust_app

log = logging.getLogger("rumor.worker")
LONGEST_BACKOFF_S = 15.0


class Sender:
    """Channels of an app. A repeat after a failure is harmless: ids come from content."""

    def __init__(self, app: faust_app.App, topics: Sequence[Topic[Any]]) -> None:
        self._channels = {topic.name: faust_app.channel(app, topic) for topic in topics}
        self._awake_at = 0.0

    def awake(self, *, fresh: bool = False) -> None:
        """Ends the process where it stood still longer than its session: somebody else may have its partitions and have written since.

        To be called often. `fresh` after work that is known to hold up the loop.
        """
        now = time.monotonic()
        if self._awake_at and now - self._awake_at > faust_app.SESSION_S and not fresh:
            log.critical("the worker stops: it stood still for %.0f s, its partitions may be another's", now - self._awake_at)
            faust_app.stop_now(1)
        self._awake_at = now

    async def send(self, topic: Topic[Any], key: str, partition: int | None, event: Any) -> int:
        """Sends one record and waits for its acknowledgement -> its offset."""
        return (await self.send_all(topic, [(key, partition, event)]))[0]

    async def send_all(self, topic: Topic[Any], items: list[tuple[str, int | None, Any]]) -> list[int]:
        """Sends records together and waits for all acknowledgements -> their offsets."""
        wait_s, channel = 0.1, self._channels[topic.name]
        while True:
            self.awake()
            try:
                sent = [await channel.send(key=key.encode(), value=topic.encode(event), partition=at) for key, at, event in items]
                return [placed.offset for placed in await asyncio.gather(*sent)]
            except asyncio.CancelledError:
                raise
            except Exception as error:
                telemetry.RETRIES.labels("send").inc()
                log.warning("waiting for the log", extra={"fields": {"topic": topic.name, "wait_s": wait_s, "reason": str(error)}})
                await asyncio.sleep(wait_s)
                wait_s = min(wait_s * 2, LONGEST_BACKOFF_S)
