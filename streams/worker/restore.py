"""The state of the partitions this worker owns, and how it comes back from the log.

In: the log, read directly in big fetches. Out: per lane the index of known wordings, the surge
counters, pending deliveries. Facts that only grow are read whole; counters are compacted records
with the offset they are folded up to, and the sightings after it are folded again, silently.
"""

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from schemas.events import Delivery, ReportsSighted, SurgeFolded
from schemas.topics import DELIVERIES, RUMORS, SIGHTINGS, SURGES, CodecError, Topic
from streams.config.file import ConfigFile
from streams.core import clusters, surge
from streams.core.clusters.repeats import RepeatWindow
from streams.core.clusters.state import LaneClusters
from streams.core.curation.decisions import Decisions, offset_at, verdicts_of
from streams.core.durations import DAY_MS
from streams.core.lanes import tenant_of
from streams.core.surge import BadState, LaneSurges
from streams.deliver.queues import Deliverer
from streams.log import tails
from streams.log.contract import Log, Record
from streams.log.records import event_of

log = logging.getLogger("rumor.worker")
Event = TypeVar("Event")
EVENTS_AT_ONCE = 20  # records of up to 500 wordings, states of rumors: some tenths of a second
STATES_AT_ONCE = 2_000
OWNED = (RUMORS.name, SIGHTINGS.name, SURGES.name)  # nobody but the partition's worker writes them
TAIL_RECORDS = 4_000  # of sightings, for the window of sources


@dataclass
class Partition:
    """One partition's lanes. `decided` is the curation offset up to which its running episodes were
    corrected.

    `following` is, per topic that only the owner writes to, the offset its next record gets if
    nobody else writes.
    """

    number: int
    lane_partitions: int
    clusters: dict[str, LaneClusters] = field(default_factory=dict)
    repeats: RepeatWindow = field(
        default_factory=RepeatWindow
    )  # one for all lanes: a copy in another script is in another
    surges: dict[str, LaneSurges] = field(default_factory=dict)
    decided: int = -1
    following: dict[str, int] = field(default_factory=dict)

    def events(self, topic: Topic[Event], batch: Sequence[Record]) -> list[Event]:
        """The events of some of its records; one that cannot be used was set aside when it first
        came by.
        """
        out = []
        for record in batch:
            try:
                out.append(
                    event_of(topic, record.key, record.value, self.number, self.lane_partitions)
                )
            except CodecError:
                continue
        return out

    def wrote(self, topic: str, offset: int) -> None:
        """Notes an acknowledged record of ours."""
        self.following[topic] = max(self.following.get(topic, 0), offset + 1)

    def lane_clusters(self, lane: str) -> LaneClusters:
        """The lane's index, empty where nothing was reported yet."""
        if lane not in self.clusters:
            self.clusters[lane] = LaneClusters.empty(lane, self.repeats)
        return self.clusters[lane]

    def lane_surges(self, lane: str) -> LaneSurges:
        """The lane's counters, empty where nothing was reported yet."""
        if lane not in self.surges:
            self.surges[lane] = LaneSurges(lane)
        return self.surges[lane]


async def load(
    records: Log,
    number: int,
    *,
    group: str,
    config: ConfigFile,
    curation: Decisions,
    deliverer: Deliverer,
    lane_partitions: int,
) -> Partition:
    """Reads one partition's state back.

    Records that were set aside when they first came by are passed over here, too.
    """
    began = time.monotonic()
    partition = Partition(number, lane_partitions)
    partition.following = {
        topic: (await records.ends(topic)).get(number, (0, 0))[1] for topic in OWNED
    }
    await _load_clusters(records, partition)
    await _load_repeats(records, partition)
    await _load_deliveries(records, partition, deliverer)
    await _load_surges(records, partition, group, config, curation)
    fields = {
        "partition": number,
        "variants": sum(len(lane.rows) for lane in partition.clusters.values()),
        "repeats": len(partition.repeats),
        "rumors": sum(len(lane.rumors) for lane in partition.surges.values()),
        "seconds": round(time.monotonic() - began, 2),
    }
    log.info("partition loaded", extra={"fields": fields})
    return partition


async def written_by_others(records: Log, partition: Partition) -> bool:
    """Whether the log holds records of this partition that this process neither read nor wrote."""
    for topic, following in partition.following.items():
        if (await records.ends(topic)).get(partition.number, (0, 0))[1] != following:
            return True
    return False


