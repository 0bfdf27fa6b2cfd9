"""What every log engine offers, and where a key goes: the contract between the application and its engines.

`streams.edge.log` opens an engine by URL; `deploy/embedded/log.py` and `streams/edge/log.py` hold the two there are.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from aiokafka.partitioner import murmur2

READ_AT_ONCE = 5_000


class LogUnavailable(Exception):
    """The log could not be written or read. Nothing of the append may be assumed to be there."""


class RecordTooLarge(LogUnavailable):
    """A record is larger than the log takes: the same append will never succeed."""


class LogUnusable(Exception):
    """The log's place is wrong, so that waiting does not help: no rights, no disk."""


@dataclass(frozen=True, slots=True)
class Appended:
    """Where a record went."""

    partition: int
    offset: int


@dataclass(frozen=True, slots=True)
class Record:
    """A record on the log."""

    partition: int
    offset: int
    at_ms: int
    key: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class TopicFound:
    """A topic as an engine has it, or is to have it. Settings are named and written as Kafka does."""

    partitions: int
    replicas: int
    settings: Mapping[str, str]


class Log(Protocol):
    """What every engine offers. Methods raise `LogUnavailable` where the engine cannot be reached or written."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def append(self, records: Sequence[tuple[str, bytes, bytes]]) -> list[Appended]:
        """Appends (topic, key, value) records; returns once they are durable."""
        ...

    async def ends(self, topic: str) -> Mapping[int, tuple[int, int]]:
        """Partition -> (first offset kept, next offset)."""
        ...

    def read(self, topic: str, partition: int, start: int, end: int) -> AsyncIterator[Sequence[Record]]:
        """The records from `start` up to, not including, `end`, in big fetches."""
        ...

    async def committed(self, group: str, topic: str) -> Mapping[int, int]:
        """Partition -> next offset that a consumer group will read; partitions never committed are left out."""
        ...

    async def begin(self, group: str, topics: Sequence[str]) -> None:
        """Notes the first offset of each partition as committed where a group has never committed. Only while the group has no member."""
        ...

    async def topics(self) -> Mapping[str, TopicFound]:
        """All topics there are."""
        ...

    async def replicas(self) -> int:
        """How many copies a new topic can have, up to three."""
        ...

    async def create_topic(self, name: str, topic: TopicFound) -> None:
        """Creates a topic."""
        ...

    async def alter_topic(self, name: str, settings: Mapping[str, str]) -> None:
        """Changes some settings of a topic; the others stay."""
        ...


@lru_cache(65_536)
def partition_of(key: bytes, partitions: int) -> int:
    """The partition of a key: murmur2, positive, modulo, as every Kafka client does."""
    return int((murmur2(key) & 0x7FFFFFFF) % partitions)
