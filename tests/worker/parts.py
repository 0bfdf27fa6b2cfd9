"""The parts of a worker without Faust and without a process: on a SQLite log in a folder, with a
clock that is set and acknowledgements that can be held back or fail.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from deploy.embedded.log.engine import SqliteLog
from deploy.embedded.log.eventlog import EventLog, NewRecord
from schemas.events import Alert, AlertsTold, Delivery, Source
from schemas.pipeline import WORKER_GROUP
from schemas.topics import CATALOGUE, SIGHTINGS, Topic, partitions_of
from streams.clock import SettableClock
from streams.config.file import ConfigFile
from streams.core.curation.decisions import Decisions
from streams.core.deliveries import UNDECIDED
from streams.deliver.queues import Deliverer
from streams.log.contract import partition_of
from streams.log.records import event_of
from streams.worker.agents import Cluster, Deliver, Surge
from streams.worker.fence import Fence, Pulse
from streams.worker.outbox import Outbox
from streams.worker.ownership import Ownership
from streams.worker.partition import Partition
from streams.worker.rules import Rules
from streams.worker.sender import Sender
from streams.worker.timers import Timers
from tests.support.builders import LANE, T0_MS

Event = TypeVar("Event")
LANE_PARTITIONS = 4
HOME = partition_of(LANE.encode(), LANE_PARTITIONS)
OTHER = (HOME + 1) % LANE_PARTITIONS
NEIGHBOUR = "b/cjk"  # in the same partition as LANE


class Stopped(BaseException):
    """The process would have ended. No `Exception`: nothing in the worker may go on after it."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def stop(code: int) -> None:
    raise Stopped(code)


@dataclass(frozen=True)
class Message:
    """A record as Faust hands it over."""

    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    timestamp: float = T0_MS / 1_000


@dataclass(frozen=True)
class Acknowledged:
    offset: int


@dataclass
class Wire:
    """What was sent over all channels, in the order in which it was acknowledged."""

    log: EventLog
    acknowledged: list[str] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    held: dict[str, asyncio.Event] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)  # by topic: acknowledged before the end

    def hold(self, topic: Topic[Any]) -> asyncio.Event:
        """Acknowledgements of a topic wait until the event is set."""
        self.held[topic.name] = asyncio.Event()
        return self.held[topic.name]


class Channel:
    """A Faust topic: what is sent lies on the log by the time it is acknowledged."""

    def __init__(self, topic: Topic[Any], wire: Wire) -> None:
        self.topic = topic
        self.wire = wire

    async def send(self, *, key: bytes, value: bytes | None, partition: int | None) -> Any:
        return self._acknowledge(key, value, partition)

    async def _acknowledge(
        self, key: bytes, value: bytes | None, partition: int | None
    ) -> Acknowledged:
        if self.wire.failures:
            raise self.wire.failures.pop(0)
        if held := self.wire.held.get(self.topic.name):
            await held.wait()
        if (left := self.wire.left.get(self.topic.name)) is not None:
            if not left:
                raise Stopped(0)
            self.wire.left[self.topic.name] = left - 1
        ((_, offset),) = self.wire.log.append([NewRecord(self.topic.name, key, value, partition)])
        self.wire.acknowledged.append(self.topic.name)
        return Acknowledged(offset)


class Notes(Deliverer):
    """A deliverer that calls nobody: it notes what it is told."""

    def __init__(self, config: ConfigFile, outbox: Outbox) -> None:
        super().__init__(config, "http://127.0.0.1", outbox.deliveries)
        self.taken: list[AlertsTold] = []
        self.restored: dict[str, list[Delivery]] = {}
        self.alerts_found: dict[str, list[Alert]] = {}
        self.decided: dict[str, int] = {}
        self.forgotten: list[str] = []

    async def take(self, event: AlertsTold, source: Source | None = None) -> None:
        self.taken.append(event)

    def hear(self, lane: str, alerts: Iterable[Alert], offset: int | None = None) -> None:
        assert offset is not None, "a change that is told again is known by another offset"
        self.alerts_found.setdefault(lane, []).extend(alerts)

    def restore(self, lane: str, found: Iterable[Delivery]) -> None:
        self.restored.setdefault(lane, []).extend(found)

    def resume(self, lane: str, decided: int = UNDECIDED) -> None:
        self.decided[lane] = decided

    def forget(self, lane: str) -> None:
        self.forgotten.append(lane)