async def agrees(
    records: Log, partition: Partition, start: int, end: int, lane: LaneClusters
) -> bool:
    """Whether the rumors that others wrote from `start` up to `end` say nothing but what the lane
    knows.
    """
    async for batch in records.read(RUMORS.name, partition.number, start, end):
        for event in partition.events(RUMORS, batch):
            if event.lane != lane.lane or not clusters.knows(lane, event.variants):
                return False
    return True


async def _load_clusters(records: Log, partition: Partition) -> None:
    first, end = (await records.ends(RUMORS.name)).get(partition.number, (0, 0))
    end = min(end, partition.following[RUMORS.name])
    async for batch in records.read(RUMORS.name, partition.number, first, end):
        for at in range(0, len(batch), EVENTS_AT_ONCE):
            for event in partition.events(RUMORS, batch[at : at + EVENTS_AT_ONCE]):
                clusters.restore(partition.lane_clusters(event.lane), event.variants)
            await asyncio.sleep(0)  # heartbeats go on


async def _load_repeats(records: Log, partition: Partition) -> None:
    """The reports counted in the last day:

    one that comes again is a repeat, whatever came between.
    """
    now_ms = int(time.time() * 1_000)
    number = partition.number
    ids = tails.recent_ids(
        records,
        SIGHTINGS,
        number,
        partition.following[SIGHTINGS.name],
        since_ms=now_ms - DAY_MS,
        lane_partitions=partition.lane_partitions,
        from_content=False,
    )
    async for some in ids:
        partition.repeats.remember(some.keys, some.offsets, now_ms)


async def _load_deliveries(records: Log, partition: Partition, deliverer: Deliverer) -> None:
    by_lane: dict[str, list[Delivery]] = {}
    first, end = (await records.ends(DELIVERIES.name)).get(partition.number, (0, 0))
    async for batch in records.read(DELIVERIES.name, partition.number, first, end):
        for event in partition.events(DELIVERIES, batch):
            by_lane.setdefault(event.lane, []).extend(event.deliveries)
    for lane, deliveries in by_lane.items():
        deliverer.restore(lane, deliveries)


async def _load_surges(
    records: Log, partition: Partition, group: str, config: ConfigFile, curation: Decisions
) -> None:
    number = partition.number
    checkpoint = await _load_states(records, partition)
    first, end = (await records.ends(SIGHTINGS.name)).get(number, (0, 0))
    committed = (await records.committed(group, SIGHTINGS.name)).get(number, first)
    start = max(first, min(checkpoint + 1, end - TAIL_RECORDS))
    async for batch in records.read(SIGHTINGS.name, number, start, end):
        for at, record in enumerate(batch):
            if at % EVENTS_AT_ONCE == 0:
                await asyncio.sleep(0)  # heartbeats go on
            for event in partition.events(SIGHTINGS, [record]):
                if record.offset < committed:
                    _fold_silently(partition, event, record.offset, checkpoint, config, curation)


async def _load_states(records: Log, partition: Partition) -> int:
    """Newest state of each rumor -> the lowest offset that every lane is folded up to."""
    newest: dict[tuple[str, str], SurgeFolded] = {}
    first, end = (await records.ends(SURGES.name)).get(partition.number, (0, 0))
    async for batch in records.read(SURGES.name, partition.number, first, end):
        for event in partition.events(SURGES, batch):
            newest[event.lane, event.rumor_id] = event
    folded = []
    for at, ((lane, rumor_id), event) in enumerate(newest.items()):
        if at % STATES_AT_ONCE == 0:
            await asyncio.sleep(0)
        state = partition.lane_surges(lane)
        try:
            if rumor_id:
                surge.load(state, rumor_id, event.state)
            else:
                surge.load_lane(state, event.state)
        except BadState as error:
            fields = {"lane": lane, "rumor": rumor_id, "reason": str(error)}
            log.error(
                "a surge state cannot be read; its rumor is counted anew", extra={"fields": fields}
            )
            continue
        if not rumor_id:
            state.folded = event.offset
            folded.append(event.offset)
    return min(folded, default=-1)


def _fold_silently(
    partition: Partition,
    event: ReportsSighted,
    offset: int,
    checkpoint: int,
    config: ConfigFile,
    curation: Decisions,
) -> None:
    """What was told before the restart is folded again without being told again."""
    state = partition.lane_surges(event.lane)
    tenant = tenant_of(event.lane)
    if offset <= checkpoint:
        state.sources.first_time(event.source.partition, event.source.offset)
        return
    policy = config.current().policy(tenant)
    decided = offset_at(curation, event.received_at_ms)
    surge.step(
        state,
        event,
        offset=offset,
        policy=policy,
        verdicts=verdicts_of(curation, tenant),
        decided=decided,
    )
