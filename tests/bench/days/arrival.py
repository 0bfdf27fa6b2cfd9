"""How the reports of a world reach the intake: live, late, in exports, without times, without
names, with wrong clocks, after an outage.

In: a world. Out: columns in the order of arrival, with the times that the intake gives them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from streams.core.durations import DAY_MS, HOUR_MS, MINUTE_MS
from tests.bench.days.world import NOBODY, World

ZERO_MS = 1_600_000_000_000 // DAY_MS * DAY_MS  # the first midnight
LIVE, EXPORTS, TIMELESS, NAMELESS = range(4)  # kinds of apps
SHARES = (0.6, 0.15, 0.15, 0.1)
LIVE_S = 3.0  # mean seconds from seen to received
EXPORT_MS = 10 * MINUTE_MS  # an exporting app sends so often, its newest report first
TIMELESS_MS = 30_000  # an app without times gathers so long
LATE_SHARE = 0.02  # phones that were offline for up to 20 hours
SKEWED_SHARE = 0.01  # clocks that are wrong: from half an hour slow to nine minutes fast
FUTURE_MS = 5 * MINUTE_MS  # the intake takes what is later for seen now
OUTAGE_DAY = 3
OUTAGE_HOUR = 9
OUTAGE_MS = 2 * HOUR_MS
DRAINED_PER_S = 500  # reports a second that come when it is over


@dataclass
class Arrived:
    """Reports in the order in which they were received."""

    observed_ms: NDArray[np.int64]
    received_ms: NDArray[np.int64]
    rumor: NDArray[np.int64]
    reporter: NDArray[np.int64]
    refutes: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.observed_ms)


def arrive(world: World) -> Arrived:
    """Every report of a world as it is received."""
    random = np.random.default_rng(world.seed + 10_000)
    count = len(world.seen_ms)
    seen = world.seen_ms + ZERO_MS
    app = random.choice(4, count, p=SHARES)
    received = seen + (random.exponential(LIVE_S, count) * 1_000).astype(np.int64)
    received = np.where(app == EXPORTS, -(-received // EXPORT_MS) * EXPORT_MS, received)
    received = np.where(app == TIMELESS, -(-received // TIMELESS_MS) * TIMELESS_MS, received)
    late = (random.random(count) < LATE_SHARE) & (app == LIVE)
    received = np.where(late, received + random.integers(600_000, 20 * HOUR_MS, count), received)
    # Of one export the newest comes first.
    order = np.lexsort((np.where(app == EXPORTS, -seen, seen), received))
    received = _after_outage(received, order)
    skewed = random.random(count) < SKEWED_SHARE
    observed = np.where(skewed, seen + random.integers(-30 * MINUTE_MS, 9 * MINUTE_MS, count), seen)
    unusable = (app == TIMELESS) | (observed > received + FUTURE_MS)
    observed = np.where(unusable, received, observed)
    reporter = np.where(app == NAMELESS, NOBODY, world.reporter)
    # One who pushes does not hide behind an app without names: that would be a crowd of nobodies.
    pushed = np.array([role in ("puppets", "loud") for role in world.roles])[world.rumor]
    reporter = np.where(pushed, world.reporter, reporter)
    order = order[np.argsort(received[order], kind="stable")]
    return Arrived(
        observed_ms=observed[order],
        received_ms=received[order],
        rumor=world.rumor[order],
        reporter=reporter[order],
        refutes=world.refutes[order],
    )


def outage_ms() -> tuple[int, int]:
    """From when to when nothing is received."""
    start = ZERO_MS + OUTAGE_DAY * DAY_MS + OUTAGE_HOUR * HOUR_MS
    return start, start + OUTAGE_MS


def _after_outage(received: NDArray[np.int64], order: NDArray[np.int64]) -> NDArray[np.int64]:
    """What came while nobody took it comes at the end, as fast as it is taken then."""
    start, end = outage_ms()
    held = order[(received[order] >= start) & (received[order] < end)]
    out = received.copy()
    out[held] = end + np.arange(len(held)) * 1_000 // DRAINED_PER_S
    return out
