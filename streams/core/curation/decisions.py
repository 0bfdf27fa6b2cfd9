"""Curation: analysts' decisions as an overlay over the facts, the same in every process.

In: `DecisionMade` in offset order. Out: the verdict in force for a rumor, and its ETag. Undoing a
decision is exactly its absence. Merge, split, move, mute and title will be folded here, too.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas.events import DecisionMade, VerdictGiven

HOAX = "false"
RATINGS = ("false", "misleading", "unverified", "true", "satire")
NONE: Mapping[str, VerdictGiven] = {}


@dataclass
class Curation:
    """Everything decided so far, and the next offset to read.

    `times` says by when the offsets before were decided.
    """

    offset: int = 0
    verdicts: dict[str, dict[str, VerdictGiven]] = field(default_factory=lambda: defaultdict(dict))
    last: dict[tuple[str, str], str] = field(default_factory=dict)
    ratings: dict[tuple[str, str], list[tuple[int, DecisionMade]]] = field(default_factory=dict)
    times: list[int] = field(default_factory=list)


def step(state: Curation, event: DecisionMade, *, offset: int) -> Curation:
    """Applies one decision. One that was applied before changes nothing."""
    if offset < state.offset:
        return state
    state.times += [max(event.decided_at_ms, state.times[-1] if state.times else 0)] * (
        offset + 1 - state.offset
    )
    state.offset = offset + 1
    if event.kind == "verdict" and event.verdict is not None:
        state.verdicts[event.tenant][event.rumor_id] = event.verdict
        state.ratings.setdefault((event.tenant, event.rumor_id), []).append((offset, event))
    state.last[event.tenant, event.rumor_id] = event.decision_id
    return state


def verdicts_of(state: Curation, tenant: str) -> Mapping[str, VerdictGiven]:
    """Rumor -> verdict in force, of one tenant."""
    return state.verdicts.get(tenant, NONE)


def ratings_since(
    state: Curation, tenant: str, rumor_id: str, offset: int
) -> list[tuple[int, DecisionMade]]:
    """The verdicts on a rumor at `offset` or after it, oldest first, each with its offset."""
    return [
        (at, decision) for at, decision in state.ratings.get((tenant, rumor_id), ()) if at >= offset
    ]


def offset_at(state: Curation, at_ms: int) -> int:
    """The offset up to which was decided by `at_ms`."""
    return bisect_right(state.times, at_ms)


def etag(state: Curation, tenant: str, rumor_id: str) -> str:
    """Names the state of a rumor's curation: the last decision on it."""
    return state.last.get((tenant, rumor_id), "none")
