"""The fence: when this process must not go on. It stood still and may have lost its partitions,
somebody else writes into them, nearly everything it reads is bad, or it has a defect.

In: what is about to be done, and where a record of ours went. Out: nothing, or the end of the
process without another commit: what restarts it reads again from the last one.
"""

import logging
import threading
import time
from collections.abc import Awaitable, Callable

from schemas.topics import RUMORS
from streams.clock import SYSTEM_CLOCK, Clock
from streams.core import clusters
from streams.core.clusters.state import LaneClusters
from streams.core.limits import RejectLimit
from streams.log import faust_app
from streams.log.contract import Log, ends_of
from streams.worker.partition import Partition, arrived

logger = logging.getLogger("rumor.worker")
BEAT_EVERY_S = 0.5  # much less than a session, so that a standstill is measured to a fraction
REJECTING = 3  # exit code: a fresh start changes nothing, somebody has to look

Stop = Callable[[int], None]


class Pulse(threading.Thread):
    """Notes how long this process stood still: suspended, swapped out, or its machine frozen.

    A thread of its own, like the one that sends heartbeats: a busy event loop is not a standstill.
    """

    def __init__(self, clock: Clock = SYSTEM_CLOCK) -> None:
        super().__init__(name="pulse", daemon=True)
        self._clock = clock
        self._beat_at_s = clock.monotonic_s()
        self._longest_s = 0.0

    def run(self) -> None:
        while True:
            time.sleep(BEAT_EVERY_S)  # a thread cannot await a `Clock`
            self.beat()

    def beat(self) -> None:
        now_s = self._clock.monotonic_s()
        self._longest_s = max(self._longest_s, now_s - self._beat_at_s)
        self._beat_at_s = now_s

    def still_s(self) -> float:
        """The longest time without a beat, ever.

        The present one is included: after a freeze whoever wakes up first may ask before the next
        beat. It never gets shorter: whoever asks later has to hear of it, too.
        """
        return max(self._longest_s, self._clock.monotonic_s() - self._beat_at_s)


class Fence:
    """Ends the process. `stop` is called with the exit code and does not return."""

    def __init__(self, log: Log, pulse: Pulse, *, stop: Stop = faust_app.stop_now) -> None:
        self._log = log
        self._pulse = pulse
        self._stop = stop
        self._limit = RejectLimit()

    def end_unless_awake(self) -> None:
        """Ends the process where it stood still longer than its session: somebody else may have its
        partitions and have written since.

        To be called before anything is done or sent.
        """
        still_s = self._pulse.still_s()
        if still_s > faust_app.SESSION_S:
            logger.critical(
                "the worker stops: it stood still for %.0f s, its partitions may be another's",
                still_s,
            )
            self._stop(faust_app.BROKEN)

    async def end_unless_alone(self, partition: Partition, lane: LaneClusters, offset: int) -> None:
        """Takes in where a record of rumors went; ends the process where another worker wrote
        rumors into the partition before it, for instance one that was thought dead.

        Offsets of one writer have no gaps. What lies in a gap is on the log before ours, so
        everybody else takes it as the truth; to go on without it would give one wording to two
        rumors.
        """
        expected = partition.following[RUMORS.name]
        partition.following[RUMORS.name] = offset + 1
        if offset == expected:
            return
        # A record sent twice leaves a gap, too, and says nothing new: our own repeat is no reason.
        if await agrees(self._log, partition, lane, start=expected, end=offset):
            return
        logger.critical(
            "the worker stops: somebody else wrote into partition %s; it reads its state again",
            partition.number,
        )
        self._stop(faust_app.BROKEN)

    def end_when_bad(self, *, good: int, bad: int) -> None:
        """Counts what one record held; ends the process when nearly everything lately was bad.

        Then nothing is lost, the log still has it all; a defect of ours or of one sender must not
        set aside a whole day.
        """
        if self._limit.exceeded(good, bad):
            logger.critical(
                "nearly everything is bad: the worker stops before it sets all of it aside; "
                "look at /v1/rejects"
            )
            self._stop(REJECTING)

    async def guard(self, what: str, work: Awaitable[None]) -> None:
        """Awaits the work of an agent or a timer; an exception that nobody expected ends the
        process.

        Faust would drop the record and go on with the next, with no lag showing.
        """
        try:
            await work
        except Exception:
            logger.critical("the worker stops: %s", what, exc_info=True)
            self._stop(faust_app.BROKEN)


async def written_by_others(log: Log, partition: Partition) -> bool:
    """Whether the log holds records of this partition that this process neither read nor wrote.

    Raises `LogUnavailable`.
    """
    ends = {
        topic: (await ends_of(log, topic, partition.number)).following
        for topic in partition.following
    }
    await arrived(partition.unsent)  # what of it is our own is noted by then
    return any(end > partition.following[topic] for topic, end in ends.items())


async def agrees(
    log: Log, partition: Partition, lane: LaneClusters, *, start: int, end: int
) -> bool:
    """Whether the rumors that others wrote from `start` up to `end` say nothing but what the lane
    knows.

    Raises `LogUnavailable`.
    """
    async for batch in log.read(RUMORS.name, partition.number, start, end):
        for event in partition.events(RUMORS, batch):
            if event.lane != lane.lane or not clusters.knows(lane, event.variants):
                return False
    return True
