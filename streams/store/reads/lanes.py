"""In which lanes rumors are reported."""

from collections.abc import Sequence

from msgspec import Struct

from streams.store.database import Database
from streams.store.reads.shapes import hex_id

LANES_SQL = """
SELECT rumor_id, lane
FROM rumors FINAL
WHERE tenant = %(tenant)s AND rumor_id IN %(rumors)s
"""


class Reported(Struct):
    """A rumor that a report founded, and the lane of that report."""

    rumor_id: int
    lane: str


def lanes(database: Database, tenant: str, rumor_ids: Sequence[str]) -> dict[str, str]:
    """Rumor -> lane, of those that are stored."""
    asked = {"tenant": tenant, "rumors": [int(one, 16) for one in rumor_ids]}
    found = database.named(Reported, LANES_SQL, asked)
    return {hex_id(one.rumor_id): one.lane for one in found}
