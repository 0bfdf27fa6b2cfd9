"""How much is kept of deliveries, and giving up what is least missed.

In: the state of all lanes. Out: less of it.
"""

from streams.core.deliveries.state import Deliveries


def held_in_memory(state: Deliveries) -> tuple[int, int]:
    """How many deliveries and alerts are kept, of all lanes."""
    lanes = state.lanes.values()
    return sum(len(lane.known) for lane in lanes), sum(len(lane.alerts) for lane in lanes)


def forget_final(state: Deliveries, most: int) -> int:
    """Forgets bodies of deliveries that are over, the oldest of the lanes that keep most, so many
    at most -> how many.
    """
    forgotten = 0
    final = {
        name: [id_ for id_ in lane.known if id_ not in lane.pending]
        for name, lane in state.lanes.items()
    }
    # As if each lane had kept as many: found by halves, a few steps.
    keep = max((len(ids) for ids in final.values()), default=0)
    while keep and sum(max(0, len(ids) - keep) for ids in final.values()) < most:
        keep //= 2
    for name, ids in final.items():
        for id_ in ids[: max(0, len(ids) - keep)][: most - forgotten]:
            del state.lanes[name].known[id_]
            state.lanes[name].inside.pop(id_, None)
            forgotten += 1
    return forgotten
