"""Decisions of analysts as an overlay over the facts, the same in every process.

In: `DecisionMade` in offset order. Out: the verdict in force for a rumor, and its ETag. Undoing a
decision is exactly its absence. Merge, split, move, mute and title will be folded here, too.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas.events import DecisionMade, VerdictGiven

NO_VERDICTS: Mapping[str, VerdictGiven] = {}
UNDECIDED = "none"  # the ETag of a rumor that nobody decided on


@dataclass
class Decisions:
    """Everything decided so far, and the next offset to read.

    `times` has for each offset before the time by which it was decided, never falling: clocks of
    several processes wrote them.
    """

    offset: int = 0
    verdicts: dict[str, dict[str, VerdictGiven]] = field(default_factory=lambda: defaultdict(dict))
    last: dict[tuple[str, str], str] = field(default_factory=dict)
    ratings: dict[tuple[str, str], list[tuple[int, DecisionMade]]] = field(default_factory=dict)
    times: list[int] = field(default_factory=list)


def step(state: Decisions, event: DecisionMade, *, offset: int) -> Decisions:
    """Applies one decision. One that was applied before changes nothing."""
    if offset < state.offset:
        return state
    latest_ms = max(event.decided_at_ms, state.times[-1] if state.times else 0)
    # Offsets that hold no decision (a record that was set aside) count as decided with this one.
    state.times += [latest_ms] * (offset + 1 - state.offset)
    state.offset = offset + 1
    rumor = (event.tenant, event.rumor_id)
    if event.kind == "verdict" and event.verdict is not None:
        state.verdicts[event.tenant][event.rumor_id] = event.verdict
        state.ratings.setdefault(rumor, []).append((offset, event))
    state.last[rumor] = event.decision_id
    return state


def verdicts_of(state: Decisions, tenant: str) -> Mapping[str, VerdictGiven]:
    """Rumor -> verdict in force, of one tenant."""
    return state.verdicts.get(tenant, NO_VERDICTS)


def ratings_since(
    state: Decisions, tenant: str, rumor_id: str, offset: int
) -> list[tuple[int, DecisionMade]]:
    """The verdicts on a rumor at `offset` or after it, oldest first, each with its offset."""
    return [
        (at, decision) for at, decision in state.ratings.get((tenant, rumor_id), ()) if at >= offset
    ]


def offset_at(state: Decisions, at_ms: int) -> int:
    """The offset up to which was decided by `at_ms`: a replay decides as it was decided then."""
    return bisect_right(state.times, at_ms)


def etag(state: Decisions, tenant: str, rumor_id: str) -> str:
    """Names the state of a rumor's decisions: the last one. Another writer's changes it."""
    return state.last.get((tenant, rumor_id), UNDECIDED)
