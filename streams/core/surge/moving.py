"""Wordings that a decision takes to another rumor, with what joined through them since.

In: the decisions, and records of sightings. Out: records that name the rumors where wordings are at
home; counts taken from one rumor and added to the other, as the decision says they were stored
(`given`), and what becomes of both (`sides`).
"""

from typing import NamedTuple

from msgspec import structs

from schemas.events import ReportsSighted, Sighting, Wording
from streams.core.curation.effects import Move, part_elsewhere
from streams.core.curation.placing import Homes, Joined
from streams.core.durations import DAY_MS
from streams.core.surge import episodes
from streams.core.surge.anew import is_young
from streams.core.surge.counters import Counters
from streams.core.surge.given import Chooses, Seen, by_now, given_by, sides, together
from streams.core.surge.merging import NEWEST, follow_one, join, reopen
from streams.core.surge.overlay import Overlay
from streams.core.surge.own import own_of
from streams.core.surge.rumor import RumorSurge
from streams.core.surge.sides import (
    counted_apart,
    look_at_all,
    look_at_rest,
    part_of,
    with_again,
    without,
)
from streams.core.surge.state import LaneSurges
from streams.core.surge.sums import add, take
from streams.core.surge.telling import Telling

FIRST_MS = 0  # when a wording joined of which it does not matter


class TakenBack(NamedTuple):
    """Rumors that have wordings again, and the name of that change; the one that these are at home
    in, and who reported it where that is known.
    """

    source_ids: list[str]
    change: str
    home: str
    known: Seen | None


def at_home(state: LaneSurges, event: ReportsSighted, over: Overlay) -> ReportsSighted:
    """The record with each wording in the rumor that decisions took it to."""
    if not over.placings:
        return event
    homes = _homes(state, over)
    _learn(state, homes, event, over)

    def placed(one: Sighting | Wording) -> Sighting | Wording:
        home = _home(state, homes, over, one)
        return one if home == one.rumor_id else structs.replace(one, rumor_id=home)

    return structs.replace(
        event,
        sightings=tuple(placed(one) for one in event.sightings),
        wordings=tuple(placed(one) for one in event.wordings),
    )


def _home(state: LaneSurges, homes: Homes, over: Overlay, one: Sighting | Wording) -> str:
    """Where a wording is at home; what nobody moved stays where it is."""
    if one.variant_id not in over.placings and not homes.knows(one.variant_id):
        return one.rumor_id
    home = homes.home(one.variant_id)
    return home if home == one.rumor_id else _part_here(state, home)


def _part_here(state: LaneSurges, part: str) -> str:
    """What counts the wordings of a part that are reported in this lane."""
    return part if state.is_here(part) else part_elsewhere(part)


def follow_moves(telling: Telling) -> None:
    """Moves what was counted of wordings that were moved, or taken back, since the last time."""
    state = telling.state
    moves = telling.overlay.moves
    if moves is state.followed_moves or not telling.overlay.is_followed:
        return
    state.followed_moves = moves
    oldest_ms = telling.now_ms - DAY_MS  # what is older has faded
    undone: dict[str, list[tuple[str, Move]]] = {}
    for decision_id, move in moves.items():
        is_moved = decision_id in state.moves
        if move.is_in_force == is_moved or not _is_of(state, move):
            continue
        if is_moved:
            undone.setdefault(_part_here(state, move.part), []).append((decision_id, move))
        elif move.decided_at_ms >= oldest_ms:
            _move(telling, decision_id, move)
        else:
            _name(state.rumor(_part_here(state, move.part)), move)
    for part_id, some in undone.items():
        _tell_gone(telling, part_id, _sources(telling, some[0][1])[-1])
        taken = [_take_back(telling, part_id, id_, move) for id_, move in some]
        _dissolve(telling, part_id, taken)


def _is_of(state: LaneSurges, move: Move) -> bool:
    """Whether wordings of this lane were moved. What a guest has of them its own lane moves, which
    hands it over again.
    """
    home = _source(move)
    return state.is_here(home) and (state.knows(home) or state.knows(move.source))


def _source(move: Move) -> str:
    """The rumor that the wordings belonged to, whatever that was merged into; of several the whole
    alone is known.
    """
    return move.moved.homes[0] if len(move.moved.homes) == 1 else move.source


def _move(telling: Telling, decision_id: str, move: Move) -> None:
    state = telling.state
    part_id = _part_here(state, move.part)
    source_ids = _sources(telling, move)
    home = source_ids[-1] if not state.knows(_source(move)) else _source(move)
    is_moved = _goes_to(telling, part_id)
    given = given_by(state, decision_id, by_now(state, move, source_ids, is_moved))
    known = sides(state, move, home, is_moved)
    own = counted_apart(state, home) if known is not None else None
    add(state.rumor(part_id), given, state.profile)
    change = _note(state, part_id, decision_id)
    if known is not None and own is not None:
        is_shown = part_id not in telling.overlay.links
        is_all = is_young(own, known.moved.since_ms)
        part_of(telling, part_id, known.moved, change, is_all=is_all, is_shown=is_shown)
        own.newest = tuple(text for text in own.newest if text != move.moved.text)
        without(telling, home, own, given=given, stays=known.stays, change=change)
    else:
        given.counters.hours = {}  # whom the source knows it knows on
        for source_id in source_ids:
            take(state.rumor(source_id), given, state.profile)
            look_at_rest(telling, source_id, change)
    _receive(telling, part_id, source_ids, move)
    state.moved |= {*source_ids, part_id, *state.wholes(part_id)}
    state.touched |= {*source_ids, part_id, *state.wholes(part_id)}
    if known is None or own is None:
        _tell(telling, part_id, change)
    for whole_id in state.wholes(part_id):
        _tell(telling, whole_id, change)


