"""Pairs of rumors that may be one: a wording of the one overlaps with the other."""

from collections import Counter
from typing import Any

from msgspec import Struct

from streams.core.matching.explanation import Wordings
from streams.core.matching.likeness import passages_of, similarity
from streams.store.database import Database
from streams.store.reads.cells import TOTALS, belonging, cells, shown_by_wording
from streams.store.reads.details import titles_of
from streams.store.reads.resolution import NOBODY, Resolution
from streams.store.reads.shapes import compared_of, hex_id, rounded

MOST_PAIRS = 2_000  # those that most wordings bridge; of more nobody sees the end
MOST_PASSAGES = 5  # of a pair, the longest: enough to judge by

PAIRS_SQL = """
SELECT {shown} AS rumor, overlaps AS other, uniqExact(variant_id) AS bridges
FROM variants
WHERE tenant = %(tenant)s AND overlaps NOT IN (0, rumor_id)
GROUP BY rumor, other
ORDER BY bridges DESC, rumor, other
LIMIT %(limit)s
"""
# The same of one rumor: its own wordings, and those of others that overlap with it.
OF_RUMOR_SQL = """
SELECT {shown} AS rumor, overlaps AS other, uniqExact(variant_id) AS bridges
FROM (
  SELECT variant_id, rumor_id, overlaps
  FROM rumor_variants
  WHERE tenant = %(tenant)s AND overlaps NOT IN (0, rumor_id) AND {which}
  UNION ALL
  SELECT variant_id, rumor_id, overlaps
  FROM rumor_variants
  WHERE tenant = %(tenant)s AND overlaps IN %(overlapped)s AND overlaps != rumor_id
)
GROUP BY rumor, other
ORDER BY bridges DESC, rumor, other
LIMIT %(limit)s
"""
SIZES_SQL = """
SELECT rumor_id, sum(cell.reports) AS reports, min(cell.first_seen) AS first_seen
FROM {cells} AS cell
GROUP BY rumor_id
"""
FOUNDING_SQL = """
SELECT variant_id, if(masked = '', shown, masked) AS text
FROM variants
WHERE tenant = %(tenant)s AND variant_id IN %(ids)s
ORDER BY version DESC
LIMIT 1 BY variant_id
"""


class Bridge(Struct):
    rumor: int
    other: int
    bridges: int


class Size(Struct):
    rumor_id: int
    reports: int
    first_seen: Any


class Founding(Struct):
    variant_id: int
    text: str


class Overlapping(Struct):
    """Two rumors as they show, the older first; how many wordings bridge them, how alike their
    founding wordings are, and the reports of the smaller: what would show under another name.
    """

    older: str
    younger: str
    bridges: int
    score: float
    reports: int


def overlapping(
    database: Database, tenant: str, resolution: Resolution, rumor_id: str = ""
) -> list[Overlapping]:
    """Every pair, or those of one rumor, whatever was decided about it, the one that would change
    most first.
    """
    number = resolution.shown_of(rumor_id) if rumor_id else None
    bridges: Counter[tuple[int, int]] = Counter()
    for one in _bridges(database, tenant, resolution, number):
        other = resolution.shown.get(one.other, one.other)
        if one.rumor != other and number in (None, one.rumor, other):
            bridges[min(one.rumor, other), max(one.rumor, other)] += one.bridges
    if not bridges:
        return []
    ids = sorted({id_ for pair in bridges for id_ in pair})
    sizes = _sizes(database, tenant, ids, resolution)
    texts = founding_texts(database, tenant, ids)
    found = []
    for pair, wordings in bridges.items():
        if not all(id_ in sizes for id_ in pair):
            continue  # one of them has no reports (any more): nothing would change
        older, younger = sorted(pair, key=lambda id_: (sizes[id_].first_seen, id_))
        found.append(
            Overlapping(
                older=hex_id(older),
                younger=hex_id(younger),
                bridges=wordings,
                score=similarity(texts.get(older, ""), texts.get(younger, "")),
                reports=min(sizes[id_].reports for id_ in pair),
            )
        )
    return sorted(found, key=lambda one: (-one.reports * one.score, -one.bridges, one.older))


def _bridges(
    database: Database, tenant: str, resolution: Resolution, number: int | None
) -> list[Bridge]:
    asked: dict[str, Any] = {"tenant": tenant, "limit": MOST_PAIRS}
    if number is None:
        sql = PAIRS_SQL.format(shown=shown_by_wording(resolution, asked))
        return database.named(Bridge, sql, asked)
    _, which = belonging(resolution, [number])
    asked |= which.values | {"overlapped": resolution.whole([number])}
    sql = OF_RUMOR_SQL.format(shown=shown_by_wording(resolution, asked), which=which.sql)
    return database.named(Bridge, sql, asked)


def described(
    database: Database, tenant: str, pair: Overlapping, resolution: Resolution
) -> dict[str, Any]:
    """One pair as the API shows it, without its id."""
    ids = [int(pair.older, 16), int(pair.younger, 16)]
    titles = titles_of(database, tenant, ids, resolution)
    texts = founding_texts(database, tenant, ids)
    one, other = (texts.get(id_, "") for id_ in ids)
    why = Wordings().explain(other, one, pair.score)
    same, apart = passages_of(one, other)
    return {
        "rumors": [
            {
                "rumor_id": hex_id(id_),
                "title": titles.get(id_, ""),
                "wording": texts.get(id_, ""),
            }
            for id_ in ids
        ],
        "score": rounded(pair.score),
        "bridges": pair.bridges,
        "same": same[:MOST_PASSAGES],
        "apart": apart[:MOST_PASSAGES],
        "differs": why.sentence,
        "compared": compared_of(why),
    }


def founding_texts(database: Database, tenant: str, ids: list[int]) -> dict[int, str]:
    """The masked wordings that founded rumors."""
    asked = {"tenant": tenant, "ids": ids or NOBODY}
    return {one.variant_id: one.text for one in database.named(Founding, FOUNDING_SQL, asked)}


def _sizes(
    database: Database, tenant: str, ids: list[int], resolution: Resolution
) -> dict[int, Size]:
    here = cells(resolution, TOTALS, ids)
    asked = {"tenant": tenant} | here.values
    found = database.named(Size, SIZES_SQL.format(cells=here.sql), asked)
    return {one.rumor_id: one for one in found}
