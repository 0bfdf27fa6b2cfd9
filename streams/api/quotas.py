"""How often: reports a minute that a key may send, and reads that it may ask for.

A token bucket for each key: full at first, filled evenly, a minute's worth at most. Reports are
counted over all intakes, through `streams.api.allowances`; reads in this process only. It is there
against an app that runs wild, not for bills.
"""

import asyncio

from streams.clock import SYSTEM_CLOCK, Clock
from streams.config.keys import Key
from streams.core import allowances
from streams.core.allowances import Bucket
from streams.intake.problems import Problem


class Quotas:
    """Allowances of keys that have `reports_per_minute`; the others may send what they like.

    `spent` is set while there is something that other intakes have not been told.
    """

    def __init__(self, *, clock: Clock = SYSTEM_CLOCK) -> None:
        self.spent = asyncio.Event()
        self._clock = clock
        # by hash of a key: no more of them than the config file ever named
        self._buckets: dict[str, Bucket] = {}
        self._reads: dict[str, Bucket] = {}
        self._untold: dict[str, float] = {}

    def spend(self, key: Key, reports: int) -> None:
        """Takes reports from the key's allowance. Raises 429 with the seconds to wait."""
        if key.reports_per_minute is None:
            return
        left = self._left(key)
        full = key.reports_per_minute
        if not allowances.is_granted(left, full, reports):
            wait_s = allowances.wait_s(left, full, reports)
            why = f"this key may send {full} reports a minute; try again in {wait_s} s"
            raise Problem(429, "too_many_reports", why, headers={"retry-after": str(wait_s)})
        self._take(key, reports)

    def read(self, key: Key) -> None:
        """Takes one read from the key's allowance. Raises 429 with the seconds to wait."""
        full = key.reads_per_minute
        if full is None:
            return
        now_s = self._clock.monotonic_s()
        bucket = self._reads.get(key.hash)
        left = allowances.left_in(bucket, full, now_s)
        if left < 1:
            wait_s = allowances.wait_s(left, full, 1)
            why = f"this key may read {full} times a minute; try again in {wait_s} s"
            raise Problem(429, "too_many_reads", why, headers={"retry-after": str(wait_s)})
        self._reads[key.hash] = allowances.taken(bucket, full, 1, now_s)

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
            self._take(key, min(reports, max(self._left(key), 0.0)))

    def untold(self) -> dict[str, float]:
        """What was spent here since the last call, by hash of the key."""
        untold = self._untold
        self._untold = {}
        self.spent.clear()
        return untold

    def hear(self, key: Key, reports: float) -> None:
        """Takes what was granted at another intake, as a debt where so much is not left."""
        self._put(key, self._left(key) - reports)

    def lower(self, key: Key, left: float) -> None:
        """Leaves no more than is left by all that was told, less what was not told yet."""
        self._put(key, min(self._left(key), left - self._untold.get(key.hash, 0.0)))

    def _take(self, key: Key, reports: float) -> None:
        self._put(key, self._left(key) - reports)
        if reports:
            self._untold[key.hash] = self._untold.get(key.hash, 0.0) + reports
            self.spent.set()

    def _left(self, key: Key) -> float:
        full = key.reports_per_minute or 0
        return allowances.left_in(self._buckets.get(key.hash), full, self._clock.monotonic_s())

    def _put(self, key: Key, left: float) -> None:
        self._buckets[key.hash] = Bucket(left, self._clock.monotonic_s())
