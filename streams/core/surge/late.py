"""Late reports: what they make of hours that are past, and of the episode that runs.

In: reports of a rumor that came late. Out: moved and past episodes; those nobody heard of are told.
"""

from streams.core.surge import episodes, history
from streams.core.surge.history import Late, Peak
from streams.core.surge.looking import permitted
from streams.core.surge.policy import SURGE, WATCH
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
        if episodes.is_past(rumor, peak, telling.policy):
            continue  # of one that was told, and of none that runs: they lie apart
        running = episodes.open_episode(rumor)
        if not episodes.is_last(rumor, peak, telling.policy):
            _past_surge(telling, rumor_id, rumor, peak)
        elif running is not None:
            _rise_by(telling, rumor_id, running, peak)


def _rise_by(telling: Telling, rumor_id: str, running: Episode, peak: Peak) -> None:
    running.began_ms = min(running.began_ms or peak.began_ms, peak.began_ms)
    level = permitted(telling, rumor_id, running, peak.level)
    episodes.rise(running, level, peak.seen, peak.crossed_ms)


def _past_surge(telling: Telling, rumor_id: str, rumor: RumorSurge, peak: Peak) -> None:
    """A surge that nobody heard of: it runs on, or it is over and told with its end."""
    quiet_ms = telling.policy.quiet_s * 1_000
    times = {"began_ms": peak.began_ms, "crossed_ms": peak.crossed_ms, "hot_ms": peak.hot_ms}
    running = episodes.open_episode(rumor)
    if running is None and peak.hot_ms + quiet_ms >= rumor.counters.at_ms:
        episode = episodes.begin(rumor, WATCH, peak.seen, **times)
    else:
        episode = episodes.episode_of(rumor, WATCH, peak.seen, **times)
        episodes.keep_past(rumor, episode)
    level = permitted(telling, rumor_id, episode, peak.level)
    episodes.rise(episode, level, peak.seen, peak.crossed_ms)
    if episode is not rumor.episode and level >= SURGE:
        is_open = rumor_id in telling.state.open
        telling.end(rumor_id, episode, peak.hot_ms + quiet_ms)
        if is_open:
            telling.state.open.add(rumor_id)  # as another episode
