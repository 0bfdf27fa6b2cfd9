"""What the worker does without a record calling for it: resolving quiet episodes, telling verdicts,
writing states.

In: the wall clock and the decisions topic. Out: alerts and surge states.
"""

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from schemas import pipeline
from schemas.events import Alert, SurgeFolded
from schemas.topics import SIGHTINGS
from streams import telemetry
from streams.clock import SYSTEM_CLOCK, Clock
from streams.core import surge
from streams.core.surge import LaneSurges
from streams.log.contract import Log, LogUnavailable, ends_of
from streams.log.follow import follow
from streams.worker.outbox import NO_SOURCE, Outbox
from streams.worker.ownership import Ownership
from streams.worker.partition import Partition, arrived
from streams.worker.rules import Rules

logger = logging.getLogger("rumor.worker")
FLUSH_EVERY_S = 10.0  # what is folded since is folded again at a start: some seconds of sightings
# To write a state takes some 20 us in which nothing else goes on. Where so many are touched they
# are written sooner, so that a report waits for few of them; in all for a twentieth of the time.
MANY_TOUCHED = 200
FLUSH_SHARE = 20
FLUSH_LOOK_S = 0.5
FAR_BEHIND = 4_000  # records of sightings: as many as a start reads back in any case
RUMORS_SWEPT = 20_000  # of a lane at a flush, some milliseconds: a million in ten minutes
TICK_EVERY_S = 5.0  # an episode ends after an hour of quiet: seconds do not matter
# A report that waits in either may keep an episode open.
BEFORE_ALERTS = (pipeline.CLUSTER, pipeline.SURGE)
MEMORY_EVERY_S = 5.0  # what comes in five seconds is some MB
DECISIONS_EVERY_S = 0.5  # an analyst sees the correction while still looking at the page


class Timer(NamedTuple):
    """Work that comes again."""

    name: str
    every_s: float
    work: Callable[[], Awaitable[None]]


