"""Looking: does a rumor surge now, and what becomes of its episode?

In: counters that have changed. Out: a moved episode.
"""

from streams.core.surge import episodes
from streams.core.surge.evidence import Evidence, evidence
from streams.core.surge.policy import SURGE, WATCH, level_of
from streams.core.surge.rumor import Episode, RumorSurge
from streams.core.surge.telling import Telling


def look(telling: Telling, rumor_id: str, rumor: RumorSurge) -> None:
    """Whether the rumor surges now; moves its episode on.

    Compiled loops ask for it only where it may say something (`kernels.looking`).
    """
    counters = rumor.counters
    policy = telling.policy
    profile = telling.state.profile
    seen = evidence(counters, profile, policy, telling.state.busy(counters))
    level = level_of(seen.score, seen.per_hour, seen.by_definition, policy)
    _advance(telling, rumor_id, rumor, level=level, seen=seen)


def _advance(
    telling: Telling, rumor_id: str, rumor: RumorSurge, *, level: int, seen: Evidence
) -> None:
    """Moves the episode on by what was seen. What was resolved begins anew."""
    at_ms = rumor.counters.at_ms
    episode = episodes.open_episode(rumor)
    if episode is None and rumor.episode is not None and at_ms < rumor.episode.resolved_ms:
        # It came when its episode had been called over already: the same one, grown.
        if level or seen.score >= telling.policy.hold_score:
            episodes.hot(rumor.episode, at_ms)
        grow(telling, rumor_id, rumor.episode, level=level, seen=seen, at_ms=at_ms)
        return
    if episode is None:
        if level:
            began_ms = min(rumor.counters.rise_ms or at_ms, at_ms)
            episode = episodes.begin(
                rumor, WATCH, seen, began_ms=began_ms, crossed_ms=at_ms, hot_ms=at_ms
            )
            telling.state.open.add(rumor_id)
            episodes.rise(episode, permitted(telling, rumor_id, episode, level), seen, at_ms)
        return
    if level or seen.score >= telling.policy.hold_score:
        episodes.hot(episode, at_ms)
    if level > episode.level:
        allowed = permitted(telling, rumor_id, episode, level)
        episodes.rise(episode, allowed, seen, at_ms)


def grow(
    telling: Telling, rumor_id: str, episode: Episode, *, level: int, seen: Evidence, at_ms: int
) -> None:
    """An episode that is over runs on where late reports show that it came higher than anybody was
    told, or that many more people made it: it is told again, and ends again.
    """
    episodes.recount(telling.state.rumors[rumor_id], episode)
    episodes.rise(episode, permitted(telling, rumor_id, episode, level), seen, at_ms)
    if episode.level > episode.told_level or episodes.is_enlarged(episode):
        episodes.resume(episode)
        telling.state.open.add(rumor_id)


def permitted(telling: Telling, rumor_id: str, episode: Episode, level: int) -> int:
    """The level that may be told: not a surge where one crowd makes it, unless that is larger than
    what a surge is by definition.
    """
    policy = telling.policy
    if level < SURGE or episode.level >= SURGE or not policy.min_independent:
        return level
    people, crowded = telling.independent(rumor_id, episode)
    everybody = episode.people + episode.anonymous
    is_small = everybody <= policy.min_reports
    episode.held = crowded and people < policy.min_independent and is_small
    return WATCH if episode.held else level
