"""Rumors that turn out to be one, and those that do not after all.

In: which rumors show as which. Out: one rumor's counters, and what their alerts have to say. An
absorbed rumor goes on counting for itself, silently, beside the whole: where its merge is undone,
what it counted is taken from the whole again, and its episode goes on.
"""

from collections.abc import Iterable, Sequence

from msgspec import structs

from schemas.events import Sighting
from streams.core.surge import episodes
from streams.core.surge.counters import Counters
from streams.core.surge.looking import look
from streams.core.surge.profile import DayProfile
from streams.core.surge.reporters import together
from streams.core.surge.rumor import Episode, RumorSurge
from streams.core.surge.sharing import hand_over
from streams.core.surge.state import LaneSurges
from streams.core.surge.sums import add, take
from streams.core.surge.telling import Telling

NEWEST = 5  # wordings that an alert quotes
# A part of a rumor that others hear of when it comes by a merge, one to so many: of every small
# fragment that grows into a large rumor nobody wants to be told.
NOTABLE = 4
FRESH_MS = 600_000  # what was counted last so long ago has no surge to be found now


def follow(telling: Telling) -> None:
    """Follows the merges that were decided, or undone, since the last time."""
    state = telling.state
    links = telling.overlay.links
    before = state.followed
    if links is before or not telling.overlay.is_followed:
        return
    state.followed = links
    for merged_id in sorted(state.merged.keys() - links.keys()):
        if not _is_fact(state, merged_id):
            part(telling, merged_id)
            _forget_guest(state, merged_id)
    changed = sorted(links.items() - before.items())
    # What was merged into another one takes along what shows as it: first those of their own.
    for is_merged in (False, True):
        for merged_id, kept_id in changed:
            if (merged_id in state.merged) is is_merged and state.knows(merged_id):
                follow_one(telling, merged_id, kept_id)


def merge(telling: Telling, kept_id: str, merged_id: str, *, is_fact: bool) -> None:
    """What was counted of one rumor counts for the other, too, from here on.

    A fact holds for ever; a decision as long as it is in force (`Overlay.links`).
    """
    state = telling.state
    kept_id = state.shown(kept_id, telling.overlay.links)
    absorbed = state.rumor(merged_id)
    if kept_id == merged_id or absorbed.merged_into == kept_id:
        return
    kept = state.rumor(kept_id)
    absorbed.merges += 1
    if episode := episodes.open_episode(absorbed):
        telling.merged(merged_id, episode, kept_id)
    if absorbed.reports * NOTABLE >= kept.reports:
        state.enlarged[kept_id] = f"joined-{merged_id}-{absorbed.merges}"
    join(kept, absorbed, state.profile)
    absorbed.merged_into = kept_id
    absorbed.merged_as_fact = is_fact
    state.merged[merged_id] = kept_id
    state.moved.add(kept_id)
    state.touched |= {kept_id, merged_id}


def part(telling: Telling, merged_id: str) -> None:
    """Takes a rumor out of what it was merged into."""
    state = telling.state
    absorbed = state.rumor(merged_id)
    wholes = list(state.wholes(merged_id))
    del state.merged[merged_id]
    absorbed.merged_into = ""
    change = f"parted-{merged_id}-{absorbed.merges}"
    for kept_id in wholes:
        kept = state.rumor(kept_id)
        take(kept, absorbed, state.profile)
        kept.newest = tuple(text for text in kept.newest if text not in absorbed.newest)
        kept.past = [one for one in kept.past if one not in absorbed.past]
        # Records that come again count for the one or the other, not for both.
        absorbed.offset = max(absorbed.offset, kept.offset)
        if (episode := episodes.open_episode(kept)) and kept.reports:
            _recount(kept, episode)
            telling.recounted(kept_id, episode, change)
        elif episode:
            telling.end(kept_id, episode, telling.now_ms)  # it was the other's alone
    # Of what was split off meanwhile there is no surge any more.
    is_told = absorbed.reports and not absorbed.is_guest
    if (episode := absorbed.episode) and episode.is_merged and is_told:
        reopen(state, merged_id, episode)
        _recount(absorbed, episode)
        telling.recounted(merged_id, episode, change)
    state.moved |= {merged_id, *wholes}
    state.touched |= {merged_id, *wholes}


