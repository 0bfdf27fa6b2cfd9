"""The embedded log as Faust sees it: a transport driver for `sqlite:///path/log.db`, registered in
`faust.transports`.

At least once, like Kafka, and by the same rule: offsets are committed some time after the work, so
work may come again. One worker per group, held by a lock file that the kernel frees even after kill
-9. Uses names that are private to Faust 0.15.3, which is pinned for it.
"""

import asyncio
import fcntl
import time
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote

from faust.assignor.client_assignment import ClientAssignment
from faust.transport import base
from faust.transport.consumer import Consumer as FaustConsumer
from faust.types import TP, ConsumerMessage, RecordMetadata

from deploy.embedded.log.eventlog import EventLog, Maintenance, NewRecord, StoredRecord
from streams.log.contract import partition_of

POLL_S, POLL_IDLE_S = (
    0.02,
    0.1,
)  # how soon another process's append is seen; after a second without any, less often
FETCH_AT_ONCE = 64  # records of up to 500 reports each
MOST_PENDING = 20_000


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
        self._write()

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
            await asyncio.sleep(POLL_S)
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
        return False

    async def _writer(self) -> None:
        assert self._wake is not None
        while not self.should_stop:
            await self._wake.wait()
            self._wake.clear()
            self._write()

    def _write(self) -> None:
        """In the loop's thread on purpose:

        3 ms for 500 records; a thread took 2 to 15 (it waits for the interpreter).
        """
        if not self._pending:
            return
        batch = self._pending
        self._pending = deque()
        try:
            placed = self.transport.log.append([record for record, _ in batch])
        except Exception as error:  # whoever awaits the ack decides; Faust must not die of it
            for _, sent in batch:
                if not sent.done():
                    sent.set_exception(error)
            return
        for (record, sent), (partition, offset) in zip(batch, placed, strict=True):
            if not sent.done():
                tp = TP(record.topic, partition)
                sent.set_result(RecordMetadata(record.topic, partition, tp, offset, 0.0, 0))
        self.transport.notify()


class _Fetched(NamedTuple):
    partition: int
    record: StoredRecord


