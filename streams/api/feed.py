"""What happens, as it comes onto the log: the same events for everybody who listens here.

In: the tails of the topics. Out: events in a ring of the newest, each with the position to go on
from after it. The log is read once for all listeners, and not at all while there is none.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterator
from typing import Any

import msgspec

from schemas.events import ReportsSighted
from schemas.topics import ALERTS, CURATIONS, RUMORS, SIGHTINGS, Topic
from streams.api.happenings import Heard, Told, events_of
from streams.api.positions import TOPICS, Position, Vector, done_of, vector_of
from streams.clock import SYSTEM_CLOCK, Clock
from streams.core import curation
from streams.core.curation.decisions import Decisions
from streams.core.curation.overlay import Overlay
from streams.core.lanes import tenant_of
from streams.core.times import rfc3339
from streams.log.contract import Log
from streams.log.usable import usable

SEEN = TOPICS.index(SIGHTINGS)
DECIDED = TOPICS.index(CURATIONS)
COUNT_EVERY_S = 1.0  # of one rumor no more than one count a second
MOST_KEPT = 20_000  # events, some hundred bytes each: who is behind by more has to begin anew
MOST_READ_AGAIN = 2_000  # records of a partition for somebody who was away; older is not told
FETCHED = 200  # records in memory at once
# Records of a partition before a position that are looked through for what was told by then: a
# worker that was killed tells again what it had told last, one that had stood still what another
# found meanwhile.
TOLD_BEFORE: dict[Topic[Any], int] = {ALERTS: 200, RUMORS: 20}


class Feed:
    """`vector` is where the log was read to; of sightings, where they were told to."""

    def __init__(
        self,
        log: Log,
        decisions: Decisions,
        lane_partitions: int,
        links: str,
        *,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self.vector: Vector = ()
        self.first = 0  # the number of the oldest event that is kept
        self.listeners = 0
        self.news = asyncio.Event()
        self._kept: deque[Told] = deque(maxlen=MOST_KEPT)
        self._heard: dict[str, None] = {}
        self._log = log
        self._decisions = decisions
        self._lane_partitions = lane_partitions
        self._links = links
        self._clock = clock
        self._read: Vector = ()  # sightings, too
        self._counts: Counter[tuple[str, str]] = Counter()
        self._counted_s = float("-inf")

    @property
    def end(self) -> int:
        """The number that the next event gets."""
        return self.first + len(self._kept)

    def since(self, number: int) -> list[Told]:
        """The events from a number on, which is `first` at the least."""
        # by place, which is quick at the end: a listener wants the newest of twenty thousand
        return [self._kept[at] for at in range(max(0, number - self.first), len(self._kept))]

    async def follow(self) -> None:
        """Takes in what is new. Raises `LogUnavailable`."""
        ends = await self._ends()
        if not self.vector or not self.listeners:
            self.vector = self._read = ends
            self._counts.clear()
            return
        # Whole or not at all: where the log goes away in between, it is read again.
        counts: Counter[tuple[str, str]] = Counter()
        heard = Heard(self._heard)
        between = self._between(self._read, ends, counts, heard=heard, told=self.vector)
        found = [told async for told in between]
        self._remember(heard)
        before = self.end
        for told in found:
            self._keep(told)
        self._counts += counts
        self._read = ends
        self.vector = (*ends[:SEEN], self.vector[SEEN], *ends[SEEN + 1 :])
        self._flush()
        if self.end != before:  # else hundreds would wake four times a second for nothing
            self.news.set()
            self.news = asyncio.Event()

    async def missed(self, start: Position) -> AsyncIterator[Told]:
        """What came from a position up to the present `vector`. Raises `LogUnavailable`."""
        target = self.vector
        vector = tuple(
            tuple(
                max(end - MOST_READ_AGAIN, min(end, at))
                for at, end in zip((*offsets, *ends[len(offsets) :]), ends, strict=False)
            )
            for offsets, ends in zip(start.vector, target, strict=True)
        )
        counts: Counter[tuple[str, str]] = Counter()
        heard = await self._heard_before(vector)
        self._remember(heard)  # who was told before by another process is not told live again
        async for told in self._between(vector, target, counts, heard=heard, start=start):
            yield told
        before = Position((*target[:SEEN], vector[SEEN], *target[SEEN + 1 :]))
        for told in self._counted(counts, before, Position(target)):
            yield told

    async def _heard_before(self, vector: Vector) -> Heard:
        """What has a name and stands right before a position."""
        heard = Heard()
        for topic, most in TOLD_BEFORE.items():
            for partition, end in enumerate(vector[TOPICS.index(topic)]):
                begin = max(0, end - most)
                async for _, event in self._records(topic, partition, begin, end):
                    for one in events_of(event, self._decisions, self._links):
                        heard.is_new(one.name)
        return heard

    def _remember(self, heard: Heard) -> None:
        self._heard |= heard.since
        while len(self._heard) > MOST_KEPT:
            del self._heard[next(iter(self._heard))]

    async def _ends(self) -> Vector:
        found = []
        for topic in TOPICS:
            ends = {n: end for n, (_, end) in (await self._log.ends(topic.name)).items()}
            found.append(tuple(ends.get(n, 0) for n in range(max(ends, default=-1) + 1)))
        # What was decided is told once it is in force here.
        found[DECIDED] = tuple(min(end, self._decisions.offset) for end in found[DECIDED])
        return tuple(found)

    async def _between(
        self,
        start_at: Vector,
        end_at: Vector,
        counts: Counter[tuple[str, str]],
        *,
        heard: Heard,
        told: Vector = (),
        start: Position | None = None,
    ) -> AsyncIterator[Told]:
        """The events of what lies between, without those that were `heard`; sightings are counted
        into `counts`, and stand in the positions as in `told`, for whoever goes on from there has
        not heard of them.
        """
        at = [list(offsets) for offsets in start_at]
        if told:
            at[SEEN] = list(told[SEEN])
        for number, topic in enumerate(TOPICS):
            for partition, end in enumerate(end_at[number]):
                at[number] += [0] * (partition + 1 - len(at[number]))
                begins = start_at[number]
                begin = begins[partition] if partition < len(begins) else 0
                async for offset, event in self._records(topic, partition, begin, end):
                    if number == SEEN:
                        self._count(event, counts)
                        continue
                    before = vector_of(at)
                    at[number][partition] = offset + 1
                    done = done_of(start, before, number, partition)
                    events = list(events_of(event, self._decisions, self._links))
                    for place, one in enumerate(events, 1):
                        position = Position(before, number, partition, place)
                        if place == len(events):
                            position = Position(vector_of(at))
                        if heard.is_new(one.name) and place > done:
                            yield Told(one.tenant, one.type, one.data, position, name=one.name)
                if number != SEEN:
                    at[number][partition] = end

    async def _records(
        self, topic: Topic[Any], partition: int, start: int, end: int
    ) -> AsyncIterator[tuple[int, Any]]:
        for begin in range(start, end, FETCHED):
            until = min(begin + FETCHED, end)
            async for found in usable(
                log=self._log,
                topic=topic,
                partition=partition,
                start=begin,
                end=until,
                lane_partitions=self._lane_partitions,
            ):
                yield found

    def _count(self, event: ReportsSighted, counts: Counter[tuple[str, str]]) -> None:
        tenant = tenant_of(event.lane)
        overlay = curation.overlay(self._decisions, tenant)
        for one in event.sightings:
            counts[tenant, _shown(overlay, one.variant_id, one.rumor_id)] += 1

    def _flush(self) -> None:
        now_s = self._clock.monotonic_s()
        if now_s - self._counted_s < COUNT_EVERY_S:
            return
        self._counted_s = now_s
        before = Position(self.vector)
        self.vector = (*self.vector[:SEEN], self._read[SEEN], *self.vector[SEEN + 1 :])
        for told in self._counted(self._counts, before, Position(self.vector)):
            self._keep(told)
        self._counts.clear()

    def _counted(
        self, counts: Counter[tuple[str, str]], before: Position, after: Position
    ) -> Iterator[Told]:
        """Who leaves between two of them is told of all again: a count that comes twice is looked
        up twice, one that never comes is missed.
        """
        at = rfc3339(self._clock.now_ms())
        for place, ((tenant, rumor_id), reports) in enumerate(counts.most_common(), 1):
            data = {"rumor_id": rumor_id, "new_reports": reports, "at": at}
            position = after if place == len(counts) else before
            yield Told(tenant, "rumor.counted", msgspec.json.encode(data), position)

    def _keep(self, told: Told) -> None:
        if len(self._kept) == MOST_KEPT:
            self.first += 1
        self._kept.append(told)


def _shown(overlay: Overlay, variant_id: str, rumor_id: str) -> str:
    placings = overlay.placings.get(variant_id)
    return overlay.shown_as(placings[-1].rumor_id if placings else rumor_id)
