"""Progress: how far each step is behind, and whether it moves at all. A process that retries for
ever is alive and useless.

In: the log's ends and what groups have committed, sampled every few seconds. Out: lag per step,
topic and partition, and a reason where nothing moved although there was work: health checks ask for
that, not for the process.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from schemas.pipeline import Step
from streams import telemetry
from streams.clock import SYSTEM_CLOCK, Clock
from streams.log.contract import Ends, Log, LogUnavailable
from streams.log.engines import open_log

SAMPLE_EVERY_S = 5.0
# Longer than a rebalance with a full index to read back, which is no standstill.
STALLED_AFTER_S = 60.0

Owned = Callable[[], set[tuple[str, int]] | None]
Reads = tuple[str, str]  # a step's name, and a topic it reads


@dataclass
class Seen:
    """What a step had committed of a topic when it last moved, on the monotonic clock."""

    moved_at_s: float
    committed: Mapping[int, int] = field(default_factory=dict)


class Progress:
    """Samples all topics that some steps read.

    `owned` narrows it to some partitions: those of others are not this process's standstill.
    """

    def __init__(
        self, log_url: str, steps: tuple[Step, ...], *, clock: Clock = SYSTEM_CLOCK
    ) -> None:
        self.log_url = log_url
        self.steps = steps
        self.lag: dict[Reads, dict[int, int]] = {}
        self._clock = clock
        self._seen: dict[Reads, Seen] = {}
        self._answered_at_s = clock.monotonic_s()

    async def watch(self, owned: Owned = lambda: None) -> None:
        """Samples until it is cancelled, over a connection of its own."""
        log = open_log(self.log_url)
        started = False
        try:
            while True:
                try:
                    if not started:
                        await log.start()
                        started = True
                    await self.sample(log, owned())
                except LogUnavailable:
                    pass  # `stalled` tells once it lasts
                await self._clock.sleep(SAMPLE_EVERY_S)
        finally:
            await log.stop()

    async def sample(self, log: Log, owned: set[tuple[str, int]] | None = None) -> None:
        """Looks once. Raises `LogUnavailable`."""
        for step in self.steps:
            for topic in step.reads:
                ends = await log.ends(topic.name)
                committed = await log.committed(step.group, topic.name)
                wanted = {
                    number for number in ends if owned is None or (topic.name, number) in owned
                }
                self._note(
                    (step.name, topic.name),
                    lag_of({number: ends[number] for number in wanted}, committed),
                    {number: committed.get(number, 0) for number in wanted},
                )
        self._answered_at_s = self._clock.monotonic_s()

    def stalled(self) -> str:
        """Why nothing moves, or an empty string."""
        now_s = self._clock.monotonic_s()
        silent_s = now_s - self._answered_at_s
        if silent_s > STALLED_AFTER_S:
            return f"the log has not answered for {silent_s:.0f} s"
        for (step, topic), waiting in self._waiting():
            waited_s = now_s - self._seen[step, topic].moved_at_s
            if waited_s > STALLED_AFTER_S:
                return (
                    f"{step} has not moved for {waited_s:.0f} s "
                    f"with {waiting} records of {topic} to read"
                )
        return ""

    def _waiting(self) -> Iterator[tuple[Reads, int]]:
        for reads, lag in self.lag.items():
            if waiting := sum(lag.values()):
                yield reads, waiting

    def _note(self, reads: Reads, lag: dict[int, int], committed: dict[int, int]) -> None:
        step, topic = reads
        # A gauge of a partition that went elsewhere would show its last lag for ever.
        for gone in self.lag.get(reads, {}).keys() - lag.keys():
            telemetry.lag_gone(step, topic, gone)
        for partition, waiting in lag.items():
            telemetry.lag(step, topic, partition, waiting)
        self.lag[reads] = lag
        seen = self._seen.get(reads)
        # Who has nothing to read does not stand still, however long ago it moved.
        if seen is None or committed != seen.committed or not sum(lag.values()):
            self._seen[reads] = Seen(self._clock.monotonic_s(), committed)


async def lag_of_step(log: Log, step: Step) -> dict[str, dict[int, int]]:
    """Topic -> partition -> records that a step has not finished. Raises `LogUnavailable`."""
    return {
        topic.name: lag_of(await log.ends(topic.name), await log.committed(step.group, topic.name))
        for topic in step.reads
    }


def lag_of(ends: Mapping[int, Ends], committed: Mapping[int, int]) -> dict[int, int]:
    """Partition -> records between what a group committed and the end, in the order of numbers."""
    return {number: behind(ends[number], committed.get(number)) for number in sorted(ends)}


def behind(ends: Ends, committed: int | None) -> int:
    """Records between what a group committed and the end; from the first one kept where it
    committed none, or what it committed is deleted by now.
    """
    done = ends.first if committed is None else max(ends.first, committed)
    return max(0, ends.following - done)
