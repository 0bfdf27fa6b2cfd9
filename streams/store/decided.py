"""What decisions make of rumors, as rows: dashboards read tables, not the log.

In: decisions and growths as they are stored. Out: rows of `decided` for what changed. Every store
does so by itself and writes the same: of two rows the one that knew more decisions holds.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec
from msgspec import Struct

from schemas.events import DecisionMade, VerdictGiven
from streams.core import curation
from streams.core.curation import Decisions
from streams.core.curation.book import RATING
from streams.core.curation.overlay import Overlay
from streams.core.curation.rated import rated_by
from streams.store.database import Database
from streams.store.homes import Homes
from streams.store.reads.details import titles_of
from streams.store.reads.growths import growths
from streams.store.reads.resolution import Resolution
from streams.store.reads.shapes import hex_id
from streams.store.tables import DecidedRow

# Decisions come first in a version, then growths: more of either is newer.
MOST_GROWTHS = 1 << 24
NEVER_RATED_MS = 0

MADE_SQL = """
SELECT tenant, decision_id, kind, rumor_id, decided_at, decided_by, rating, summary, link, offset,
  decision
FROM curations FINAL
WHERE offset >= %(first)s
ORDER BY offset
"""
WRITTEN_SQL = (
    "SELECT tenant, rumor_id, shown_id, title, rating, rated_at, version FROM decided FINAL"
)


class Made(Struct):
    """A decision as it is stored; `decision` is empty where there was no such column yet."""

    tenant: str
    decision_id: str
    kind: str
    rumor_id: int
    decided_at: datetime
    decided_by: str
    rating: str
    summary: str
    link: str
    offset: int
    decision: str


class Written(Struct):
    tenant: str
    rumor_id: int
    shown_id: int
    title: str
    rating: str
    rated_at: datetime
    version: int


class Decided:
    """What was read so far, and the rows that stand in the table."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._decisions = Decisions()
        self._since_s = 0
        self._grown: set[tuple[str, str, str, int]] = set()
        self._rows: dict[tuple[str, int], DecidedRow] | None = None
        self._looked: tuple[int, int] | None = None
        self._homes = Homes(database)

    def refresh(self) -> int:
        """Writes what changed since -> how many rows. Raises `StoreUnavailable`."""
        if self._rows is None:
            self._rows = {(row.tenant, row.rumor_id): row for row in self._written()}
        self._read()
        looked = (self._decisions.offset, len(self._grown))
        version = self._decisions.offset * MOST_GROWTHS + len(self._grown)
        overlays = {
            tenant: curation.overlay(self._decisions, tenant) for tenant in self._decisions.books
        }
        # Also where nothing was decided: what joins through a moved wording may follow it.
        resolved, homes = self._homes.refresh(overlays, version)
        if looked == self._looked and not homes:
            return 0
        titles = {tenant: self._split(tenant, overlays[tenant], resolved) for tenant in resolved}
        wanted = {(row.tenant, row.rumor_id): row for row in self._wanted(version, titles)}
        changed = [row for key, row in wanted.items() if not _same(row, self._rows.get(key))]
        for tenant, rumor_id in self._rows.keys() - wanted.keys():
            nothing = _row(tenant, rumor_id, rumor_id, version=version)
            if not _same(nothing, self._rows[tenant, rumor_id]):
                changed.append(nothing)
        self._database.insert(changed)
        self._rows |= {(row.tenant, row.rumor_id): row for row in changed}
        self._looked = looked
        return len(changed) + homes

    def _read(self) -> None:
        asked = {"first": self._decisions.offset}
        for made in self._database.named(Made, MADE_SQL, asked):
            curation.step(self._decisions, _event(made), offset=made.offset)
        for one in growths(self._database, self._since_s):
            curation.learn(self._decisions, one.tenant, [one.fact], at_ms=one.at_ms)
            self._grown.add((one.tenant, one.fact.kept, one.fact.merged, one.at_ms))
            self._since_s = max(self._since_s, one.stored_s)

    def _written(self) -> Iterator[DecidedRow]:
        for row in self._database.named(Written, WRITTEN_SQL):
            yield DecidedRow(
                tenant=row.tenant,
                rumor_id=row.rumor_id,
                shown_id=row.shown_id,
                title=row.title,
                rating=row.rating,
                rated_at=round(row.rated_at.timestamp() * 1_000),
                version=row.version,
            )

    def _split(
        self, tenant: str, overlay: Overlay, resolved: Mapping[str, Resolution]
    ) -> dict[str, str]:
        """What the rumors that splits made are called, where nobody named them."""
        made = overlay.splits & {hex_id(one) for one in resolved[tenant].moved.values()}
        ids = [int(one, 16) for one in sorted(made - overlay.titles.keys())]
        found = titles_of(self._database, tenant, ids, resolved[tenant]) if ids else {}
        return {hex_id(id_): title for id_, title in found.items()}

    def _wanted(self, version: int, split: Mapping[str, Mapping[str, str]]) -> Iterator[DecidedRow]:
        """A row for every rumor that anything was decided of; `split` are the titles of those that
        splits made, by tenant.
        """
        for tenant, book in self._decisions.books.items():
            overlay = curation.overlay(self._decisions, tenant)
            first_ms: dict[str, int] = {}
            for decision in book.in_force(RATING):
                for rumor_id in rated_by(decision):
                    shown = overlay.shown_as(rumor_id)
                    at_ms = first_ms.get(shown, decision.decided_at_ms)
                    first_ms[shown] = min(at_ms, decision.decided_at_ms)
            titles = {**split.get(tenant, {}), **overlay.titles}
            for rumor_id in sorted({*overlay.shown, *overlay.verdicts, *titles}):
                shown = overlay.shown_as(rumor_id)
                verdict = overlay.verdicts.get(rumor_id)
                yield _row(
                    tenant,
                    int(rumor_id, 16),
                    int(shown, 16),
                    title=titles.get(shown, ""),
                    rating=verdict.rating if verdict else "",
                    rated_at=first_ms.get(shown, NEVER_RATED_MS) if verdict else NEVER_RATED_MS,
                    version=version,
                )


def _row(
    tenant: str,
    rumor_id: int,
    shown_id: int,
    *,
    version: int,
    title: str = "",
    rating: str = "",
    rated_at: int = NEVER_RATED_MS,
) -> DecidedRow:
    return DecidedRow(
        tenant=tenant,
        rumor_id=rumor_id,
        shown_id=shown_id,
        title=title,
        rating=rating,
        rated_at=rated_at,
        version=version,
    )


def _same(row: DecidedRow, written: DecidedRow | None) -> bool:
    return written is not None and msgspec.structs.replace(written, version=row.version) == row


def _event(made: Made) -> DecisionMade:
    if made.decision:
        return msgspec.json.decode(made.decision, type=DecisionMade)
    # From before there was any other kind.
    return DecisionMade(
        decision_id=made.decision_id,
        tenant=made.tenant,
        kind=made.kind,
        rumor_id=hex_id(made.rumor_id),
        decided_at_ms=round(made.decided_at.timestamp() * 1_000),
        decided_by=made.decided_by,
        verdict=VerdictGiven(rating=made.rating, summary=made.summary, link=made.link),
    )
