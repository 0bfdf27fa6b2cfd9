"""The events of a stretch of a partition, for whoever reads beside the step that consumes it.

In: the log, and from where to where. Out: events with their offsets, in their order; what cannot be
used is passed over, for that step sets it aside.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import TypeVar

from schemas.topics import CodecError, Topic
from streams.log.contract import Log
from streams.log.records import event_of

Event = TypeVar("Event")


async def usable(
    log: Log, topic: Topic[Event], partition: int, *, start: int, end: int, lane_partitions: int
) -> AsyncIterator[tuple[int, Event]]:
    """What lies from `start` up to `end`. Raises `LogUnavailable`."""
    async for batch in log.read(topic.name, partition, start, end):
        for record in batch:
            # Each record may be half a thousand wordings: others go in between.
            await asyncio.sleep(0)
            try:
                event = event_of(
                    topic,
                    record.key,
                    record.value,
                    partition=partition,
                    lane_partitions=lane_partitions,
                )
            except CodecError:
                continue
            yield record.offset, event
