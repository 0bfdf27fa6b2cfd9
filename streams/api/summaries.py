"""What is told of a rumor in one line: computed once for everybody who asks within a second.

In: ids. Out: titles and counts, as decided.
"""

import asyncio
from typing import Any

from msgspec import Struct, convert

from streams.api.lookup import Lookup
from streams.clock import SYSTEM_CLOCK, Clock

KEPT_S = 1.0  # a count that is a second old is as good as the one that ClickHouse has now
MOST_KEPT = 10_000  # rumors; what is asked for most comes again by itself
UNKNOWN = {"title": "", "reports": 0, "last_seen": None}


class Summary(Struct, frozen=True):
    """A rumor in one line."""

    title: str
    reports: int = 0
    last_seen: str | None = None


class Summaries:
    """Questions under way are shared, too: a hoax that everybody asks for is read once."""

    def __init__(self, lookup: Lookup, *, clock: Clock = SYSTEM_CLOCK) -> None:
        self._lookup = lookup
        self._clock = clock
        self._kept: dict[tuple[str, str], tuple[float, asyncio.Task[Summary]]] = {}

    async def of(self, tenant: str, rumor_id: str) -> Summary:
        """A rumor's summary; of one that is not stored yet as the log has it. Raises as
        `Lookup.run`.
        """
        now_s = self._clock.monotonic_s()
        until_s, task = self._kept.get((tenant, rumor_id), (0.0, None))
        if task is None or until_s <= now_s:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            task = asyncio.create_task(self._read(tenant, rumor_id))
            self._kept[tenant, rumor_id] = (now_s + KEPT_S, task)
        try:
            # Shielded: who leaves must not take the answer from the others.
            return await asyncio.shield(task)
        except Exception:
            self._kept.pop((tenant, rumor_id), None)
            raise

    async def _read(self, tenant: str, rumor_id: str) -> Summary:
        def question(reads: Any) -> dict[str, Any] | None:
            return reads.summary(tenant, rumor_id)  # type: ignore[no-any-return]

        found = await self._lookup.run(question, tenant)
        filled = self._lookup.filled(tenant, rumor_id, found or UNKNOWN)
        return convert(filled, Summary)
