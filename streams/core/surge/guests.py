"""Guests: rumors of another lane that decisions made a part of one of this lane.

In: what that lane shares of them. Out: a record of their sightings, as if they were absorbed here.
A guest is counted and never told of; where it leaves it is forgotten, for at home it goes on.
"""

from msgspec import structs

from schemas.events import ReportsSighted, SightingsShared
from streams.core.surge import episodes
from streams.core.surge.counters import Counters
from streams.core.surge.merging import merge
from streams.core.surge.own import leave, make_whole, own_of, quote, recount
from streams.core.surge.rumor import RumorSurge
from streams.core.surge.snapshot import BadState, rumor_of
from streams.core.surge.state import LaneSurges
from streams.core.surge.sums import take
from streams.core.surge.telling import Telling


def welcome(telling: Telling, event: ReportsSighted, shared: SightingsShared) -> ReportsSighted:
    """The record with what is shared of guests; of those who have left nothing counts."""
    state = telling.state
    for whole in shared.states:
        # What the other lane knows of decisions may not be known here yet.
        is_news = shared.decided > telling.overlay.decided
        into = shared.into if is_news else telling.overlay.links.get(whole.rumor_id, "")
        if into and (is_news or state.is_here(into)):
            _take_in(telling, whole.rumor_id, whole.state, into)
    return structs.replace(
        event,
        sightings=tuple(one for one in shared.sightings if one.rumor_id in state.merged),
        wordings=tuple(one for one in shared.wordings if one.rumor_id in state.merged),
    )


def _take_in(telling: Telling, rumor_id: str, written: str, kept_id: str) -> None:
    """A guest as it stands at home, in place of how it stood before."""
    state = telling.state
    try:
        guest = rumor_of(written, state.ledger)
    except BadState:  # of a version to come: it is counted from here on
        guest = RumorSurge(Counters(state.ledger))
    change = f"counted-{rumor_id}-{guest.merges}"
    guest.is_guest = True
    guest.merged_into = ""
    guest.offset = -1  # of the other lane's records
    guest.moves = []  # made there
    # How often it came here names what is told of it: it counts on where it had left.
    guest.merges = max(guest.merges, state.rumor(rumor_id).merges)
    is_known = rumor_id in state.merged
    if is_known and state.shown(rumor_id, {}) == state.shown(kept_id, telling.overlay.links):
        _replace(state, rumor_id, guest)
    else:
        _leave_all(telling, rumor_id, change)
        state.rumors[rumor_id] = guest
        merge(telling, kept_id, rumor_id, is_fact=False)
    whole_id = state.shown(rumor_id, {})
    if is_known and (episode := episodes.open_episode(state.rumor(whole_id))):
        telling.recounted(whole_id, episode, change)


def _replace(state: LaneSurges, rumor_id: str, guest: RumorSurge) -> None:
    """Another one in the place of the guest, in all that it is a part of."""
    before = state.rumor(rumor_id)
    guest.merged_into = before.merged_into
    state.rumors[rumor_id] = guest
    for whole_id in state.wholes(rumor_id):
        whole = state.rumor(whole_id)
        if own := own_of(state, whole_id):
            whole = make_whole(state, whole_id, own)
        else:
            take(whole, before, state.profile)
            quote(whole, guest, state)
        if episode := episodes.open_episode(whole):
            recount(whole, episode)
        state.touched.add(whole_id)
        state.moved.add(whole_id)
    state.touched.add(rumor_id)


def _leave_all(telling: Telling, rumor_id: str, change: str) -> None:
    """Takes a guest out of what it is a part of, before it is another's."""
    state = telling.state
    wholes = list(state.wholes(rumor_id))
    state.release(rumor_id)
    for whole_id in wholes:
        if own := own_of(state, whole_id):
            leave(telling, whole_id, own, change)
        else:
            take(state.rumor(whole_id), state.rumor(rumor_id), state.profile)
