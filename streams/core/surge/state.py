"""The state of the surge step: one lane's rumors, its profile, and how far it is folded."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from schemas.events import DecisionMade, VerdictGiven
from streams.core.sources import SourceWindow
from streams.core.surge.profile import DayProfile
from streams.core.surge.rumor import RumorSurge

Verdicts = Mapping[str, VerdictGiven]  # rumor -> what is in force
# (rumor, offset) -> the verdicts on it from that offset of the decisions on.
Ratings = Callable[[str, int], Iterable[tuple[int, DecisionMade]]]


@dataclass
class LaneSurges:
    """One lane. Each rumor carries the offset it is folded up to; `folded` is the lane's highest.

    `touched` are the rumors whose states must be written, `open` those with a running episode.
    """

    lane: str
    rumors: dict[str, RumorSurge] = field(default_factory=dict)
    profile: DayProfile = field(default_factory=DayProfile)
    sources: SourceWindow = field(default_factory=SourceWindow)
    folded: int = -1
    touched: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=set)

    def rumor(self, rumor_id: str) -> RumorSurge:
        """A rumor, empty where nothing was counted yet."""
        found = self.rumors.get(rumor_id)
        if found is None:
            found = self.rumors[rumor_id] = RumorSurge()
        return found
