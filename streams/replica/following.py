"""Reads a topic keyed by lane from where one stands to its end, a little at a time.

In: the log, and the offsets read so far. Out: events, in their order; what cannot be used is passed
over, for the step that reads it sets it aside.
"""

from collections.abc import AsyncIterator
from typing import TypeVar

from schemas.topics import Topic
from streams.log.contract import Log
from streams.log.usable import usable

Event = TypeVar("Event")
FETCHED = 200  # records in memory at once, of up to 8 MB each


class Follower:
    """Where one stands in each partition of a topic."""

    def __init__(self, log: Log, lane_partitions: int) -> None:
        self._log = log
        self._lane_partitions = lane_partitions
        self._next: dict[int, int] = {}

    def start_at(self, partition: int, offset: int) -> None:
        """What lies before is not wanted; what was read already is not read again."""
        self._next[partition] = max(offset, self._next.get(partition, 0))

    async def new(self, topic: Topic[Event]) -> AsyncIterator[Event]:
        """The events since the last call, up to what is there now. Raises `LogUnavailable`."""
        for partition, (first, end) in (await self._log.ends(topic.name)).items():
            start = max(first, self._next.get(partition, 0))
            while start < end:
                until = min(start + FETCHED, end)
                async for _, event in usable(
                    log=self._log,
                    topic=topic,
                    partition=partition,
                    start=start,
                    end=until,
                    lane_partitions=self._lane_partitions,
                ):
                    yield event
                start = self._next[partition] = until
