"""What a decision that moves wordings says was counted of them, and who reported them.

In: the decision, and what came in the last moments. Out: counts as of a rumor, and the reports of
both sides where the decision names their reporters; else as many strangers stand for them.
"""

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import NamedTuple

from schemas.events import MovedCounts, SeenReports, Sighting
from schemas.events.vocabulary import STANCES
from streams.core.curation.effects import Move
from streams.core.durations import HOUR_MS, MINUTE_MS
from streams.core.surge.anew import seen_in, that_count
from streams.core.surge.counters import Counters, count
from streams.core.surge.own import own_of
from streams.core.surge.recent import with_more
from streams.core.surge.reporters import Hour, Hours
from streams.core.surge.rumor import RumorSurge
from streams.core.surge.state import LaneSurges

Chooses = Callable[[Sighting], bool]


class Seen(NamedTuple):
    """Who reported what in the day from `since_ms` on."""

    reports: list[Sighting]
    since_ms: int


class Sides(NamedTuple):
    """Who reported what is moved, and what stays."""

    moved: Seen
    stays: Seen


def sides(state: LaneSurges, move: Move, home: str, is_moved: Chooses) -> Sides | None:
    """Who reported the two sides of a decision; None where it does not say so, or speaks of other
    reports than those that were counted here.
    """
    seen, stays = move.moved.seen, move.moved.stays
    if seen is None or stays is None:
        return None
    of_moved = _late(state, seen, lambda one: one.rumor_id == home and is_moved(one))
    of_stays = _late(state, stays, lambda one: one.rumor_id == home and not is_moved(one))
    rumor = own_of(state, home) or state.rumor(home)
    if rumor.reports != seen.reports + stays.reports + len(of_moved) + len(of_stays):
        return None
    return Sides(_seen(seen, of_moved), _seen(stays, of_stays))


def together(state: LaneSurges, move: Move, home: str, part_id: str) -> Seen | None:
    """Who reported the rumor that has its wordings again; None as of `sides`."""
    back = move.back
    if back is None or not state.knows(home):
        return None
    late = _late(state, back, lambda one: one.rumor_id in (home, part_id))
    rumor = own_of(state, home) or state.rumor(home)
    if rumor.reports + state.rumor(part_id).reports != back.reports + len(late):
        return None
    return _seen(back, late)


def _late(state: LaneSurges, stored: SeenReports, is_of: Chooses) -> list[Sighting]:
    """What was on its way to the store when it was asked."""
    return [one for one in state.recent.since(stored.until_ms) if is_of(one)]


def _seen(stored: SeenReports, late: list[Sighting]) -> Seen:
    return Seen([*seen_in(stored), *that_count(late)], stored.since_ms)


def by_now(
    state: LaneSurges, move: Move, source_ids: Sequence[str], is_moved: Chooses
) -> MovedCounts:
    """What was counted of the wordings until now: also what was on its way to the store."""
    moved = move.moved
    if not moved.until_ms:
        return moved  # of a decision from before this was noted
    late = [
        one
        for one in state.recent.since(moved.until_ms)
        if one.rumor_id in source_ids and is_moved(one)
    ]
    return with_more(moved, late) if late else moved


def given_by(state: LaneSurges, decision_id: str, moved: MovedCounts) -> RumorSurge:
    """What was counted of the wordings, as if they had been a rumor."""
    counters = Counters(state.ledger)
    for minute, reports, people in moved.minutes:
        count(counters, minute * MINUTE_MS, people, state.profile, reports=reports)
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
