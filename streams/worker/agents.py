"""The steps that the worker runs: cluster, surge, deliver. Each is a thin shell around a fold of
the core; nothing is decided here.

In: records of reports, sightings and alerts, those that queued up together. Out: what the folds
gave back, through the outbox, awaited together: one record at a time would cost two round trips
each. An exception that left an agent would lose records with no lag showing, so a record that
cannot be used goes to the rejects, sends are tried until acknowledged, and a defect ends the
process, which reads again from its last commit.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Generic, NamedTuple, Protocol, TypeVar

import msgspec

from schemas import pipeline
from schemas.events import Alert, AlertsTold, ReportsReceived, ReportsSighted, Source
from schemas.topics import CodecError, Topic
from streams import telemetry
from streams.clock import SYSTEM_CLOCK, Clock
from streams.core import clusters, surge
from streams.core.clusters.step import Clustered
from streams.core.masking import mask
from streams.core.surge import LaneSurges
from streams.deliver.queues import Deliverer
from streams.log.records import event_of, unreadable
from streams.worker.fence import Fence
from streams.worker.outbox import Folded, Outbox
from streams.worker.ownership import Ownership
from streams.worker.partition import NONE_TOLD, Partition, telling
from streams.worker.recalling import recalled
from streams.worker.rules import Rules

Event = TypeVar("Event")


class Message(Protocol):
    """A record as Faust hands it over."""

    @property
    def partition(self) -> int: ...

    @property
    def offset(self) -> int: ...

    @property
    def timestamp(self) -> float: ...

    @property
    def key(self) -> bytes | None: ...

    @property
    def value(self) -> bytes | None: ...


class Taken(NamedTuple, Generic[Event]):
    """A record that can be used, with the state of its partition and where it lies."""

    event: Event
    partition: Partition
    source: Source


class Found(NamedTuple, Generic[Event]):
    """A record whose partition is here; without an event where it went to the rejects."""

    event: Event | None
    partition: Partition
    source: Source


@dataclass
class Agent(ABC, Generic[Event]):
    """One step. `take` decodes, waits for the partitions, counts and measures, so that `handle` is
    the step and nothing else.
    """

    ownership: Ownership
    outbox: Outbox
    fence: Fence
    clock: Clock = SYSTEM_CLOCK

    step: ClassVar[pipeline.Step]

    @property
    def topic(self) -> Topic[Event]:
        """The one that it consumes."""
        (topic,) = self.step.reads
        return topic

    @abstractmethod
    async def handle(self, taken: Sequence[Taken[Event]]) -> None:
        """Returns once everything that came of the events is acknowledged; then they are done."""

    async def take(self, *messages: Message) -> None:
        """Takes records in their order. Sends of those before are acknowledged by then."""
        self.fence.end_unless_awake()
        began_s = self.clock.monotonic_s()
        found = [one for message in messages if (one := await self._found(message)) is not None]
        # While one was waited for, another's partition may have gone.
        held = [one for one in found if self.ownership.holds(one.partition)]
        await self.handle(
            [
                Taken(event=one.event, partition=one.partition, source=one.source)
                for one in held
                if one.event is not None
            ]
        )
        for one in held:
            one.partition.handled[self.topic.name] = one.source.offset + 1
        telemetry.step_took(self.step.name, self.clock.monotonic_s() - began_s)
        telemetry.records_processed(self.step.name, len(messages))

    def has_handled(self, message: Message) -> bool:
        """Whether a record that was taken is done with, so that it may be committed.

        One whose partition went elsewhere meanwhile is not: were it committed when the partition is
        back, nobody would ever handle it.
        """
        partition = self.ownership.partitions.get(message.partition)
        return partition is not None and message.offset < partition.handled.get(self.topic.name, 0)

    async def _found(self, message: Message) -> Found[Event] | None:
        # Decoded first: what is unusable is so wherever its partition goes.
        event = await self._decoded(message)
        partition = await self.ownership.wait_for(message.partition)
        if partition is None:
            return None  # another worker's, which reads it from its last commit
        source = Source(partition=message.partition, offset=message.offset)
        return Found(event=event, partition=partition, source=source)

    async def _decoded(self, message: Message) -> Event | None:
        """The event of a record, or None once it is on the rejects."""
        try:
            return event_of(
                self.topic,
                message.key,
                message.value,
                partition=message.partition,
                lane_partitions=self.ownership.lane_partitions,
            )
        except CodecError as error:
            rejection = unreadable(self.topic, message, self.step.name, error)
        # Here, not in the `except`: a send may take as long as the log is away.
        await self.outbox.rejections((rejection,))
        self.fence.end_when_bad(good=0, bad=1)
        return None


@dataclass(kw_only=True)
class Cluster(Agent[ReportsReceived]):
    """Which rumor does a report belong to?"""

    rules: Rules
    step = pipeline.CLUSTER

    async def handle(self, taken: Sequence[Taken[ReportsReceived]]) -> None:
        folded = [self._folded(one) for one in taken]
        await self.outbox.clustered(folded)
        for one, (_, _, outcome) in zip(taken, folded, strict=True):
            if outcome.grown and outcome.grown.merges:
                self.rules.grew(one.event.lane, outcome.grown.merges, one.event.received_at_ms)
            _count(outcome)  # once it is true for everybody
            bad = len(outcome.rejections)
            self.fence.end_when_bad(good=len(one.event.reports) - bad, bad=bad)

    def _folded(self, one: Taken[ReportsReceived]) -> Folded:
        lane = one.partition.lane_clusters(one.event.lane)
        lane.keep_apart(self.rules.apart(one.event.lane))
        lane.know_frames(self.rules.frames())
        _, outcome = clusters.step(
            lane, one.event, source=one.source, curation_offset=self.rules.decided
        )
        return Folded(one.partition, lane, _quoted_again(one, outcome))


@dataclass(kw_only=True)
class Surge(Agent[ReportsSighted]):
    """Does a rumor's spread rise abnormally?"""

    rules: Rules
    step = pipeline.SURGE

    async def handle(self, taken: Sequence[Taken[ReportsSighted]]) -> None:
        told = [(one, *self._told(one)) for one in taken]
        told = [(one, state, alerts) for one, state, alerts in told if alerts or state.outgoing]
        # From the folds on, without a pause in between: no state may be written that knows of an
        # alert which is not on the log.
        with telling(one.partition for one, *_ in told):
            for one, state, alerts in told:
                await self.outbox.surged(one.partition, state, alerts, one.source)

    def _told(self, one: Taken[ReportsSighted]) -> tuple[LaneSurges, tuple[Alert, ...]]:
        event = recalled(one.partition, one.event)
        decided = self.rules.decided
        if one.source.offset <= one.partition.told_of.get(event.lane, NONE_TOLD):
            # It was told before a crash and is read again: a verdict given since was not told with
            # it. As of the record, then: once too often is better than never.
            decided = self.rules.decided_by(event.received_at_ms)
        state, told = surge.step(
            one.partition.lane_surges(event.lane),
            event,
            offset=one.source.offset,
            policy=self.rules.policy(event.lane),
            verdicts=self.rules.verdicts(event.lane),
            decided=decided,
            over=replace(self.rules.overlay(event.lane), is_followed=decided >= self.rules.decided),
        )
        one.partition.decided = min(one.partition.decided, decided)  # the timer looks again
        return state, told


