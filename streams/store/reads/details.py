"""What the spread does not hold of rumors: titles, wordings, people."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import Struct

from streams.core.titles import headline
from streams.store.database import Database
from streams.store.reads.cells import RUMOR_DAYS, belonging, cells, whole_as_kept, wordings_of
from streams.store.reads.resolution import NOBODY, Resolution

TITLES_SQL = """
SELECT rumor_id, title AS value
FROM rumors FINAL
WHERE tenant = %(tenant)s AND rumor_id IN %(ids)s
"""
# A rumor that a split made was founded by nobody: it is called by the first that carries it.
FIRST_WORDING_SQL = """
SELECT
  {rumor} AS rumor_id,
  argMin(if(masked = '', shown, masked), (stance != 'carries', first_seen, variant_id)) AS value
FROM (
  SELECT rumor_id, variant_id, first_seen, masked, shown, stance
  FROM variants FINAL
  WHERE tenant = %(tenant)s AND {which}
)
GROUP BY rumor_id
"""
VARIANTS_SQL = """
SELECT {rumor} AS rumor_id, count() AS value
FROM (SELECT * FROM {wordings})
GROUP BY rumor_id
"""
# People are merged from sketches: who reported in two places or on two days is one of them. Of most
# rumors that was done when they were counted.
PEOPLE_SQL = """
SELECT rumor_id, people AS value
FROM rumor_totals FINAL
WHERE tenant = %(tenant)s AND rumor_id IN %(ids)s
"""
REPORTERS_SQL = """
SELECT rumor_id, uniqMerge(reporters) AS value
FROM {cells}
GROUP BY rumor_id
"""


class OfRumor(Struct):
    """One value of a rumor."""

    rumor_id: int
    value: Any


class Details(NamedTuple):
    """What the spread does not hold of a rumor. The title is empty until the rumor is stored."""

    title: str
    reporters: int
    variants: int


def titles_of(
    database: Database, tenant: str, ids: Sequence[int], resolution: Resolution
) -> dict[int, str]:
    """The titles of rumors, of those that are stored."""
    titles = _by_rumor(database, TITLES_SQL, tenant, {"ids": ids or NOBODY})
    if untitled := [id_ for id_ in ids if id_ not in titles]:
        rumor, which = belonging(resolution, untitled)
        sql = FIRST_WORDING_SQL.format(rumor=rumor, which=which.sql)
        first = _by_rumor(database, sql, tenant, which.values)
        titles |= {id_: headline(text) for id_, text in first.items()}
    return titles


def people_of(
    database: Database, tenant: str, ids: Sequence[int], resolution: Resolution
) -> dict[int, int]:
    """The distinct reporters of rumors, of those that have any."""
    plain = [id_ for id_ in ids if whole_as_kept(resolution, id_)]
    people = _by_rumor(database, PEOPLE_SQL, tenant, {"ids": plain}) if plain else {}
    if others := [id_ for id_ in ids if not whole_as_kept(resolution, id_)]:
        here = cells(resolution, RUMOR_DAYS, others)
        sql = REPORTERS_SQL.format(cells=here.sql)
        people |= _by_rumor(database, sql, tenant, here.values)
    return people


def _by_rumor(
    database: Database, sql: str, tenant: str, values: Mapping[str, Any]
) -> dict[int, Any]:
    found = database.named(OfRumor, sql, {"tenant": tenant, **values})
    return {row.rumor_id: row.value for row in found}


def details_of(
    database: Database, tenant: str, ids: Sequence[int], resolution: Resolution
) -> dict[int, Details]:
    """The details of every rumor asked for, of those nobody knows, too."""
    if not ids:
        return {}

    # Three plain questions about a page's ids: what one table lacks hides nothing of the others.
    titles = titles_of(database, tenant, ids, resolution)
    reporters = people_of(database, tenant, ids, resolution)
    rumor, _ = belonging(resolution, ids)
    found = wordings_of(resolution, ids)
    sql = VARIANTS_SQL.format(rumor=rumor, wordings=found.sql)
    variants = _by_rumor(database, sql, tenant, found.values)
    return {
        id_: Details(
            title=titles.get(id_, ""),
            reporters=reporters.get(id_, 0),
            variants=variants.get(id_, 0),
        )
        for id_ in ids
    }
