"""Which partitions are this process's: taking over, waiting for their state, forgetting.

In: what the group assigns. Out: the state of a partition once it is here, or that it went to
another worker.
"""

import asyncio
import gc

from schemas.events import Alert
from schemas.pipeline import WORKER_PROCESS
from streams import telemetry
from streams.clock import SYSTEM_CLOCK, Clock
from streams.core.deliveries import Reach, Reached, Silent
from streams.core.surge import LaneSurges, silence
from streams.core.surge.overlay import silenced
from streams.deliver.queues import Deliverer
from streams.log.contract import Log
from streams.log.follow import follow
from streams.worker import restore
from streams.worker.fence import written_by_others
from streams.worker.memory import Memory
from streams.worker.partition import Partition, arrived
from streams.worker.rules import Rules

# Millions of long-lived objects and no cycles: to search them again and again finds nothing.
GC_THRESHOLDS = (100_000, 50, 100)
UNBOUNDED = Memory(most=0)


class Ownership:
    """The partitions of this process, by number."""

    def __init__(
        self,
        log: Log,
        rules: Rules,
        deliverer: Deliverer,
        *,
        lane_partitions: int,
        memory: Memory = UNBOUNDED,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self.partitions: dict[int, Partition] = {}
        self._memory = memory
        self.lane_partitions = lane_partitions
        self._log = log
        self._rules = rules
        self._deliverer = deliverer
        self._clock = clock
        self._wanted: set[int] | None = None  # None: nothing was assigned yet
        self._arrived = asyncio.Event()

    async def take(self, numbers: set[int]) -> None:
        """Takes over the partitions of the lane topics that the group assigns; others go.

        State of one that stays is kept, unless somebody else had it in between. Raises
        `LogUnavailable`.
        """
        if self._wanted is None:
            await self._start()
        self._wanted = numbers
        gone = [self.partitions.pop(number) for number in self.partitions.keys() - numbers]
        for partition in gone:
            self._forget(partition)
        for partition in gone:
            # Were it back at once, our own records would look like another's.
            await arrived(partition.unsent)
        for number, partition in list(self.partitions.items()):
            if await written_by_others(self._log, partition):
                self._forget(self.partitions.pop(number))
        for number in sorted(numbers - self.partitions.keys()):
            self.partitions[number] = await restore.load(
                self._log,
                number,
                rules=self._rules,
                deliverer=self._deliverer,
                lane_partitions=self.lane_partitions,
                relieve=self.relieve,
                clock=self._clock,
            )
        gc.collect()
        gc.freeze()  # what was just read back stays: no collection needs to look at it
        # Whoever waits looks again, also for a partition that went elsewhere.
        self._arrived.set()
        self._arrived = asyncio.Event()
        telemetry.ready(WORKER_PROCESS)

    async def wait_for(self, number: int) -> Partition | None:
        """A partition once its state is here; None where it went to another worker meanwhile.

        Records come before the state does: the group hands them out while it is still being read.
        """
        while number not in self.partitions:
            if self._wanted is not None and number not in self._wanted:
                return None
            await self._arrived.wait()
        return self.partitions[number]

    def relieve(self, arriving: Partition | None = None, *, tell: bool = False) -> None:
        """Gives up what is more than the memory's budget, a partition on its way here included."""
        partitions = list(self.partitions.values())
        partitions += [arriving] if arriving is not None else []
        used = self._memory.relieve(partitions, self._deliverer.state)
        if tell:
            self._memory.tell(used)

    def holds(self, partition: Partition) -> bool:
        """Whether a partition is still this process's, with this very state."""
        return self.partitions.get(partition.number) is partition

    def reach(self, lane: str) -> Reach:
        """Finds where the reports of a lane's rumors came from. Of one that does not surge, or is
        silenced, nothing is to be told.
        """
        state = self._surges(lane)
        mutes = self._rules.overlay(lane).mutes
        now_ms = self._clock.now_ms()

        def reached(rumor_id: str) -> Reached | None:
            if state is None or rumor_id not in state.open:
                return None
            rumor = state.rumors.get(rumor_id)
            if rumor is None or silenced(rumor, mutes.get(rumor_id), now_ms):
                return None
            return rumor

        return reached

    def silent(self, lane: str) -> Silent:
        """Finds which alerts of a lane nobody is to hear of now who has not."""
        state = self._surges(lane)
        mutes = self._rules.overlay(lane).mutes
        now_ms = self._clock.now_ms()

        def is_silent(alert: Alert) -> bool:
            return silence.is_silent(alert, state, mutes.get(alert.rumor_id), now_ms=now_ms)

        return is_silent

    def _surges(self, lane: str) -> LaneSurges | None:
        """A lane's surges; None while they are being read back."""
        for partition in self.partitions.values():
            if lane in partition.surges:
                return partition.surges[lane]
        return None

    @property
    def settled(self) -> bool:
        """Whether everything that was assigned is here."""
        return self._wanted is not None and self._wanted <= self.partitions.keys()

    async def _start(self) -> None:
        """All decisions have to be known before a partition's surges are folded again."""
        await self._log.start()
        await follow(self._log, self._rules.curation)
        gc.set_threshold(*GC_THRESHOLDS)

    def _forget(self, partition: Partition) -> None:
        # A lane with deliveries has rumors or answers, so it is among these.
        for lane in partition.clusters.keys() | partition.surges.keys() | partition.answered.keys():
            self._deliverer.forget(lane)
