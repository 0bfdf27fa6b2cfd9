"""Telling: what episodes have to say at one moment, each change once."""

from dataclasses import dataclass, field

from schemas.events import Alert
from streams.core.surge import alerts, episodes
from streams.core.surge.policy import SurgePolicy
from streams.core.surge.rumor import Episode
from streams.core.surge.state import LaneSurges, Verdicts


@dataclass
class Telling:
    """What tellings of one moment share."""

    state: LaneSurges
    now_ms: int
    policy: SurgePolicy
    verdicts: Verdicts
    decided: int
    told: list[Alert] = field(default_factory=list)

    def level(self, rumor_id: str, episode: Episode, event: str) -> None:
        """Tells the level that an episode has reached."""
        # Before the alert is made: it says the level that receivers know from now on.
        episodes.told(episode, self.now_ms, self.decided)
        self._tell(rumor_id, episode, event, alerts.level_change(episode))

    def end(self, rumor_id: str, episode: Episode, at_ms: int) -> None:
        """Tells that an episode is over."""
        episode.resolved_ms = at_ms
        self._tell(rumor_id, episode, "resolved", alerts.end_change(episode))

    def _tell(self, rumor_id: str, episode: Episode, event: str, change_id: str) -> None:
        self.told.append(
            alerts.alert(
                self.state.rumors[rumor_id],
                episode,
                event,
                lane=self.state.lane,
                rumor_id=rumor_id,
                change_id=change_id,
                now_ms=self.now_ms,
                policy=self.policy,
                verdict=self.verdicts.get(rumor_id),
            )
        )
