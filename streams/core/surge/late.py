"""Late reports: what they make of hours that are past, and of the episode that runs.

In: reports of a rumor that came late. Out: moved and past episodes; those nobody heard of are told,
and those of which less was told are told again.
"""

from streams.core.surge import episodes, history
from streams.core.surge.history import Late, Peak
from streams.core.surge.looking import grow, permitted
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
        first_ms = episodes.past_of(rumor, peak, telling.policy)
        if first_ms is not None:
            _past_grown(telling, rumor_id, rumor, peak, first_ms)
        elif not episodes.is_last(rumor, peak, telling.policy):
            _past_surge(telling, rumor_id, rumor, peak)
        elif rumor.episode is not None:
            _rise_by(telling, rumor_id, rumor, rumor.episode, peak)


def _rise_by(telling: Telling, rumor_id: str, rumor: RumorSurge, last: Episode, peak: Peak) -> None:
    if not last.began_ms or peak.began_ms < last.began_ms:
        last.began_ms = peak.began_ms
        episodes.recount(rumor, last)
    if last.resolved_ms:
        grow(telling, rumor_id, last, level=peak.level, seen=peak.seen, at_ms=peak.crossed_ms)
        return
    level = permitted(telling, rumor_id, last, peak.level)
    episodes.rise(last, level, peak.seen, peak.crossed_ms)


def _past_surge(telling: Telling, rumor_id: str, rumor: RumorSurge, peak: Peak) -> None:
    """A surge that nobody heard of: it runs on, or it is over and told with its end."""
    over_ms = peak.hot_ms + telling.policy.quiet_s * 1_000
    times = _times(peak)
    is_last = episodes.open_episode(rumor) is None
    if is_last:
        episode = episodes.begin(rumor, WATCH, peak.seen, **times)
    else:
        episode = episodes.episode_of(rumor, WATCH, peak.seen, **times)
        episodes.keep_past(rumor, episode)
    level = permitted(telling, rumor_id, episode, peak.level)
    episodes.rise(episode, level, peak.seen, peak.crossed_ms)
    if is_last and over_ms >= rumor.counters.at_ms:
        return
    if level >= SURGE:
        _end(telling, rumor_id, episode, over_ms, is_last=is_last)
        episodes.note_told(rumor, episode)
    episode.resolved_ms = over_ms


def _past_grown(
    telling: Telling, rumor_id: str, rumor: RumorSurge, peak: Peak, first_ms: int
) -> None:
    """More of a surge before the last one, that which began at `first_ms`."""
    if first_ms not in rumor.told_past:
        return
    episode = episodes.told_again(rumor, first_ms, peak.seen, **_times(peak))
    episode.said_ms = episode.told_ms = telling.now_ms
    episode.resolved_ms = peak.hot_ms + telling.policy.quiet_s * 1_000
    if episodes.open_episode(rumor) is None:
        episodes.put_last(rumor, episode)
        grow(telling, rumor_id, episode, level=peak.level, seen=peak.seen, at_ms=peak.crossed_ms)
    elif peak.level > episode.told_level:
        # Another one runs, beside which nothing waits.
        episodes.rise(episode, peak.level, peak.seen, peak.crossed_ms)
        _end(telling, rumor_id, episode, episode.resolved_ms, is_last=False)
        episodes.note_told(rumor, episode)


def _end(telling: Telling, rumor_id: str, episode: Episode, at_ms: int, *, is_last: bool) -> None:
    """Tells the end of an episode, beside which another one may run."""
    is_open = rumor_id in telling.state.open
    telling.end(rumor_id, episode, at_ms)
    if is_open and not is_last:
        telling.state.open.add(rumor_id)


def _times(peak: Peak) -> dict[str, int]:
    return {"began_ms": peak.began_ms, "crossed_ms": peak.crossed_ms, "hot_ms": peak.hot_ms}
