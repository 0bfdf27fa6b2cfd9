"""Every question that the API asks of ClickHouse, by name. In: tenant and ids. Out: plain
dictionaries in the form of the API.
"""

from collections.abc import Sequence
from typing import Any

from streams.clock import SYSTEM_CLOCK, Clock
from streams.store.database import Database
from streams.store.reads.alerts import alerts
from streams.store.reads.deliveries import deliveries
from streams.store.reads.rejects import rejects
from streams.store.reads.reports import report
from streams.store.reads.rumor import rumor
from streams.store.reads.rumors import SORTS, rumors
from streams.store.reads.spread import DIMENSIONS, TooManyPoints, life, spread
from streams.store.reads.variants import variants

__all__ = ["DIMENSIONS", "SORTS", "Reads", "TooManyPoints"]


class Reads:
    """Named reads of one database. Each runs in the calling thread.

    A read has no default that narrows: who asks says what it asks for. They are told in the modules
    beside this one.
    """

    def __init__(self, database: Database, clock: Clock = SYSTEM_CLOCK) -> None:
        self.database = database
        self.clock = clock

    def report(self, tenant: str, report_id: str) -> dict[str, Any] | None:
        return report(self.database, tenant, report_id)

    def rumors(
        self,
        tenant: str,
        *,
        query: str,
        sort: str,
        limit: int,
        cursor: str,
        only: Sequence[str] | None,
        without: Sequence[str],
    ) -> dict[str, Any]:
        return rumors(
            self.database,
            tenant,
            clock=self.clock,
            query=query,
            sort=sort,
            limit=limit,
            cursor=cursor,
            only=only,
            without=without,
        )

    def rumor(self, tenant: str, rumor_id: str) -> dict[str, Any] | None:
        return rumor(self.database, tenant, rumor_id)

    def variants(self, tenant: str, rumor_id: str, *, limit: int, cursor: str) -> dict[str, Any]:
        return variants(self.database, tenant, rumor_id, limit=limit, cursor=cursor)

    def life(self, tenant: str, rumor_id: str) -> tuple[int, int] | None:
        return life(self.database, tenant, rumor_id)

    def spread(
        self, tenant: str, rumor_id: str, *, start_s: int, end_s: int, step_s: int | None, by: str
    ) -> dict[str, Any]:
        return spread(
            self.database,
            tenant,
            rumor_id,
            start_s=start_s,
            end_s=end_s,
            step_s=step_s,
            by=by,
        )

    def alerts(
        self, tenant: str, *, alert_id: str, rumor_id: str, least_rank: int, limit: int, cursor: str
    ) -> dict[str, Any]:
        return alerts(
            self.database,
            tenant,
            alert_id=alert_id,
            rumor_id=rumor_id,
            least_rank=least_rank,
            limit=limit,
            cursor=cursor,
        )

    def deliveries(
        self,
        tenant: str,
        *,
        delivery_id: str = "",
        receiver: str,
        state: str,
        start_s: int | None,
        end_s: int | None,
        limit: int,
        cursor: str,
    ) -> dict[str, Any]:
        return deliveries(
            self.database,
            tenant,
            delivery_id=delivery_id,
            receiver=receiver,
            state=state,
            start_s=start_s,
            end_s=end_s,
            limit=limit,
            cursor=cursor,
        )

    def rejects(self, tenant: str, *, limit: int, cursor: str) -> dict[str, Any]:
        return rejects(self.database, tenant, limit=limit, cursor=cursor)

    def bytes_on_disk(self) -> int:
        """What the tables take, replaced parts that still lie there among it."""
        sql = "SELECT sum(bytes_on_disk) FROM system.parts WHERE database = currentDatabase()"
        return int(self.database.execute(sql)[0][0])

    def reachable(self) -> bool:
        """Whether ClickHouse answers."""
        return bool(self.database.execute("SELECT 1"))
