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
