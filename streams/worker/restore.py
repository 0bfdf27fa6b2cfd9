"""How a partition's state comes back from the log.

In: the log, read directly in big fetches. Out: per lane the index of known wordings, the surge
counters, pending deliveries. Facts that only grow are read whole; counters are compacted records
with the offset they are folded up to, and the sightings after it are folded again, silently.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace

from schemas.events import AlertsTold, ReportsSighted, SurgeFolded
from schemas.pipeline import CLUSTER, DELIVER, SURGE
from schemas.topics import ALERTS, DELIVERIES, REPORTS, RUMORS, SIGHTINGS, SURGES
from streams import telemetry
from streams.clock import SYSTEM_CLOCK, Clock
from streams.core import clusters, surge
from streams.core.deliveries import UNDECIDED
from streams.core.durations import DAY_MS
from streams.core.surge import BadState, Overlay
from streams.core.surge.heard import ends_of_mutes, note
from streams.deliver.queues import Deliverer
from streams.log import tails
from streams.log.contract import Log, ends_of, partition_of
from streams.log.usable import usable
from streams.worker.partition import NONE_TOLD, OWNED, Partition
from streams.worker.recalling import recalled
from streams.worker.rules import Rules

logger = logging.getLogger("rumor.worker")
Relieve = Callable[[Partition], None]
# How much is decoded before heartbeats may go on, some tenths of a second: an event loop held up
# for a session's length loses the partition that it is just reading.
EVENTS_AT_ONCE = 20  # records of up to 500 wordings
STATES_AT_ONCE = 2_000  # states of rumors, small ones
# At most, of the intake that stamps reports and the worker that writes their sightings.
CLOCKS_APART_MS = 3_600_000
# Sightings read back in any case, for the window of sources: a worker that was paused beyond its
# session may still send old ones late.
TAIL_RECORDS = 4_000


async def load(
    log: Log,
    number: int,
    *,
    rules: Rules,
    deliverer: Deliverer,
    lane_partitions: int,
    relieve: Relieve = lambda _: None,
    clock: Clock = SYSTEM_CLOCK,
) -> Partition:
    """Reads one partition's state back; what is pending of its deliveries goes on at once.

    The log may hold more than memory may: `relieve` is called as the state grows.

    Records that were set aside when they first came by are passed over here, too. Raises
    `LogUnavailable`.
    """
    began_s = clock.monotonic_s()
    partition = Partition(number, lane_partitions)
    # Noted before anything is read: what somebody else writes from here on shows as a gap.
    partition.following = {topic: (await ends_of(log, topic, number)).following for topic in OWNED}
    partition.heard_of = partition.following[SIGHTINGS.name]
    begun_ms = await _load_clusters(log, partition, rules, relieve)
    await _load_repeats(log, partition, clock.now_ms())
    await _load_deliveries(log, partition, deliverer)
    relieve(partition)
    await _load_surges(log, partition, rules, relieve, begun_ms=begun_ms)
    fields = {
        "partition": number,
        "variants": sum(len(lane.rows) for lane in partition.clusters.values()),
        "repeats": len(partition.repeats),
        "rumors": sum(len(lane.rumors) + len(lane.quiet) for lane in partition.surges.values()),
        "seconds": round(clock.monotonic_s() - began_s, 2),
    }
    logger.info("partition loaded", extra=telemetry.fields(**fields))
    return partition


async def _load_clusters(
    log: Log, partition: Partition, rules: Rules, relieve: Relieve
) -> dict[str, int]:
    """When each lane began."""
    begun_ms: dict[str, int] = {}
    first = (await ends_of(log, RUMORS.name, partition.number)).first
    end = partition.following[RUMORS.name]
    # Reports from here on come again.
    committed = (await log.committed(CLUSTER.group, REPORTS.name)).get(partition.number, 0)
    async for batch in log.read(RUMORS.name, partition.number, first, end):
        for at in range(0, len(batch), EVENTS_AT_ONCE):
            for event in partition.events(RUMORS, batch[at : at + EVENTS_AT_ONCE]):
                clusters.restore(partition.lane_clusters(event.lane), [event])
                rules.grew(event.lane, event.merges, event.received_at_ms)
                begun_ms.setdefault(event.lane, event.received_at_ms)
                if event.source.offset >= committed:
                    partition.unsighted[event.source.offset] = event
            await asyncio.sleep(0)
        relieve(partition)
    return begun_ms


async def _load_repeats(log: Log, partition: Partition, now_ms: int) -> None:
    """The reports counted in the last day: one that comes again is a repeat, whatever came between.

    From the sightings, not the reports: what was not counted yet has to be counted.
    """
    ids = tails.recent_ids(
        log,
        SIGHTINGS,
        partition.number,
        partition.following[SIGHTINGS.name],
        since_ms=now_ms - DAY_MS,
        lane_partitions=partition.lane_partitions,
        from_content=False,
    )
    async for some in ids:
        partition.repeats.remember(some.keys, some.offsets, now_ms)


async def _load_deliveries(log: Log, partition: Partition, deliverer: Deliverer) -> None:
    """Alerts, too: digests say what became of one, and a new receiver is told those that are open.

    Those that nobody decided on come through the group: who is caught up with them before would be
    told the newest change of one first.
    """
    number = partition.number
    first, told = await ends_of(log, ALERTS.name, number)
    committed = (await log.committed(DELIVER.group, ALERTS.name)).get(number, 0)
    late: list[tuple[int, AlertsTold]] = []  # decided or not: the deliveries will say
    lanes: set[str] = set()
    async for batch in log.read(ALERTS.name, number, first, told):
        for record in batch:
            for event in partition.events(ALERTS, [record]):
                lanes.add(event.lane)
                note(partition.heard.setdefault(event.lane, {}), event.alerts)
                partition.unmuted |= ends_of_mutes(event.alerts)
                told_of = partition.told_of.get(event.lane, NONE_TOLD)
                partition.told_of[event.lane] = max(told_of, event.source.offset)
                for answer in event.answers:
                    partition.answered[event.lane] = answer.answer_id
                if record.offset < committed:
                    deliverer.hear(event.lane, event.alerts, record.offset)
                else:
                    late.append((record.offset, event))
    decided: dict[str, int] = {}
    begin, following = await ends_of(log, DELIVERIES.name, number)
    async for batch in log.read(DELIVERIES.name, number, begin, following):
        for attempted in partition.events(DELIVERIES, batch):
            lanes.add(attempted.lane)
            deliverer.restore(attempted.lane, attempted.deliveries)
            if attempted.source is not None and attempted.source.offset < told:
                decided[attempted.lane] = attempted.source.offset
    for offset, event in late:
        if offset <= decided.get(event.lane, UNDECIDED):
            deliverer.hear(event.lane, event.alerts, offset)
    for lane in lanes:
        for home in deliverer.unsettled(lane):
            await _settle(log, partition, deliverer, lane=lane, home=home)
    # Only once all are read: a delivery is pending until its last attempt was seen.
    for lane in sorted(lanes):
        deliverer.resume(lane, decided.get(lane, UNDECIDED))


async def _settle(
    log: Log, partition: Partition, deliverer: Deliverer, *, lane: str, home: str
) -> None:
    """Whether what a lane was about to be told in a digest of another one was told: whoever wrote
    it may have died in between, and another process may have the other lane.
    """
    lane_partitions = partition.lane_partitions
    number = partition_of(home.encode(), lane_partitions)
    first, following = await ends_of(log, DELIVERIES.name, number)
    found = usable(
        log, DELIVERIES, number, start=first, end=following, lane_partitions=lane_partitions
    )
    async for _, attempted in found:
        if attempted.lane == home:
            deliverer.settle(lane, attempted.deliveries)


async def _load_surges(
    log: Log, partition: Partition, rules: Rules, relieve: Relieve, *, begun_ms: Mapping[str, int]
) -> None:
    number = partition.number
    await _load_states(log, partition, relieve)
    first, following = await ends_of(log, SIGHTINGS.name, number)
    committed = (await log.committed(SURGE.group, SIGHTINGS.name)).get(number, first)
    start = await _unfolded(log, partition, begun_ms, first=first, following=following)
    async for batch in log.read(SIGHTINGS.name, number, start, following):
        for at, record in enumerate(batch):
            if at % EVENTS_AT_ONCE == 0:
                await asyncio.sleep(0)
            if record.offset >= committed:
                continue  # comes through the group, and is told then
            for event in partition.events(SIGHTINGS, [record]):
                state = partition.lane_surges(event.lane)
                if record.offset > state.folded:
                    _fold_silently(partition, event, record.offset, rules)
                else:
                    # Counted in the states already; only that its source came by is to be known.
                    state.first_time(event)
        relieve(partition)


async def _unfolded(
    log: Log, partition: Partition, begun_ms: Mapping[str, int], *, first: int, following: int
) -> int:
    """The offset from which on sightings may stand in no state.

    A lane of which no state is there yet, while others' are, is folded from its beginning on.
    """
    starts = [following - TAIL_RECORDS]
    stateless_ms = []
    for lane in partition.clusters.keys() | partition.surges.keys():
        # Also of one that nobody reported in, so that a flush will say how far it is folded.
        folded = partition.lane_surges(lane).folded
        if folded >= 0:
            starts.append(folded + 1)
        else:
            stateless_ms.append(begun_ms.get(lane, 0))
    if stateless_ms:
        begun = await tails.offset_at(
            log,
            SIGHTINGS.name,
            partition.number,
            first=first,
            end=following,
            at_ms=min(stateless_ms) - CLOCKS_APART_MS,
        )
        starts.append(begun)
    return max(first, min(starts))


async def _load_states(log: Log, partition: Partition, relieve: Relieve) -> None:
    """Newest state of each rumor, and how far each lane is folded."""
    newest: dict[tuple[str, str], SurgeFolded] = {}
    first, following = await ends_of(log, SURGES.name, partition.number)
    async for batch in log.read(SURGES.name, partition.number, first, following):
        for event in partition.events(SURGES, batch):
            key = event.lane, event.rumor_id
            if surge.is_packed(event.state):
                # Nearly all of millions: taken in as they come, without a second copy.
                newest.pop(key, None)
                _take_in(partition, event)
            else:
                newest[key] = event
        await asyncio.sleep(0)
        relieve(partition)
    for at, event in enumerate(newest.values()):
        if at % STATES_AT_ONCE == 0:
            await asyncio.sleep(0)
            relieve(partition)
        _take_in(partition, event)


def _take_in(partition: Partition, event: SurgeFolded) -> None:
    """Where a state cannot be read its rumor is counted anew: that is less than a worker that never
    starts again.
    """
    state = partition.lane_surges(event.lane)
    try:
        if event.rumor_id:
            surge.load(state, event.rumor_id, event.state, is_guest=event.is_guest)
        else:
            surge.load_lane(state, event.state)
            state.folded = event.offset
    except BadState as error:
        fields = {"lane": event.lane, "rumor": event.rumor_id, "reason": str(error)}
        logger.error(
            "a surge state cannot be read; its rumor is counted anew",
            extra=telemetry.fields(**fields),
        )


def _fold_silently(partition: Partition, event: ReportsSighted, offset: int, rules: Rules) -> None:
    """What was told before the restart is folded again without being told again."""
    state = partition.lane_surges(event.lane)
    surge.step(
        state,
        recalled(partition, event),
        offset=offset,
        policy=rules.policy(event.lane),
        verdicts=rules.verdicts(event.lane),
        # As of then: a verdict given since was not told with these, so `correct` has to tell it.
        decided=rules.decided_by(event.received_at_ms),
        over=_as_of_then(partition, rules.overlay(event.lane), event.received_at_ms),
    )
    state.take_outgoing()  # was sent then, too


def _as_of_then(partition: Partition, over: Overlay, at_ms: int) -> Overlay:
    """Without the mutes decided since, which silenced nothing then. Merges that were decided since
    are followed, and told, by the first record that is news.
    """
    mutes = {id_: mute for id_, mute in over.mutes.items() if mute.decided_at_ms <= at_ms}
    return replace(over, mutes=mutes, is_followed=False, unmuted=partition.unmuted)
