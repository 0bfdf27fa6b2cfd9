"""The embedded log as Faust sees it: a transport driver for `sqlite:///path/log.db`, registered in
`faust.transports`.

At least once, like Kafka, and by the same rule: offsets are committed some time after the work, so
work may come again. One worker per group, held by a lock file. Uses names that are private to Faust
0.15.3, which is pinned for it.
"""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from faust.transport import base
from faust.types import TP

from deploy.embedded.log.consumer import Consumer
from deploy.embedded.log.eventlog import EventLog
from deploy.embedded.log.producer import Producer


class Transport(base.Transport):
    """Holds the connection that producer and consumer of one worker share."""

    Consumer = Consumer
    Producer = Producer
    driver_version = "rumor-tracker sqlite log"
    default_port = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._appended: dict[TP, int] = {}
        self._consumed: frozenset[str] = frozenset()
        self._woken: asyncio.Future[None] | None = None
        self._log: EventLog | None = None

    @property
    def log(self) -> EventLog:
        """The log, opened when first needed."""
        if self._log is None:
            self._log = EventLog(unquote(self.url[0].path))
        return self._log

    def partitions(self, topic: str) -> int:
        """Partitions of a topic. Raises KeyError where it does not exist."""
        number = self.log.partitions(topic)
        if number is None:
            raise KeyError(f"no topic {topic}: run `rumor-tracker topics apply`")
        return number

    def consumes(self, topics: Iterable[str]) -> None:
        """Only appends to these wake the consumer."""
        self._consumed = frozenset(topics)

    def notify(self, following: Mapping[TP, int]) -> None:
        """This process appended, up to these offsets: its consumer need not look for them."""
        consumed = {tp: end for tp, end in following.items() if tp.topic in self._consumed}
        if consumed:
            self._appended |= consumed
            if self._woken is not None:
                _wake(self._woken)

    def appended(self) -> Mapping[TP, int]:
        """Where partitions end that this process appended to since the last call."""
        appended = self._appended
        self._appended = {}
        return appended

    async def wait(self, timeout_s: float) -> None:
        """Returns after `notify`, or after `timeout_s`."""
        # A future of its own for each wait: one that stays done would make the next wait none. Not
        # `wait_for`, which makes a task of each: a trickle waits many times a second.
        woken = asyncio.get_running_loop().create_future()
        timer = woken.get_loop().call_later(timeout_s, _wake, woken)
        self._woken = woken
        try:
            await woken
        finally:
            timer.cancel()
            self._woken = None


def _wake(woken: "asyncio.Future[None]") -> None:
    if not woken.done():
        woken.set_result(None)
