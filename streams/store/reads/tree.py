"""Which wording of a rumor came from which."""

from typing import Any

from streams.store.database import Database
from streams.store.reads.resolution import Resolution
from streams.store.reads.variants import variants

MOST_WORDINGS = 1_000  # the most reported: of more no tree can be looked at


def tree(database: Database, tenant: str, rumor_id: str, resolution: Resolution) -> dict[str, Any]:
    """The wordings of a rumor in the order they came.

    A parent may be in another rumor: a wording that was moved came from where it came from.
    """
    page = variants(database, tenant, rumor_id, resolution, limit=MOST_WORDINGS, cursor="")
    found = sorted(page["items"], key=lambda one: (one["first_seen"], one["variant_id"]))
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
            for one in found
        ]
    }
