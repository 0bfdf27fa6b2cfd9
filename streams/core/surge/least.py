"""The counts below which there is nothing to compute: where most rumors are, most of the time.

In: the numbers of a policy. Out: for each scale the count at which its floor hurdle reaches a
score, and what an hour holds at least where any of it is reached.
"""

import math
from dataclasses import dataclass

from streams.core.surge.kernels.counting import TAUS_H
from streams.core.surge.kernels.tail import tail

LEAST = 3.0  # reports on a scale before it is tested
# Of each report of the last 65 minutes at least so much is left in the 60-minute counter: one that
# is smaller cannot meet the definition, and the bins need not be summed.
LEFT_OF_AN_HOUR = math.exp(-65 / 60)
HALVINGS = 40  # of the bracket in which the least count is looked for: to 1e-10 of a report
Scales = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Least:
    """The counts of each scale below which there is no watch, or no surge.

    Below `worth` in the last hour no scale holds a watch, and no hour meets the definition.
    """

    watch: Scales
    surge: Scales
    worth: float


def least(*, floor_per_hour: float, min_reports: float, watch: float, surge: float) -> Least:
    """Those of a floor (reports an hour), of K and of the scores of a watch and of a surge."""
    most = 10 * min_reports
    watch5, watch20, watch60 = [count_of(floor_per_hour, k, watch, most) for k in range(3)]
    surge5, surge20, surge60 = [count_of(floor_per_hour, k, surge, most) for k in range(3)]
    return Least(
        watch=(watch5, watch20, watch60),
        surge=(surge5, surge20, surge60),
        # What fades faster never holds more than the hour does.
        worth=min(watch5, watch20, watch60, min_reports * LEFT_OF_AN_HOUR),
    )


def count_of(floor_per_hour: float, scale: int, score: float, most: float) -> float:
    """The count at which the floor hurdle of a scale reaches a score, at least `LEAST`."""
    low = LEAST
    high = most
    mean = floor_per_hour * 2 * TAUS_H[scale]
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if tail(2 * middle, mean) >= score:
            high = middle
        else:
            low = middle
    return max(LEAST, high)
