"""The two sides of a split or a move: what each counts from then on, and what becomes of its
episode.

In: what was counted of the wordings, and who reported either side where that is known. Out: moved
counters. Where it is known each side is counted anew, as if the other had never been its own; else
sums are taken and added, and an alert goes on only where what is left would have made it.
"""

from collections.abc import Callable
from dataclasses import replace

from streams.core.surge import episodes
from streams.core.surge.anew import count_anew, is_young
from streams.core.surge.evidence import evidence
from streams.core.surge.given import Seen
from streams.core.surge.history import highest
from streams.core.surge.merging import reopen
from streams.core.surge.own import (
    keep_own,
    leave,
    look_anew,
    make_whole,
    own_of,
    quote,
    recount,
    running,
    stand,
)
from streams.core.surge.policy import level_of
from streams.core.surge.rumor import Episode, RumorSurge
from streams.core.surge.state import LaneSurges
from streams.core.surge.sums import take
from streams.core.surge.telling import Telling

Look = Callable[[Telling, str, str], None]


def counted_apart(state: LaneSurges, home: str) -> RumorSurge | None:
    """What a rumor counts of its own; None of one that took in others before that was kept."""
    keep_own(state, home)
    return own_of(state, home)


def part_of(
    telling: Telling, part_id: str, seen: Seen, change: str, *, is_all: bool, is_shown: bool
) -> None:
    """The part has the reports that were moved; it may have been told of before."""
    state = telling.state
    part = state.rumor(part_id)
    before = part.episode
    count_anew(telling, part_id, part, seen.reports, is_all=is_all)
    last = part.episode
    alone = running(telling, part) if is_all else None
    if before is None or not before.told_level:
        if is_shown and alone is not None:
            state.open.add(part_id)
        return
    part.has_episode(before)
    if not is_shown:
        return
    if before.is_merged:
        reopen(state, part_id, before)
    if is_all:
        stand(telling, part_id, alone, change, last=last)
    else:
        look_at_rest(telling, part_id, change)


def without(
    telling: Telling, home: str, own: RumorSurge, *, given: RumorSurge, stays: Seen, change: str
) -> None:
    """A rumor, and all that it counts for, without what was moved."""
    state = telling.state
    wholes = list(state.wholes(home))
    is_all = is_young(own, stays.since_ms)
    take(own, given, state.profile)
    count_anew(telling, home, own, stays.reports, is_all=is_all)
    _stand(telling, home, own, change, look=look_at_rest, is_all=is_all)
    for whole_id in wholes:
        if part := own_of(state, whole_id):
            leave(telling, whole_id, part, change)
        else:
            take(state.rumor(whole_id), given, state.profile)
            look_at_rest(telling, whole_id, change)


def with_again(
    telling: Telling, home: str, own: RumorSurge, *, part: RumorSurge, seen: Seen, change: str
) -> None:
    """A rumor, and all that it counts for, with what had been moved, as if it had never been."""
    state = telling.state
    wholes = list(state.wholes(home))
    part.newest = tuple(text for text in part.newest if text not in own.newest)
    quote(own, part, state)
    is_all = is_young(own, seen.since_ms)
    count_anew(telling, home, own, seen.reports, is_all=is_all)
    rumor = state.rumor(home)
    if (episode := rumor.episode) and episode.is_merged and not rumor.merged_into:
        reopen(state, home, episode)  # its merge was undone while it was empty
    _stand(telling, home, own, change, look=look_at_all, is_all=is_all)
    for whole_id in wholes:
        if other := own_of(state, whole_id):
            leave(telling, whole_id, other, change)
        else:
            quote(state.rumor(whole_id), part, state)


def _stand(
    telling: Telling, home: str, own: RumorSurge, change: str, *, look: Look, is_all: bool
) -> None:
    """What becomes of a rumor that was counted anew: by its own episode where that is all there is,
    else by what is left of the one that was told.
    """
    if is_all:
        leave(telling, home, own, change)
        return
    make_whole(telling.state, home, own)
    look(telling, home, change)


def look_at_rest(telling: Telling, rumor_id: str, change: str) -> None:
    """Of a rumor that lost some of its reports: whether what is left would have made its alert."""
    rumor = telling.state.rumor(rumor_id)
    episode = episodes.open_episode(rumor)
    if episode is None or rumor.merged_into:
        return
    recount(rumor, episode)
    level = _level_of_rest(telling, rumor, episode)
    if not level:
        telling.withdrawn(rumor_id, episode)
        return
    episode.level = min(episode.level, level)
    look_anew(telling, rumor, episode, is_larger=False)
    telling.recounted(rumor_id, episode, change)


def look_at_all(telling: Telling, rumor_id: str, change: str) -> None:
    """Of a rumor that has reports again: its alert goes on, also where it was over without them."""
    state = telling.state
    rumor = state.rumor(rumor_id)
    episode = rumor.episode
    if episode is None or rumor.merged_into:
        return
    if over_ms := episode.resolved_ms:
        episodes.resume(episode)
        if not episode.told_level or running(telling, rumor) is None:
            episode.resolved_ms = over_ms
            return
        state.open.add(rumor_id)
    recount(rumor, episode)
    episode.level = max(episode.level, _level_of_rest(telling, rumor, episode))
    look_anew(telling, rumor, episode, is_larger=True)
    telling.recounted(rumor_id, episode, change)


def _level_of_rest(telling: Telling, rumor: RumorSurge, episode: Episode) -> int:
    """How high it came by the counts of now, at this moment or before; 0: there would be none."""
    if not rumor.reports:
        return 0
    state = telling.state
    policy = telling.policy
    counters = rumor.counters
    found = [evidence(counters, state.profile, policy, state.busy(counters))]
    for is_by_hour in (False, True):
        seen = highest(
            counters,
            episode.began_ms or episode.started_ms,
            episode.last_hot_ms,
            profile=state.profile,
            policy=replace(policy, surge_score=policy.watch_score),  # what is watched, too
            is_by_hour=is_by_hour,
        )
        if seen is not None:
            found.append(seen)
    return max(level_of(one.score, one.per_hour, one.by_definition, policy) for one in found)
