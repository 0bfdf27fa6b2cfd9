"""What the API asks of ClickHouse, with decisions laid over it. In: tenant and ids. Out: plain
dictionaries in the form of the API.

A question that takes a tenant, a rumor or a report and what is decided stands in its module alone,
and is asked with `of`. One that needs anything else has a method.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Concatenate, ParamSpec, TypeVar

from schemas.events import MovedCounts, SeenReports
from streams.clock import SYSTEM_CLOCK, Clock
from streams.core.curation.effects import SEEN_MS
from streams.core.curation.overlay import NOTHING_DECIDED, Overlay
from streams.store.database import Database
from streams.store.reads.alerts import alerts
from streams.store.reads.answers import Page, answer_page
from streams.store.reads.contested import Contested
from streams.store.reads.deliveries import deliveries
from streams.store.reads.growths import Grown, growths
from streams.store.reads.joins import Joins
from streams.store.reads.lanes import lanes
from streams.store.reads.lines import Line, lines, lines_of
from streams.store.reads.moved import moved_counts
from streams.store.reads.named import Wordings, wordings
from streams.store.reads.rejects import rejects
from streams.store.reads.reports import why
from streams.store.reads.resolution import AS_FOUNDED, Resolution, home_of, resolve
from streams.store.reads.rumor import rumor
from streams.store.reads.rumors import SORTS, Wanted, rumors
from streams.store.reads.seen import seen_of_rumor
from streams.store.reads.spread import DIMENSIONS
from streams.store.reads.steps import Range, TooManyPoints
from streams.store.reads.suggestions import Overlapping, described, overlapping
from streams.store.reads.tree import tree
from streams.store.reads.variants import MOST_REPORTED, texts, variants

__all__ = ["DIMENSIONS", "SORTS", "Range", "Reads", "TooManyPoints", "Wanted"]

# A dozen reads of one page share what was asked for the first; two seconds are promised.
FRESH_S = 0.7
Whom = TypeVar("Whom")
More = ParamSpec("More")
Found = TypeVar("Found")
NEVER = (NOTHING_DECIDED, 0.0, AS_FOUNDED)


class Reads:
    """Reads of one database, as decided by `resolution`. Each runs in the calling thread.

    A read has no default that narrows: who asks says what it asks for. They are told in the modules
    beside this one.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock = SYSTEM_CLOCK,
        resolution: Resolution = AS_FOUNDED,
        contested: Contested | None = None,
        joins: Joins | None = None,
    ) -> None:
        self.database = database
        self.clock = clock
        self.resolution = resolution
        self.contested = contested or Contested(clock)
        self.joins = joins or Joins(database, clock)
        self._made: dict[str, tuple[Overlay, float, Resolution]] = {}

    def as_decided(self, tenant: str, overlay: Overlay) -> "Reads":
        """The same reads with a tenant's decisions laid over what is stored.

        A decision counts at once; a wording that joins a moved one follows it a moment later.
        """
        made_of, made_s, resolution = self._made.get(tenant, NEVER)
        if made_of is not overlay or self.clock.monotonic_s() - made_s > FRESH_S:
            # As of before it was asked: what is stored meanwhile is found the next time.
            made_s = self.clock.monotonic_s()
            resolution = resolve(self.joins, tenant, overlay)
            self._made[tenant] = (overlay, made_s, resolution)
        return self._with(resolution)

    def as_if(self, tenant: str, overlay: Overlay) -> "Reads":
        """The same reads as something else would have been decided."""
        return self._with(resolve(self.joins, tenant, overlay))

    def _with(self, resolution: Resolution) -> "Reads":
        return Reads(
            database=self.database,
            clock=self.clock,
            resolution=resolution,
            contested=self.contested,
            joins=self.joins,
        )

    def _contested(self, tenant: str) -> Resolution:
        """The resolution for who reads many wordings, and may be shown one twice for a moment."""
        return replace(self.resolution, contested=self.contested.of(self.database, tenant))

    def of(
        self,
        question: Callable[Concatenate[Database, str, Whom, Resolution, More], Found],
        tenant: str,
        whom: Whom,
        *more: More.args,
        **asked: More.kwargs,
    ) -> Found:
        """What a question finds of a rumor or a report, or of several. Raises as the question."""
        return question(self.database, tenant, whom, self.resolution, *more, **asked)

    def why(self, tenant: str, variant_id: str) -> tuple[float | None, str] | None:
        return why(self.database, tenant, variant_id)

    def text(self, tenant: str, variant_id: str) -> str:
        number = int(variant_id, 16)
        return texts(self.database, tenant, {number}).get(number, "")

    def rumors(
        self, tenant: str, *, wanted: Wanted, sort: str, limit: int, cursor: str
    ) -> dict[str, Any]:
        return rumors(
            self.database,
            tenant,
            self._contested(tenant),
            clock=self.clock,
            wanted=wanted,
            sort=sort,
            limit=limit,
            cursor=cursor,
        )

    def rumor(self, tenant: str, rumor_id: str) -> dict[str, Any] | None:
        return rumor(self.database, tenant, rumor_id, self._contested(tenant))

    def lines_of(self, tenant: str, rumor_ids: Sequence[str]) -> list[Line]:
        return lines_of(self.database, tenant, rumor_ids)

    def lines(self, lately_s: int, most: int) -> list[Line]:
        return lines(self.database, lately_s=lately_s, most=most)

    def home(
        self,
        tenant: str,
        overlay: Overlay,
        *,
        variant_id: str,
        rumor_id: str,
        joins_at_ms: int | None,
    ) -> str:
        return home_of(
            self.joins,
            tenant,
            overlay,
            variant_id=variant_id,
            rumor_id=rumor_id,
            joins_at_ms=joins_at_ms,
        )

    def variants(
        self, tenant: str, rumor_id: str, *, sort: str = MOST_REPORTED, limit: int, cursor: str
    ) -> dict[str, Any]:
        return variants(
            self.database,
            tenant,
            rumor_id,
            self._contested(tenant),
            sort=sort,
            limit=limit,
            cursor=cursor,
        )

    def tree(self, tenant: str, rumor_id: str, *, limit: int | None, cursor: str) -> dict[str, Any]:
        resolution = self._contested(tenant)
        return tree(self.database, tenant, rumor_id, resolution, limit=limit, cursor=cursor)

    def wordings(self, tenant: str, rumor_id: str, variant_ids: Sequence[str]) -> Wordings:
        return wordings(self.database, tenant, rumor_id, variant_ids, resolution=self.resolution)

    def moved_counts(self, tenant: str, home: int, before: "Reads") -> tuple[MovedCounts, ...]:
        return moved_counts(
            self.database,
            tenant,
            home,
            self.resolution,
            before=before.resolution,
            now_ms=self.clock.now_ms(),
        )

    def seen(self, tenant: str, rumor_id: str) -> SeenReports | None:
        """Who reported what belongs to a rumor alone in the last day; None: too many."""
        since_ms = self.clock.now_ms() - SEEN_MS
        rumor = int(rumor_id, 16)
        return seen_of_rumor(self.database, tenant, rumor, self.resolution, since_ms=since_ms)

    def lanes(self, tenant: str, rumor_ids: Sequence[str]) -> dict[str, str]:
        return lanes(self.database, tenant, rumor_ids)

    def overlapping(self, tenant: str, rumor_id: str = "") -> list[Overlapping]:
        return overlapping(self.database, tenant, self.resolution, rumor_id)

    def described(self, tenant: str, pair: Overlapping) -> dict[str, Any]:
        return described(self.database, tenant, pair, self.resolution)

    def growths(self) -> list[Grown]:
        return growths(self.database, 0)

    def alerts(
        self,
        tenant: str,
        *,
        alert_id: str,
        rumor_id: str,
        least_rank: int,
        limit: int,
        cursor: str,
        state: str = "",
    ) -> dict[str, Any]:
        return alerts(
            self.database,
            tenant,
            self.resolution,
            alert_id=alert_id,
            rumor_id=rumor_id,
            least_rank=least_rank,
            limit=limit,
            cursor=cursor,
            state=state,
        )

    def deliveries(
        self,
        tenant: str,
        *,
        delivery_id: str = "",
        receiver: str,
        state: str,
        start_ms: int | None,
        end_ms: int | None,
        limit: int,
        cursor: str,
    ) -> dict[str, Any]:
        return deliveries(
            self.database,
            tenant,
            delivery_id=delivery_id,
            receiver=receiver,
            state=state,
            start_ms=start_ms,
            end_ms=end_ms,
            limit=limit,
            cursor=cursor,
        )

    def answer(self, tenant: str, answer_id: str, *, page: int) -> Page | None:
        return answer_page(self.database, tenant, answer_id, page)

    def rejects(self, tenant: str, *, limit: int, cursor: str) -> dict[str, Any]:
        return rejects(self.database, tenant, limit=limit, cursor=cursor)

    def bytes_on_disk(self) -> int:
        """What the tables take, replaced parts that still lie there among it."""
        sql = "SELECT sum(bytes_on_disk) FROM system.parts WHERE database = currentDatabase()"
        return int(self.database.execute(sql)[0][0])

    def version(self) -> str:
        """ClickHouse's own."""
        return str(self.database.execute("SELECT version()")[0][0])

    def reachable(self) -> bool:
        """Whether ClickHouse answers."""
        return bool(self.database.execute("SELECT 1"))
