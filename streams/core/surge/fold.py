"""One rumor's sightings of one record: counted in the order of their times, looked at as time moves
on.

In: the sightings. Out: moved counters and episode, and the reports that came late.
"""

import math

from schemas.events import Sighting
from schemas.events.vocabulary import STANCES
from streams.core.durations import HOUR_MS
from streams.core.matching.stance import REFUTES
from streams.core.surge import episodes
from streams.core.surge.counters import (
    BIN_MS,
    CALM_FACTOR,
    Counters,
    count,
    expected_per_hour,
    feed,
    usual_per_hour,
)
from streams.core.surge.crowd import meet
from streams.core.surge.evidence import Evidence, evidence
from streams.core.surge.history import Late
from streams.core.surge.names import count_name
from streams.core.surge.policy import CRITICAL, SURGE, WATCH, level_of, next_size
from streams.core.surge.reporters import Hour, hour_of, key_of, noted
from streams.core.surge.rumor import NOT_LOOKED, Episode, RumorSurge
from streams.core.surge.state import PULSE_ANYWAY, PULSE_AT_MOST
from streams.core.surge.telling import Telling

# Reports of one moment are counted and looked at together: what was hot in the middle of a record
# may be quiet at its end, but five hundred of one second need one look.
MOMENT_MS = 1_000
PLACES = {stance: place for place, stance in enumerate(STANCES)}
NEXT_TO_NONE = 1e-9  # of a count that has faded for days: its logarithm is still a number
Timed = list[tuple[int, str]]


def fold(telling: Telling, rumor_id: str, sightings: list[Sighting]) -> Late:
    """Counts a rumor's sightings -> those that came late: times and weights, oldest first."""
    rumor = telling.state.rumors[rumor_id]
    timed = _tallied(telling, rumor, sightings)
    if not timed:
        return []
    if len(timed) > 1:
        timed.sort()
        _learn(telling, timed)
    else:
        telling.state.profile.learn(timed[0][0])
    usual = usual_per_hour(rumor.counters)
    room = PULSE_AT_MOST * usual + PULSE_ANYWAY - rumor.counters.x60
    before = rumor.counted
    late = _counted(telling, rumor_id, rumor, timed)
    if room > 0:
        telling.pulse += min(room, rumor.counted - before)
    return late


def _tallied(telling: Telling, rumor: RumorSurge, sightings: list[Sighting]) -> Timed:
    """Everything that is counted of a rumor -> what may make a surge of it.

    No time lies ahead of the record's.
    """
    now_ms = telling.now_ms
    oldest_ms = now_ms - telling.policy.late_s * 1_000
    stances = rumor.stances
    channels = rumor.channels
    places = rumor.places
    languages = rumor.languages
    timed: Timed = []
    rumor.reports += len(sightings)
    for sighting in sightings:
        stance = sighting.stance
        stances[PLACES[stance]] += 1
        if name := sighting.channel:
            if name in channels:
                channels[name] += 1
            else:
                count_name(channels, name)
        if name := sighting.place:
            if name in places:
                places[name] += 1
            else:
                count_name(places, name)
        if name := sighting.language:
            if name in languages:
                languages[name] += 1
            else:
                count_name(languages, name)
        at_ms = sighting.observed_at_ms
        if stance == REFUTES:
            continue
        if sighting.backfill:
            feed(rumor.counters, min(at_ms, now_ms), now_ms, telling.state.profile)
        elif at_ms >= oldest_ms:
            timed.append((at_ms if at_ms < now_ms else now_ms, sighting.reporter))
    return timed


def _learn(telling: Telling, timed: Timed) -> None:
    profile = telling.state.profile
    if timed[0][0] // HOUR_MS == timed[-1][0] // HOUR_MS:
        profile.learn(timed[0][0], len(timed))
        return
    for at_ms, _ in timed:
        profile.learn(at_ms)


def _counted(telling: Telling, rumor_id: str, rumor: RumorSurge, timed: Timed) -> Late:
    counters = rumor.counters
    hours = counters.hours
    profile = telling.state.profile
    late: Late = []
    number = -1
    hour = Hour()
    moment = 0.0
    reports = 0
    last = len(timed) - 1
    for place, (at_ms, reporter) in enumerate(timed):
        if number != at_ms // HOUR_MS:
            number = at_ms // HOUR_MS
            hour = hour_of(hours, number)
        moment += _weight(telling, rumor, hour, number, (at_ms, reporter))
        reports += 1
        if place < last:
            after_ms = timed[place + 1][0]
            if after_ms - at_ms < MOMENT_MS and after_ms // HOUR_MS == number:
                continue
        is_late = at_ms < counters.at_ms
        if is_late and moment and at_ms // BIN_MS < counters.at_ms // BIN_MS:
            late.append((at_ms, moment))
        count(counters, at_ms, moment, profile, reports)
        episode = rumor.episode
        if episode is not None and not episode.resolved_ms and not is_late:
            _cool(telling, rumor_id, rumor, moment, reports)
        if moment:
            rumor.counted += moment
            look(telling, rumor_id, rumor)
        moment = 0.0
        reports = 0
    return late