@dataclass
class Timers:
    """The work of the timers, each a method that is done when it returns."""

    log: Log
    ownership: Ownership
    rules: Rules
    outbox: Outbox
    clock: Clock = SYSTEM_CLOCK
    waiting: bool = False
    flushed_s: float = -FLUSH_EVERY_S
    flush_took_s: float = 0.0

    def all(self) -> tuple[Timer, ...]:
        return (
            Timer("flush", FLUSH_LOOK_S, self.flush_when_due),
            Timer("tick", TICK_EVERY_S, self.tick),
            Timer("decisions", DECISIONS_EVERY_S, self.decisions),
            Timer("memory", MEMORY_EVERY_S, self.memory),
        )

    async def memory(self) -> None:
        """Gives up what is more than the budget, and tells what is used."""
        self.ownership.relieve(tell=True)

    async def tick(self) -> None:
        """Resolves quiet episodes, by the wall clock: no record may ever come again.

        While records wait, what they hold is older than the clock says: then the time of the lane's
        last record counts.
        """
        now_ms = self.clock.now_ms()
        for partition in list(self.ownership.partitions.values()):
            if not partition.surges:
                continue
            is_behind = await self._is_behind(partition)
            is_known = not is_behind or (
                partition.handled.get(SIGHTINGS.name, 0) >= partition.heard_of
            )
            for lane, state in list(partition.surges.items()):
                _, told = surge.tick(
                    state,
                    now_ms=min(now_ms, state.time_ms) if is_behind else now_ms,
                    policy=self.rules.policy(lane),
                    verdicts=self.rules.verdicts(lane),
                    decided=self.rules.decided,
                    over=self.rules.overlay(lane),
                    heard=partition.heard.get(lane) if is_known else None,
                )
                await self.outbox.surged(partition, state, told, NO_SOURCE)
                if is_known and (heard := partition.heard.pop(lane, None)):
                    await self._recall(partition, lane, state, heard)

    async def decisions(self) -> None:
        """Follows the decisions; whoever heard of a running episode hears of each verdict on it.

        What an episode was told up to comes back with it, so a verdict given while nobody owned its
        lane is told by whoever takes it over.
        """
        # A partition on its way here is folded as of the decisions that it was loaded under.
        if not self.ownership.settled or not await self._followed():
            return
        for partition in list(self.ownership.partitions.values()):
            if partition.decided < self.rules.decided:
                partition.decided = self.rules.decided
                for lane, state in list(partition.surges.items()):
                    await self._correct(partition, lane, state)

    async def flush_when_due(self) -> None:
        """Flushes every ten seconds, and sooner where many states are touched."""
        began_s = self.clock.monotonic_s()
        touched = max((len(state.touched) for *_, state in self._lanes()), default=0)
        rest_s = FLUSH_SHARE * self.flush_took_s if touched >= MANY_TOUCHED else FLUSH_EVERY_S
        if began_s - self.flushed_s < min(rest_s, FLUSH_EVERY_S):
            return
        await self.flush()
        self.flushed_s = self.clock.monotonic_s()
        self.flush_took_s = self.flushed_s - began_s

    async def flush(self) -> None:
        """Writes the states of touched rumors, then that their lanes are folded so far."""
        for partition, _, state in self._lanes():
            state.rest(RUMORS_SWEPT)
            newest = partition.handled.get(SIGHTINGS.name, 0) - 1
            # A lane in which nothing happens is folded as far as its partition is, and says so now
            # and then: a start reads from the lane that is furthest behind.
            is_idle = not state.touched and newest - state.folded > FAR_BEHIND
            # Another worker may have taken it over since the sends before, and writes its own.
            held = self.ownership.holds(partition)
            if not held or not (state.touched or is_idle or state.gone):
                continue
            state.folded = newest if is_idle else state.folded
            gone = state.take_gone()
            states, whole = _snapshot(state)
            await arrived(partition.untold)
            if self.ownership.holds(partition):
                await self.outbox.states(partition, states, whole, gone)

    async def _followed(self) -> bool:
        """Whether all decisions are known. A log that is away is waited for: agents wait, too."""
        try:
            await follow(self.log, self.rules.curation)
        except LogUnavailable as error:
            if not self.waiting:  # once an outage, not twice a second
                fields = {"for": "decisions", "reason": str(error)}
                logger.warning("waiting for the log", extra=telemetry.fields(**fields))
            self.waiting = True
            return False
        self.waiting = False
        return True

    async def _is_behind(self, partition: Partition) -> bool:
        """Whether records wait of what may hold reports of the partition's rumors.

        Of a log that is away nothing is known: then nothing is said to be over.
        """
        try:
            for step in BEFORE_ALERTS:
                (topic,) = step.reads
                handled = partition.handled.get(topic.name)
                if handled is None:  # nothing came since the start: what the group has committed
                    committed = await self.log.committed(step.group, topic.name)
                    handled = committed.get(partition.number, 0)
                    partition.handled[topic.name] = handled
                if handled < (await ends_of(self.log, topic.name, partition.number)).following:
                    return True
        except LogUnavailable:
            return True
        return False

    async def _recall(
        self, partition: Partition, lane: str, state: LaneSurges, heard: Mapping[str, Alert]
    ) -> None:
        """Once, when all that was told before is folded: what the state says of it now."""
        _, told = surge.recall(
            state,
            heard,
            now_ms=self.clock.now_ms(),
            policy=self.rules.policy(lane),
            verdicts=self.rules.verdicts(lane),
            over=self.rules.overlay(lane),
        )
        await self.outbox.surged(partition, state, told, NO_SOURCE)

    async def _correct(self, partition: Partition, lane: str, state: LaneSurges) -> None:
        _, told = surge.correct(
            state,
            ratings=self.rules.ratings(lane),
            now_ms=self.clock.now_ms(),
            policy=self.rules.policy(lane),
            verdicts=self.rules.verdicts(lane),
            over=self.rules.overlay(lane),
        )
        await self.outbox.surged(partition, state, told, NO_SOURCE)

    def _lanes(self) -> Iterator[tuple[Partition, str, LaneSurges]]:
        """Lists, for both change while a send is awaited."""
        for partition in list(self.ownership.partitions.values()):
            for lane, state in list(partition.surges.items()):
                yield partition, lane, state


def _snapshot(state: LaneSurges) -> tuple[list[SurgeFolded], SurgeFolded]:
    """The states of touched rumors and the lane's, all as of now: taken before the first send, for
    what is folded meanwhile belongs to the next.
    """
    touched = state.touched
    state.touched = set()
    states = [
        SurgeFolded(
            lane=state.lane,
            rumor_id=rumor_id,
            offset=surge.offset_of(state, rumor_id),
            state=surge.dump(state, rumor_id),
            is_guest=rumor_id in state.rumors and state.rumors[rumor_id].is_guest,
        )
        for rumor_id in sorted(touched)
    ]
    whole = SurgeFolded(
        lane=state.lane, rumor_id="", offset=state.folded, state=surge.dump_lane(state)
    )
    return states, whole
