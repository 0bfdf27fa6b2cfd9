"""Lanes: where near-duplicates meet. A lane is "tenant/family", the key of the records it lies in.

Tenants never meet. Neither do the script families: what makes two texts alike differs between them,
and an index is tuned for one.
"""

from streams.core.text import words_of
from streams.core.text.patterns import is_dense

FAMILIES = ("cjk", "alphabet")


def family(text: str) -> str:
    """The family that carries more of what the text says.

    Its own words decide: a link of a hundred letters says nothing, nor does whom it is sent to.
    """
    return "cjk" if is_dense(words_of(text)) else "alphabet"


def lane_of(tenant: str, text: str) -> str:
    """The lane in which near-duplicates of the text meet."""
    return f"{tenant}/{family(text)}"


def tenant_of(lane: str) -> str:
    """The tenant of a lane; empty where it is none."""
    return lane.rpartition("/")[0]


def family_of(lane: str) -> str:
    """The script family of a lane, one of `FAMILIES` where it is one."""
    return lane.rpartition("/")[2]
