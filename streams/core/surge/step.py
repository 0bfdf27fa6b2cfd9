"""The fold of the surge step: records of sightings, a tick, and decisions in; changes of episodes
out, as `Alert` events.

Each rumor carries the offset it is folded up to, so a replayed record is skipped for that rumor.
Only reports that carry or question count; refutations and history never alert. A rumor is looked at
whenever its counts changed, at the latest at the end of the record; what a record has to tell about
a rumor is told once, at its end.
"""

from schemas.events import Alert, ReportsSighted, Sighting, Wording
from schemas.events.vocabulary import STANCES
from streams.core.masking import title
from streams.core.matching.stance import REFUTES
from streams.core.surge import alerts, episodes, history
from streams.core.surge.counters import BIN_MS, count, count_raw
from streams.core.surge.evidence import evidence
from streams.core.surge.policy import SurgePolicy, level_of
from streams.core.surge.reporters import key_of, weight_of
from streams.core.surge.rumor import RumorSurge
from streams.core.surge.state import LaneSurges, Ratings, Verdicts
from streams.core.surge.telling import Telling

# Of event time, within a record: what was hot in its middle may be quiet at its end. Not at every
# report: five hundred of one moment need one look.
EVALUATE_EVERY_MS = 1_000
NEWEST = 5  # wordings that an alert quotes
MOST_NAMES = 50  # channels or places of a rumor: the app decides what they are called
Bins = tuple[int, int]


def step(
    state: LaneSurges,
    event: ReportsSighted,
    *,
    offset: int,
    policy: SurgePolicy,
    verdicts: Verdicts,
    decided: int,
) -> tuple[LaneSurges, tuple[Alert, ...]]:
    """Folds one record of sightings. `now` is the record's `received_at_ms`, live and in a replay
    alike.

    `verdicts` are in force by the decisions before the offset `decided`.
    """
    state.folded = max(state.folded, offset)
    if not state.sources.first_time(event.source.partition, event.source.offset):
        return state, ()
    now_ms = event.received_at_ms
    telling = Telling(state=state, now_ms=now_ms, policy=policy, verdicts=verdicts, decided=decided)
    for wording in event.wordings:
        _quote(state.rumor(wording.rumor_id), wording, offset)
    fresh: dict[str, RumorSurge] = {}
    late: dict[str, Bins] = {}
    for at_ms, sighting in _in_time(event.sightings, now_ms):
        rumor = state.rumor(sighting.rumor_id)
        if rumor.offset >= offset:
            continue
        fresh[sighting.rumor_id] = rumor
        _tally(rumor, sighting)
        if _may_alert(sighting, now_ms, policy):
            _count(state, sighting, at_ms=at_ms, policy=policy, late=late)
    for rumor_id, rumor in fresh.items():
        _look(state, rumor_id, policy)
        if bins := late.get(rumor_id):
            _look_back(telling, rumor_id, bins)
        _tell_due(telling, rumor_id)
        rumor.offset = offset
        state.touched.add(rumor_id)
    return state, tuple(telling.told)


def tick(
    state: LaneSurges, *, now_ms: int, policy: SurgePolicy, verdicts: Verdicts, decided: int
) -> tuple[LaneSurges, tuple[Alert, ...]]:
    """Tells levels that waited for the end of the gap, and resolves episodes that have been quiet
    long enough.
    """
    telling = Telling(state=state, now_ms=now_ms, policy=policy, verdicts=verdicts, decided=decided)
    for rumor_id in sorted(state.open):
        rumor = state.rumors[rumor_id]
        episode = episodes.open_episode(rumor)
        if episode is None:
            state.open.discard(rumor_id)
            continue
        _tell_due(telling, rumor_id)
        quiet_since_ms = episode.quiet_since_ms
        if episodes.rests(rumor, episode, profile=state.profile, now_ms=now_ms, policy=policy):
            telling.end(rumor_id, episode, now_ms)
            state.open.discard(rumor_id)
        if episode.resolved_ms or episode.quiet_since_ms != quiet_since_ms:
            state.touched.add(rumor_id)
    return state, tuple(telling.told)


def correct(
    state: LaneSurges, *, ratings: Ratings, now_ms: int, policy: SurgePolicy
) -> tuple[LaneSurges, tuple[Alert, ...]]:
    """Whoever was told of a running episode is told again with each verdict given since.

    `ratings` finds those from an offset on.
    """
    told: list[Alert] = []
    for rumor_id in sorted(state.open):
        rumor = state.rumors[rumor_id]
        episode = episodes.open_episode(rumor)
        if episode is None or not episode.told_level:
            continue
        for offset, decision in ratings(rumor_id, episode.decided):
            told.append(
                alerts.alert(
                    rumor,
                    episode,
                    "corrected",
                    lane=state.lane,
                    rumor_id=rumor_id,
                    change_id=alerts.verdict_change(decision.decision_id),
                    now_ms=now_ms,
                    policy=policy,
                    verdict=decision.verdict,
                )
            )
            episode.decided = offset + 1
            state.touched.add(rumor_id)
    return state, tuple(told)


