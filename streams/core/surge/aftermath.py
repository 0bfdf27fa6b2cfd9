"""What comes of an episode when it seems to be over: more reports of it, in pieces or hours later.

In: episodes that ran out, or are over as told. Out: whether they run on, and what late reports made
of them, told once a while.
"""

from streams.core.surge import alerts, episodes
from streams.core.surge.rumor import Episode
from streams.core.surge.telling import Telling

FED_MS = 6_000  # an app that empties its queue sends one batch after the other
NOT_FED = (0, 0)


def is_held(telling: Telling, rumor_id: str, episode: Episode) -> bool:
    """Whether an episode that is over runs on for a moment: more reports of it may come. Where its
    end was told before, what comes is told together.
    """
    _, fed_ms = telling.state.fed.get(rumor_id, NOT_FED)
    if not episode.ends:
        return telling.now_ms - fed_ms < FED_MS
    return telling.now_ms - max(fed_ms, episode.said_ms) < _gap_ms(telling)


def tell_on(telling: Telling, rumor_id: str, episode: Episode) -> None:
    """Tells that what was told to be over goes on, where many more people make it."""
    since_ms, _ = telling.state.fed.get(rumor_id, NOT_FED)
    waited_ms = telling.now_ms - max(since_ms, episode.said_ms)
    is_time = since_ms and waited_ms >= _gap_ms(telling)
    if episode.is_end_told and episodes.is_enlarged(episode) and is_time:
        telling.tell(rumor_id, episode, "corrected", alerts.late_change(episode))


def tell_grown(telling: Telling) -> None:
    """Tells what late reports showed of episodes that are over, each once nothing was told of it
    for a while.
    """
    state = telling.state
    for rumor_id in sorted(state.grown):
        rumor = state.rumors.get(rumor_id)
        if rumor is None or rumor.merged_into:
            state.grown.discard(rumor_id)
            continue
        waiting = [one for one in episodes.all_over(rumor) if episodes.is_more(one)]
        for episode in waiting:
            if telling.now_ms - episode.said_ms >= _gap_ms(telling):
                telling.late(rumor_id, episode)
        if not any(map(episodes.is_more, waiting)):
            state.grown.discard(rumor_id)


def _gap_ms(telling: Telling) -> float:
    return telling.policy.telling_gap_s * 1_000
