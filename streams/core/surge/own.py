"""What a rumor counts of its own while others count for it, too.

In: a rumor that takes in another, and one that goes again. Out: a part beside the whole that counts
the rumor's own reports, silently, and has its own episode; and the whole made anew of the parts
that are left. So nobody has to be taken out of a union, and how high its own reports alone would
have come is known. A rumor that took in nothing has no such part.
"""

import numpy as np

from streams.core.ids import own_part
from streams.core.surge import episodes
from streams.core.surge.evidence import evidence
from streams.core.surge.history import height, highest
from streams.core.surge.kernels.settling import find_ends
from streams.core.surge.overlay import OVER
from streams.core.surge.policy import MAJOR, level_of
from streams.core.surge.reporters import together
from streams.core.surge.rumor import Episode, RumorSurge
from streams.core.surge.snapshot import dump, rumor_of
from streams.core.surge.state import LaneSurges
from streams.core.surge.sums import add
from streams.core.surge.telling import Telling

NEWEST = 5  # wordings that an alert quotes
# What counting moves in an episode, and what was seen at its level; not what was told of it.
SEEN = (
    "anonymous",
    "baseline",
    "began_ms",
    "crossed_ms",
    "held",
    "last_hot_ms",
    "level",
    "new",
    "normal",
    "observed",
    "quiet_since_ms",
    "raised_ms",
    "reporters",
    "score",
    "window_s",
)


def keep_own(state: LaneSurges, whole_id: str) -> None:
    """Before a rumor takes in the first other one. One that took in others before this was kept
    counts without it until all of them are gone.
    """
    if whole_id in state.parts:
        return
    own_id = own_part(whole_id)
    own = copied(state, whole_id)
    own.merged_into = whole_id
    own.moves = []
    state.quiet.pop(int(own_id, 16), None)
    state.rumors[own_id] = own
    state.owns[whole_id] = own_id
    state.touched.add(own_id)


def own_of(state: LaneSurges, whole_id: str) -> RumorSurge | None:
    """What a rumor counts of its own, where that is kept."""
    own_id = state.owns.get(whole_id)
    return state.rumor(own_id) if own_id is not None and state.knows(own_id) else None


def make_whole(state: LaneSurges, whole_id: str, own: RumorSurge) -> RumorSurge:
    """Counts a rumor anew: its own part, and those that are left. What was told of it stays."""
    before = state.rumor(whole_id)
    parts = sorted(state.parts.get(whole_id, ()))
    whole = copied(state, state.owns[whole_id]) if parts else own
    for part_id in parts:
        quote(whole, copied(state, part_id), state)
    whole.episode = None
    if before.episode is not None:
        whole.has_episode(before.episode)
    whole.earlier = before.earlier
    whole.merged_into = before.merged_into
    whole.merged_as_fact = before.merged_as_fact
    whole.is_guest = before.is_guest
    whole.merges = before.merges
    whole.moves = before.moves
    # Records that come again count for neither twice.
    whole.offset = max(before.offset, whole.offset)
    _mute_as(whole, before)
    state.rumors[whole_id] = whole
    if not parts:
        _drop_own(state, whole_id)
    return whole


def quote(kept: RumorSurge, part: RumorSurge, state: LaneSurges) -> None:
    """Counts of one rumor what was counted of the other, and quotes it."""
    add(kept, part, state.profile)
    if not kept.text:
        kept.called = part.called
        kept.text = part.text
        kept.red_flags = part.red_flags
    kept.newest = (*kept.newest, *part.newest)[-NEWEST:]
    kept.past = sorted([*kept.past, *part.past])[-episodes.MOST_PAST :]


def leave(telling: Telling, whole_id: str, own: RumorSurge, change: str) -> None:
    """A part is gone from a rumor: what it counts, and what becomes of its episode."""
    last = own.episode
    alone = running(telling, own)
    whole = make_whole(telling.state, whole_id, own)
    stand(telling, whole_id, alone, change, last=last, is_alone=whole is own)


def stand(
    telling: Telling,
    whole_id: str,
    alone: Episode | None,
    change: str,
    *,
    last: Episode | None,
    is_alone: bool = True,
) -> None:
    """What becomes of the episode of a rumor whose counts are others now: `alone` is what its own
    reports would make run, `last` what they made last; they are all that it has, or not.
    """
    state = telling.state
    whole = state.rumor(whole_id)
    episode = whole.episode
    if whole.merged_into:
        _go_on_silently(telling, whole, alone, is_alone=is_alone)
    elif episode is None or episode.resolved_ms:
        if is_alone and alone is not None:
            _begin(telling, whole_id, whole, alone, change=change)
    elif alone is None and is_alone:
        recount(whole, episode)
        telling.withdrawn(whole_id, episode)
        if last is not None and last.started_ms != episode.started_ms:
            whole.has_episode(last)
    else:
        _be_as(telling, whole, episode, alone, is_alone=is_alone)
        telling.recounted(whole_id, episode, change)


