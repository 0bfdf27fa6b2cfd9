"""Which reports were accepted lately, by this intake or another: a copy is answered, not appended.

In: ids on their way to the log, and the log itself: its tail of the last day at start, then what
others append. Out: each id once. Ids that are not made from content cannot come again and are let
through.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from schemas.events import Report
from schemas.topics import REPORTS
from streams import telemetry
from streams.clock import SYSTEM_CLOCK, Clock
from streams.core.durations import DAY_MS
from streams.core.keys import RecentKeys, keys_of
from streams.intake.problems import unavailable
from streams.log import tails
from streams.log.contract import Appended, Log, LogUnavailable, Outgoing

logger = logging.getLogger("rumor.intake")

# The bound is memory: an id takes 8.5 bytes, and two generations are kept, so at most 272 MB. The
# last 16 to 32 million ids are known: more than a day at ten million reports a day, months at a
# hundred thousand. A restart reads back one day, and more where that holds few.
MOST_IDS = 16_000_000
LONGEST_MS = 180 * DAY_MS  # what the contract promises: a report id counts once for so long
WAIT_S = 10.0  # a request waits so long for the tail to be read: most starts take less

Append = Callable[[Sequence[Report]], Awaitable[None]]


@dataclass(slots=True)
class Claim:
    """What a request appends itself, and the requests it waits for."""

    keys: list[int] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    others: set["asyncio.Future[bool]"] = field(default_factory=set)


class OwnAppends:
    """The log as the appender sees it: what it wrote need not be read back."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.offsets: dict[int, set[int]] = defaultdict(set)

    async def append(self, records: Sequence[Outgoing]) -> list[Appended]:
        """As `Log.append`."""
        placed = await self.log.append(records)
        for (topic, _, _), at in zip(records, placed, strict=True):
            if topic == REPORTS.name:
                self.offsets[at.partition].add(at.offset)
        return placed

    def skip(self, partition: int, start: int) -> int:
        """The first offset from `start` on that somebody else wrote, or that is not written yet."""
        offsets = self.offsets[partition]
        while start in offsets:
            offsets.discard(start)
            start += 1
        return start

    def forget(self, partition: int, before: int) -> None:
        """Offsets that were read after all."""
        self.offsets[partition] = {offset for offset in self.offsets[partition] if offset >= before}


class Recent:
    """Ids of reports that are durable, or on their way there. `ready` once the tail is read."""

    def __init__(self, log: Log, lane_partitions: int, *, clock: Clock = SYSTEM_CLOCK) -> None:
        self.log = log
        self.lane_partitions = lane_partitions
        self.own = OwnAppends(log)
        self._clock = clock
        self.ready = asyncio.Event()
        self._known = RecentKeys(span_ms=LONGEST_MS, size=MOST_IDS, numbers=False)
        self._under_way: dict[int, asyncio.Future[bool]] = {}
        self._next: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._known)

    async def once(self, tenant: str, reports: Sequence[Report], append: Append) -> int:
        """Appends what did not come before -> how many did; returns once all are durable.

        Raises what `append` raises; `LogUnavailable` where another request's copy was not appended;
        a 503 problem where the tail is still not read.
        """
        named = [report for report in reports if tails.is_from_content(report.report_id)]
        if named:
            await self._expect_ready()
        claim = self._claim(tenant, named)
        if len(named) < len(reports):
            # a random id: nobody can send it again
            claim.reports += [one for one in reports if not tails.is_from_content(one.report_id)]
        if claim.reports:
            # shielded: a caller may leave, and what it sent be appended all the same
            await asyncio.shield(asyncio.ensure_future(self._append(claim, append)))
        if claim.others and not all(await asyncio.gather(*map(asyncio.shield, claim.others))):
            raise LogUnavailable("the first copy of a report could not be appended")
        return len(reports) - len(claim.reports)

    async def _expect_ready(self) -> None:
        if self.ready.is_set():
            return
        try:
            await asyncio.wait_for(self.ready.wait(), WAIT_S)
        except TimeoutError:
            raise unavailable(
                "not_ready",
                "the reports of the last day are still being read; "
                "nothing of this request was promised: send it again with the same ids",
            ) from None

    def _claim(self, tenant: str, reports: Sequence[Report]) -> Claim:
        """Of reports that content names, those that nobody has brought yet."""
        claim = Claim()
        mine = asyncio.get_running_loop().create_future()
        keys = keys_of(tenant, [report.report_id for report in reports]).tolist()
        known = self._known.get_all(keys)
        for report, key, number in zip(reports, keys, known, strict=True):
            if (other := self._under_way.get(key)) is not None:
                if other is not mine:
                    claim.others.add(other)
            elif number is None:
                self._under_way[key] = mine
                claim.keys.append(key)
                claim.reports.append(report)
        return claim

    async def _append(self, claim: Claim, append: Append) -> None:
        """What could not be appended is forgotten, so that it is taken when it is sent again."""
        durable = False
        try:
            await append(claim.reports)
            durable = True
        finally:
            now_ms = self._clock.now_ms()
            futures = {self._under_way.pop(key) for key in claim.keys}
            if durable:
                self._known.put_new(claim.keys, 0, now_ms)
            for future in futures:
                future.set_result(durable)

    async def follow(self) -> None:
        """Reads the tail, later what others appended since. Raises `LogUnavailable`."""
        ends = await self.log.ends(REPORTS.name)
        for partition, (first, end) in ends.items():
            if partition in self._next:
                await self._follow(partition, max(first, self._next[partition]), end)
            else:
                await self._load(partition, end)
        if ends and not self.ready.is_set():
            logger.info("recent reports read", extra=telemetry.fields(ids=len(self)))
            self.ready.set()

    async def _load(self, partition: int, end: int) -> None:
        parts = tails.recent_ids(
            self.log,
            REPORTS,
            partition,
            end,
            since_ms=self._clock.now_ms() - DAY_MS,
            lane_partitions=self.lane_partitions,
            from_content=True,
        )
        async for ids in parts:
            self._note(ids)
        self._next[partition] = end

    async def _follow(self, partition: int, start: int, end: int) -> None:
        # Only up to the first record that is not ours: what lies behind it is read whole, our own
        # records among it. A single intake so reads nothing back at all.
        start = self.own.skip(partition, start)
        if start < end:
            parts = tails.ids_of(
                self.log,
                REPORTS,
                partition,
                start=start,
                end=end,
                lane_partitions=self.lane_partitions,
                from_content=True,
            )
            async for ids in parts:
                self._note(ids)
            self.own.forget(partition, end)
        self._next[partition] = max(start, end)

    def _note(self, ids: tails.Ids) -> None:
        self._known.merge(ids.keys, np.zeros(len(ids.keys), np.uint32), self._clock.now_ms())
