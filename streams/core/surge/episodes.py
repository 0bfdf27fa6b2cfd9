"""The life of a surge: begun, risen, told, quiet, over. Levels only rise within an episode; each is
told once.

In: evidence of the counters, or a peak found in past hours. Out: a moved episode, and whether there
is something to tell.
"""

from streams.core.durations import DAY_MS, HOUR_MS
from streams.core.surge.counters import (
    decayed_hour,
    decayed_raw,
    expected_per_hour,
)
from streams.core.surge.evidence import Evidence, least_count
from streams.core.surge.history import Peak
from streams.core.surge.policy import CRITICAL, SURGE, SurgePolicy
from streams.core.surge.profile import DayProfile
from streams.core.surge.reporters import together
from streams.core.surge.rumor import Episode, RumorSurge

MOST_PAST = 16  # episodes of the last day that late reports may belong to


def open_episode(rumor: RumorSurge) -> Episode | None:
    """The episode that runs now."""
    return rumor.episode if rumor.episode is not None and not rumor.episode.resolved_ms else None


def stays_hot(rumor: RumorSurge, policy: SurgePolicy) -> bool:
    """Whether an episode is open on the highest level with counts above the floor.

    It needs no test: nothing can be told but its end. Notes that it is hot.
    """
    episode = open_episode(rumor)
    counters = rumor.counters
    if episode is None or episode.level < CRITICAL:
        return False
    if not any(
        x >= least_count(policy, k) for k, x in enumerate((counters.x5, counters.x20, counters.x60))
    ):
        return False
    _hot(episode, counters.at_ms)
    return True


def advance(rumor: RumorSurge, level: int, seen: Evidence, policy: SurgePolicy) -> None:
    """Moves the episode on by what was seen at the rumor's newest report.

    What was resolved begins anew.
    """
    episode = open_episode(rumor)
    at_ms = rumor.counters.at_ms
    if episode is None:
        if level:
            begin(rumor, level, seen, crossed_ms=at_ms, hot_ms=at_ms)
        return
    if level or seen.score >= policy.hold_score:
        _hot(episode, at_ms)
    rise(episode, level, seen, at_ms)


def begin(
    rumor: RumorSurge, level: int, seen: Evidence, *, crossed_ms: int, hot_ms: int
) -> Episode:
    """A fresh episode in place of the last one."""
    if rumor.episode is not None:
        _remember(rumor, rumor.episode)
    rumor.episode = _episode(rumor, level, seen, crossed_ms=crossed_ms, hot_ms=hot_ms)
    return rumor.episode


def rise(episode: Episode, level: int, seen: Evidence, at_ms: int) -> None:
    """Raises the level, if it is higher."""
    if level <= episode.level:
        return
    if episode.level < SURGE <= level:
        episode.raised_ms = at_ms
    episode.level = level
    episode.crossed_ms = at_ms
    _note(episode, seen)


def past_surge(rumor: RumorSurge, peak: Peak, policy: SurgePolicy) -> Episode | None:
    """What late reports show of hours that are past: an episode of its own where they made one that
    is over, else None.

    A peak within an episode that is known belongs to it, and may raise its level while it runs.
    """
    # Episodes end so long after they were hot: within it a peak is still theirs.
    margin_ms = policy.quiet_s * 1_000
    if any(
        first - margin_ms <= peak.hot_ms and peak.crossed_ms <= last + margin_ms
        for first, last in rumor.past
    ):
        return None
    running = open_episode(rumor)
    last = rumor.episode
    if (
        last is not None
        and last.started_ms - margin_ms <= peak.hot_ms
        and peak.crossed_ms <= last.last_hot_ms + margin_ms
    ):
        if running is not None:
            rise(running, peak.level, peak.seen, peak.crossed_ms)
        return None
    if running is None and peak.hot_ms + margin_ms >= rumor.counters.at_ms:
        begin(rumor, peak.level, peak.seen, crossed_ms=peak.crossed_ms, hot_ms=peak.hot_ms)
        return None
    episode = _episode(rumor, peak.level, peak.seen, crossed_ms=peak.crossed_ms, hot_ms=peak.hot_ms)
    _remember(rumor, episode)
    return episode


def due(episode: Episode, now_ms: int, policy: SurgePolicy) -> str:
    """What is to be told now: "raised", "escalated", or an empty string.

    The first surge is told at once; a level that is passed soon after a telling waits for the end
    of the gap.
    """
    if episode.level <= episode.told_level:
        return ""
    if episode.told_level == 0:
        return "raised"
    first = episode.told_level < SURGE <= episode.level
    return "escalated" if first or now_ms - episode.told_ms >= policy.telling_gap_s * 1_000 else ""


def told(episode: Episode, now_ms: int, decided: int) -> None:
    """Notes that the level is told now, with the decisions before the offset `decided`."""
    episode.previous_level = episode.told_level
    episode.told_level = episode.level
    episode.told_ms = now_ms
    episode.decided = max(episode.decided, decided)


def rests(
    rumor: RumorSurge,
    episode: Episode,
    *,
    profile: DayProfile,
    now_ms: int,
    policy: SurgePolicy,
) -> bool:
    """Follows how long an episode has been quiet -> whether that is long enough.

    Reports that keep coming keep it open, whoever sends them.
    """
    normal = episode.normal
    if now_ms - episode.raised_ms > DAY_MS:
        # What lasts for days is the rumor's new pace, or it would never be over.
        normal = max(normal, expected_per_hour(rumor.counters, profile, now_ms))
    # Distinct reporters keep it open at a third of the floor, repeats of the same few only at the
    # floor: one loud group is not a rumor that spreads.
    counted = decayed_hour(rumor.counters, now_ms) >= max(2 * normal, policy.floor_per_hour / 3)
    if counted or decayed_raw(rumor.counters, now_ms) >= max(2 * normal, policy.floor_per_hour):
        episode.quiet_since_ms = 0
        return False
    if not episode.quiet_since_ms:
        episode.quiet_since_ms = now_ms
    return now_ms - episode.quiet_since_ms >= policy.quiet_s * 1_000


def quiet_before(rumor: RumorSurge, episode: Episode) -> int:
    """Milliseconds between the last hot time of the episode before this one and its start; -1 where
    there was none.
    """
    earlier = [last for _, last in rumor.past if last < episode.started_ms]
    return episode.started_ms - max(earlier) if earlier else -1


def _episode(
    rumor: RumorSurge, level: int, seen: Evidence, *, crossed_ms: int, hot_ms: int
) -> Episode:
    # Who made it surge is part of it: the hour before it crossed, in which they came.
    everybody = together(rumor.counters.hours, crossed_ms - HOUR_MS)
    episode = Episode(
        started_ms=crossed_ms,
        raised_ms=crossed_ms,
        level=level,
        last_hot_ms=hot_ms,
        crossed_ms=crossed_ms,
        normal=seen.normal_per_hour,
        reporters=everybody,
        anonymous=max(0, round(seen.observed - everybody.count)),
    )
    _note(episode, seen)
    return episode


def _remember(rumor: RumorSurge, episode: Episode) -> None:
    rumor.past = [*rumor.past, (episode.started_ms, episode.last_hot_ms)][-MOST_PAST:]


def _hot(episode: Episode, at_ms: int) -> None:
    episode.last_hot_ms = max(episode.last_hot_ms, at_ms)
    episode.quiet_since_ms = 0


def _note(episode: Episode, seen: Evidence) -> None:
    episode.score = seen.score
    episode.observed = seen.observed
    episode.window_s = seen.window_s
    episode.baseline = seen.baseline