def _begin(
    telling: Telling, whole_id: str, whole: RumorSurge, alone: Episode, *, change: str
) -> None:
    """Nobody saw it: there were too many others, or they were gone for a while."""
    episode = whole.episode
    telling.state.open.add(whole_id)
    if episode is None or not episode.told_level or not _is_same(episode, alone):
        whole.has_episode(alone)
        return
    episodes.resume(episode)
    _take_over(episode, alone)
    look_anew(telling, whole, episode, is_larger=True)
    telling.recounted(whole_id, episode, change)


def _is_same(episode: Episode, other: Episode) -> bool:
    """Whether two episodes of a rumor are of one time: of one alert, therefore."""
    begins = [one.began_ms or one.started_ms for one in (episode, other)]
    return max(begins) <= min(episode.last_hot_ms, other.last_hot_ms)


def running(telling: Telling, part: RumorSurge) -> Episode | None:
    """The episode of a part, unless its time is over: nobody else looks for its end."""
    episode = episodes.open_episode(part)
    if episode is None:
        return None
    state = telling.state
    ends = np.empty((1, 2), np.int64)
    rows = np.array([part.counters.row], np.int64)
    limits = telling.policy.limits
    find_ends(state.ledger.tables, rows, limits, state.time_ms, telling.now_ms, ends)
    if ends[0, 0] > state.time_ms:
        return episode
    episode.resolved_ms = int(ends[0, 0])
    return None


def recount(rumor: RumorSurge, episode: Episode) -> None:
    """Who made an episode, of the hours that are still there."""
    hours = rumor.counters.hours
    from_ms = episode.began_ms or episode.started_ms
    everybody, anonymous, new = together(hours, from_ms, rumor.counters.at_ms)
    episode.reporters = everybody
    episode.anonymous = anonymous
    episode.new = new


def look_anew(telling: Telling, rumor: RumorSurge, episode: Episode, *, is_larger: bool) -> None:
    """What is told of an episode beside the people who made it, of the counts as they are by now:
    at this moment, or when they were highest.
    """
    state = telling.state
    policy = telling.policy
    counters = rumor.counters
    from_ms = episode.began_ms or episode.started_ms
    is_large = episode.level >= MAJOR
    then = highest(
        counters,
        from_ms,
        episode.last_hot_ms,
        profile=state.profile,
        policy=policy,
        is_by_hour=is_large,
    )
    now = evidence(counters, state.profile, policy, state.busy(counters))
    seen = now if then is None or height(now, is_large) >= height(then, is_large) else then
    if seen.score:
        episodes.seen_anew(episode, seen, is_larger=is_larger)


def _go_on_silently(
    telling: Telling, whole: RumorSurge, alone: Episode | None, *, is_alone: bool
) -> None:
    """One that itself counts for another: its episode goes on once it does not any more."""
    episode = whole.episode
    if not is_alone:
        return
    if episode is None or not episode.is_merged:
        if alone is None:
            return
        if episode is None or not episode.told_level or not _is_same(episode, alone):
            whole.has_episode(alone)
            return
        episodes.resume(episode)
        episode.is_merged = True
        _take_over(episode, alone)
    elif alone is not None:
        _take_over(episode, alone)
    else:
        episode.is_merged = False  # there is none of its own
        episode.resolved_ms = episode.resolved_ms or telling.now_ms


def _be_as(
    telling: Telling,
    whole: RumorSurge,
    episode: Episode,
    alone: Episode | None,
    *,
    is_alone: bool,
) -> None:
    """The episode says what its own reports say, and those of the parts that are left."""
    if alone is not None and is_alone:
        _take_over(episode, alone)
        look_anew(telling, whole, episode, is_larger=True)
        return
    recount(whole, episode)
    counters = whole.counters
    seen = evidence(counters, telling.state.profile, telling.policy, telling.state.busy(counters))
    level = level_of(seen.score, seen.per_hour, seen.by_definition, telling.policy)
    level = max(level, alone.level if alone is not None else 0)
    if level:
        episode.level = min(episode.level, level)
    look_anew(telling, whole, episode, is_larger=False)


def _take_over(episode: Episode, alone: Episode) -> None:
    for name in SEEN:
        setattr(episode, name, getattr(alone, name))


def _mute_as(whole: RumorSurge, before: RumorSurge) -> None:
    """A mute counts on from as many reporters as had counted since it was given."""
    if before.mute and (whole.mute != before.mute or before.mute_from == OVER):
        since = before.counted - before.mute_from
        whole.mute_from = OVER if before.mute_from == OVER else whole.counted - since
        whole.is_muted_by(before.mute)


def _drop_own(state: LaneSurges, whole_id: str) -> None:
    own_id = state.owns.pop(whole_id)
    state.rumors.pop(own_id, None)
    state.touched.discard(own_id)
    state.gone.add(int(own_id, 16))


def copied(state: LaneSurges, rumor_id: str) -> RumorSurge:
    """Another one that was counted the same: adding it to a whole moves its time on."""
    state.rumor(rumor_id)  # of one that rests the short form says too little
    return rumor_of(dump(state, rumor_id), state.ledger)
