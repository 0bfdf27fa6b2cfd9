"""How reports lie in time: what a rumor gets on its own, a wave of a hoax, pushers.

In: a random generator and sizes. Out: times in milliseconds since the first day's midnight.
"""

import numpy as np
from numpy.typing import NDArray

from streams.core.durations import DAY_MS, HOUR_MS, MINUTE_MS

Times = NDArray[np.int64]
Random = np.random.Generator

# The share of an hour in a day's reports, midnight first: a night that sleeps, a loud evening.
NIGHT_AND_MORNING = (0.7, 0.4, 0.25, 0.2, 0.15, 0.2, 0.4, 0.7, 1.0, 1.1, 1.2, 1.2)
DAY_AND_EVENING = (1.3, 1.2, 1.1, 1.1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.6, 1.3)
HOURS = np.array((*NIGHT_AND_MORNING, *DAY_AND_EVENING))
BUCKET_MS = 10 * MINUTE_MS  # the rate of a rumor changes no faster
DAY_SHAPE = 8.0  # of the gamma factor of a day: rumors have good and bad days
NEWS_HOURS = (9, 21)  # of the day on which everything is told more often


def background(
    random: Random, per_hour: float, *, days: int, news_day: int, news_factor: float
) -> Times:
    """What a known rumor gets while nothing happens to it."""
    buckets = np.arange(days * DAY_MS // BUCKET_MS)
    hours = buckets * BUCKET_MS // HOUR_MS
    rate = per_hour * HOURS[hours % 24] / HOURS.mean()
    rate = rate * np.repeat(random.gamma(DAY_SHAPE, 1 / DAY_SHAPE, days), DAY_MS // BUCKET_MS)
    first, last = NEWS_HOURS
    loud = (hours // 24 == news_day) & (hours % 24 >= first) & (hours % 24 < last)
    rate = np.where(loud, rate * news_factor, rate)
    hits = np.repeat(buckets, random.poisson(rate * BUCKET_MS / HOUR_MS))
    times = hits * BUCKET_MS + random.integers(0, BUCKET_MS, len(hits))
    return np.sort(times)


def wave(random: Random, *, start_ms: int, size: int, scale_ms: float) -> Times:
    """A hoax that takes off: half of its reports within about `scale_ms`, then a long tail."""
    delays = scale_ms * random.lognormal(0.0, 0.7, size)
    # The first one is where it starts, so that a wave of one minute is no wave of the next hour.
    delays -= delays.min()
    return np.sort(start_ms + delays.astype(np.int64))


def even(random: Random, *, start_ms: int, size: int, span_ms: int) -> Times:
    """Reports of those who push: at any time of a span."""
    return np.sort(start_ms + random.integers(0, span_ms, size))
