"""The state of one partition: its lanes' indexes and counters, and how far its own writing went."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from schemas.events import Alert, RumorsGrown
from schemas.topics import RUMORS, SIGHTINGS, SURGES, CodecError, Topic
from streams.core.clusters.repeats import RepeatWindow
from streams.core.clusters.state import LaneClusters
from streams.core.surge import LaneSurges
from streams.log.contract import Record
from streams.log.records import event_of

Event = TypeVar("Event")
NONE_TOLD = -1
OWNED = (RUMORS.name, SIGHTINGS.name, SURGES.name)  # nobody but the partition's worker writes them


@dataclass
class Partition:
    """One partition's lanes. `decided` is the curation offset up to which its running episodes were
    corrected.

    `following` is, per topic that only the owner writes to, the offset its next record gets if
    nobody else writes; `handled` is, per topic that its steps consume, the offset after the record
    that was handled last. `unsighted` are, by the offset of their reports, the records of rumors
    read back whose sightings may be missing. `answered` is, by lane, the newest answer to an app,
    `heard` what was told of alerts before the partition came here, and not since: by the sightings
    before the offset `heard_of`; `told_of` is, by lane, the last of them that told anything.
    `unmuted` are the ends of mutes that were told by then, by alert
    and change.
    """

    number: int
    lane_partitions: int
    clusters: dict[str, LaneClusters] = field(default_factory=dict)
    # One for all lanes: a copy in another script lies in another lane of the same tenant.
    repeats: RepeatWindow = field(default_factory=RepeatWindow)
    surges: dict[str, LaneSurges] = field(default_factory=dict)
    decided: int = -1  # before any decision: a partition just loaded is corrected once in any case
    following: dict[str, int] = field(default_factory=dict)
    untold: list[asyncio.Event] = field(default_factory=list)
    unsent: list[asyncio.Event] = field(default_factory=list)
    handled: dict[str, int] = field(default_factory=dict)
    unsighted: dict[int, RumorsGrown] = field(default_factory=dict)
    answered: dict[str, str] = field(default_factory=dict)
    heard: dict[str, dict[str, Alert]] = field(default_factory=dict)
    heard_of: int = 0
    told_of: dict[str, int] = field(default_factory=dict)
    unmuted: set[tuple[str, str]] = field(default_factory=set)

    def events(self, topic: Topic[Event], batch: Sequence[Record]) -> list[Event]:
        """The events of some of its records.

        One that cannot be used is passed over: it was set aside when it first came by.
        """
        found = []
        for record in batch:
            try:
                event = event_of(
                    topic,
                    record.key,
                    record.value,
                    partition=self.number,
                    lane_partitions=self.lane_partitions,
                )
            except CodecError:
                continue
            found.append(event)
        return found

    def wrote(self, topic: str, offset: int) -> None:
        """Notes an acknowledged record of ours.

        Acknowledgements of records sent together may be noted in any order.
        """
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


@contextmanager
def telling(partitions: Iterable[Partition]) -> Iterator[None]:
    """Alerts of these partitions are on their way to the log until the block ends.

    Where it ends otherwise than well they never arrive, and no state is written any more.
    """
    told = asyncio.Event()
    held = list({one.number: one for one in partitions}.values())
    for partition in held:
        partition.untold.append(told)
    yield
    told.set()
    for partition in held:
        partition.untold.remove(told)


@contextmanager
def sending(partitions: Iterable[Partition]) -> Iterator[None]:
    """Records of these partitions are on their way to the log, and noted when the block ends."""
    sent = asyncio.Event()
    held = list({one.number: one for one in partitions}.values())
    for partition in held:
        partition.unsent.append(sent)
    try:
        yield
    finally:
        sent.set()
        for partition in held:
            partition.unsent.remove(sent)


async def arrived(on_their_way: Iterable[asyncio.Event]) -> None:
    """Returns once what is `unsent` or `untold` now is on the log and noted.

    A state that knows of an alert and is written before it would leave it untold after a crash.
    """
    for records in list(on_their_way):
        await records.wait()