def reopen(state: LaneSurges, rumor_id: str, episode: Episode) -> None:
    """An episode that went on as another rumor's goes on as its own."""
    episode.is_merged = False
    episode.resolved_ms = 0
    state.open.add(rumor_id)


def look_at_moved(telling: Telling, now_ms: int) -> None:
    """Whether rumors surge whose counts changed without a report."""
    state = telling.state
    for rumor_id in sorted(state.moved):
        rumor = state.rumors.get(rumor_id)
        if rumor is None or rumor.merged_into:
            continue
        if rumor.counters.at_ms >= now_ms - FRESH_MS:
            look(telling, rumor_id, rumor)
        telling.due(rumor_id)
        if (change := state.enlarged.pop(rumor_id, "")) and not telling.tells(rumor_id):
            _tell_enlarged(telling, rumor_id, change)
    state.moved = {one for one in state.moved & state.merged.keys() if state.counted_in(one)}


def _tell_enlarged(telling: Telling, rumor_id: str, change: str) -> None:
    """Unless its next level says so in a moment."""
    episode = episodes.open_episode(telling.state.rumor(rumor_id))
    if episode is not None and episode.level <= episode.told_level:
        telling.recounted(rumor_id, episode, change)


def of_the_absorbed(state: LaneSurges, sightings: Iterable[Sighting]) -> Sequence[Sighting]:
    """The sightings that absorbed rumors count for themselves, each under every rumor that it shows
    as on the way to the whole.
    """
    found = []
    for sighting in sightings:
        if sighting.rumor_id in state.merged and not _is_fact(state, sighting.rumor_id):
            *parts, _ = (sighting.rumor_id, *state.wholes(sighting.rumor_id))
            found += [structs.replace(sighting, rumor_id=rumor_id) for rumor_id in parts]
    return found


def _is_fact(state: LaneSurges, merged_id: str) -> bool:
    return state.rumor(merged_id).merged_as_fact


def follow_one(telling: Telling, merged_id: str, kept_id: str) -> None:
    """A rumor counts for the one that it shows as, in this lane or in another."""
    state = telling.state
    last = state.shown(merged_id, {})
    if kept_id in (last, state.merged.get(last)):
        return
    if merged_id in state.merged:
        part(telling, merged_id)
    if state.is_here(kept_id):
        merge(telling, kept_id, merged_id, is_fact=False)
    elif state.rumor(merged_id).is_guest:
        _forget_guest(state, merged_id)  # at home it is handed over to where it counts now
    else:
        hand_over(telling, merged_id, kept_id)


def _forget_guest(state: LaneSurges, rumor_id: str) -> None:
    """Leaves nothing of a guest that has left."""
    if state.rumor(rumor_id).is_guest:
        state.rumors[rumor_id] = RumorSurge(Counters(state.ledger), is_guest=True)
        state.moved.discard(rumor_id)


def join(kept: RumorSurge, absorbed: RumorSurge, profile: DayProfile) -> None:
    """Counts of one rumor what was counted of the other, and quotes it."""
    ours = episodes.open_episode(kept)
    theirs = absorbed.episode
    if ours is not None and theirs is not None and theirs.is_merged:
        everybody = ours.reporters
        everybody.merge(theirs.reporters)
        ours.reporters = everybody
        ours.anonymous += theirs.anonymous
        ours.new += theirs.new
    add(kept, absorbed, profile)
    if not kept.text:
        kept.called = absorbed.called
        kept.text = absorbed.text
        kept.red_flags = absorbed.red_flags
    kept.newest = (*kept.newest, *absorbed.newest)[-NEWEST:]
    kept.past = sorted([*kept.past, *absorbed.past])[-episodes.MOST_PAST :]


def _recount(rumor: RumorSurge, episode: Episode) -> None:
    """Who made an episode, of the hours that are still there."""
    hours = rumor.counters.hours
    from_ms = episode.began_ms or episode.started_ms
    everybody, anonymous, new = together(hours, from_ms, rumor.counters.at_ms)
    episode.reporters = everybody
    episode.anonymous = anonymous
    episode.new = new
