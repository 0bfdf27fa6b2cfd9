"""Curation: analysts' decisions as an overlay over the facts, the same in every process.

In: `DecisionMade` in offset order. Out: the verdict in force for a rumor, and its ETag. Undoing a decision is exactly its absence.
Merge, split, move, mute and title will be folded here, too.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas.events import DecisionMade, VerdictGiven

HOAX = "false"
RATINGS = ("false", "misleading", "unverified", "true", "satire")
NONE: Mapping[str, VerdictGiven] = {}


@dataclass
class Curation:
    """Everything decided so far, and the next offset to read."""

    offset: int = 0
    verdicts: dict[str, dict[str, VerdictGiven]] = field(default_factory=lambda: defaultdict(dict))
    last: dict[tuple[str, str], str] = field(default_factory=dict)


def step(state: Curation, event: DecisionMade, *, offset: int) -> Curation:
    """Applies one decision. One that was applied before changes nothing."""
    if offset < state.offset:
        return state
    state.offset = offset + 1
    if event.kind == "verdict" and event.verdict is not None:
        state.verdicts[event.tenant][event.rumor_id] = event.verdict
    state.last[event.tenant, event.rumor_id] = event.decision_id
    return state


def verdicts_of(state: Curation, tenant: str) -> Mapping[str, VerdictGiven]:
    """Rumor -> verdict in force, of one tenant."""
    return state.verdicts.get(tenant, NONE)


def etag(state: Curation, tenant: str, rumor_id: str) -> str:
    """Names the state of a rumor's curation: the last decision on it."""
    return state.last.get((tenant, rumor_id), "none")
