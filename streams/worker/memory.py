"""Keeps the worker's memory within its budget, and tells what takes how much.

In: the partitions and deliveries of this process. Out: less of them, as `streams.core.budget` says.
Nobody waits for it: what is over is so for some seconds.
"""

import logging
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from streams import telemetry
from streams.core import budget, deliveries
from streams.core.clusters.state import LaneClusters
from streams.core.deliveries import Deliveries
from streams.core.surge import LaneSurges
from streams.worker.partition import Partition

logger = logging.getLogger("rumor.worker")
LEAST_EXEMPLARS = 1_000  # of a lane: below it the tables themselves take more


@dataclass
class Memory:
    """`most` bytes, 0: no bound. `base` is what the process takes without any state."""

    most: int
    base: int = budget.BASE

    def used(self, partitions: Sequence[Partition], sent: Deliveries) -> dict[str, int]:
        """Bytes by kind."""
        lanes = _clusters(partitions)
        states = _surges(partitions)
        known, alerts = deliveries.held_in_memory(sent)
        return {
            budget.BASIS: self.base,
            budget.IDS: sum(
                len(lane.rumors) * budget.OF_WORDING + len(lane.cluster_rumor) * budget.OF_RUMOR
                for lane in lanes
            ),
            budget.DELIVERIES: known * budget.OF_DELIVERY + alerts * budget.OF_ALERT,
            budget.REPEATS: sum(len(one.repeats) for one in partitions) * budget.OF_REPEAT,
            budget.SURGES: sum(map(_of_states, states)),
            budget.MATCHING: sum(map(_of_matching, lanes)),
        }

    def relieve(self, partitions: Sequence[Partition], sent: Deliveries) -> dict[str, int]:
        """Gives up what is too much -> what is used now. Returns at once within the budget."""
        used = self.used(partitions, sent)
        found = budget.ceilings(used, self.most)
        for kind, ceiling in found.items():
            given = GIVE[kind](partitions, sent, used[kind] - ceiling)
            telemetry.memory_given_up(kind, given)
            fields = {"kind": kind, "given_up": given, "mib": used[kind] // budget.MIB}
            logger.warning("memory is at its budget", extra=telemetry.fields(**fields))
        return self.used(partitions, sent) if found else used

    def tell(self, used: dict[str, int]) -> None:
        """As metrics."""
        telemetry.memory(used, self.most)


def _deliveries(_: Sequence[Partition], sent: Deliveries, over: int) -> int:
    return deliveries.forget_final(sent, math.ceil(over / budget.OF_DELIVERY))


def _repeats(partitions: Sequence[Partition], _: Deliveries, over: int) -> int:
    """The older generation of the partitions that know most; the younger one is the older then, and
    goes the next time.
    """
    given = 0
    for one in sorted(partitions, key=lambda one: -len(one.repeats)):
        if given * budget.OF_REPEAT < over:
            given += one.repeats.forget_older()
    return given


def _states(partitions: Sequence[Partition], _: Deliveries, over: int) -> int:
    """Each lane in proportion to what it has: first what rests, then what can be put to rest."""
    lanes = _surges(partitions)
    given = _of_each(
        [(len(lane.quiet), lane.drop) for lane in lanes], math.ceil(over / budget.OF_REST)
    )
    left = over - given * budget.OF_REST
    if left > 0:
        saved = budget.OF_SURGE - budget.OF_REST
        awake = [(len(lane.rumors), lane.lull) for lane in lanes]
        given += _of_each(awake, math.ceil(left / saved))
    return given


def _of_each(lanes: Sequence[tuple[int, Callable[[int], int]]], wanted: int) -> int:
    total = sum(size for size, _ in lanes)
    share = min(1.0, wanted / total) if total else 0.0
    return sum(give(math.ceil(size * share)) for size, give in lanes if size)


def _exemplars(partitions: Sequence[Partition], _: Deliveries, over: int) -> int:
    """A quarter of the largest lane's, again and again."""
    lanes = [lane for lane in _clusters(partitions) if len(lane.index) >= LEAST_EXEMPLARS]
    given = 0
    while over > 0 and lanes:
        largest = max(lanes, key=_of_matching)
        before = _of_matching(largest)
        given += largest.forget_oldest(len(largest.index) // 4)
        over -= before - _of_matching(largest)
        lanes = [lane for lane in lanes if len(lane.index) >= LEAST_EXEMPLARS]
    return given


GIVE = {
    budget.DELIVERIES: _deliveries,
    budget.REPEATS: _repeats,
    budget.SURGES: _states,
    budget.MATCHING: _exemplars,
}


def _of_states(lane: LaneSurges) -> int:
    return len(lane.rumors) * budget.OF_SURGE + len(lane.quiet) * budget.OF_REST


def _of_matching(lane: LaneClusters) -> int:
    # Quotes are as long as what the index keeps of the same texts, two bytes a character.
    return lane.index.nbytes() + len(lane.quotes) * budget.OF_QUOTE + lane.index.symbols * 2


def _clusters(partitions: Iterable[Partition]) -> list[LaneClusters]:
    return [lane for one in partitions for lane in one.clusters.values()]


def _surges(partitions: Iterable[Partition]) -> list[LaneSurges]:
    return [lane for one in partitions for lane in one.surges.values()]
