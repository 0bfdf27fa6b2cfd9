"""Rumors that show as one of another lane: what there is to say of them is said there.

In: the decisions, and a lane's records. Out: records for the lanes of the rumors that they show as.
A rumor is handed over as it stands, and goes on counting here, silently; what is sighted of it from
then on is shared. `guests` is what is made of both there.
"""

from collections import defaultdict
from typing import TypeVar

from msgspec import structs

from schemas.events import (
    ReportsReceived,
    ReportsSighted,
    Sighting,
    SightingsShared,
    SurgeFolded,
    Wording,
)
from streams.core.surge import episodes
from streams.core.surge.snapshot import dump
from streams.core.surge.state import LaneSurges
from streams.core.surge.telling import Telling

Fact = TypeVar("Fact", Sighting, Wording)


def hand_over(telling: Telling, rumor_id: str, into: str) -> None:
    """A rumor counts for one of another lane from here on; of what it was told there is an end."""
    state = telling.state
    rumor = state.rumor(rumor_id)
    rumor.merges += 1
    if episode := episodes.open_episode(rumor):
        telling.merged(rumor_id, episode, into)
        episode.resolved_ms = 0  # goes on, silently
    rumor.merged_into = into
    rumor.merged_as_fact = False
    state.absorb(rumor_id, into)
    _send(telling, rumor_id)


def hand_over_again(telling: Telling) -> None:
    """What was handed over, and has been counted anew since: by another merge, a move, an undo."""
    state = telling.state
    for rumor_id in sorted(state.moved & state.merged.keys()):
        if state.counted_in(rumor_id):
            state.rumor(rumor_id).merges += 1
            _send(telling, rumor_id)
            state.moved.discard(rumor_id)


def share(state: LaneSurges, event: ReportsSighted) -> None:
    """Sends what a record has sighted of rumors that other lanes count."""
    if not state.lanes:
        return
    sightings: dict[str, list[Sighting]] = defaultdict(list)
    wordings: dict[str, list[Wording]] = defaultdict(list)
    for sighting in event.sightings:
        if lane := state.counted_in(sighting.rumor_id):
            sightings[lane].append(_last_here(state, sighting))
    for wording in event.wordings:
        if lane := state.counted_in(wording.rumor_id):
            wordings[lane].append(_last_here(state, wording))
    for lane in sorted(sightings.keys() | wordings.keys()):
        shared = SightingsShared(
            source=event.source,
            sightings=tuple(sightings[lane]),
            wordings=tuple(wordings[lane]),
        )
        state.outgoing.append(_record(lane, shared, event.received_at_ms))


def _last_here(state: LaneSurges, one: Fact) -> Fact:
    """Under the rumor that was handed over, whatever that had absorbed."""
    return structs.replace(one, rumor_id=state.shown(one.rumor_id, {}))


def _send(telling: Telling, rumor_id: str) -> None:
    """Sends how a rumor stands now."""
    state = telling.state
    state.touched.add(rumor_id)
    lane = state.counted_in(rumor_id)
    whole = SurgeFolded(lane=lane, rumor_id=rumor_id, offset=-1, state=dump(state, rumor_id))
    shared = SightingsShared(
        states=(whole,),
        into=state.merged[state.shown(rumor_id, {})],
        decided=telling.overlay.decided,
    )
    state.outgoing.append(_record(lane, shared, telling.now_ms))


def _record(lane: str, shared: SightingsShared, now_ms: int) -> ReportsReceived:
    return ReportsReceived(lane=lane, received_at_ms=now_ms, reports=(), shared=shared)
