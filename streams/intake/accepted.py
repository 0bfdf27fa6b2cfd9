"""Ids accepted lately: so that a read of one that is not stored yet can say "pending".

In: ids of a tenant once they are durable. Out: whether one was among them, for an hour at least
where there is room. In this process only: another intake answers 404 until the report is stored.
"""

from collections.abc import Sequence
from itertools import repeat

from streams.clock import SYSTEM_CLOCK, Clock

GENERATION_S = 3_600  # what is accepted is stored in seconds, an hour later where the store is away
MOST_IDS = 250_000  # of one generation; the bound is memory


class AcceptedIds:
    """Two generations of ids: the younger grows, and replaces the elder once it is full or old."""

    def __init__(self, *, clock: Clock = SYSTEM_CLOCK) -> None:
        self._clock = clock
        self._young: dict[str, str] = {}
        self._old: dict[str, str] = {}
        self._since_s = clock.monotonic_s()

    def add(self, tenant: str, ids: Sequence[str]) -> None:
        """Remembers ids of a tenant."""
        now_s = self._clock.monotonic_s()
        if len(self._young) >= MOST_IDS or now_s - self._since_s > GENERATION_S:
            self._old = self._young
            self._young = {}
            self._since_s = now_s
        self._young.update(zip(ids, repeat(tenant), strict=False))

    def has(self, tenant: str, report_id: str) -> bool:
        """Whether a tenant's report was accepted lately."""
        return tenant in (self._young.get(report_id), self._old.get(report_id))
