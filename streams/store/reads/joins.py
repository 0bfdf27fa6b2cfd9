"""How wordings joined, as ClickHouse says it, remembered for a moment.

Every decision makes the reads anew, and each would ask again for all wordings that decisions name:
with a thousand of them that took more than the reads themselves. What is asked for is remembered a
little longer than one read, and only what is missing is asked.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Generic, TypeVar

from msgspec import Struct

from streams.clock import SYSTEM_CLOCK, Clock
from streams.core.curation.placing import Joined
from streams.store.database import Database
from streams.store.reads.shapes import hex_id

# A fact stands once it is stored, but where two workers wrote one: then the first on the log does,
# which may be stored second.
FACT_S = 5.0
# What joined meanwhile is missing so long: less than reads share what was resolved.
FOLLOWERS_S = 0.5
# Of the copies of a wording the first on the log holds, so FINAL; only a few granules of it.
KNOWN_SQL = """
SELECT variant_id, exemplar_id, rumor_id, received_at
FROM variants FINAL
WHERE tenant = %(tenant)s AND variant_id IN %(ids)s
"""
FOLLOWING_SQL = """
SELECT variant_id, exemplar_id, rumor_id, received_at
FROM variants FINAL
WHERE tenant = %(tenant)s AND exemplar_id IN %(ids)s AND variant_id IN (
  SELECT variant_id FROM variants WHERE tenant = %(tenant)s AND exemplar_id IN %(ids)s
)
"""
Value = TypeVar("Value")
Key = tuple[str, str]  # tenant, id


class Came(Struct):
    """How a wording came in."""

    variant_id: int
    exemplar_id: int
    rumor_id: int
    received_at: datetime


class Joins:
    """Shared by all reads of a database, in several threads: two may ask for the same at once."""

    def __init__(self, database: Database, clock: Clock = SYSTEM_CLOCK) -> None:
        self._database = database
        self._facts = _Remembered[Joined](clock, FACT_S)
        self._followers = _Remembered[Mapping[str, Joined]](clock, FOLLOWERS_S)

    def of(self, tenant: str, variant_ids: Collection[str]) -> dict[str, Joined]:
        """How wordings joined, of those that are stored."""
        known, missing = self._facts.of(tenant, variant_ids)
        if missing:
            found = self._asked(KNOWN_SQL, tenant, missing)
            self._facts.keep(tenant, found)
            known |= found
        return known

    def through(self, tenant: str, variant_ids: Collection[str]) -> dict[str, Joined]:
        """The wordings that joined through any of these."""
        known, missing = self._followers.of(tenant, variant_ids)
        if missing:
            found: dict[str, dict[str, Joined]] = {id_: {} for id_ in missing}
            for id_, fact in self._asked(FOLLOWING_SQL, tenant, missing).items():
                found[str(fact.exemplar_id)][id_] = fact
            self._followers.keep(tenant, found)
            known |= found
        return {id_: fact for followers in known.values() for id_, fact in followers.items()}

    def _asked(self, sql: str, tenant: str, ids: Collection[str]) -> dict[str, Joined]:
        asked: dict[str, Any] = {"tenant": tenant, "ids": [int(id_, 16) for id_ in ids]}
        return {
            hex_id(came.variant_id): Joined(
                exemplar_id=hex_id(came.exemplar_id) if came.exemplar_id else None,
                rumor_id=hex_id(came.rumor_id),
                at_ms=round(came.received_at.timestamp() * 1_000),
            )
            for came in self._database.named(Came, sql, asked)
        }


class _Remembered(Generic[Value]):
    """Values by tenant and id, for `life_s` at most: in two generations, of which the older is
    dropped as a whole.
    """

    def __init__(self, clock: Clock, life_s: float) -> None:
        self._clock = clock
        self._generation_s = life_s / 2
        self._turned_s = clock.monotonic_s()
        self._young: dict[Key, Value] = {}
        self._old: dict[Key, Value] = {}

    def of(self, tenant: str, ids: Collection[str]) -> tuple[dict[str, Value], list[str]]:
        """Those that are remembered; the ids of the others."""
        self._turn()
        found: dict[str, Value] = {}
        missing = []
        young, old = self._young, self._old
        for id_ in ids:
            key = (tenant, id_)
            value = young.get(key, old.get(key))
            if value is None:
                missing.append(id_)
            else:
                found[id_] = value
        return found, missing

    def keep(self, tenant: str, values: Mapping[str, Value]) -> None:
        self._young.update({(tenant, id_): value for id_, value in values.items()})

    def _turn(self) -> None:
        now_s = self._clock.monotonic_s()
        past_s = now_s - self._turned_s
        if past_s < self._generation_s:
            return
        self._old = self._young if past_s < 2 * self._generation_s else {}
        self._young = {}
        self._turned_s = now_s
