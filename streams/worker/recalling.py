"""What alerts quote of a rumor whose state was given up, from the index of its lane.

In: a record of sightings. Out: the same, with a wording of each rumor that the surge step does not
know and that the record does not quote: it was at rest for long, and is back with an old wording.
"""

from msgspec.structs import replace

from schemas.events import ReportsSighted, Wording
from streams.core.clusters.state import LaneClusters
from streams.core.clusters.wordings import QUOTED
from streams.core.masking import mask
from streams.core.matching.flags import red_flags
from streams.worker.partition import Partition


def recalled(partition: Partition, event: ReportsSighted) -> ReportsSighted:
    """The record with what it takes to title the rumors that are met as if for the first time."""
    state = partition.lane_surges(event.lane)
    lane = partition.clusters.get(event.lane)
    if lane is None:
        return event
    quoted = {one.rumor_id for one in event.wordings}
    met = {one.rumor_id for one in event.sightings if one.rumor_id not in state.rumors} - quoted
    found = [
        wording
        for rumor_id in sorted(met)
        if int(rumor_id, 16) not in state.quiet
        and (wording := _wording(lane, rumor_id)) is not None
    ]
    return replace(event, wordings=(*found, *event.wordings)) if found else event


def _wording(lane: LaneClusters, rumor_id: str) -> Wording | None:
    found = lane.oldest_of(rumor_id)
    if found is None:
        return None
    variant_id, text = found
    return Wording(
        variant_id=variant_id,
        rumor_id=rumor_id,
        text=mask(text)[:QUOTED],
        red_flags=red_flags(text),
    )