def _in_time(sightings: tuple[Sighting, ...], now_ms: int) -> list[tuple[int, Sighting]]:
    """The sightings of a record in the order of their times, none of which lies ahead of the
    record's.
    """
    timed = [(min(sighting.observed_at_ms, now_ms), sighting) for sighting in sightings]
    timed.sort(key=lambda pair: pair[0])
    return timed


def _quote(rumor: RumorSurge, wording: Wording, offset: int) -> None:
    if rumor.offset >= offset:
        return
    if not rumor.title:
        rumor.title = title(wording.text)
        rumor.text = wording.text
        rumor.red_flags = list(wording.red_flags)
    rumor.wordings += 1
    rumor.newest = (*rumor.newest[1 - NEWEST :], wording.text)


def _tally(rumor: RumorSurge, sighting: Sighting) -> None:
    rumor.reports += 1
    rumor.stances[STANCES.index(sighting.stance)] += 1
    for names, name in ((rumor.channels, sighting.channel), (rumor.places, sighting.place)):
        if name and (name in names or len(names) < MOST_NAMES):
            names[name] = names.get(name, 0) + 1


def _may_alert(sighting: Sighting, now_ms: int, policy: SurgePolicy) -> bool:
    late = sighting.observed_at_ms < now_ms - policy.late_s * 1_000
    return not sighting.backfill and not late and sighting.stance != REFUTES


def _count(
    state: LaneSurges, sighting: Sighting, *, at_ms: int, policy: SurgePolicy, late: dict[str, Bins]
) -> None:
    """Counts a report; looks at its rumor where the record's time has moved on."""
    rumor_id = sighting.rumor_id
    rumor = state.rumors[rumor_id]
    counters = rumor.counters
    state.profile.learn(at_ms)
    count_raw(counters, at_ms)
    weight = _weight(rumor, sighting, at_ms)
    if not weight:
        return
    number = at_ms // BIN_MS
    if number < counters.at_ms // BIN_MS:
        first, last = late.get(rumor_id, (number, number))
        late[rumor_id] = min(first, number), max(last, number)
    # Before time moves on, so that a moment is judged by all that came in it: a record of one
    # moment is looked at once, at its end.
    if at_ms - rumor.evaluated_ms >= EVALUATE_EVERY_MS and at_ms > counters.at_ms:
        _look(state, rumor_id, policy)
    count(counters, at_ms, weight, state.profile)
    rumor.changed = True


def _weight(rumor: RumorSurge, sighting: Sighting, at_ms: int) -> float:
    """How much a report counts; one without a reporter counts as one.

    Notes its reporter for the running episode.
    """
    episode = episodes.open_episode(rumor)
    if not sighting.reporter:
        if episode is not None:
            episode.anonymous += 1
        return 1.0
    key = key_of(sighting.reporter)
    if episode is not None:
        episode.reporters.add(key)
    return weight_of(rumor.counters.hours, key, at_ms)


def _look(state: LaneSurges, rumor_id: str, policy: SurgePolicy) -> None:
    """Whether the rumor surges now; moves its episode on."""
    rumor = state.rumors[rumor_id]
    if not rumor.changed:
        return
    rumor.evaluated_ms = rumor.counters.at_ms
    rumor.changed = False
    if episodes.stays_hot(rumor, policy):
        return
    seen = evidence(rumor.counters, state.profile, policy)
    episodes.advance(
        rumor, level_of(seen.score, seen.per_hour, seen.by_definition, policy), seen, policy
    )


def _look_back(telling: Telling, rumor_id: str, bins: Bins) -> None:
    """Whether late reports made a surge of past hours. One that is over is told with its end."""
    state = telling.state
    policy = telling.policy
    rumor = state.rumors[rumor_id]
    first, last = bins
    peaks = history.peaks(rumor.counters, first, last, profile=state.profile, policy=policy)
    for peak in peaks:
        episode = episodes.past_surge(rumor, peak, policy)
        if episode is not None:
            telling.level(rumor_id, episode, "raised")
            telling.end(rumor_id, episode, episode.last_hot_ms + policy.quiet_s * 1_000)


def _tell_due(telling: Telling, rumor_id: str) -> None:
    state = telling.state
    episode = episodes.open_episode(state.rumors[rumor_id])
    if episode is None:
        return
    state.open.add(rumor_id)
    if event := episodes.due(episode, telling.now_ms, telling.policy):
        telling.level(rumor_id, episode, event)
        state.touched.add(rumor_id)
