"""Which wording of a rumor came from which."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from streams.store.database import Database
from streams.store.reads.paging import Place, part_of, place_cursor
from streams.store.reads.resolution import Resolution
from streams.store.reads.shapes import hex_id, time_of
from streams.store.reads.variants import Counted, described, ranked

TREE = "tree"  # of whose pages a cursor is
MOST_WORDINGS = 1_000  # the most reported: of more no tree can be looked at
# When those came that nobody reported here.
JOINED_SQL = """
SELECT variant_id, first_seen AS joined
FROM variants
WHERE tenant = %(tenant)s AND variant_id IN %(variant_ids)s
ORDER BY version DESC
LIMIT 1 BY variant_id
"""


class Came(Struct):
    """When a wording joined."""

    variant_id: int
    joined: datetime


def tree(
    database: Database,
    tenant: str,
    rumor_id: str,
    resolution: Resolution,
    *,
    limit: int | None,
    cursor: str,
) -> dict[str, Any]:
    """The wordings of a rumor in the order they came, or a part of them: texts are read, and what
    changed is found, of that part alone. Raises `BadCursor`.

    A parent may be in another rumor: a wording that was moved came from where it came from.
    """
    most = ranked(database, tenant, rumor_id, resolution, limit=MOST_WORDINGS)
    places = _places(database, tenant, most)

    def place(one: Counted) -> Place:
        return places[one.variant_id]

    after = place_cursor(TREE, cursor) if cursor else None
    found, following = part_of(TREE, sorted(most, key=place), place, limit=limit, after=after)
    return {
        "items": [
            {
                "variant_id": one["variant_id"],
                "parent_variant_id": one["parent_variant_id"],
                "text": one["text"],
                "changed": one["what_changed"],
                "first_seen": one["first_seen"],
                "reports": one["reports"],
                "stance": one["stance"],
                "compared": one["compared"],
            }
            for one in described(database, tenant, found)
        ],
        "next_cursor": following,
    }


def _places(database: Database, tenant: str, wordings: Sequence[Counted]) -> Mapping[int, Place]:
    """When wordings came, by id."""
    unreported = [one.variant_id for one in wordings if not one.reports]
    joined: dict[int, datetime] = {}
    if unreported:
        asked = {"tenant": tenant, "variant_ids": sorted(unreported)}
        joined = {one.variant_id: one.joined for one in database.named(Came, JOINED_SQL, asked)}
    return {
        one.variant_id: Place(
            time_of(joined.get(one.variant_id, one.first_seen)), hex_id(one.variant_id)
        )
        for one in wordings
    }
