"""The fold of a record's sightings: rumor by rumor, and of each in the order of their times, looked
at as time moves on.

In: the sightings. Out: moved counters and episodes, and what there is to tell. Compiled loops count
(`kernels.records`) and stop where more than numbers is asked for; here is what is done then.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from schemas.events import Sighting
from streams.core.matching.stance import REFUTES
from streams.core.surge.counters import feed
from streams.core.surge.kernels import stages
from streams.core.surge.kernels import tables as t
from streams.core.surge.kernels.records import fold_record
from streams.core.surge.kernels.tables import Keys, Wholes
from streams.core.surge.late import look_back
from streams.core.surge.ledger import Ledger
from streams.core.surge.looking import look
from streams.core.surge.parts import silent
from streams.core.surge.rumor import RumorSurge
from streams.core.surge.tally import Tally, tallied
from streams.core.surge.telling import Telling
from streams.core.surge.weighing import weigh_full


def fold(
    telling: Telling, sightings: Sequence[Sighting], shown: Mapping[str, str], *, offset: int
) -> None:
    """Folds the sightings of the record at `offset`; `shown` are the rumors that those of merged
    ones count for.
    """
    tally = tallied(telling, sightings, shown, offset)
    if not tally.rumors:
        return
    _run(telling, tally)
    state = telling.state
    state.touched.update(tally.rumor_ids)
    for rumor_id in state.open.intersection(tally.rumor_ids):
        since_ms, _ = state.fed.get(rumor_id, (telling.now_ms, 0))
        state.fed[rumor_id] = since_ms, telling.now_ms


def _run(telling: Telling, tally: Tally) -> None:
    """Counts on until the record is folded."""
    ledger = telling.state.ledger
    lane = ledger.lane
    lane[t.RUMOR] = 0
    lane[t.RUMORS] = len(tally.rumors)
    lane[t.PHASE] = stages.BEGIN
    lane[t.TODAY] = telling.state.profile.today
    reports = tally.reports()
    keys = tally.keys()
    ledger.hold(len(reports))
    limits = telling.policy.limits
    now_ms = telling.now_ms
    oldest_ms = now_ms - telling.policy.late_s * 1_000
    while stopped := fold_record(*ledger.tables, limits, reports, keys, oldest_ms, now_ms):
        place = lane[t.RUMOR]
        rumor_id = tally.rumor_ids[place]
        rumor = tally.rumors[place]
        # The episode of a part moves on; what there is to tell is the whole's.
        is_silent = rumor.merged_into and stopped in OF_WHOLES
        heard = silent(telling, rumor_id) if is_silent else telling
        at = _Stop(heard, rumor_id, rumor, tally=tally, reports=reports, keys=keys)
        STOPS[int(stopped)](at)
        if is_silent:
            telling.state.open.discard(rumor_id)


@dataclass(slots=True)
class _Stop:
    """Where the compiled loops stopped: the rumor at hand, and the reports of the record."""

    telling: Telling
    rumor_id: str
    rumor: RumorSurge
    tally: Tally
    reports: Wholes
    keys: Keys

    @property
    def ledger(self) -> Ledger:
        return self.telling.state.ledger


def _grow(at: _Stop) -> None:
    lane = at.ledger.lane
    at.ledger.make_room(lane[t.PLACE_ENDS] - lane[t.PLACE])


def _history(at: _Stop) -> None:
    now_ms = at.telling.now_ms
    for sighting in at.tally.history[at.rumor_id]:
        if sighting.stance != REFUTES:
            at_ms = min(sighting.observed_at_ms, now_ms)
            feed(at.rumor.counters, at_ms, now_ms, at.telling.state.profile)


def _new_day(at: _Stop) -> None:
    """The profile learns the rumor's reports, of which one begins a day."""
    lane = at.ledger.lane
    profile = at.telling.state.profile
    timed = at.ledger.tables.order[lane[t.PLACE] : lane[t.TIMED]]
    for at_ms in at.reports[timed, stages.TIME].tolist():
        profile.learn(at_ms)
    lane[t.TODAY] = profile.today


def _weigh_full(at: _Stop) -> None:
    ledger = at.ledger
    moment = ledger.tables.order[ledger.lane[t.PLACE] : ledger.lane[t.PLACE_ENDS]]
    named = moment[at.reports[moment, stages.IS_NAMED] != 0]
    ledger.shares[t.WEIGHT] = weigh_full(
        at.telling.state.crowd,
        at.rumor,
        int(at.reports[moment[-1], stages.TIME]),
        at.keys[named].tolist(),
        anonymous=len(moment) - len(named),
        feeds_episode=bool(ledger.lane[t.FED]),
    )


def _over(at: _Stop) -> None:
    if at.rumor.episode is not None:
        at.telling.end(at.rumor_id, at.rumor.episode, at.ledger.lane[t.ENDS_MS])


def _news(at: _Stop) -> None:
    look(at.telling, at.rumor_id, at.rumor)


def _settle(at: _Stop) -> None:
    """What the record made of the rumor's past, and what is to be told of it now."""
    count = at.ledger.lane[t.LATE]
    if count:
        times, weights = at.ledger.tables.late[:, :count].tolist()
        late = [(int(at_ms), weight) for at_ms, weight in zip(times, weights, strict=True)]
        look_back(at.telling, at.rumor_id, late)
    at.telling.due(at.rumor_id)


OF_WHOLES = (stages.OVER, stages.NEWS, stages.SETTLE)
# What is done where the compiled loops stop: `records` says why they do.
STOPS: dict[int, Callable[[_Stop], None]] = {
    stages.GROW: _grow,
    stages.HISTORY: _history,
    stages.NEW_DAY: _new_day,
    stages.FULL: _weigh_full,
    stages.OVER: _over,
    stages.NEWS: _news,
    stages.SETTLE: _settle,
}
