"""Guests: rumors of another lane that decisions made a part of one of this lane.

In: what that lane shares of them. Out: a record of their sightings, as if they were absorbed here.
A guest is counted and never told of; where it leaves it is forgotten, for at home it goes on.
"""

from msgspec import structs

from schemas.events import ReportsSighted, SightingsShared
from streams.core.surge import episodes
from streams.core.surge.counters import Counters
from streams.core.surge.merging import merge
from streams.core.surge.rumor import RumorSurge
from streams.core.surge.snapshot import BadState, rumor_of
from streams.core.surge.sums import take
from streams.core.surge.telling import Telling


def welcome(telling: Telling, event: ReportsSighted, shared: SightingsShared) -> ReportsSighted:
    """The record with what is shared of guests, and of wordings that were moved to here."""
    state = telling.state
    for whole in shared.states:
        _take_in(telling, whole.rumor_id, whole.state)
    known = {one.rumor_id for one in shared.sightings}
    known |= {one.rumor_id for one in shared.wordings}
    # Others were guests when it was sent, and have left.
    here = {one for one in known if one in state.merged or state.lanes.get(one) == state.lane}
    return structs.replace(
        event,
        sightings=tuple(one for one in shared.sightings if one.rumor_id in here),
        wordings=tuple(one for one in shared.wordings if one.rumor_id in here),
    )


def _take_in(telling: Telling, rumor_id: str, written: str) -> None:
    """A guest as it stands at home, in place of how it stood before; none whose merge was undone
    meanwhile.
    """
    state = telling.state
    kept_id = telling.overlay.links.get(rumor_id, "")
    if not kept_id or not state.is_here(kept_id):
        return
    try:
        guest = rumor_of(written, state.ledger)
    except BadState:  # of a version to come: it is counted from here on
        guest = RumorSurge(Counters(state.ledger))
    change = f"counted-{rumor_id}-{guest.merges}"
    is_known = rumor_id in state.merged
    for whole_id in state.wholes(rumor_id):
        take(state.rumor(whole_id), state.rumor(rumor_id), state.profile)
    state.merged.pop(rumor_id, None)
    guest.is_guest = True
    guest.merged_into = ""
    guest.offset = -1  # of the other lane's records
    guest.moves = []  # made there
    state.rumors[rumor_id] = guest
    merge(telling, kept_id, rumor_id, is_fact=False)
    whole_id = state.shown(rumor_id, {})
    if is_known and (episode := episodes.open_episode(state.rumor(whole_id))):
        telling.recounted(whole_id, episode, change)
