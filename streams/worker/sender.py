"""Sends onto the log from inside a Faust app, however often it takes, and never from a process that
was frozen meanwhile.

In: events. Out: where each record lies, once the log has acknowledged it.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Sequence
from typing import Any

from schemas.topics import Topic
from streams import telemetry
from streams.log import faust_app

log = logging.getLogger("rumor.worker")
LONGEST_BACKOFF_S = 15.0
BEAT_EVERY_S = 0.25


class Pulse(threading.Thread):
    """Notes how long this process stood still.

    A thread of its own, like the one that sends heartbeats: a busy event loop is not a standstill.
    """

    def __init__(self) -> None:
        super().__init__(name="pulse", daemon=True)
        self._beat_at = time.monotonic()
        self._longest_s = 0.0

    def run(self) -> None:
        """Until the process ends."""
        while True:
            time.sleep(BEAT_EVERY_S)
            self.beat()

    def beat(self) -> None:
        """One beat."""
        now = time.monotonic()
        self._longest_s = max(self._longest_s, now - self._beat_at)
        self._beat_at = now

    def still_s(self) -> float:
        """The longest time without a beat, the present one included:

        whoever wakes up first may ask before the next beat.
        """
        return max(self._longest_s, time.monotonic() - self._beat_at)


class Sender:
    """Channels of an app. A repeat after a failure is harmless: ids come from content."""

    def __init__(self, app: faust_app.App, topics: Sequence[Topic[Any]]) -> None:
        self._channels = {topic.name: faust_app.channel(app, topic) for topic in topics}
        self.pulse = Pulse()
        self.pulse.start()

    def awake(self) -> None:
        """Ends the process where it stood still longer than its session: somebody else may have its
        partitions and have written since.

        To be called before anything is done or sent.
        """
        if (still_s := self.pulse.still_s()) > faust_app.SESSION_S:
            log.critical(
                "the worker stops: it stood still for %.0f s, its partitions may be another's",
                still_s,
            )
            faust_app.stop_now(1)

    async def send(self, topic: Topic[Any], key: str, partition: int | None, event: Any) -> int:
        """Sends one record and waits for its acknowledgement -> its offset."""
        return (await self.send_all(topic, [(key, partition, event)]))[0]

    async def send_all(
        self, topic: Topic[Any], items: list[tuple[str, int | None, Any]]
    ) -> list[int]:
        """Sends records together and waits for all acknowledgements -> their offsets."""
        wait_s = 0.1
        channel = self._channels[topic.name]
        while True:
            self.awake()
            try:
                sent = [
                    await channel.send(key=key.encode(), value=topic.encode(event), partition=at)
                    for key, at, event in items
                ]
                return [placed.offset for placed in await asyncio.gather(*sent)]
            except asyncio.CancelledError:
                raise
            except Exception as error:
                telemetry.retried("send")
                log.warning(
                    "waiting for the log",
                    extra=telemetry.fields(topic=topic.name, wait_s=wait_s, reason=str(error)),
                )
                await asyncio.sleep(wait_s)
                wait_s = min(wait_s * 2, LONGEST_BACKOFF_S)
