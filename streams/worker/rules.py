"""What surges are judged by: the policy in the config file, and the analysts' decisions.

In: a lane. Out: what is in force for its tenant now. Both change while the process runs, so nobody
keeps what was answered here beyond one record.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from schemas.events import DecisionMade, RumorsMerged, VerdictGiven
from streams.config.file import ConfigFile
from streams.core.curation.decisions import (
    Decisions,
    learn,
    offset_at,
    overlay,
    rated_at,
    ratings_since,
    verdicts_of,
)
from streams.core.lanes import tenant_of
from streams.core.surge.overlay import Overlay
from streams.core.surge.policy import SurgePolicy


@dataclass
class Rules:
    """The config file and everything decided so far."""

    config: ConfigFile
    curation: Decisions

    @property
    def decided(self) -> int:
        """The offset up to which decisions are known."""
        return self.curation.offset

    def policy(self, lane: str) -> SurgePolicy:
        # `current` looks at the file at most once a second, and keeps the last one that was right.
        return self.config.current().policy(tenant_of(lane))

    def frames(self) -> tuple[str, ...]:
        """The phrases that the config file names, for all tenants."""
        return self.config.current().matching.frames

    def verdicts(self, lane: str) -> Mapping[str, VerdictGiven]:
        """Rumor -> verdict in force."""
        return verdicts_of(self.curation, tenant_of(lane))

    def overlay(self, lane: str) -> Overlay:
        """What else was decided that changes what is told of surges."""
        tenant = tenant_of(lane)
        decided = overlay(self.curation, tenant)
        return Overlay(
            mutes=decided.mutes,
            titles=decided.titles,
            taken=decided.takes,
            links=decided.counted,
            placings=decided.parts,
            moves=decided.moves,
            lanes=decided.lanes,
            decided=self.decided,
            is_whole=True,
            rated_at=partial(rated_at, self.curation, tenant),
        )

    def ratings(self, lane: str) -> Callable[[str, int], Sequence[tuple[int, DecisionMade]]]:
        """Finds the changes of a rumor's verdict from an offset on."""
        return partial(ratings_since, self.curation, tenant_of(lane))

    def apart(self, lane: str) -> tuple[tuple[str, str], ...]:
        """The pairs of rumors that matching never brings together. What was told apart by an undone
        merge is among them; moved wordings are not: what joins through one follows it when read.
        """
        return overlay(self.curation, tenant_of(lane)).apart_pairs

    def grew(self, lane: str, merges: Iterable[RumorsMerged], at_ms: int) -> None:
        """Takes in that rumors of a lane grew together; the same again changes nothing."""
        learn(self.curation, tenant_of(lane), merges, at_ms=at_ms)

    def decided_by(self, at_ms: int) -> int:
        """The offset up to which decisions were made by an instant."""
        return offset_at(self.curation, at_ms)
