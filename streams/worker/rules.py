"""What surges are judged by: the policy in the config file, and the analysts' decisions.

In: a lane. Out: what is in force for its tenant now. Both change while the process runs, so nobody
keeps what was answered here beyond one record.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from schemas.events import DecisionMade, VerdictGiven
from streams.config.file import ConfigFile
from streams.core.curation.decisions import Decisions, offset_at, ratings_since, verdicts_of
from streams.core.lanes import tenant_of
from streams.core.surge.overlay import UNDECIDED, Overlay
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

    def verdicts(self, lane: str) -> Mapping[str, VerdictGiven]:
        """Rumor -> verdict in force."""
        return verdicts_of(self.curation, tenant_of(lane))

    def overlay(self, lane: str) -> Overlay:
        """What else was decided that changes what is told of surges."""
        return UNDECIDED

    def ratings(self, lane: str) -> Callable[[str, int], list[tuple[int, DecisionMade]]]:
        """Finds the verdicts on a rumor from an offset on."""
        return partial(ratings_since, self.curation, tenant_of(lane))

    def decided_by(self, at_ms: int) -> int:
        """The offset up to which decisions were made by an instant."""
        return offset_at(self.curation, at_ms)
