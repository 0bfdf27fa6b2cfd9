"""Faust's producer over the embedded log."""

import asyncio
from collections import deque
from typing import Any

from faust.transport import base
from faust.types import TP, RecordMetadata

from deploy.embedded.log.eventlog import NewRecord
from streams.clock import SYSTEM_CLOCK
from streams.log.contract import partition_of

MOST_PENDING = 20_000  # records; who sends more waits for the disk
FULL_S = 0.02  # before the next look whether there is room again


class Producer(base.Producer):
    """Whatever is sent in one turn of the event loop goes to disk in one transaction."""

    def __post_init__(self) -> None:
        self._pending: deque[tuple[NewRecord, asyncio.Future[RecordMetadata]]] = deque()
        self._wake: asyncio.Event | None = None

    async def on_start(self) -> None:
        await super().on_start()
        self._wake = asyncio.Event()
        self.add_future(self._writer())

    async def on_stop(self) -> None:
        await super().on_stop()
        self._write()  # what was sent while the writer was being stopped

    async def create_topic(self, *args: Any, **kwargs: Any) -> None:
        """Topics come from the catalogue (`rumor-tracker topics apply`), never from Faust."""

    def key_partition(self, topic: str, key: bytes) -> TP:
        return TP(topic, partition_of(key, self.transport.partitions(topic)))

    async def send(
        self,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        partition: int | None,
        timestamp: float | None,
        headers: Any,
        *,
        transactional_id: str | None = None,
    ) -> "asyncio.Future[RecordMetadata]":
        while len(self._pending) >= MOST_PENDING:
            await SYSTEM_CLOCK.sleep(FULL_S)
        sent: asyncio.Future[RecordMetadata] = asyncio.get_running_loop().create_future()
        self._pending.append((NewRecord(topic, key, value, partition), sent))
        assert self._wake is not None
        self._wake.set()
        return sent

    async def send_and_wait(self, *args: Any, **kwargs: Any) -> RecordMetadata:
        return await (await self.send(*args, **kwargs))

    async def flush(self) -> None:
        self._write()

    def supports_headers(self) -> bool:
        return False  # nothing of ours sends any, and the file has no column for them

    async def _writer(self) -> None:
        assert self._wake is not None
        while not self.should_stop:
            await self._wake.wait()
            self._wake.clear()
            self._write()

    def _write(self) -> None:
        # In the loop's thread on purpose: 3 ms for 500 records; a thread took 2 to 15 (it waits for
        # the interpreter).
        if not self._pending:
            return
        batch = self._pending
        self._pending = deque()
        try:
            placed = self.transport.log.append([record for record, _ in batch])
        # Whatever it is: whoever awaits the ack decides, and Faust must not die of it.
        except Exception as error:
            for _, sent in batch:
                if not sent.done():
                    sent.set_exception(error)
            return
        following: dict[TP, int] = {}
        for (record, sent), (partition, offset) in zip(batch, placed, strict=True):
            tp = TP(record.topic, partition)
            following[tp] = offset + 1
            if not sent.done():
                sent.set_result(
                    RecordMetadata(
                        topic=record.topic,
                        partition=partition,
                        topic_partition=tp,
                        offset=offset,
                        timestamp=0.0,
                        timestamp_type=0,
                    )
                )
        self.transport.notify(following)
