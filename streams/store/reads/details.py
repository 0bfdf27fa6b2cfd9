"""What the spread does not hold of rumors: titles, wordings, people."""

from typing import Any, NamedTuple

from msgspec import Struct

from streams.store.database import Database

TITLES_SQL = """
SELECT rumor_id, title AS value
FROM rumors FINAL
WHERE tenant = %(tenant)s AND rumor_id IN %(ids)s
"""
VARIANTS_SQL = """
SELECT rumor_id, count() AS value
FROM variants FINAL
WHERE tenant = %(tenant)s AND rumor_id IN %(ids)s
GROUP BY rumor_id
"""
# People are merged from sketches: who reported in two places or on two days is one of them.
REPORTERS_SQL = """
SELECT rumor_id, uniqMerge(reporters) AS value
FROM spread_day FINAL
WHERE tenant = %(tenant)s AND rumor_id IN %(ids)s
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


def details_of(database: Database, tenant: str, ids: list[int]) -> dict[int, Details]:
    """The details of every rumor asked for, of those nobody knows, too."""
    if not ids:
        return {}

    def by_rumor(sql: str) -> dict[int, Any]:
        found = database.named(OfRumor, sql, {"tenant": tenant, "ids": ids})
        return {row.rumor_id: row.value for row in found}

    # Three plain questions about a page's ids: what one table lacks hides nothing of the others.
    titles = by_rumor(TITLES_SQL)
    reporters = by_rumor(REPORTERS_SQL)
    variants = by_rumor(VARIANTS_SQL)
    return {
        id_: Details(
            title=titles.get(id_, ""),
            reporters=reporters.get(id_, 0),
            variants=variants.get(id_, 0),
        )
        for id_ in ids
    }
