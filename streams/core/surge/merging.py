"""Rumors that turn out to be one, and those that do not after all.

In: which rumors show as which. Out: one rumor's counters, and what their alerts have to say. An
absorbed rumor goes on counting for itself, silently, beside the whole, and so do the kept one's own
reports (`own`): where the merge is undone, both go on as if it had never been.
"""

from collections.abc import Iterable

from msgspec import structs

from schemas.events import Sighting
from streams.core.surge import episodes
from streams.core.surge.counters import Counters
from streams.core.surge.looking import look
from streams.core.surge.own import NEWEST as NEWEST
from streams.core.surge.own import (
    copied,
    keep_own,
    leave,
    look_anew,
    own_of,
    quote,
    recount,
    running,
)
from streams.core.surge.rumor import Episode, RumorSurge
from streams.core.surge.sharing import hand_over
from streams.core.surge.state import LaneSurges
from streams.core.surge.sums import take
from streams.core.surge.telling import Telling

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
    if (episode := episodes.open_episode(absorbed)) and not episode.is_merged:
        telling.merged(merged_id, episode, kept_id)
        episode.resolved_ms = 0  # goes on, silently
    if absorbed.reports * NOTABLE >= kept.reports:
        state.enlarged[kept_id] = f"joined-{merged_id}-{absorbed.merges}"
    own = own_of(state, kept_id)
    if not is_fact:
        keep_own(state, kept_id)
    elif own is not None:
        join(own, copied(state, merged_id), state)
    join(kept, copied(state, merged_id), state)
    absorbed.merged_into = kept_id
    absorbed.merged_as_fact = is_fact
    state.absorb(merged_id, kept_id)
    state.moved.add(kept_id)
    state.touched |= {kept_id, merged_id}


def part(telling: Telling, merged_id: str) -> None:
    """Takes a rumor out of what it was merged into."""
    state = telling.state
    absorbed = state.rumor(merged_id)
    wholes = list(state.wholes(merged_id))
    state.release(merged_id)
    absorbed.merged_into = ""
    change = f"parted-{merged_id}-{absorbed.merges}"
    for kept_id in wholes:
        # Records that come again count for the one or the other, not for both.
        absorbed.offset = max(absorbed.offset, state.rumor(kept_id).offset)
        if own := own_of(state, kept_id):
            leave(telling, kept_id, own, change)
        else:
            _take_out(telling, kept_id, absorbed, change)
    if absorbed.episode is not None:
        _go_on(telling, merged_id, absorbed.episode, change)
    state.moved |= {merged_id, *wholes}
    state.touched |= {merged_id, *wholes}


def _go_on(telling: Telling, rumor_id: str, episode: Episode, change: str) -> None:
    """What moved on silently is told again."""
    rumor = telling.state.rumor(rumor_id)
    if not rumor.reports or rumor.is_guest:
        # Of what was split off meanwhile there is no surge any more.
        episode.resolved_ms = episode.resolved_ms or telling.now_ms
    elif episode.is_merged:
        stood_still = episode.resolved_ms  # as all did once: nobody was noted in it
        reopen(telling.state, rumor_id, episode)
        if stood_still:
            recount(rumor, episode)
        look_anew(telling, rumor, episode, is_larger=True)
        telling.recounted(rumor_id, episode, change)
    elif running(telling, rumor) is not None:
        telling.state.open.add(rumor_id)  # began meanwhile


def _take_out(telling: Telling, kept_id: str, absorbed: RumorSurge, change: str) -> None:
    """Of a whole whose own reports nobody kept apart: it took in the other one long ago."""
    state = telling.state
    kept = state.rumor(kept_id)
    take(kept, absorbed, state.profile)
    kept.newest = tuple(text for text in kept.newest if text not in absorbed.newest)
    kept.past = [one for one in kept.past if one not in absorbed.past]
    if (episode := episodes.open_episode(kept)) and kept.reports:
        recount(kept, episode)
        look_anew(telling, kept, episode, is_larger=False)
        telling.recounted(kept_id, episode, change)
    elif episode:
        telling.end(kept_id, episode, telling.now_ms)  # it was the other's alone


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
    rumor = telling.state.rumor(rumor_id)
    episode = episodes.open_episode(rumor)
    if episode is not None and episode.level <= episode.told_level:
        look_anew(telling, rumor, episode, is_larger=True)
        telling.recounted(rumor_id, episode, change)


def of_the_absorbed(state: LaneSurges, sightings: Iterable[Sighting]) -> list[list[Sighting]]:
    """The sightings that parts count for themselves, each under every rumor that it shows as on the
    way to the whole, and under what that rumor counts of its own. Those of parts that are as far
    from their wholes are together: of a sighting each has at most one.
    """
    found: dict[int, list[Sighting]] = {}
    merged, owns = state.merged, state.owns
    for sighting in sightings:
        if sighting.rumor_id not in merged and sighting.rumor_id not in owns:
            continue  # nearly all
        for far, part_id in enumerate(_parts(state, sighting.rumor_id)):
            found.setdefault(far, []).append(structs.replace(sighting, rumor_id=part_id))
    return [found[far] for far in sorted(found)]


def quoted_by(state: LaneSurges, rumor_id: str) -> list[str]:
    """The rumors that a wording of one belongs to, and what they count of their own."""
    own_id = state.owns.get(_chain(state, rumor_id)[0])
    return [*([own_id] if own_id else []), rumor_id, *state.wholes(rumor_id)]


def _parts(state: LaneSurges, rumor_id: str) -> list[str]:
    """The parts that a sighting counts for beside the whole, the nearest to that first."""
    chain = _chain(state, rumor_id)
    own_id = state.owns.get(chain[0])
    return [*chain[-2::-1], *([own_id] if own_id else [])]


def _chain(state: LaneSurges, rumor_id: str) -> list[str]:
    """The rumors that a sighting counts for, from the one that counts it as its own to the last."""
    chain = [rumor_id, *state.wholes(rumor_id)]
    while len(chain) > 1 and _is_fact(state, chain[0]):
        del chain[0]
    return chain


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
    """Leaves nothing of a guest that has left but how often it came."""
    guest = state.rumor(rumor_id)
    if guest.is_guest:
        state.rumors[rumor_id] = RumorSurge(
            Counters(state.ledger), is_guest=True, merges=guest.merges
        )
        state.moved.discard(rumor_id)


def join(kept: RumorSurge, absorbed: RumorSurge, state: LaneSurges) -> None:
    """Counts of one rumor what was counted of the other; of its episode who made the other's."""
    ours = episodes.open_episode(kept)
    theirs = absorbed.episode
    if ours is not None and theirs is not None and theirs.is_merged:
        everybody = ours.reporters
        everybody.merge(theirs.reporters)
        ours.reporters = everybody
        ours.anonymous += theirs.anonymous
        ours.new += theirs.new
    quote(kept, absorbed, state)
