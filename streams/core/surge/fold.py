"""One rumor's sightings of one record: counted in the order of their times, looked at as time moves
on.

In: the sightings. Out: moved counters and episode, and the reports that came late.
"""

import math
from collections.abc import Iterator

from schemas.events import Sighting
from streams.core.durations import HOUR_MS
from streams.core.surge import episodes
from streams.core.surge.counters import BIN_MS, count, usual_per_hour
from streams.core.surge.history import Late
from streams.core.surge.looking import look
from streams.core.surge.rumor import Episode, RumorSurge
from streams.core.surge.state import PULSE_ANYWAY, PULSE_AT_MOST
from streams.core.surge.tally import Timed, tallied
from streams.core.surge.telling import Telling
from streams.core.surge.weighing import weigh

# Reports of one moment are counted and looked at together: what was hot in the middle of a record
# may be quiet at its end, but five hundred of one second need one look.
MOMENT_MS = 1_000
NEXT_TO_NONE = 1e-9  # of a count that has faded for days: its logarithm is still a number


def fold(telling: Telling, rumor_id: str, rumor: RumorSurge, sightings: list[Sighting]) -> Late:
    """Counts a rumor's sightings -> those that came late: times and weights, oldest first."""
    timed = tallied(telling, rumor, sightings)
    if not timed:
        return []
    counters = rumor.counters
    if len(timed) > 1:
        timed.sort()
        _learn(telling, timed)
    else:
        telling.state.profile.learn(timed[0][0])
    room = PULSE_AT_MOST * usual_per_hour(counters) + PULSE_ANYWAY - counters.x60
    before = rumor.counted
    late = _counted(telling, rumor_id, rumor, timed)
    if room > 0:
        telling.pulse += min(room, rumor.counted - before)
    return late


def _learn(telling: Telling, timed: Timed) -> None:
    profile = telling.state.profile
    if timed[0][0] // HOUR_MS == timed[-1][0] // HOUR_MS:
        profile.learn(timed[0][0], len(timed))
        return
    for at_ms, _ in timed:
        profile.learn(at_ms)


def _moments(timed: Timed) -> Iterator[tuple[int, list[str]]]:
    """When each moment ended, and who reported in it. No moment lies in two hours."""
    moment_ms = timed[0][0]
    hour_ends_ms = moment_ms - moment_ms % HOUR_MS + HOUR_MS
    reporters: list[str] = []
    for at_ms, reporter in timed:
        if at_ms - moment_ms >= MOMENT_MS or at_ms >= hour_ends_ms:
            yield moment_ms, reporters
            reporters = []
            hour_ends_ms = at_ms - at_ms % HOUR_MS + HOUR_MS
        moment_ms = at_ms
        reporters.append(reporter)
    yield moment_ms, reporters


def _counted(telling: Telling, rumor_id: str, rumor: RumorSurge, timed: Timed) -> Late:
    """Counts moment by moment, and looks at the rumor where there may be something to see."""
    counters = rumor.counters
    state = telling.state
    worth = telling.policy.least.worth
    late: Late = []
    moments = _moments(timed) if len(timed) > 1 else [(timed[0][0], [timed[0][1]])]
    for at_ms, reporters in moments:
        weight = weigh(state.crowd, rumor, at_ms, reporters)
        is_late = at_ms < counters.at_ms
        if is_late and weight and at_ms // BIN_MS < counters.at_ms // BIN_MS:
            late.append((at_ms, weight))
        count(counters, at_ms, weight, state.profile, len(reporters))
        episode = rumor.episode
        if episode is not None and not episode.resolved_ms and not is_late:
            _cool(telling, rumor_id, episode, weight, len(reporters))
        if weight:
            rumor.counted += weight
            if counters.x60 >= worth:
                look(telling, rumor_id, rumor)
    return late


def _cool(telling: Telling, rumor_id: str, episode: Episode, weight: float, reports: int) -> None:
    """Follows since when the running episode is quiet; one that was over before this moment ends.

    Its counters hold the moment already: `weight` and `reports` of them.
    """
    counters = telling.state.rumors[rumor_id].counters
    distinct, raw = episodes.bounds(
        counters, episode, telling.state.profile, counters.at_ms, telling.policy
    )
    if not episode.quiet_since_ms:
        x60 = counters.x60 - weight
        if x60 >= distinct:
            return
        # What was left of the counts when this moment came.
        left = max(x60 / distinct, (counters.raw - reports) / raw)
        if left >= 1:
            return
        fell_ms = math.floor(HOUR_MS * math.log(max(left, NEXT_TO_NONE)))
        # Whatever its bounds: while it was hot it was not quiet.
        episode.quiet_since_ms = max(counters.at_ms + fell_ms, episode.last_hot_ms)
    over_ms = episode.quiet_since_ms + telling.policy.quiet_s * 1_000
    if over_ms <= counters.at_ms:
        telling.end(rumor_id, episode, over_ms)
    elif counters.x60 >= distinct or counters.raw >= raw:
        episode.quiet_since_ms = 0