@dataclass(kw_only=True)
class Deliver(Agent[AlertsTold]):
    """Who has to hear of it?"""

    deliverer: Deliverer
    step = pipeline.DELIVER

    async def handle(self, taken: Sequence[Taken[AlertsTold]]) -> None:
        """Scheduled on the log when it returns; the webhooks are called meanwhile and later."""
        for one in taken:
            await self.deliverer.take(one.event, one.source)


def _quoted_again(one: Taken[ReportsReceived], outcome: Clustered) -> Clustered:
    """What is sent of a record whose rumors are on the log already, and whose sightings may not be:

    its wordings are known by now, and would be quoted nowhere.
    """
    grown = one.partition.unsighted.pop(one.source.offset, None)
    sighted = outcome.sighted
    if grown is None or sighted is None:
        return outcome
    quoted = {wording.variant_id for wording in sighted.wordings}
    missing = tuple(
        clusters.quote(variant, mask(variant.text))
        for variant in grown.variants
        if variant.variant_id not in quoted
    )
    whole = msgspec.structs.replace(sighted, wordings=(*missing, *sighted.wordings))
    return replace(outcome, sighted=whole)


def _count(outcome: Clustered) -> None:
    telemetry.reports_repeated(outcome.repeated)
    sightings = outcome.sighted.sightings if outcome.sighted else ()
    for stance, reports in Counter(one.stance for one in sightings).items():
        telemetry.reports_sighted(stance, reports)
    variants = outcome.grown.variants if outcome.grown else ()
    scores = [variant.score for variant in variants if variant.exemplar_id is not None]
    telemetry.rumors_opened(len(variants) - len(scores))
    telemetry.variants_joined(scores)


AnyAgent = Agent[Any]  # for the wiring, which treats all alike
