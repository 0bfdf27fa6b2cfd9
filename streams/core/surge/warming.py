"""Compiles the loops of the surge fold, or loads them where this machine has done so before."""

from schemas.events import ReportsSighted, Sighting, Source
from streams.core.durations import HOUR_MS
from streams.core.surge.policy import SurgePolicy
from streams.core.surge.sketch import MOST_EXACT
from streams.core.surge.snapshot import dump, load
from streams.core.surge.state import LaneSurges
from streams.core.surge.step import step

LANE = "warm/up"
# People of each rumor: two that surge and are compared, one that is too large to keep them all.
PEOPLE = (25, 25, MOST_EXACT + 1)


def warm_up() -> None:
    """Some 15 s the first time, in which nothing else of the process goes on: not once it runs."""
    state = LaneSurges(LANE)
    sightings = [
        _sighting(rumor, person) for rumor, people in enumerate(PEOPLE) for person in range(people)
    ]
    event = ReportsSighted(
        lane=LANE,
        source=Source(partition=0, offset=0),
        received_at_ms=HOUR_MS,
        sightings=(*sightings, _sighting(0, 0, backfill=True)),
    )
    step(state, event, offset=0, policy=SurgePolicy(), verdicts={}, decided=0)
    for rumor_id in list(state.rumors):
        load(state, rumor_id, dump(state, rumor_id))
    state.open.clear()
    state.lull(len(PEOPLE))
    state.ledger.clear()


def _sighting(rumor: int, person: int, *, backfill: bool = False) -> Sighting:
    return Sighting(
        report_id=f"{person:032x}",
        variant_id=f"{rumor:016x}",
        rumor_id=f"{rumor:016x}",
        stance="carries",
        observed_at_ms=HOUR_MS,
        app="app",
        reporter=f"{person:016x}",
        backfill=backfill,
    )
