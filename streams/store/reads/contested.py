"""The wordings that stand in two rumors on the log, of which the first fact holds.

Two workers that held one lane at once wrote them: there are none, or a few. To look whether one of
a page's wordings is among them takes longer than all else that is read of it, so all of a tenant's
are looked for together, and known for a while.
"""

import threading

from msgspec import Struct

from streams.clock import SYSTEM_CLOCK, Clock
from streams.store.database import Database

# So long one that came into two rumors meanwhile may be shown in both. Looking takes 40 ms of each
# million wordings.
FRESH_S = 5.0
CONTESTED_SQL = """
SELECT variant_id
FROM rumor_variants
WHERE tenant = %(tenant)s
GROUP BY variant_id
HAVING min(rumor_id) != max(rumor_id)
"""


class Wording(Struct):
    variant_id: int


class Contested:
    """Shared by all reads of a database, in several threads."""

    def __init__(self, clock: Clock = SYSTEM_CLOCK) -> None:
        self._clock = clock
        self._looking = threading.Lock()
        self._known: dict[str, tuple[float, frozenset[int]]] = {}

    def of(self, database: Database, tenant: str) -> frozenset[int]:
        """Those of a tenant. One thread looks; others go on with what is known, if anything is."""
        looked_s, known = self._known.get(tenant, (None, frozenset[int]()))
        if looked_s is not None and self._clock.monotonic_s() - looked_s < FRESH_S:
            return known
        if not self._looking.acquire(blocking=looked_s is None):
            return known
        try:
            return self._look(database, tenant)
        finally:
            self._looking.release()

    def _look(self, database: Database, tenant: str) -> frozenset[int]:
        began_s = self._clock.monotonic_s()
        looked_s, known = self._known.get(tenant, (None, frozenset[int]()))
        if looked_s is not None and began_s - looked_s < FRESH_S:
            return known  # another thread was before
        found = database.named(Wording, CONTESTED_SQL, {"tenant": tenant})
        contested = frozenset(one.variant_id for one in found)
        self._known[tenant] = (began_s, contested)
        return contested
