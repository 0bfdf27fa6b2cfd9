"""How often: reports a minute that a key may send, and reads that it may ask for.

A token bucket for each key: full at first, filled evenly, a minute's worth at most. In memory and
in this process only, so two intakes grant twice as much: it is there against an app that runs wild,
not for bills.
"""

from streams.clock import SYSTEM_CLOCK, Clock
from streams.config.keys import Key
from streams.intake.problems import Problem

MINUTE_S = 60


class Quotas:
    """Allowances of keys that have `reports_per_minute`; the others may send what they like."""

    def __init__(self, *, clock: Clock = SYSTEM_CLOCK) -> None:
        self._clock = clock
        # hash of a key -> reports left, and when; no more of them than the config file ever named
        self._buckets: dict[str, tuple[float, float]] = {}
        self._reads: dict[str, tuple[float, float]] = {}

    def spend(self, key: Key, reports: int) -> None:
        """Takes reports from the key's allowance. Raises 429 with the seconds to wait."""
        if key.reports_per_minute is None:
            return
        left = self._left(key)
        full = float(key.reports_per_minute)
        # A batch larger than a minute's worth passes a full bucket and leaves a debt: refused, it
        # could never be sent at all.
        if left < reports and left < full:
            wait_s = max(1, round((min(reports, full) - left) * MINUTE_S / full + 0.5))
            raise Problem(
                429,
                "too_many_reports",
                f"this key may send {key.reports_per_minute} reports a minute; "
                f"try again in {wait_s} s",
                headers={"retry-after": str(wait_s)},
            )
        self._put(key, left - reports)

    def read(self, key: Key) -> None:
        """Takes one read from the key's allowance. Raises 429 with the seconds to wait."""
        full = key.reads_per_minute
        if full is None:
            return
        now_s = self._clock.monotonic_s()
        left, since_s = self._reads.get(key.hash, (float(full), now_s))
        left = min(full, left + (now_s - since_s) * full / MINUTE_S)
        if left < 1:
            wait_s = max(1, round((1 - left) * MINUTE_S / full + 0.5))
            why = f"this key may read {full} times a minute; try again in {wait_s} s"
            raise Problem(429, "too_many_reads", why, headers={"retry-after": str(wait_s)})
        self._reads[key.hash] = (left - 1, now_s)

    def expect_some(self, key: Key) -> None:
        """Raises 429 where not one report of the key's allowance is left:

        before any work is done.
        """
        if key.reports_per_minute is not None and self._left(key) < 1:
            self.spend(key, 1)

    def charge(self, key: Key, reports: int) -> None:
        """Takes the cost of a request that was refused as a whole:

        what is left of the allowance at most.
        """
        if key.reports_per_minute is not None:
            left = self._left(key)
            self._put(key, left - min(reports, max(left, 0.0)))

    def _left(self, key: Key) -> float:
        now_s = self._clock.monotonic_s()
        full = float(key.reports_per_minute or 0)
        left, since_s = self._buckets.get(key.hash, (full, now_s))
        return min(full, left + (now_s - since_s) * full / MINUTE_S)

    def _put(self, key: Key, left: float) -> None:
        self._buckets[key.hash] = (left, self._clock.monotonic_s())
