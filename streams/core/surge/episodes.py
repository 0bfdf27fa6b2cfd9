"""The life of a surge: begun, risen, told, quiet, over. Levels only rise within an episode; each is
told once.

In: evidence of the counters, or a peak found in past hours. Out: a moved episode, and whether there
is something to tell.
"""

from streams.core.durations import DAY_MS, HOUR_MS
from streams.core.surge.evidence import Evidence, of_the_hour
from streams.core.surge.history import Peak
from streams.core.surge.policy import MAJOR, SURGE, SurgePolicy
from streams.core.surge.reporters import together
from streams.core.surge.rumor import Episode, RumorSurge

ENLARGED = 1.2  # times as many people: of every straggler nobody wants to be told
MOST_PAST = 16  # episodes of the last day that late reports may belong to


def open_episode(rumor: RumorSurge) -> Episode | None:
    """The episode that runs now."""
    episode = rumor.episode
    return episode if episode is not None and not episode.resolved_ms else None


def begin(
    rumor: RumorSurge, level: int, seen: Evidence, *, began_ms: int, crossed_ms: int, hot_ms: int
) -> Episode:
    """A fresh episode in place of the last one."""
    if rumor.episode is not None:
        _remember(rumor, rumor.episode)
    episode = episode_of(
        rumor, level, seen, began_ms=began_ms, crossed_ms=crossed_ms, hot_ms=hot_ms
    )
    rumor.has_episode(episode)
    return episode


def episode_of(
    rumor: RumorSurge, level: int, seen: Evidence, *, began_ms: int, crossed_ms: int, hot_ms: int
) -> Episode:
    """An episode of the rumor's, which it does not have yet."""
    # Who made it surge is part of it, from the first report of the rise on.
    everybody, anonymous, new = together(rumor.counters.hours, began_ms, hot_ms)
    episode = Episode(
        rumor.counters.ledger,
        started_ms=crossed_ms,
        raised_ms=crossed_ms,
        level=level,
        last_hot_ms=hot_ms,
        crossed_ms=crossed_ms,
        normal=seen.normal_per_hour,
        reporters=everybody,
        anonymous=anonymous,
        began_ms=began_ms,
        new=new,
    )
    _note(episode, seen)
    return episode


def rise(episode: Episode, level: int, seen: Evidence, at_ms: int) -> None:
    """Raises the level, if it is higher."""
    if level <= episode.level:
        return
    if episode.level < SURGE <= level:
        episode.raised_ms = at_ms
    episode.level = level
    episode.crossed_ms = at_ms
    _note(episode, seen)


def hot(episode: Episode, at_ms: int) -> None:
    """Notes that an episode has not cooled down at `at_ms`."""
    if at_ms > episode.last_hot_ms:
        episode.last_hot_ms = at_ms
    episode.quiet_since_ms = 0


def is_past(rumor: RumorSurge, peak: Peak, policy: SurgePolicy) -> bool:
    """Whether a peak is part of an episode before the last one."""
    return any(_is_part(peak, first_ms, last_ms, policy) for first_ms, last_ms in rumor.past)


def over_of(rumor: RumorSurge, peak: Peak, policy: SurgePolicy) -> Episode | None:
    """The episode that is over and that a peak is part of."""
    last = rumor.episode
    if last is not None and last.resolved_ms and is_last(rumor, peak, policy):
        return last
    for one in rumor.earlier:
        if not one.is_merged and _is_part(peak, one.started_ms, one.last_hot_ms, policy):
            return one
    return None


def all_over(rumor: RumorSurge) -> list[Episode]:
    """Its episodes of the last day that are over."""
    last = rumor.episode
    return [*rumor.earlier, last] if last is not None and last.resolved_ms else rumor.earlier


def _is_part(peak: Peak, first_ms: int, last_ms: int, policy: SurgePolicy) -> bool:
    margin_ms = policy.quiet_s * 1_000
    return first_ms - margin_ms <= peak.hot_ms and peak.crossed_ms <= last_ms + margin_ms


