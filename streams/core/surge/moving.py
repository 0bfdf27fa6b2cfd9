"""Wordings that a decision takes to another rumor, with what joined through them since.

In: the decisions, and records of sightings. Out: records that name the rumors where wordings are at
home; counts taken from one rumor and added to the other, as the decision says they were stored.
Reporters are not named there: as many strangers stand for them.
"""

from hashlib import blake2b
from typing import NamedTuple

from msgspec import structs

from schemas.events import MovedCounts, ReportsSighted, Sighting, Wording
from schemas.events.vocabulary import STANCES
from streams.core.curation.effects import Move, part_elsewhere
from streams.core.curation.placing import Homes, Joined
from streams.core.durations import DAY_MS, HOUR_MS, MINUTE_MS
from streams.core.surge import episodes
from streams.core.surge.counters import Counters, count
from streams.core.surge.merging import NEWEST, follow_one, join, reopen
from streams.core.surge.overlay import Overlay
from streams.core.surge.recent import with_more
from streams.core.surge.reporters import Hour, Hours
from streams.core.surge.rumor import RumorSurge
from streams.core.surge.state import LaneSurges
from streams.core.surge.sums import add, take
from streams.core.surge.telling import Telling

FIRST_MS = 0  # when a wording joined of which it does not matter


class TakenBack(NamedTuple):
    """Rumors that have wordings again, and the name of that change."""

    source_ids: list[str]
    change: str


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
    taken: dict[str, list[TakenBack]] = {}
    for decision_id, move in moves.items():
        is_moved = decision_id in state.moves
        if move.is_in_force == is_moved or not _is_of(state, move):
            continue
        if is_moved:
            _take_back(telling, decision_id, move, taken)
        elif move.decided_at_ms >= oldest_ms:
            _move(telling, decision_id, move)
        else:
            _name(state.rumor(_part_here(state, move.part)), move)
    for part_id, some in taken.items():
        _dissolve(telling, part_id, some)


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
    given = _given(state, decision_id, _by_now(telling, move, source_ids))
    strangers = given.counters.hours
    add(state.rumor(part_id), given, state.profile)
    given.counters.hours = {}  # whom the source knows it knows on
    for source_id in source_ids:
        take(state.rumor(source_id), given, state.profile)
    given.counters.hours = strangers
    _receive(telling, part_id, source_ids, move)
    change = _note(state, part_id, decision_id)
    for rumor_id in (*source_ids, part_id, *state.wholes(part_id)):
        _tell(telling, rumor_id, change)


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


def _take_back(
    telling: Telling, decision_id: str, move: Move, taken: dict[str, list[TakenBack]]
) -> None:
    """What was counted when it was decided is its source's again."""
    state = telling.state
    part_id = _part_here(state, move.part)
    source_ids = _sources(telling, move)
    given = _given(state, decision_id, move.moved)
    take(state.rumor(part_id), given, state.profile)
    given.counters.hours = {}
    for source_id in source_ids:
        add(state.rumor(source_id), given, state.profile)
    change = _note(state, part_id, decision_id)
    taken.setdefault(part_id, []).append(TakenBack(source_ids, change))


def _dissolve(telling: Telling, part_id: str, taken: list[TakenBack]) -> None:
    """As if it had never been: of the part nothing is left. What was reported since belongs to the
    rumors that its wordings came from, too; of several to the first.
    """
    state = telling.state
    part = state.rumor(part_id)
    source_ids = taken[0].source_ids
    part.merges += 1
    if episode := episodes.open_episode(part):
        telling.merged(part_id, episode, source_ids[-1])
    for source_id in source_ids:
        join(state.rumor(source_id), part, state)
    state.rumors[part_id] = RumorSurge(
        Counters(state.ledger),
        episode=part.episode,
        past=part.past,
        offset=part.offset,
        text=part.text,
        merges=part.merges,
        moves=part.moves,
    )
    for one in taken:
        for source_id in one.source_ids:
            source = state.rumor(source_id)
            if (episode := source.episode) and episode.is_merged and not source.merged_into:
                reopen(state, source_id, episode)  # its merge was undone while it was empty
            _tell(telling, source_id, one.change)


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


def _by_now(telling: Telling, move: Move, source_ids: list[str]) -> MovedCounts:
    """What was counted of the wordings until now: also what was on its way to the store when it was
    asked.
    """
    moved = move.moved
    if not moved.until_ms:
        return moved  # of a decision from before this was noted
    homes = _homes(telling.state, telling.overlay)
    part_id = _part_here(telling.state, move.part)
    late = [
        one
        for one in telling.state.recent.since(moved.until_ms)
        if one.rumor_id in source_ids
        and _home(telling.state, homes, telling.overlay, one) == part_id
    ]
    return with_more(moved, late) if late else moved


def _given(state: LaneSurges, decision_id: str, moved: MovedCounts) -> RumorSurge:
    """What was counted of the wordings, as if they had been a rumor."""
    counters = Counters(state.ledger)
    for minute, reports, people in moved.minutes:
        count(counters, minute * MINUTE_MS, people, state.profile, reports)
    counters.hours = _strangers(decision_id, moved.minutes)
    counters.reports = moved.reports
    stances = dict(moved.stances)
    counters.stances = [stances.get(stance, 0) for stance in STANCES]
    counters.counted = float(sum(people for *_, people in moved.minutes))
    return RumorSurge(
        counters,
        wordings=moved.wordings,
        channels=dict(moved.channels),
        places=dict(moved.places),
        languages=dict(moved.languages),
    )


def _strangers(decision_id: str, minutes: tuple[tuple[int, int, int], ...]) -> Hours:
    """As many reporters as there were in each hour, the same ones whenever it is asked."""
    hours: Hours = {}
    for minute, _, people in minutes:
        hour = hours.setdefault(minute * MINUTE_MS // HOUR_MS, Hour())
        for number in range(people):
            named = f"{decision_id}/{minute}/{number}".encode()
            hour.seen.add(int.from_bytes(blake2b(named, digest_size=8).digest(), "big"))
    return hours


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
