"""Weighing the reports of a moment whose hour may become too full to keep its reporters: how much
they count together.

In: who sent them. Out: their weight; everybody is noted in the hour, in the running episode and in
the lane. All other moments are weighed by compiled loops (`kernels.weighing`): an hour becomes full
once, and then the hours beside it change, too.
"""

from collections.abc import Sequence

import numpy as np

from streams.core.durations import HOUR_MS
from streams.core.surge.crowd import Crowd
from streams.core.surge.episodes import open_episode
from streams.core.surge.kernels.weighing import meet
from streams.core.surge.reporters import noted, noted_by_place
from streams.core.surge.rumor import RumorSurge
from streams.core.surge.sketch import place_of


def weigh_full(
    crowd: Crowd,
    rumor: RumorSurge,
    at_ms: int,
    keys: Sequence[int],
    *,
    anonymous: int,
    feeds_episode: bool,
) -> float:
    """The weight of the reports of one moment, of reporters with these keys and of some without.

    Whether they belong to the episode that runs has been found out: it may be over before them.
    """
    hours = rumor.counters.hours
    number = at_ms // HOUR_MS
    hour = hours[number]
    episode = open_episode(rumor) if feeds_episode else None
    if episode is not None and number < episode.began_ms // HOUR_MS - 1:
        episode = None  # it began hours later
    everybody = episode.reporters if episode is not None else None
    weight = float(anonymous)
    new = 0
    for key in keys:
        if hour.known is not None:
            weight += noted_by_place(hour, hours.get(number + 1), key, place_of(key))
        else:
            counts = noted(hour, hours, key, number)
            if counts < 0:
                continue  # seen in this very hour
            weight += counts
        new += meet(crowd.ledger.tables, np.uint64(key), at_ms)
        if everybody is not None:
            everybody.add(key)
    hour.fresh += new
    hour.anonymous += anonymous
    rumor.counters.hours = hours
    if episode is not None and everybody is not None:
        episode.reporters = everybody
        episode.new += new
        episode.anonymous += anonymous
    return weight
