"""Which wording came from which, as rows of an indented list.

In: wordings with their parents. Out: each once, below its parent; one whose parent is not among
them stands at the top.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

DEEPEST = 8  # steps to the right; what is deeper stands there, too


class Wording(Protocol):
    """What `/variants` and `/tree` have in common."""

    variant_id: str
    parent_variant_id: str | None
    reports: int


class Branch(Struct, frozen=True):
    """A wording and how deep it stands."""

    depth: int
    variant: Wording


def lineage(variants: Sequence[Wording]) -> list[Branch]:
    """Wordings in the order of a tree, the most reported first among those of one parent."""
    known = {variant.variant_id for variant in variants}
    below: dict[str, list[Wording]] = defaultdict(list)
    for variant in variants:
        parent = variant.parent_variant_id or ""
        below[parent if parent in known and parent != variant.variant_id else ""].append(variant)
    found: list[Branch] = []
    seen: set[str] = set()
    waiting = [(0, variant) for variant in _last_first(below[""])]
    while waiting:
        depth, variant = waiting.pop()
        if variant.variant_id in seen:
            continue
        seen.add(variant.variant_id)
        found.append(Branch(min(depth, DEEPEST), variant))
        waiting += [(depth + 1, one) for one in _last_first(below[variant.variant_id])]
    # what goes round in a circle has no top; it is shown all the same
    return found + [Branch(0, one) for one in variants if one.variant_id not in seen]


def _last_first(variants: list[Wording]) -> list[Wording]:
    return sorted(variants, key=lambda one: (one.reports, one.variant_id))
