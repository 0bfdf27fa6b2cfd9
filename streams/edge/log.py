"""Append to the log and read it directly, whatever engine it is: `open_log(url)` finds the engine by the URL's scheme.

Intake appends here; worker, store and intake read whole topics here (rumors, surges, curations). Consuming in a group is Faust's.
Engines register in the entry point group `rumor_tracker.logs`; this module holds the one for Kafka.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from importlib.metadata import entry_points
from typing import Any
from urllib.parse import urlsplit

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError

from schemas.topics import MAX_RECORD_BYTES, Topic
from streams.logs import READ_AT_ONCE, Appended, Log, LogUnavailable, Record


def open_log(url: str) -> Log:
    """The log of a URL, not started. Raises ValueError for a scheme that no engine has registered."""
    scheme = urlsplit(url).scheme
    engines = {point.name: point for point in entry_points(group="rumor_tracker.logs")}
    if scheme not in engines:
        raise ValueError(f"RUMOR_LOG_URL: no engine for {scheme}://, only {', '.join(sorted(engines))}")
    return engines[scheme].load()(url)  # type: ignore[no-any-return]


def faust_broker(url: str) -> str:
    """The same URL in the form that Faust takes."""
    parts = urlsplit(url)
    return ";".join(f"kafka://{host}" for host in parts.netloc.split(",")) if parts.scheme == "kafka" else url


class KafkaLog:
    """Apache Kafka through aiokafka: `kafka://host:port,host:port`."""

    def __init__(self, url: str) -> None:
        self.servers = urlsplit(url).netloc.split(",")
        self._producer: AIOKafkaProducer | None = None
        self._reader: AIOKafkaConsumer | None = None
        self._lock = asyncio.Lock()

    async def start(self) -> None:
        self._producer = AIOKafkaProducer(
            bootstrap_servers=self.servers, acks="all", enable_idempotence=True, linger_ms=0, compression_type="zstd",
            max_request_size=MAX_RECORD_BYTES, request_timeout_ms=15_000,
        )  # fmt: skip
        self._reader = AIOKafkaConsumer(bootstrap_servers=self.servers, group_id=None, max_partition_fetch_bytes=MAX_RECORD_BYTES)
        try:
            await self._producer.start()
            await self._reader.start()
        except KafkaError as error:
            raise LogUnavailable(f"no Kafka at {', '.join(self.servers)}: {error}") from error

    async def stop(self) -> None:
        for client in (self._producer, self._reader):
            if client is not None:
                await client.stop()

    async def append(self, records: Sequence[tuple[str, bytes, bytes]]) -> list[Appended]:
        assert self._producer is not None
        try:
            sent = [await self._producer.send(topic, value, key) for topic, key, value in records]
            placed = await asyncio.gather(*sent)
        except KafkaError as error:
            raise LogUnavailable(f"Kafka did not take the records: {error}") from error
        return [Appended(one.partition, one.offset) for one in placed]

    async def ends(self, topic: str) -> Mapping[int, tuple[int, int]]:
        assert self._reader is not None
        try:
            partitions = await self._reader._client.fetch_all_metadata()
            parts = [TopicPartition(topic, p) for p in sorted(partitions.partitions_for_topic(topic) or ())]
            first, following = await self._reader.beginning_offsets(parts), await self._reader.end_offsets(parts)
        except KafkaError as error:
            raise LogUnavailable(f"Kafka did not answer: {error}") from error
        return {part.partition: (first[part], following[part]) for part in parts}

    async def read(self, topic: str, partition: int, start: int, end: int) -> AsyncIterator[Sequence[Record]]:
        assert self._reader is not None
        async with self._lock:  # one assignment at a time
            part = TopicPartition(topic, partition)
            self._reader.assign([part])
            self._reader.seek(part, start)
            while await self._reader.position(part) < end:
                got = await self._reader.getmany(part, timeout_ms=1_000, max_records=READ_AT_ONCE)
                records = [r for r in got.get(part, []) if r.offset < end]
                if records:
                    yield [Record(partition, r.offset, r.timestamp, r.key or b"", r.value or b"") for r in records]

    async def committed(self, group: str, topic: str) -> Mapping[int, int]:
        from streams.edge.topics import committed_offsets

        return await asyncio.to_thread(committed_offsets, self.servers, group, topic)

    async def create_topics(self, topics: Mapping[str, Topic[Any]], lane_partitions: int) -> list[str]:
        from streams.edge.topics import create_missing

        return await asyncio.to_thread(create_missing, self.servers, topics, lane_partitions)
