"""Digests that hold deliveries of several lanes: each lane notes where its own are about to be told
before they are. Who holds one of the lanes next looks there whether they were.

In: digests that are due, and the log of a lane that tells one. Out: notes to be recorded, and the
ends of what was told.
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from schemas.events import Delivery
from streams.core.deliveries.recording import told_for_another
from streams.core.deliveries.state import ABOUT, Deliveries


def announced(
    state: Deliveries, lanes: Sequence[str], due: Mapping[str, Sequence[Delivery]]
) -> dict[str, tuple[Delivery, ...]]:
    """What digests that are due tell of other lanes than the one that records them -> by lane, to
    be recorded before the digests are.
    """
    made: dict[str, list[Delivery]] = {}
    for home, some in due.items():
        for end in some:
            for lane in lanes:
                if end.state == "digested" and lane != home and _is_of(state, lane, end):
                    note = replace(end, state="pending", error=f"{ABOUT}{home}")
                    made.setdefault(lane, []).append(note)
    return {lane: tuple(notes) for lane, notes in made.items()}


def unsettled(state: Deliveries, lane: str) -> set[str]:
    """The lanes whose logs say whether what was announced was told."""
    here = state.lane(lane)
    return {home for id_, home in here.announced.items() if id_ not in state.elsewhere}


def settled(state: Deliveries, lane: str, found: Iterable[Delivery]) -> None:
    """Takes in what the log of another lane holds: what it told of this one is told."""
    here = state.lane(lane)
    for end in found:
        held = here.held.get(end.delivery_id)
        awaited = end.state == "digested" and end.delivery_id in here.announced
        if awaited and held is not None and end.round == held.round:
            told_for_another(state, end)


def _is_of(state: Deliveries, lane: str, end: Delivery) -> bool:
    return end.delivery_id in state.lane(lane).held