def _receive(telling: Telling, part_id: str, source_ids: list[str], move: Move) -> None:
    state = telling.state
    part = state.rumor(part_id)
    part.offset = max([part.offset, *(state.rumor(one).offset for one in source_ids)])
    _name(part, move)
    part.newest = (*part.newest, move.moved.text)[-NEWEST:]
    if into := telling.overlay.links.get(part_id):
        follow_one(telling, part_id, into)
    elif (episode := part.episode) and episode.is_merged:
        reopen(state, part_id, episode)  # it was split off before


def _take_back(telling: Telling, part_id: str, decision_id: str, move: Move) -> TakenBack:
    """What was counted when it was decided is its source's again."""
    state = telling.state
    source_ids = _sources(telling, move)
    home = _source(move)
    known = together(state, move, home, part_id)
    if known is None or counted_apart(state, home) is None:
        known = None
        given = given_by(state, decision_id, move.moved)
        take(state.rumor(part_id), given, state.profile)
        given.counters.hours = {}
        for source_id in source_ids:
            add(state.rumor(source_id), given, state.profile)
    change = _note(state, part_id, decision_id)
    return TakenBack(source_ids, change, home, known)


def _tell_gone(telling: Telling, part_id: str, whole_id: str) -> None:
    """Tells the end of what a split made, with the figures that it had."""
    part = telling.state.rumor(part_id)
    part.merges += 1
    if episode := episodes.open_episode(part):
        telling.merged(part_id, episode, whole_id)


def _dissolve(telling: Telling, part_id: str, taken: list[TakenBack]) -> None:
    """As if it had never been: of the part nothing is left. What was reported since belongs to the
    rumors that its wordings came from, too; of several to the first.
    """
    state = telling.state
    part = state.rumor(part_id)
    state.rumors[part_id] = RumorSurge(
        Counters(state.ledger),
        episode=part.episode,
        past=part.past,
        offset=part.offset,
        text=part.text,
        merges=part.merges,
        moves=part.moves,
    )
    state.touched.add(part_id)
    first = taken[0]
    own = own_of(state, first.home)
    if first.known is not None and own is not None:
        with_again(telling, first.home, own, part=part, seen=first.known, change=first.change)
        state.moved.update(first.source_ids)
        state.touched.update(first.source_ids)
        return
    for source_id in first.source_ids:
        join(state.rumor(source_id), part, state)
    for one in taken:
        for source_id in one.source_ids:
            source = state.rumor(source_id)
            if (episode := source.episode) and episode.is_merged and not source.merged_into:
                reopen(state, source_id, episode)  # its merge was undone while it was empty
            state.moved.add(source_id)
            state.touched.add(source_id)
            look_at_all(telling, source_id, one.change)


def _name(part: RumorSurge, move: Move) -> None:
    """What alerts quote of a rumor that was made by a split."""
    if not part.text:
        part.text = move.moved.text
        part.red_flags = list(move.moved.red_flags)


def _note(state: LaneSurges, part_id: str, decision_id: str) -> str:
    """Notes that wordings came, or went again; names it, each time another name."""
    part = state.rumor(part_id)
    part.moves.append(decision_id)
    state.moves ^= {decision_id}
    return f"moved-{decision_id}-{part.moves.count(decision_id)}"


def _sources(telling: Telling, move: Move) -> list[str]:
    """The rumors that the wordings' reports count for without the decision, the one that shows
    last; and what the first counts of its own.
    """
    state = telling.state
    home = _source(move)
    if not state.knows(home):
        home = state.shown(move.source, telling.overlay.links)
    own = [state.owns[home]] if home in state.owns else []
    return [*own, home, *state.wholes(home)]


def _tell(telling: Telling, rumor_id: str, change: str) -> None:
    state = telling.state
    state.moved.add(rumor_id)
    state.touched.add(rumor_id)
    rumor = state.rumor(rumor_id)
    if (episode := episodes.open_episode(rumor)) and not rumor.merged_into:
        telling.recounted(rumor_id, episode, change)


def _goes_to(telling: Telling, part_id: str) -> Chooses:
    """Whether a sighting is of a wording that is at home in a part."""
    state = telling.state
    over = telling.overlay
    homes = _homes(state, over)
    return lambda one: _home(state, homes, over, one) == part_id


def _homes(state: LaneSurges, over: Overlay) -> Homes:
    if state.homes is None or state.placings is not over.placings:
        state.homes = Homes(over.placings, state.joined)
        state.placings = over.placings
    return state.homes


def _learn(state: LaneSurges, homes: Homes, event: ReportsSighted, over: Overlay) -> None:
    """Notes the new wordings that joined through one which was moved, or through such a one."""
    for one in event.wordings:
        through = one.exemplar_id
        if through is None or one.variant_id in state.joined:
            continue
        if through not in over.placings and through not in state.joined:
            continue
        new = {one.variant_id: Joined(through, one.rumor_id, event.received_at_ms)}
        if through not in state.joined:
            new[through] = Joined(None, one.rumor_id, FIRST_MS)
        state.joined |= new
        homes.add(new)
