"""Faust's consumer over the embedded log: one worker per group, held by a lock file."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from faust.assignor.client_assignment import ClientAssignment
from faust.transport.consumer import Consumer as FaustConsumer
from faust.types import TP, ConsumerMessage

from deploy.embedded.log.eventlog import EventLog, StoredRecord
from deploy.embedded.log.locks import FileLock, group_lock
from deploy.embedded.log.maintenance import Maintenance
from deploy.embedded.log.positions import Positions
from streams.clock import SYSTEM_CLOCK
from streams.log.contract import partition_of

QUIET_AFTER_S = 2.0  # without a record: then looks are so many times as far apart, for looking is
QUIET_FACTOR = 2  # all that an idle process does

clock = SYSTEM_CLOCK  # Faust makes a consumer itself and hands in none


class _Fetched(NamedTuple):
    partition: int
    record: StoredRecord


class Consumer(FaustConsumer):
    """The only member of its group: every partition is its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        log: EventLog = self.transport.log
        self._group: str = self.app.conf.id
        self._log_path = log.path
        self._positions = Positions(log, self._group)
        self._generation = 0
        self._look_at_s = 0.0  # when the next look at what others wrote is due
        self._came_at_s = clock.monotonic_s()  # when there was something to read last
        self._group_lock: FileLock | None = None
        self._maintenance: Maintenance | None = None

    async def on_start(self) -> None:
        self._group_lock = group_lock(self._log_path, self._group)
        if not self._group_lock.taken():
            raise RuntimeError(f"another process of group {self._group} is using {self._log_path}")
        self._maintenance = Maintenance(self._log_path)
        self._maintenance.start()
        await super().on_start()

    async def on_stop(self) -> None:
        await super().on_stop()
        if self._maintenance is not None:
            self._maintenance.stop()
        # Last: until here another process would read what this one has not committed.
        if self._group_lock is not None:
            self._group_lock.close()

    async def create_topic(self, *args: Any, **kwargs: Any) -> None:
        """See `Producer.create_topic`."""

    async def subscribe(self, topics: Iterable[str]) -> None:
        # Not at once: the caller awaits the conductor, which awaits us.
        self.add_future(self._assign(set(topics)))

    async def _assign(self, topics: set[str]) -> None:
        """What a rebalance does, for a group of one: it gets everything."""
        app = self.app
        app.on_rebalance_start()
        if revoked := self.assignment():
            await self.on_partitions_revoked(revoked)
        actives = {topic: list(range(self.transport.partitions(topic))) for topic in sorted(topics)}
        wanted = {TP(topic, number) for topic, numbers in actives.items() for number in numbers}
        self._positions.assign(wanted)
        self.transport.consumes(topics)
        self._tell_assignor(actives, wanted)
        self._generation += 1
        app.consumer_generation_id = self._generation
        await self.on_partitions_assigned(set(wanted), self._generation)

    def _tell_assignor(self, actives: dict[str, list[int]], wanted: set[TP]) -> None:
        """What Faust's partition assignor would have set after a rebalance."""
        assignor = self.app.assignor
        url = str(self.app.conf.canonical_url)
        assignor._assignment = ClientAssignment(actives=actives, standbys={})
        assignor._active_tps = set(wanted)
        assignor._standby_tps = set()
        assignor._topic_groups = {topic: number for number, topic in enumerate(actives)}
        assignor.changelog_distribution = {url: {}}  # no Faust tables, so none
        assignor.external_topic_distribution = {url: actives}

    def assignment(self) -> set[TP]:
        return self._positions.assigned

    def topic_partitions(self, topic: str) -> int:
        return int(self.transport.partitions(topic))

    def key_partition(self, topic: str, key: bytes | None, partition: int | None = None) -> int:
        if partition is not None:
            return partition
        return partition_of(key or b"", self.transport.partitions(topic))

    def highwater(self, tp: TP) -> int:
        return self._positions.end(tp)

    async def earliest_offsets(self, *tps: TP) -> Mapping[TP, int]:
        self._positions.look_at(tps)
        return {tp: self._positions.first(tp) for tp in tps}

    async def highwaters(self, *tps: TP) -> Mapping[TP, int]:
        self._positions.look_at(tps)
        return {tp: self._positions.end(tp) for tp in tps}

    async def position(self, tp: TP) -> int | None:
        return self._positions.next(tp)

    async def _seek(self, partition: TP, offset: int) -> None:
        self._positions.seek(partition, offset)

    async def seek_wait(self, partitions: Mapping[TP, int]) -> None:
        for tp, offset in partitions.items():
            self._positions.seek(tp, offset)
            # As Faust's own driver does: messages read again would be dropped as known.
            self._read_offset[tp] = offset or None

    async def seek_to_committed(self) -> Mapping[TP, int]:
        return self._positions.seek_to_committed()

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        self._positions.commit(offsets)
        return True

    def _new_topicpartition(self, topic: str, partition: int) -> TP:
        return TP(topic, partition)

    async def _getmany(
        self,
        active_partitions: set[TP] | None,
        timeout: float,  # noqa: ASYNC109  the signature is Faust's
    ) -> dict[TP, list[_Fetched]]:
        deadline_s = clock.monotonic_s() + timeout
        while not self.should_stop and self.flow_active:
            # What this process appends is told to it, and not by the log's version.
            self._positions.advance(self.transport.appended())
            now_s = clock.monotonic_s()
            if now_s >= self._look_at_s:
                self._look(now_s)
            if ready := self._positions.ready(active_partitions):
                self._came_at_s = now_s
                return {tp: self._fetch(tp) for tp in ready}
            if now_s >= deadline_s:
                break
            await self.transport.wait(min(self._look_at_s, deadline_s) - now_s)
        return {}

    def _look(self, now_s: float) -> None:
        """Sees what others appended, all that came since the last look: a step that is woken for
        each record costs several times what it costs with a few at once.
        """
        if self._positions.changed():
            self._positions.look_at(self.assignment())
        is_quiet = now_s - self._came_at_s >= QUIET_AFTER_S
        pace_s: float = self.app.look_every_s
        self._look_at_s = now_s + pace_s * (QUIET_FACTOR if is_quiet else 1)

    def _fetch(self, tp: TP) -> list[_Fetched]:
        return [_Fetched(tp.partition, record) for record in self._positions.fetch(tp)]

    def _to_message(self, tp: TP, fetched: _Fetched) -> ConsumerMessage:
        record = fetched.record
        return ConsumerMessage(
            topic=tp.topic,
            partition=tp.partition,
            offset=record.offset,
            timestamp=record.at_ms / 1_000,
            timestamp_type=0,
            headers=[],
            key=record.key,
            value=record.value,
            checksum=None,
            serialized_key_size=len(record.key or b""),
            serialized_value_size=len(record.value or b""),
            tp=tp,
            generation_id=self.app.consumer_generation_id,
        )