def _weight(
    telling: Telling, rumor: RumorSurge, hour: Hour, number: int, timed: tuple[int, str]
) -> float:
    """How much a report counts; notes its reporter for the rumor, its episode and the lane."""
    at_ms, reporter = timed
    episode = rumor.episode
    if episode is not None and episode.resolved_ms:
        episode = None
    if not reporter:
        hour.anonymous += 1
        if episode is not None:
            episode.anonymous += 1
        return 1.0
    key = key_of(reporter)
    weight = noted(hour, rumor.counters.hours, key, number)
    if weight < 0.0:
        return 0.0  # seen in this very hour
    new = meet(telling.state.crowd, key, at_ms)
    if new:
        hour.fresh += 1
    if episode is not None:
        episode.reporters.add(key)
        episode.new += new
    return weight


def _cool(telling: Telling, rumor_id: str, rumor: RumorSurge, weight: float, reports: int) -> None:
    """Follows since when the running episode is quiet; one that was over before this moment ends.

    Its counters hold the moment already: `weight` and `reports` of them.
    """
    episode = rumor.episode
    assert episode is not None
    counters = rumor.counters
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


def look(telling: Telling, rumor_id: str, rumor: RumorSurge) -> None:
    """Whether the rumor surges now; moves its episode on."""
    counters = rumor.counters
    policy = telling.policy
    watch = telling.least.watch
    risen = counters.x5 >= watch[0] or counters.x20 >= watch[1] or counters.x60 >= watch[2]
    if not risen and counters.hour < policy.min_reports:
        return
    episode = rumor.episode
    if episode is not None and not episode.resolved_ms:
        if risen and counters.x60 >= CALM_FACTOR * expected_per_hour(
            counters, telling.state.profile, counters.at_ms
        ):
            episodes.hot(episode, counters.at_ms)
        if episode.level >= SURGE:
            if episode.level == CRITICAL or counters.hour < next_size(policy, episode.level):
                return
        elif not _may_surge(telling, counters) or _nothing_new(rumor, counters):
            return
    elif _nothing_new(rumor, counters):
        return
    busy = telling.state.busy(counters)
    seen = evidence(counters, telling.state.profile, policy, busy)
    level = level_of(seen.score, seen.per_hour, seen.by_definition, policy)
    _advance(telling, rumor_id, rumor, level=level, seen=seen)


def _may_surge(telling: Telling, counters: Counters) -> bool:
    surge = telling.least.surge
    return (
        counters.x5 >= surge[0]
        or counters.x20 >= surge[1]
        or counters.x60 >= surge[2]
        or counters.hour >= telling.policy.min_reports
    )


def _nothing_new(rumor: RumorSurge, counters: Counters) -> bool:
    """Whether the counts are no greater than those of this hour at which nothing was found."""
    hour = counters.at_ms // HOUR_MS
    if rumor.looked_hour != hour:
        rumor.looked_hour = hour
        rumor.looked = NOT_LOOKED
    x5, x20, x60, reports = rumor.looked
    if (
        counters.x5 <= x5
        and counters.x20 <= x20
        and counters.x60 <= x60
        and counters.hour <= reports
    ):
        return True
    rumor.looked = (
        max(x5, counters.x5),
        max(x20, counters.x20),
        max(x60, counters.x60),
        max(reports, counters.hour),
    )
    return False


def _advance(
    telling: Telling, rumor_id: str, rumor: RumorSurge, *, level: int, seen: Evidence
) -> None:
    """Moves the episode on by what was seen. What was resolved begins anew."""
    at_ms = rumor.counters.at_ms
    episode = episodes.open_episode(rumor)
    if episode is None and rumor.episode is not None and at_ms < rumor.episode.resolved_ms:
        # It came when its episode had been called over already: the same one, grown.
        _grow(telling, rumor_id, rumor.episode, level=level, seen=seen)
        return
    if episode is None:
        if level:
            began_ms = min(rumor.counters.rise_ms or at_ms, at_ms)
            episode = episodes.begin(
                rumor, WATCH, seen, began_ms=began_ms, crossed_ms=at_ms, hot_ms=at_ms
            )
            telling.state.open.add(rumor_id)
            episodes.rise(episode, permitted(telling, rumor_id, episode, level), seen, at_ms)
        return
    if level or seen.score >= telling.policy.hold_score:
        episodes.hot(episode, at_ms)
    if level > episode.level:
        allowed = permitted(telling, rumor_id, episode, level)
        episodes.rise(episode, allowed, seen, at_ms)


def _grow(telling: Telling, rumor_id: str, episode: Episode, *, level: int, seen: Evidence) -> None:
    """A level that an episode which is over had reached, as late reports show, is told once."""
    allowed = permitted(telling, rumor_id, episode, level)
    episodes.rise(episode, allowed, seen, telling.state.rumors[rumor_id].counters.at_ms)
    if episode.told_level and episode.level > episode.told_level:
        telling.level(rumor_id, episode, "escalated")


def permitted(telling: Telling, rumor_id: str, episode: Episode, level: int) -> int:
    """The level that may be told: not a surge where one crowd makes it, unless that is larger than
    what a surge is by definition.
    """
    policy = telling.policy
    if level < SURGE or episode.level >= SURGE or not policy.min_independent:
        return level
    people, crowded = telling.independent(rumor_id, episode)
    everybody = episode.reporters.count + episode.anonymous
    is_small = everybody <= policy.min_reports
    episode.held = crowded and people < policy.min_independent and is_small
    return WATCH if episode.held else level
