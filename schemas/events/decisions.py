"""Decisions of analysts: an overlay over the facts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictGiven:
    """An analyst's rating as others see it."""

    rating: str
    summary: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionMade:
    """One decision of an analyst: an overlay over the facts, applied in offset order by every
    process.

    `kind` is verdict today; merge, split, move, mute and title have their place here.
    """

    decision_id: str
    tenant: str
    kind: str
    rumor_id: str
    decided_at_ms: int
    decided_by: str
    verdict: VerdictGiven | None = None
