"""Weighing: how much the reports of a moment count together.

In: who sent them, an empty string where nobody says. Out: their weight; everybody is noted in the
hour, in the running episode and in the lane. Most hours of most rumors have few reporters, who are
kept one by one; of many there are sketches (`reporters`).
"""

from collections.abc import Sequence

from streams.core.durations import HOUR_MS
from streams.core.surge.crowd import Crowd, meet
from streams.core.surge.episodes import open_episode
from streams.core.surge.reporters import (
    Hour,
    kept,
    key_of,
    noted,
    noted_by_place,
    opened,
)
from streams.core.surge.rumor import RumorSurge
from streams.core.surge.sketch import MOST_EXACT, add, place_of


def weigh(crowd: Crowd, rumor: RumorSurge, at_ms: int, reporters: Sequence[str]) -> float:
    """The weight of the reports of one moment, all of one hour."""
    hours = rumor.counters.hours
    number = at_ms // HOUR_MS
    hour = hours.get(number) or opened(hours, number)
    exact = hour.seen.exact
    if exact is None or hour.known is not None or len(exact) + len(reporters) > MOST_EXACT:
        return _of_many(crowd, rumor, at_ms, reporters, hour=hour)
    before = kept(hours, number - 1)
    after = kept(hours, number + 1)
    episode = rumor.episode
    if episode is not None and episode.resolved_ms:
        episode = None
    weight = anonymous = new = 0
    for reporter in reporters:
        if not reporter:
            anonymous += 1
            continue
        key = key_of(reporter)
        if key in exact:
            continue
        exact.add(key)
        if key not in before and key not in after:
            weight += 1
        new += meet(crowd, key, at_ms)
        if episode is not None:
            episode.reporters.add(key)
    hour.seen.count = float(len(exact))
    hour.fresh += new
    hour.anonymous += anonymous
    if episode is not None:
        episode.new += new
        episode.anonymous += anonymous
    return float(weight + anonymous)


def _of_many(
    crowd: Crowd, rumor: RumorSurge, at_ms: int, reporters: Sequence[str], *, hour: Hour
) -> float:
    """As `weigh`, where keys are too many to keep, or are about to be."""
    hours = rumor.counters.hours
    number = at_ms // HOUR_MS
    later = hours.get(number + 1)
    episode = open_episode(rumor)
    weight = 0.0
    anonymous = new = 0
    for reporter in reporters:
        if not reporter:
            anonymous += 1
            weight += 1.0
            continue
        key = key_of(reporter)
        place = place_of(key)
        if hour.known is not None:
            weight += noted_by_place(hour, later, key, place)
        else:
            counts = noted(hour, hours, key, number)
            if counts < 0:
                continue  # seen in this very hour
            weight += counts
        new += meet(crowd, key, at_ms)
        if episode is not None:
            add(episode.reporters, key, place)
    hour.fresh += new
    hour.anonymous += anonymous
    if episode is not None:
        episode.new += new
        episode.anonymous += anonymous
    return weight
