"""When a line is sent: not before its event time has come, and not faster than a rate.

In: the times of lines, and how many were sent. Out: nothing, later.
"""

import time
from collections.abc import Callable

from streams.clock import SYSTEM_CLOCK, Clock
from streams.parsing.times import moment, seconds_of

# A step of the wall clock during a long wait is noticed within so long.
LONGEST_PAUSE_S = 60.0


class Pace:
    """The time of one replay."""

    def __init__(
        self,
        *,
        per_second: int | None,
        clock: Clock = SYSTEM_CLOCK,
        # The command is one thread with nothing beside it: there is nobody to yield to.
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._per_second = per_second
        self._clock = clock
        self._pause = pause
        self._began_s = clock.monotonic_s()

    def now_s(self) -> float:
        """Seconds since 1970."""
        return self._clock.now_ms() / 1_000

    def took_s(self) -> float:
        return self._clock.monotonic_s() - self._began_s

    def is_due(self, due_s: float | None) -> bool:
        """Whether an event time (seconds since 1970) has come; None is a line without one."""
        return due_s is None or due_s <= self.now_s()

    def until(self, due_s: float | None) -> None:
        """Waits until an event time has come."""
        while due_s is not None and (wait_s := due_s - self.now_s()) > 0:
            # At least a millisecond, the wall clock's step here: less would only ask again.
            self._pause(min(max(wait_s, 0.001), LONGEST_PAUSE_S))

    def keep(self, sent: int) -> None:
        """Waits until so many lines may have been sent at the rate."""
        if self._per_second:
            self._pause(max(0.0, sent / self._per_second - self.took_s()))


class Shift:
    """Event times moved so that the first one is when the replay began, and compressed."""

    def __init__(self, began_s: float, speed: float) -> None:
        self._began_s = began_s
        self._speed = speed
        self._first_s: float | None = None

    def moved_s(self, observed_at: object) -> float | None:
        """Seconds since 1970, or None for what is no time, or in a year that no clock has."""
        at = moment(observed_at) if isinstance(observed_at, str) else None
        at_s = None if at is None else seconds_of(at)
        if at_s is None:
            return None
        # The first of the file, not the earliest: that one is known only once all are read.
        if self._first_s is None:
            self._first_s = at_s
        return self._began_s + (at_s - self._first_s) / self._speed
