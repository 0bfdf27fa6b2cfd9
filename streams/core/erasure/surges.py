"""States of the surge step without what is forgotten: they quote wordings and know reporters.

In: the state of a rumor or of a lane as it stands on the log. Out: one that counts as much. Who
was counted in a sketch too full to keep keys is in no state by name.
"""

from msgspec.structs import replace

from schemas.events import SurgeFolded
from streams.core.erasure.plan import ERASED, Plan
from streams.core.erasure.quotes import without_quotes
from streams.core.surge import LaneSurges, dump, dump_lane, is_packed, load, load_lane
from streams.core.surge.quiet import packed, unpacked
from streams.core.surge.rumor import Episode, RumorSurge
from streams.core.surge.sketch import Sketch


def without(plan: Plan, event: SurgeFolded) -> SurgeFolded:
    """A state without what is forgotten. Raises `BadState` for one that nobody can read."""
    state = LaneSurges(event.lane)
    if not event.rumor_id:
        load_lane(state, event.state)
        changed = _forget_group(plan, state)
        return replace(event, state=dump_lane(state)) if changed else event
    load(state, event.rumor_id, event.state)
    if is_packed(event.state):
        rumor = unpacked(event.state.encode(), state.ledger)
        changed = _forget_quotes(plan, event.rumor_id, rumor, is_cut=True)
        return replace(event, state=packed(rumor).decode()) if changed else event
    rumor = state.rumors[event.rumor_id]
    changed = _forget_quotes(plan, event.rumor_id, rumor)
    changed |= _forget_hours(plan, rumor)
    if rumor.episode is not None:
        changed |= _forget_episode(plan, rumor.episode)
    return replace(event, state=dump(state, event.rumor_id)) if changed else event


def _forget_quotes(plan: Plan, rumor_id: str, rumor: RumorSurge, *, is_cut: bool = False) -> bool:
    before = (rumor.title, rumor.text, rumor.newest)
    rumor.title = _quoting(plan, rumor_id, rumor.title, is_cut)
    rumor.text = _quoting(plan, rumor_id, rumor.text, is_cut)
    rumor.newest = tuple(_quoting(plan, rumor_id, one, is_cut) for one in rumor.newest)
    return before != (rumor.title, rumor.text, rumor.newest)


def _quoting(plan: Plan, rumor_id: str, value: str, is_cut: bool) -> str:
    # What rests keeps only the beginning: of the rumor's own wording any piece is one of it. It may
    # be called by another one of its wordings.
    if (rumor_id in plan.texts and plan.is_part(value)) or (is_cut and plan.is_beginning(value)):
        return ERASED
    return without_quotes(value, plan.quotes)


def _forget_hours(plan: Plan, rumor: RumorSurge) -> bool:
    hours = rumor.counters.hours
    found = [_forget_reporters(plan, hour.seen) for hour in hours.values()]
    rumor.counters.hours = hours
    return any(found)


def _forget_episode(plan: Plan, episode: Episode) -> bool:
    reporters = episode.reporters
    found = _forget_reporters(plan, reporters)
    episode.reporters = reporters
    return found


def _forget_reporters(plan: Plan, sketch: Sketch) -> bool:
    """Others stand in for them: as many as before."""
    keys = plan.reporter_keys()
    if not sketch.exact or sketch.exact.isdisjoint(keys):
        return False
    sketch.exact = {keys.get(key, key) for key in sketch.exact}
    return True


def _forget_group(plan: Plan, state: LaneSurges) -> bool:
    keys = plan.reporter_keys()
    changed = False
    for group in state.crowd.groups:
        if not group.keys.isdisjoint(keys):
            group.keys = frozenset(keys.get(key, key) for key in group.keys)
            changed = True
    return changed
