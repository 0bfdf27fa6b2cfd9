"""The fold of the surge step: records of sightings, a tick, and decisions in; changes of episodes
out, as `Alert` events.

Each rumor carries the offset it is folded up to, so a replayed record is skipped for that rumor.
Only reports that carry or question count; refutations and history never alert. A rumor is looked at
whenever its counts changed, at the latest at the end of the record; what a record has to tell about
a rumor is told once, at its end.
"""

from collections.abc import Callable
from operator import attrgetter

from schemas.events import Alert, DecisionMade, ReportsSighted, Sighting, Wording
from streams.core.surge import episodes, history, overlay
from streams.core.surge.counters import count_pace
from streams.core.surge.fold import fold
from streams.core.surge.history import Late, Peak
from streams.core.surge.looking import permitted
from streams.core.surge.merging import NEWEST, merge
from streams.core.surge.overlay import UNDECIDED, Overlay
from streams.core.surge.policy import CRITICAL, SURGE, WATCH, SurgePolicy, next_size
from streams.core.surge.rumor import Episode, RumorSurge
from streams.core.surge.state import LaneSurges, Ratings, Verdicts
from streams.core.surge.telling import Telling

OBSERVED_AT: Callable[[Sighting], int] = attrgetter("observed_at_ms")
SETTLE_EVERY_MS = 60_000  # of the records' time, at most: in a backlog no clock looks for ends
HOAX_KINDS = ("verdict", "factcheck")
TOLD_DECISIONS = {
    "verdict": "corrected",
    "factcheck": "corrected",
    "take": "taken",
    "release": "released",
}


def step(
    state: LaneSurges,
    event: ReportsSighted,
    *,
    offset: int,
    policy: SurgePolicy,
    verdicts: Verdicts,
    decided: int,
    over: Overlay = UNDECIDED,
) -> tuple[LaneSurges, tuple[Alert, ...]]:
    """Folds one record of sightings. `now` is the record's `received_at_ms`, live and in a replay
    alike.

    `verdicts` and `over` are in force by the decisions before the offset `decided`.
    """
    if offset > state.folded:
        state.folded = offset
    if not state.sources.first_time(event.source.partition, event.source.offset):
        return state, ()
    now_ms = event.received_at_ms
    # Of what was observed, not of the record: a backlog is told as it happened.
    newest_ms = min(now_ms, max(map(OBSERVED_AT, event.sightings), default=0))
    if newest_ms > state.time_ms:
        state.time_ms = newest_ms
    telling = Telling(state, now_ms, policy, verdicts, decided, over)
    if state.time_ms >= state.settle_at_ms:
        _settle(telling, state.time_ms)
    for wording in event.wordings:
        _quote(state.rumor(wording.rumor_id), wording, offset)
    for fact in event.merges:
        if not over.is_whole or fact.merged in over.links:
            merge(telling, fact.kept, fact.merged, is_fact=not over.is_whole)
    rumors = state.rumors
    for rumor_id, sightings in _by_rumor(telling, event.sightings).items():
        rumor = rumors.get(rumor_id) or state.rumor(rumor_id)
        if rumor.offset >= offset:
            continue
        if over.mutes:
            overlay.note_mute(rumor, over.mutes.get(rumor_id))
        late = fold(telling, rumor_id, rumor, sightings)
        if late:
            _look_back(telling, rumor_id, late)
        episode = rumor.episode
        if episode is not None and not episode.resolved_ms:
            telling.due(rumor_id)
        rumor.offset = offset
        state.touched.add(rumor_id)
    if telling.pulse:
        count_pace(state.pulse, now_ms, telling.pulse, state.profile)
    return state, tuple(telling.told)


def tick(
    state: LaneSurges,
    *,
    now_ms: int,
    policy: SurgePolicy,
    verdicts: Verdicts,
    decided: int,
    over: Overlay = UNDECIDED,
) -> tuple[LaneSurges, tuple[Alert, ...]]:
    """Tells levels that waited for the end of the gap and what a mute held back, and resolves
    episodes that have been quiet long enough by `now_ms`.

    Where records of the lane wait, `now_ms` is the time of the last one (`time_ms`), not the
    clock's: what they hold came before the clock's time.
    """
    telling = Telling(state, now_ms, policy, verdicts, decided, over)
    _settle(telling, now_ms)
    return state, tuple(telling.told)


def correct(
    state: LaneSurges,
    *,
    ratings: Ratings,
    now_ms: int,
    policy: SurgePolicy,
    verdicts: Verdicts | None = None,
    over: Overlay = UNDECIDED,
) -> tuple[LaneSurges, tuple[Alert, ...]]:
    """Whoever was told of a running episode is told again with each verdict given since, and who
    took or released it.

    `ratings` finds the decisions on a rumor from an offset on; those that say nothing of an alert
    may be among them.
    """
    telling = Telling(state, now_ms, policy, verdicts or {}, 0, over)
    for rumor_id in sorted(state.open):
        rumor = state.rumors[rumor_id]
        episode = episodes.open_episode(rumor)
        if episode is None or not episode.told_level:
            continue
        for offset, decision in ratings(rumor_id, episode.decided):
            episode.decided = offset + 1
            state.touched.add(rumor_id)
            _tell_decision(telling, rumor_id, episode, decision)
    _merge_decided(telling)
    return state, tuple(telling.told)


