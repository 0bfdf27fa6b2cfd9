"""Late reports: what they make of hours that are past, and of the episode that runs.

In: reports of a rumor that came late. Out: moved and past episodes; those nobody heard of are told,
and those of which less was told are told again.
"""

from streams.core.surge import episodes, history
from streams.core.surge.history import Late, Peak
from streams.core.surge.looking import permitted
from streams.core.surge.policy import SURGE, WATCH, SurgePolicy
from streams.core.surge.rumor import Episode, RumorSurge
from streams.core.surge.telling import Telling


def look_back(telling: Telling, rumor_id: str, late: Late) -> None:
    """Whether late reports made a surge of past hours. One that is over is told with its end.

    Compiled loops ask for it only where they may have (`kernels.looking`).
    """
    rumor = telling.state.rumors[rumor_id]
    found = history.peaks(
        rumor.counters, late, profile=telling.state.profile, policy=telling.policy
    )
    for peak in found:
        running = episodes.open_episode(rumor)
        if running is not None and episodes.is_last(rumor, peak, telling.policy):
            _rise_by(telling, rumor_id, rumor, running, peak=peak)
        elif (over := episodes.over_of(rumor, peak, telling.policy)) is not None:
            _grow_by(telling, rumor_id, rumor, over, peak=peak)
        elif not episodes.is_past(rumor, peak, telling.policy):
            _past_surge(telling, rumor_id, rumor, peak)


def _rise_by(
    telling: Telling, rumor_id: str, rumor: RumorSurge, running: Episode, *, peak: Peak
) -> None:
    _begin_by(rumor, running, peak)
    level = permitted(telling, rumor_id, running, peak.level)
    episodes.rise(running, level, peak.seen, peak.crossed_ms)


def _grow_by(
    telling: Telling, rumor_id: str, rumor: RumorSurge, over: Episode, *, peak: Peak
) -> None:
    """More of an episode that is over. It is told in a moment, with what comes until then."""
    _begin_by(rumor, over, peak)
    over.last_hot_ms = max(over.last_hot_ms, peak.hot_ms)
    over.resolved_ms = max(over.resolved_ms, _end_of(peak, telling.policy))
    episodes.recount(rumor, over)
    level = permitted(telling, rumor_id, over, peak.level)
    episodes.rise(over, level, peak.seen, peak.crossed_ms)
    telling.state.grown.add(rumor_id)


def _begin_by(rumor: RumorSurge, episode: Episode, peak: Peak) -> None:
    if not episode.began_ms or peak.began_ms < episode.began_ms:
        episode.began_ms = peak.began_ms
        episodes.recount(rumor, episode)


def _past_surge(telling: Telling, rumor_id: str, rumor: RumorSurge, peak: Peak) -> None:
    """A surge that nobody heard of: it runs on, or it is over and told with its end."""
    over_ms = _end_of(peak, telling.policy)
    times = {"began_ms": peak.began_ms, "crossed_ms": peak.crossed_ms, "hot_ms": peak.hot_ms}
    runs_on = episodes.open_episode(rumor) is None and over_ms >= rumor.counters.at_ms
    make = episodes.begin if runs_on else episodes.episode_of
    episode = make(rumor, WATCH, peak.seen, **times)
    level = permitted(telling, rumor_id, episode, peak.level)
    episodes.rise(episode, level, peak.seen, peak.crossed_ms)
    if not runs_on:
        episode.resolved_ms = over_ms
        episodes.keep_past(rumor, episode)
        if level >= SURGE:
            telling.late(rumor_id, episode)


def _end_of(peak: Peak, policy: SurgePolicy) -> int:
    return peak.hot_ms + policy.quiet_s * 1_000
