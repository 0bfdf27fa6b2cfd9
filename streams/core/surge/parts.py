"""What is told of a part of another rumor: nothing, while its episode moves on.

In: a moment of the whole. Out: the same moment for the part.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from streams.core.surge.rumor import Episode
from streams.core.surge.telling import Telling


@dataclass(slots=True)
class Silence(Telling):
    """What a part of another rumor would tell: its episode moves on, and nobody is told of it.

    `name` is the rumor whose reports it counts, `whole_id` the one that they show as.
    """

    name: str = ""
    whole_id: str = ""

    def due(self, rumor_id: str) -> None:
        """Nothing is."""

    def level(self, rumor_id: str, episode: Episode, event: str) -> None:
        """The level stands in the episode."""

    def end(self, rumor_id: str, episode: Episode, at_ms: int) -> None:
        """The episode is over."""
        episode.resolved_ms = at_ms

    def late(self, rumor_id: str, episode: Episode) -> None:
        """It stays what it is."""

    def independent(self, rumor_id: str, episode: Episode) -> tuple[int, bool]:
        """As if there were no whole."""
        return Telling.independent(self, self.name, episode)

    def _others(self) -> Iterator[tuple[str, Episode]]:
        return (one for one in Telling._others(self) if one[0] != self.whole_id)


def silent(telling: Telling, rumor_id: str) -> Silence:
    """The same moment, for a part of another rumor."""
    state = telling.state
    into = state.rumors[rumor_id].merged_into
    return Silence(
        state=state,
        now_ms=telling.now_ms,
        policy=telling.policy,
        verdicts=telling.verdicts,
        decided=telling.decided,
        overlay=telling.overlay,
        name=into if state.owns.get(into) == rumor_id else rumor_id,
        whole_id=state.shown(into, {}),
    )
