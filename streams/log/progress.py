"""Progress: how far each step is behind, and whether it moves at all. A process that retries for
ever is alive and useless.

In: the log's ends and what groups have committed, sampled every few seconds. Out: lag per step,
topic and partition, and a reason where nothing moved although there was work: health checks ask for
that, not for the process.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from streams import telemetry
from streams.log.contract import Log, LogUnavailable
from streams.log.engines import open_log

SAMPLE_EVERY_S = 5.0
STALLED_AFTER_S = 60.0
Owned = Callable[[], set[tuple[str, int]] | None]


class Step(NamedTuple):
    """One step: its name, its consumer group, the topic it reads."""

    name: str
    group: str
    topic: str


@dataclass
class Seen:
    """Where a step was when it last moved."""

    committed: Mapping[int, int] = field(default_factory=dict)
    moved_at: float = field(default_factory=time.monotonic)


class Progress:
    """Samples the steps of a process, or of all processes.

    `owned` narrows it to some partitions.
    """

    def __init__(self, log_url: str, steps: tuple[Step, ...]) -> None:
        self.log_url = log_url
        self.steps = steps
        self.lag: dict[Step, dict[int, int]] = {}
        self._seen = {step: Seen() for step in steps}
        self._answered_at = time.monotonic()

    async def watch(self, owned: Owned = lambda: None) -> None:
        """Samples until it is cancelled."""
        records = open_log(self.log_url)
        started = False
        try:
            while True:
                try:
                    if not started:
                        await records.start()
                        started = True
                    await self._sample(records, owned())
                    self._answered_at = time.monotonic()
                except LogUnavailable:
                    pass  # `stalled` tells once it lasts
                await asyncio.sleep(SAMPLE_EVERY_S)
        finally:
            await records.stop()

    def stalled(self) -> str:
        """Why nothing moves, or an empty string."""
        now = time.monotonic()
        if now - self._answered_at > STALLED_AFTER_S:
            return f"the log has not answered for {now - self._answered_at:.0f} s"
        for step, lag in self.lag.items():
            waited_s = now - self._seen[step].moved_at
            if sum(lag.values()) and waited_s > STALLED_AFTER_S:
                return f"{step.name} has not moved for {waited_s:.0f} s with {sum(lag.values())} records of {step.topic} to read"
        return ""

    async def _sample(self, records: Log, owned: set[tuple[str, int]] | None) -> None:
        for step in self.steps:
            ends = await records.ends(step.topic)
            committed = await records.committed(step.group, step.topic)
            wanted = {p for p in ends if owned is None or (step.topic, p) in owned}
            for gone in self.lag.get(step, {}).keys() - wanted:
                telemetry.lag_gone(step.name, step.topic, gone)
            self.lag[step] = {p: behind(ends[p], committed.get(p)) for p in sorted(wanted)}
            for partition, waiting in self.lag[step].items():
                telemetry.lag(step.name, step.topic, partition, waiting)
            mine = {p: committed.get(p, 0) for p in wanted}
            if mine != self._seen[step].committed or not sum(self.lag[step].values()):
                self._seen[step] = Seen(mine)


def behind(ends: tuple[int, int], committed: int | None) -> int:
    """Records between what a group committed and the end; from the first one kept where it
    committed none.
    """
    first, end = ends
    return max(0, end - max(first, committed if committed is not None else first))
