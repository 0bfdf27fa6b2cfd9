"""Everything about one rumor."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec import Struct

from schemas.events.vocabulary import STANCES
from streams.store.database import Database
from streams.store.reads.cells import DAYS, wordings_of
from streams.store.reads.cells import cells as cells_of
from streams.store.reads.details import people_of, titles_of
from streams.store.reads.resolution import Resolution
from streams.store.reads.shapes import hex_id, time_of
from streams.store.reads.suggestions import overlapping

CELLS_SQL = """
SELECT
  stance, channel, place,
  sum(cell.reports) AS reports,
  min(cell.first_seen) AS first_seen,
  max(cell.last_seen) AS last_seen
FROM {cells} AS cell
GROUP BY stance, channel, place
"""
WORDINGS_SQL = """
SELECT count() AS variants
FROM {wordings} AS wording
"""


class Cell(Struct):
    """A rumor's reports of one stance, channel and place."""

    stance: str
    channel: str
    place: str
    reports: int
    first_seen: datetime
    last_seen: datetime


class Wordings(Struct):
    """How many wordings a rumor has."""

    variants: int


def rumor(
    database: Database, tenant: str, rumor_id: str, resolution: Resolution
) -> dict[str, Any] | None:
    """Everything about one rumor, or None. An absorbed one has the counts of the whole. Of what is
    suggested nothing is left out that was decided on.
    """
    number = resolution.shown_of(rumor_id)
    here = cells_of(resolution, DAYS, [number], fullest=True)
    asked = {"tenant": tenant} | here.values
    cells = database.named(Cell, CELLS_SQL.format(cells=here.sql), asked)
    title = titles_of(database, tenant, [number], resolution).get(number, "")
    # Rumors and spread come from different topics: either may be there first.
    if not title and not cells:
        return None
    wordings = _wordings(database, tenant, number, resolution)
    return {
        "rumor_id": rumor_id,
        "title": title,
        "reports": sum(cell.reports for cell in cells),
        "reporters": people_of(database, tenant, [number], resolution).get(number, 0),
        "variants": wordings.variants,
        "stance": dict.fromkeys(STANCES, 0) | _sums(cells, "stance"),
        "channels": _shares(cells, "channel"),
        "places": _shares(cells, "place"),
        "first_seen": time_of(min(cell.first_seen for cell in cells)) if cells else None,
        "last_seen": time_of(max(cell.last_seen for cell in cells)) if cells else None,
        "suggestions": [
            pair.younger if pair.older == hex_id(number) else pair.older
            for pair in overlapping(database, tenant, resolution, rumor_id)
        ],
        "merged_into": None if hex_id(number) == rumor_id else hex_id(number),
    }


def _wordings(database: Database, tenant: str, number: int, resolution: Resolution) -> Wordings:
    here = wordings_of(resolution, [number])
    asked = {"tenant": tenant} | here.values
    (found,) = database.named(Wordings, WORDINGS_SQL.format(wordings=here.sql), asked)
    return found


def _sums(cells: Iterable[Cell], column: str) -> dict[str, int]:
    """Reports by the names in a column."""
    counted: Counter[str] = Counter()
    for cell in cells:
        counted[getattr(cell, column)] += cell.reports
    return dict(counted)


def _shares(cells: Iterable[Cell], column: str) -> list[dict[str, Any]]:
    """The same as a list, the most reported first."""
    ranked = sorted(_sums(cells, column).items(), key=lambda share: (-share[1], share[0]))
    return [{"name": name, "reports": reports} for name, reports in ranked]
