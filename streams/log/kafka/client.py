"""Apache Kafka as a log: appending and direct reading through aiokafka. Consuming in a group is
Faust's.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.conn import create_conn
from aiokafka.errors import (
    AuthenticationFailedError,
    KafkaError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    SaslAuthenticationFailed,
    UnsupportedSaslMechanismError,
)

from schemas.topics import MAX_RECORD_BYTES
from streams.log.contract import (
    READ_AT_ONCE,
    Appended,
    Ends,
    LogUnavailable,
    LogUnusable,
    Outgoing,
    Record,
    RecordTooLarge,
    TopicFound,
)
from streams.log.kafka.address import KafkaAddress, address_of
from streams.log.kafka.admin import KafkaAdmin

Client = TypeVar("Client", AIOKafkaProducer, AIOKafkaConsumer)
APPEND_WITHIN_MS = 15_000  # then the intake answers 503 and the app sends again


class KafkaLog:
    """Apache Kafka, at the address of a URL.

    Data through aiokafka, everything about topics and groups through `KafkaAdmin`.
    """

    shared = True  # by as many machines as there are: what they must agree on has to be set

    def __init__(self, url: str) -> None:
        self.address = address_of(url)
        self._admin = KafkaAdmin(self.address)
        self._producer: AIOKafkaProducer | None = None
        self._reader: AIOKafkaConsumer | None = None
        # Of its own: behind a waiting fetch every question would take half a second.
        self._asker: AIOKafkaConsumer | None = None
        self._partitions: dict[str, int] = {}
        self._asked = 0
        self._lock = asyncio.Lock()

    async def start(self) -> None:
        """May be called again after it failed.

        Raises `LogUnusable` where the brokers do not let us in.
        """
        try:
            await _log_in(self.address)
            self._producer = await _started(
                AIOKafkaProducer(
                    **self.address.options(),
                    acks="all",
                    enable_idempotence=True,  # a retry of the client's own appends nothing twice
                    linger_ms=0,  # the appender groups requests already
                    compression_type="zstd",
                    max_request_size=MAX_RECORD_BYTES,
                    request_timeout_ms=APPEND_WITHIN_MS,
                )
            )
            self._asker = await _started(AIOKafkaConsumer(**self.address.options(), group_id=None))
            self._reader = await _started(
                AIOKafkaConsumer(
                    **self.address.options(),
                    group_id=None,
                    max_partition_fetch_bytes=MAX_RECORD_BYTES,
                    auto_offset_reset="earliest",
                )
            )
        except (KafkaError, OSError) as error:
            await self.stop()
            raise LogUnavailable(f"no Kafka at {self.address}: {error}") from error

    async def stop(self) -> None:
        for client in (self._producer, self._reader, self._asker):
            if client is not None:
                with suppress(KafkaError):
                    await client.stop()
        self._producer = self._reader = self._asker = None
        await asyncio.to_thread(self._admin.close)

    async def append(self, records: Sequence[Outgoing]) -> list[Appended]:
        if self._producer is None:
            raise LogUnavailable("the log is not open yet")
        try:
            sent = [await self._producer.send(topic, value, key) for topic, key, value in records]
            placed = await asyncio.gather(*sent)
        except (MessageSizeTooLargeError, RecordListTooLargeError) as error:
            raise RecordTooLarge("Kafka does not take records so large") from error
        except KafkaError as error:
            raise LogUnavailable(
                f"Kafka did not take the records: {type(error).__name__}"
            ) from error
        return [Appended(one.partition, one.offset) for one in placed]

    async def version(self) -> int:
        # To hear of an append is to ask each partition where it ends.
        self._asked += 1
        return self._asked

    async def ends(self, topic: str) -> Mapping[int, Ends]:
        if self._asker is None:
            raise LogUnavailable("the log is not open yet")
        try:
            parts = [
                TopicPartition(topic, number) for number in range(await self._partitions_of(topic))
            ]
            first = await self._asker.beginning_offsets(parts)
            following = await self._asker.end_offsets(parts)
        except KafkaError as error:
            raise LogUnavailable(f"Kafka did not answer: {type(error).__name__}") from error
        return {part.partition: Ends(first[part], following[part]) for part in parts}

    async def read(
        self, topic: str, partition: int, start: int, end: int
    ) -> AsyncIterator[Sequence[Record]]:
        if self._reader is None:
            raise LogUnavailable("the log is not open yet")
        part = TopicPartition(topic, partition)
        async with self._lock:  # one assignment at a time: a second would move the first away
            try:
                self._reader.assign([part])
                self._reader.seek(part, start)
                while (at := await self._reader.position(part)) < end:
                    # No more than wanted: whatever came with it would be unpacked for nothing.
                    got = await self._reader.getmany(
                        part, timeout_ms=1_000, max_records=min(READ_AT_ONCE, end - at)
                    )
                    if records := [one for one in got.get(part, []) if one.offset < end]:
                        yield [_record(found) for found in records]
            except KafkaError as error:
                raise LogUnavailable(f"Kafka did not answer: {type(error).__name__}") from error
            finally:
                self._reader.pause(part)  # else it goes on fetching what nobody wants

    async def committed(self, group: str, topic: str) -> Mapping[int, int]:
        return await asyncio.to_thread(self._admin.committed, group, topic)

    async def begin(self, group: str, topics: Sequence[str]) -> None:
        """Without a first commit a rebalance right after the start drops what was fetched: aiokafka
        has nothing to seek back to.
        """
        for topic in topics:
            known = await self.committed(group, topic)
            firsts = {
                (topic, number): ends.first
                for number, ends in (await self.ends(topic)).items()
                if number not in known
            }
            if firsts:
                await asyncio.to_thread(self._admin.commit, group, firsts)

    async def topics(self) -> Mapping[str, TopicFound]:
        return await asyncio.to_thread(self._admin.topics)

    async def replicas(self) -> int:
        return await asyncio.to_thread(self._admin.replicas)

    async def create_topic(self, name: str, topic: TopicFound) -> None:
        await asyncio.to_thread(self._admin.create, name, topic)

    async def alter_topic(self, name: str, settings: Mapping[str, str]) -> None:
        await asyncio.to_thread(self._admin.alter, name, settings)

    async def _partitions_of(self, topic: str) -> int:
        """How many partitions a topic has; asked until it exists, for that number never changes."""
        if not self._partitions.get(topic):
            assert self._asker is not None
            if topic not in await self._asker.topics():
                return 0
            # Its own client has to know them: else its first question about a topic goes astray and
            # is put again after a tenth of a second, eight times at a start.
            self._partitions[topic] = len(await self._asker._client._wait_on_metadata(topic))
        return self._partitions[topic]


async def _log_in(address: KafkaAddress) -> None:
    """Tries the credentials, at the first broker that answers. Raises `LogUnusable`.

    The clients take a wrong password for a broker that is away, and we would wait for it.
    """
    options = {
        name: value for name, value in address.options().items() if name != "bootstrap_servers"
    }
    for server in address.servers if address.user else ():
        host, _, port = server.rpartition(":")
        try:
            connection = await create_conn(
                host, int(port), request_timeout_ms=APPEND_WITHIN_MS, **options
            )
            connection.close()
            return
        except (AuthenticationFailedError, SaslAuthenticationFailed) as error:
            raise LogUnusable(
                f"Kafka at {address} does not let user {address.user} in: check RUMOR_LOG_URL"
            ) from error
        except UnsupportedSaslMechanismError as error:
            raise LogUnusable(
                f"Kafka at {address} does not know {address.mechanism}: "
                "set another ?sasl= in RUMOR_LOG_URL"
            ) from error
        except (KafkaError, OSError):
            continue  # the next one; where none answers the clients say so


def _record(found: Any) -> Record:
    return Record(
        partition=found.partition,
        offset=found.offset,
        at_ms=found.timestamp,
        key=found.key or b"",
        value=found.value or b"",  # a tombstone has none, and holds no event either
    )


async def _started(client: Client) -> Client:
    """A client once it is connected; one that cannot connect leaves nothing open."""
    try:
        await client.start()
        return client
    except BaseException:
        await client.stop()
        raise
