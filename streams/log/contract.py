"""What every log engine offers, and where a key goes: the contract between the application and its
engines.

`streams.log.engines` opens an engine by URL; `deploy/embedded/log/engine.py` and
`streams/log/kafka/client.py` hold the two there are.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Protocol

from streams.errors import Refused, Unavailable

READ_AT_ONCE = 5_000  # records a fetch: a round trip for each costs more than the memory
MASK = 0xFFFFFFFF  # murmur2 is defined on 32 bits; Python's integers have no end
MULTIPLIER = 0x5BD1E995
SEED = 0x9747B28C  # what Kafka's clients agreed on: another would send keys elsewhere


class LogUnavailable(Unavailable):
    """The log could not be written or read. Nothing of the append may be assumed to be there."""


class RecordTooLarge(LogUnavailable):
    """A record is larger than the log takes: the same append will never succeed."""


class LogUnusable(Refused):
    """The log's place is wrong, so that waiting does not help: no rights, no disk."""


class Outgoing(NamedTuple):
    """A record to append. Its key chooses the partition."""

    topic: str
    key: bytes
    value: bytes


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


class Ends(NamedTuple):
    """A partition's first offset kept, and the one that its next record gets.

    `first` moves on as old records are deleted; the two are equal where nothing is kept.
    """

    first: int
    following: int


EMPTY = Ends(0, 0)  # also of a partition that is not there: nothing to read, nothing to wait for


@dataclass(frozen=True, slots=True)
class TopicFound:
    """A topic as an engine has it, or is to have it.

    Settings are named and written as Kafka does.
    """

    partitions: int
    replicas: int
    settings: Mapping[str, str]


class Log(Protocol):
    """What every engine offers.

    Methods raise `LogUnavailable` where the engine cannot be reached or written.
    """

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def append(self, records: Sequence[Outgoing]) -> list[Appended]:
        """Returns once the records are durable -> where each went.

        After `LogUnavailable` some may be there and some not. Raises `RecordTooLarge` where trying
        again is of no use.
        """
        ...

    async def ends(self, topic: str) -> Mapping[int, Ends]:
        """The ends of each partition; nothing for a topic that is not there."""
        ...

    async def version(self) -> int:
        """Another number than before where anything was appended since, by whomever; where an
        engine cannot tell cheaply, always another.
        """
        ...

    def read(
        self, topic: str, partition: int, start: int, end: int
    ) -> AsyncIterator[Sequence[Record]]:
        """The records from `start` up to, not including, `end`, in big fetches."""
        ...

    async def committed(self, group: str, topic: str) -> Mapping[int, int]:
        """Partition -> next offset that a consumer group will read; partitions never committed are
        left out.
        """
        ...

    async def begin(self, group: str, topics: Sequence[str]) -> None:
        """Notes the first offset of each partition as committed where a group has never committed.

        Only while the group has no member.
        """
        ...

    async def topics(self) -> Mapping[str, TopicFound]:
        """All topics there are, ours and others'."""
        ...

    async def replicas(self) -> int:
        """How many copies a new topic can have, up to three."""
        ...

    async def create_topic(self, name: str, topic: TopicFound) -> None:
        """Returns once records can be appended; a topic that is there already stays."""
        ...

    async def alter_topic(self, name: str, settings: Mapping[str, str]) -> None:
        """Changes some settings of a topic; the others stay."""
        ...


async def ends_of(log: Log, topic: str, partition: int) -> Ends:
    """The ends of one partition, `EMPTY` where it is not there. Raises `LogUnavailable`."""
    return (await log.ends(topic)).get(partition, EMPTY)


# Keys are few and come again with every record: a lane has one.
@lru_cache(65_536)
def partition_of(key: bytes, partitions: int) -> int:
    """The partition of a key: murmur2, positive, modulo, as every Kafka client does."""
    return (murmur2(key) & 0x7FFFFFFF) % partitions


def murmur2(data: bytes) -> int:
    """Austin Appleby's 32-bit MurmurHash2 with the seed of Kafka's clients."""
    whole = len(data) & ~3
    digest = SEED ^ len(data)
    for at in range(0, whole, 4):
        word = int.from_bytes(data[at : at + 4], "little") * MULTIPLIER & MASK
        word = (word ^ word >> 24) * MULTIPLIER & MASK
        digest = (digest * MULTIPLIER & MASK) ^ word
    if whole < len(data):
        digest = (digest ^ int.from_bytes(data[whole:], "little")) * MULTIPLIER & MASK
    digest = (digest ^ digest >> 13) * MULTIPLIER & MASK
    return digest ^ digest >> 15