class Consumer(FaustConsumer):
    """The only member of its group: every partition is its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._assigned: set[TP] = set()
        self._positions: dict[TP, int] = {}
        self._first: dict[TP, int] = {}
        self._ends: dict[TP, int] = {}
        self._version = -1
        self._generation = 0
        self._idle_since = time.monotonic()
        self._group_lock: Any = None
        self._maintenance: Maintenance | None = None

    # -- life
    # -----------------------------------------------------------------------------------------------------------

    async def on_start(self) -> None:
        group = self.app.conf.id
        self._group_lock = open(f"{self._log.path}.{group}.lock", "ab")
        try:
            fcntl.flock(self._group_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise RuntimeError(
                f"another process of group {group} is using {self._log.path}"
            ) from None
        self._maintenance = Maintenance(self._log.path)
        self._maintenance.start()
        await super().on_start()

    async def on_stop(self) -> None:
        await super().on_stop()
        if self._maintenance is not None:
            self._maintenance.stop()
        if self._group_lock is not None:
            self._group_lock.close()

    async def create_topic(self, *args: Any, **kwargs: Any) -> None:
        """See `Producer.create_topic`."""

    # -- assignment: one member gets everything
    # -------------------------------------------------------------------------

    async def subscribe(self, topics: Iterable[str]) -> None:
        self.add_future(
            self._assign(set(topics))
        )  # not at once: the caller awaits the conductor, which awaits us

    async def _assign(self, topics: set[str]) -> None:
        app = self.app
        app.on_rebalance_start()
        if self._assigned:
            await self.on_partitions_revoked(set(self._assigned))
        actives = {topic: list(range(self.transport.partitions(topic))) for topic in sorted(topics)}
        wanted = {TP(topic, number) for topic, numbers in actives.items() for number in numbers}
        self._refresh_ends(wanted)
        committed = self._log.committed(app.conf.id)
        for tp in wanted - self._assigned:
            self._positions[tp] = max(committed.get((tp.topic, tp.partition), 0), self._first[tp])
        self._assigned = wanted
        self._tell_assignor(actives, wanted)
        self._generation += 1
        app.consumer_generation_id = self._generation
        await self.on_partitions_assigned(set(wanted), self._generation)

    def _tell_assignor(self, actives: dict[str, list[int]], wanted: set[TP]) -> None:
        """What Faust's partition assignor would have set after a rebalance."""
        assignor = self.app.assignor
        url = str(self.app.conf.canonical_url)
        assignor._assignment = ClientAssignment(actives=actives, standbys={})
        assignor._active_tps, assignor._standby_tps = set(wanted), set()
        assignor._topic_groups = {topic: number for number, topic in enumerate(actives)}
        assignor.changelog_distribution = {url: {}}
        assignor.external_topic_distribution = {url: actives}

    def assignment(self) -> set[TP]:
        return set(self._assigned)

    def topic_partitions(self, topic: str) -> int:
        return int(self.transport.partitions(topic))

    def key_partition(self, topic: str, key: bytes | None, partition: int | None = None) -> int:
        return (
            partition_of(key or b"", self.transport.partitions(topic))
            if partition is None
            else partition
        )

    # -- offsets
    # --------------------------------------------------------------------------------------------------------

    @property
    def _log(self) -> EventLog:
        log: EventLog = self.transport.log
        return log

    def _refresh_ends(self, wanted: set[TP]) -> None:
        for topic in {tp.topic for tp in wanted}:
            for number, (first, following) in self._log.ends(topic).items():
                self._first[TP(topic, number)] = first
                self._ends[TP(topic, number)] = following

    def highwater(self, tp: TP) -> int:
        return self._ends.get(tp, 0)

    async def earliest_offsets(self, *tps: TP) -> Mapping[TP, int]:
        self._refresh_ends(set(tps))
        return {tp: self._first[tp] for tp in tps}

    async def highwaters(self, *tps: TP) -> Mapping[TP, int]:
        self._refresh_ends(set(tps))
        return {tp: self._ends[tp] for tp in tps}

    async def position(self, tp: TP) -> int | None:
        return self._positions.get(tp)

    async def _seek(self, partition: TP, offset: int) -> None:
        self._positions[partition] = offset

    async def seek_wait(self, partitions: Mapping[TP, int]) -> None:
        for tp, offset in partitions.items():
            self._positions[tp] = offset
            self._read_offset[tp] = offset or None

    async def seek_to_committed(self) -> Mapping[TP, int]:
        committed = self._log.committed(self.app.conf.id)
        for tp in self._assigned:
            self._positions[tp] = max(committed.get((tp.topic, tp.partition), 0), self._first[tp])
        return dict(self._positions)

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        self._log.commit(
            self.app.conf.id, {(tp.topic, tp.partition): offset for tp, offset in offsets.items()}
        )
        return True

    def _new_topicpartition(self, topic: str, partition: int) -> TP:
        return TP(topic, partition)

    # -- fetch
    # ----------------------------------------------------------------------------------------------------------

    async def _getmany(
        self, active_partitions: set[TP] | None, timeout: float
    ) -> dict[TP, list[_Fetched]]:
        deadline = time.monotonic() + timeout
        while not self.should_stop and self.flow_active:
            if self._log.version() != self._version or self.transport.appended:
                self._version = self._log.version()
                self.transport.appended = False
                self._refresh_ends(self._assigned)
            wanted = (
                self._assigned if active_partitions is None else active_partitions & self._assigned
            )
            ready = [tp for tp in wanted if self._positions[tp] < self._ends[tp]]
            if ready:
                self._idle_since = time.monotonic()
                return {tp: self._fetch(tp) for tp in ready}
            now = time.monotonic()
            if now >= deadline:
                break
            await self.transport.wait(POLL_S if now - self._idle_since < 1 else POLL_IDLE_S)
        return {}

    def _fetch(self, tp: TP) -> list[_Fetched]:
        found = self._log.read(tp.topic, tp.partition, self._positions[tp], FETCH_AT_ONCE)
        self._positions[tp] = found[-1].offset + 1 if found else self._ends[tp]
        return [_Fetched(tp.partition, record) for record in found]

    def _to_message(self, tp: TP, fetched: _Fetched) -> ConsumerMessage:
        record = fetched.record
        return ConsumerMessage(
            tp.topic,
            tp.partition,
            record.offset,
            record.at_ms / 1_000,
            0,
            [],
            record.key,
            record.value,
            None,
            len(record.key or b""),
            len(record.value or b""),
            tp,
            generation_id=self.app.consumer_generation_id,
        )


class Transport(base.Transport):
    """Holds the connection that producer and consumer of one worker share."""

    Consumer = Consumer
    Producer = Producer
    driver_version = "rumor-tracker sqlite log"
    default_port = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.appended = False
        self._woken: asyncio.Event | None = None
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

    def notify(self) -> None:
        """This process appended: its consumer need not wait for the next poll."""
        self.appended = True
        if self._woken is not None:
            self._woken.set()

    async def wait(self, timeout_s: float) -> None:
        """Until `notify`, at most `timeout_s`."""
        self._woken = asyncio.Event()
        try:
            await asyncio.wait_for(self._woken.wait(), timeout_s)
        except TimeoutError:
            pass
        finally:
            self._woken = None