class Parts:
    """One worker. Another one on the same folder is its successor, or its rival."""

    def __init__(self, folder: Path, clock: SettableClock) -> None:
        self.clock = clock
        self.folder = folder
        self.raw = EventLog(folder / "log.db")
        self.log = SqliteLog(f"sqlite://{folder / 'log.db'}")
        self.wire = Wire(self.raw)
        self.heart = SettableClock()  # of its own: to move `clock` by hours is no standstill
        self.pulse = Pulse(self.heart)
        self.fence = Fence(self.log, self.pulse, stop=stop)
        self.rules = Rules(ConfigFile(folder / "none.toml"), Decisions())
        channels = {topic.name: Channel(topic, self.wire) for topic in CATALOGUE}
        self.sender = Sender(channels, self.fence.end_unless_awake, clock=clock)
        self.outbox = Outbox(self.sender, self.fence)
        self.deliverer = Notes(self.rules.config, self.outbox)
        self.ownership = Ownership(
            self.log, self.rules, self.deliverer, lane_partitions=LANE_PARTITIONS, clock=clock
        )
        shared = (self.ownership, self.outbox, self.fence, clock)
        self.cluster = Cluster(*shared, rules=self.rules)
        self.surge = Surge(*shared, rules=self.rules)
        self.deliver = Deliver(*shared, deliverer=self.deliverer)
        self.timers = Timers(self.log, self.ownership, self.rules, self.outbox, clock)

    async def close(self) -> None:
        await self.log.stop()
        self.raw.close()

    @property
    def home(self) -> Partition:
        """The partition of the lane that the tests use."""
        return self.ownership.partitions[HOME]

    def put(self, topic: Topic[Event], event: Event, key: str = LANE) -> Message:
        """Appends an event as somebody else would -> the record, as Faust hands it over."""
        number = HOME if topic.partitions is None else 0
        return self.put_bytes(topic, topic.encode(event), key, number)

    def put_bytes(
        self, topic: Topic[Any], value: bytes, key: str = LANE, number: int = HOME
    ) -> Message:
        record = NewRecord(topic.name, key.encode(), value, number)
        ((_, offset),) = self.raw.append([record])
        return Message(number, offset, key.encode(), value)

    def events(self, topic: Topic[Event]) -> list[Event]:
        """What lies in the lane's partition of a topic, oldest first."""
        number = HOME if topic.partitions is None else 0
        return [
            event_of(topic, r.key, r.value, partition=number, lane_partitions=LANE_PARTITIONS)
            for r in self.raw.read(topic.name, number, 0, 100_000)
        ]

    def messages(self, topic: Topic[Any], start: int = 0) -> list[Message]:
        """The records in the lane's partition of a topic, as Faust hands them over."""
        return [
            Message(HOME, r.offset, r.key, r.value)
            for r in self.raw.read(topic.name, HOME, start, 100_000)
        ]

    def rejected(self) -> list[Any]:
        """All rejections there are."""
        topic = next(topic for topic in CATALOGUE if topic.name == "rumor.rejects.v1")
        return [
            rejection
            for number in range(LANE_PARTITIONS)
            for record in self.raw.read(topic.name, number, 0, 100_000)
            for rejection in topic.decode(record.value).rejections
        ]

    def commit(self, offset: int, topic: Topic[Any] = SIGHTINGS) -> None:
        """The group commits the lane's partition of a topic up to an offset."""
        self.raw.commit(WORKER_GROUP, {(topic.name, HOME): offset})


def make_topics(folder: Path) -> None:
    """The catalogue on a fresh log, as `rumor-tracker topics apply` makes it."""
    log = EventLog(folder / "log.db")
    for topic in CATALOGUE:
        log.create_topic(
            topic.name, partitions_of(topic, LANE_PARTITIONS), compacted=topic.compacted
        )
    log.close()


MakeWorker = Callable[[], Awaitable[Parts]]