def _tell_decision(
    telling: Telling, rumor_id: str, episode: Episode, decision: DecisionMade
) -> None:
    event = TOLD_DECISIONS.get(decision.kind)
    if event is None:
        return
    if event != "corrected" and decision.alert_id != telling.alert_id(rumor_id, episode):
        return  # of another episode
    if event == "corrected":
        episode.rated = decision.verdict is not None
    telling.decision(rumor_id, episode, event, decision)


def _settle(telling: Telling, time_ms: int) -> None:
    """Tells what is due, and ends what is over by `time_ms`."""
    _merge_decided(telling)
    state = telling.state
    next_ms = time_ms + telling.policy.quiet_s * 1_000  # what begins from now on ends no sooner
    for rumor_id in sorted(state.open):
        rumor = state.rumors[rumor_id]
        episode = episodes.open_episode(rumor)
        if episode is None:
            state.open.discard(rumor_id)
            continue
        if telling.overlay.mutes:
            overlay.note_mute(rumor, telling.overlay.mutes.get(rumor_id))
        ends_ms = episodes.ends_ms(
            rumor,
            episode,
            profile=state.profile,
            at_ms=time_ms,
            policy=telling.policy,
        )
        if ends_ms <= time_ms:
            telling.end(rumor_id, episode, ends_ms)
        else:
            next_ms = min(next_ms, ends_ms)
            telling.due(rumor_id)
    state.settle_at_ms = max(next_ms, time_ms + SETTLE_EVERY_MS)


def _merge_decided(telling: Telling) -> None:
    """Follows the merges that analysts decided, as far as they concern running episodes."""
    links = telling.overlay.links
    if not links:
        return
    for rumor_id in sorted(telling.state.open):
        if rumor_id in links:
            merge(telling, links[rumor_id], rumor_id, is_fact=False)


def _by_rumor(telling: Telling, sightings: tuple[Sighting, ...]) -> dict[str, list[Sighting]]:
    """The sightings of each rumor that they count for."""
    found: dict[str, list[Sighting]] = {}
    for sighting in sightings:
        rumor_id = sighting.rumor_id
        if rumor_id in found:
            found[rumor_id].append(sighting)
        else:
            found[rumor_id] = [sighting]
    links = telling.overlay.links
    merged = telling.state.merged
    if not merged and not links:
        return found
    shown: dict[str, list[Sighting]] = {}
    for rumor_id, together in found.items():
        if rumor_id in links and rumor_id not in merged:
            merge(telling, links[rumor_id], rumor_id, is_fact=False)
        shown.setdefault(telling.state.shown(rumor_id, links), []).extend(together)
    return shown


def _quote(rumor: RumorSurge, wording: Wording, offset: int) -> None:
    if rumor.offset >= offset:
        return
    if not rumor.text:
        rumor.text = wording.text
        rumor.red_flags = list(wording.red_flags)
    rumor.wordings += 1
    rumor.newest = (*rumor.newest[1 - NEWEST :], wording.text)


def _look_back(telling: Telling, rumor_id: str, late: Late) -> None:
    """Whether late reports made a surge of past hours. One that is over is told with its end."""
    rumor = telling.state.rumors[rumor_id]
    if _is_no_news(telling, rumor, late):
        return
    found = history.peaks(
        rumor.counters, late, profile=telling.state.profile, policy=telling.policy
    )
    for peak in found:
        if episodes.is_past(rumor, peak, telling.policy):
            continue  # of one that was told, and of none that runs: they lie apart
        running = episodes.open_episode(rumor)
        if not episodes.is_last(rumor, peak, telling.policy):
            _past_surge(telling, rumor_id, rumor, peak)
        elif running is not None:
            _rise_by(telling, rumor_id, running, peak)


def _is_no_news(telling: Telling, rumor: RumorSurge, late: Late) -> bool:
    """Whether late reports lie in a surge that runs, and cannot make it greater."""
    running = episodes.open_episode(rumor)
    if running is None or running.level < SURGE or not running.began_ms:
        return False
    if late[0][0] < running.started_ms:
        return False
    if running.level == CRITICAL:
        return True
    return history.around(rumor.counters, late) < next_size(telling.policy, running.level)


def _rise_by(telling: Telling, rumor_id: str, running: Episode, peak: Peak) -> None:
    running.began_ms = min(running.began_ms or peak.began_ms, peak.began_ms)
    level = permitted(telling, rumor_id, running, peak.level)
    episodes.rise(running, level, peak.seen, peak.crossed_ms)


def _past_surge(telling: Telling, rumor_id: str, rumor: RumorSurge, peak: Peak) -> None:
    """A surge that nobody heard of: it runs on, or it is over and told with its end."""
    quiet_ms = telling.policy.quiet_s * 1_000
    times = {"began_ms": peak.began_ms, "crossed_ms": peak.crossed_ms, "hot_ms": peak.hot_ms}
    running = episodes.open_episode(rumor)
    if running is None and peak.hot_ms + quiet_ms >= rumor.counters.at_ms:
        episode = episodes.begin(rumor, WATCH, peak.seen, **times)
    else:
        episode = episodes.episode_of(rumor, WATCH, peak.seen, **times)
        episodes.keep_past(rumor, episode)
    level = permitted(telling, rumor_id, episode, peak.level)
    episodes.rise(episode, level, peak.seen, peak.crossed_ms)
    if episode is not rumor.episode and level >= SURGE:
        is_open = rumor_id in telling.state.open
        telling.end(rumor_id, episode, peak.hot_ms + quiet_ms)
        if is_open:
            telling.state.open.add(rumor_id)  # as another episode