def is_last(rumor: RumorSurge, peak: Peak, policy: SurgePolicy) -> bool:
    """Whether a peak is part of the last episode, which may run."""
    # Episodes end so long after they were hot: within it a peak is still theirs.
    margin_ms = policy.quiet_s * 1_000 + HOUR_MS
    last = rumor.episode
    return (
        last is not None
        and last.started_ms - margin_ms <= peak.hot_ms
        and peak.crossed_ms <= last.last_hot_ms + margin_ms
    )


def keep_past(rumor: RumorSurge, episode: Episode) -> None:
    """Notes an episode that was over before anybody heard of it."""
    _remember(rumor, episode)


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


def is_more(episode: Episode) -> bool:
    """Whether more is known of an episode than was told."""
    return episode.level >= SURGE and (episode.level > episode.told_level or is_enlarged(episode))


def is_enlarged(episode: Episode) -> bool:
    """Whether many more people made an episode than those who heard of it were told."""
    said = episode.said_people
    return bool(said) and episode.everybody >= ENLARGED * said


def recount(rumor: RumorSurge, episode: Episode) -> None:
    """Who made it, as the hours tell by now: some of it came when it was over, or when it was not
    known to have begun so early.
    """
    everybody, anonymous, new = together(
        rumor.counters.hours, episode.began_ms or episode.started_ms, episode.last_hot_ms
    )
    everybody.merge(episode.reporters)
    episode.reporters = everybody
    episode.anonymous = max(episode.anonymous, anonymous)
    episode.new = max(episode.new, new)


def resume(episode: Episode) -> None:
    """It was called over too soon, and runs on."""
    episode.resolved_ms = 0
    episode.quiet_since_ms = 0


def grown(episode: Episode, seen: Evidence) -> None:
    """Notes by how much it is over its level when that is told: a level waits for its turn, and a
    record holds more than the report that crossed it.
    """
    told_as = of_the_hour(seen) if episode.level >= MAJOR else seen
    if told_as.observed > episode.observed and told_as.score >= episode.score:
        _note(episode, seen)


def seen_anew(episode: Episode, seen: Evidence, *, is_larger: bool) -> None:
    """Notes what is seen of it in place of what was, at the same level; of one that became larger
    no less than that.
    """
    told_as = of_the_hour(seen) if episode.level >= MAJOR else seen
    if not is_larger or told_as.observed > episode.observed:
        _note(episode, seen)


def told(episode: Episode, now_ms: int, decided: int) -> None:
    """Notes that the level is told now, with the decisions before the offset `decided`."""
    episode.previous_level = episode.told_level
    episode.told_level = episode.level
    episode.told_ms = now_ms
    episode.decided = max(episode.decided, decided)


def lower(episode: Episode) -> None:
    """What was told of its level is taken back, where that is more than what its counts say."""
    if episode.level < episode.told_level:
        episode.previous_level = episode.told_level
        episode.told_level = episode.level
        episode.lowered += 1


def quiet_before(rumor: RumorSurge, episode: Episode) -> int:
    """Milliseconds between the last hot time of the episode before this one and its start; -1 where
    there was none.
    """
    earlier = [last for _, last in rumor.past if last < episode.started_ms]
    return episode.started_ms - max(earlier) if earlier else -1


def _remember(rumor: RumorSurge, episode: Episode) -> None:
    rumor.past = [*rumor.past, (episode.started_ms, episode.last_hot_ms)][-MOST_PAST:]
    oldest_ms = episode.last_hot_ms - DAY_MS
    kept = [one for one in rumor.earlier if one.last_hot_ms >= oldest_ms]
    rumor.earlier = [*kept, episode][-MOST_PAST:]


def _note(episode: Episode, seen: Evidence) -> None:
    # Levels above surge are sizes: what is told is the hour.
    told_as = of_the_hour(seen) if episode.level >= MAJOR else seen
    episode.score = told_as.score
    episode.observed = told_as.observed
    episode.window_s = told_as.window_s
    episode.baseline = told_as.baseline
