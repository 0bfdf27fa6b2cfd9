"""The fold of the surge step: records of sightings, a tick, and decisions in; changes of episodes
out, as `Alert` events.

Each rumor carries the offset it is folded up to, so a replayed record is skipped for that rumor.
Only reports that carry or question count; refutations and history never alert. A rumor is looked at
whenever its counts changed, at the latest at the end of the record; what a record has to tell about
a rumor is told once, at its end.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from schemas.events import Alert, DecisionMade, ReportsSighted, Sighting, Wording
from streams.core.durations import DAY_MS
from streams.core.surge import episodes, overlay
from streams.core.surge.aftermath import is_held, tell_grown, tell_on
from streams.core.surge.aside import fold_aside, kept_aside
from streams.core.surge.fold import fold
from streams.core.surge.guests import welcome
from streams.core.surge.heard import compare, hold
from streams.core.surge.judging import judge_again
from streams.core.surge.kernels.settling import NOT_RUNNING, find_ends
from streams.core.surge.merging import (
    NEWEST,
    follow,
    follow_one,
    look_at_moved,
    merge,
    of_the_absorbed,
    quoted_by,
)
from streams.core.surge.moving import at_home, follow_moves
from streams.core.surge.overlay import UNDECIDED, Overlay
from streams.core.surge.policy import SurgePolicy
from streams.core.surge.rumor import Episode, RumorSurge
from streams.core.surge.sharing import hand_over_again, share
from streams.core.surge.state import LaneSurges, Ratings, Verdicts
from streams.core.surge.telling import Telling

SETTLE_EVERY_MS = 60_000  # of the records' time, at most: in a backlog no clock looks for ends
CORRECTED_MS = DAY_MS  # so long after its end a verdict is told to those who heard of an alert
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
    if not state.first_time(event):
        return state, ()
    now_ms = event.received_at_ms
    # Of what was observed, not of the record: a backlog is told as it happened.
    seen = event.shared.sightings if event.shared is not None else event.sightings
    newest_ms = max([sighting.observed_at_ms for sighting in seen], default=0)
    state.time_ms = max(state.time_ms, min(now_ms, newest_ms))
    telling = Telling(
        state=state, now_ms=now_ms, policy=policy, verdicts=verdicts, decided=decided, overlay=over
    )
    _follow(telling)
    event = _of_lane(telling, event)
    if state.time_ms >= state.settle_at_ms:
        _settle(telling, state.time_ms)
    for wording in event.wordings:
        for rumor_id in quoted_by(state, wording.rumor_id):
            _quote(state.rumor(rumor_id), wording, offset)
    for fact in event.merges:
        if not over.is_whole or fact.merged in over.links:
            merge(telling, fact.kept, fact.merged, is_fact=not over.is_whole)
    if event.sightings:
        parts = of_the_absorbed(state, event.sightings) if state.merged else []
        before = kept_aside(state) if parts else None
        fold(telling, event.sightings, _shown(telling, event.sightings), offset=offset)
        if before is not None:
            fold_aside(telling, parts, before, offset=offset)
    look_at_moved(telling, state.time_ms)
    return state, tuple(telling.told)


def tick(
    state: LaneSurges,
    *,
    now_ms: int,
    policy: SurgePolicy,
    verdicts: Verdicts,
    decided: int,
    over: Overlay = UNDECIDED,
    heard: Mapping[str, Alert] | None = None,
) -> tuple[LaneSurges, tuple[Alert, ...]]:
    """Tells levels that waited for the end of the gap and what a mute held back, and resolves
    episodes that have been quiet long enough by `now_ms`.

    Where records of the lane wait, `now_ms` is the time of the last one (`time_ms`), not the
    clock's: what they hold came before the clock's time. `heard` as in `recall`, where it is asked
    next: of what waits, some may have been told by the policy before, or by another name.
    """
    telling = Telling(
        state=state, now_ms=now_ms, policy=policy, verdicts=verdicts, decided=decided, overlay=over
    )
    hold(telling, heard or {})
    _follow(telling)
    _settle(telling, now_ms)
    look_at_moved(telling, now_ms)
    return state, tuple(telling.told)


def recall(
    state: LaneSurges,
    heard: Mapping[str, Alert],
    *,
    now_ms: int,
    policy: SurgePolicy,
    verdicts: Verdicts,
    over: Overlay = UNDECIDED,
) -> tuple[LaneSurges, tuple[Alert, ...]]:
    """Tells what the lane's states say of alerts of which the log says something else: `heard` are
    their newest changes. To be asked once everything that the log holds is folded.
    """
    telling = Telling(
        state=state, now_ms=now_ms, policy=policy, verdicts=verdicts, decided=0, overlay=over
    )
    compare(telling, heard)
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
    took or released it. Of one that is over each verdict of a day is told.

    `ratings` finds the decisions on a rumor from an offset on; those that say nothing of an alert
    may be among them. `verdicts` are those in force; without them none is known to come from a
    rumor that was merged.
    """
    telling = Telling(
        state=state, now_ms=now_ms, policy=policy, verdicts=verdicts or {}, decided=0, overlay=over
    )
    # First: what was decided of a rumor before it took in another one is no news of that one.
    _follow(telling)
    for rumor_id in sorted(state.open):
        rumor = state.rumors[rumor_id]
        episode = episodes.open_episode(rumor)
        if episode is None or not episode.told_level:
            continue
        for offset, decision in ratings(rumor_id, episode.decided):
            episode.decided = offset + 1
            state.touched.add(rumor_id)
            _tell_decision(telling, rumor_id, episode, decision)
        if verdicts is not None:
            telling.inherited(rumor_id, episode)
    _correct_over(telling, ratings)
    return state, tuple(telling.told)


def _correct_over(telling: Telling, ratings: Ratings) -> None:
    """What was told of an alert that is over is corrected, too, by a verdict given since."""
    state = telling.state
    for rumor_id in sorted(state.ended):
        rumor = state.rumors.get(rumor_id)
        episode = rumor.episode if rumor is not None else None
        is_kept = episode is not None and telling.now_ms - episode.resolved_ms < CORRECTED_MS
        if rumor is None or episode is None or not episode.resolved_ms or not is_kept:
            state.ended.discard(rumor_id)
            continue
        if rumor.merged_into:
            continue
        for offset, decision in ratings(rumor_id, episode.decided):
            episode.decided = offset + 1
            state.touched.add(rumor_id)
            if TOLD_DECISIONS.get(decision.kind) == "corrected":
                _tell_decision(telling, rumor_id, episode, decision)


def _follow(telling: Telling) -> None:
    telling.state.lanes = telling.overlay.lanes
    judge_again(telling)
    follow(telling)
    follow_moves(telling)
    hand_over_again(telling)


def _of_lane(telling: Telling, event: ReportsSighted) -> ReportsSighted:
    """The record as this lane counts it; what counts for others is on its way to them."""
    if event.shared is not None:
        return welcome(telling, event, event.shared)
    state = telling.state
    event = at_home(state, event, telling.overlay)
    if telling.overlay.is_followed and (links := telling.overlay.links):
        for rumor_id in dict.fromkeys(one.rumor_id for one in event.sightings):
            # Reported for the first time since: it counts for itself, too, from the beginning.
            if rumor_id in links and rumor_id not in state.merged and state.is_here(rumor_id):
                follow_one(telling, rumor_id, links[rumor_id])
    share(state, event)
    state.recent.keep(event)
    return event


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
    state = telling.state
    next_ms = time_ms + telling.policy.quiet_s * 1_000  # what begins from now on ends no sooner
    rumor_ids = sorted(state.open)
    for rumor_id in telling.overlay.mutes.keys() & state.open:
        mute = telling.overlay.mutes[rumor_id]
        overlay.note_mute(state.rumors[rumor_id], mute, telling.now_ms)
    for rumor_id, (ends_ms, is_due) in zip(
        rumor_ids, _ends(telling, rumor_ids, time_ms), strict=True
    ):
        if ends_ms == NOT_RUNNING:
            state.open.discard(rumor_id)
            continue
        episode = state.rumors[rumor_id].episode
        assert episode is not None
        if ends_ms <= time_ms and not is_held(telling, rumor_id, episode):
            telling.end(rumor_id, episode, ends_ms)
            continue
        next_ms = min(next_ms, ends_ms)
        tell_on(telling, rumor_id, episode)
        if is_due:
            telling.due(rumor_id)
    tell_grown(telling)
    state.settle_at_ms = max(next_ms, time_ms + SETTLE_EVERY_MS)


def _ends(telling: Telling, rumor_ids: Sequence[str], time_ms: int) -> list[list[int]]:
    """When the episodes of some rumors are over if nothing more comes, and whether something may be
    due.
    """
    state = telling.state
    rows = np.array([state.rumors[rumor_id].counters.row for rumor_id in rumor_ids], np.int64)
    ends = np.empty((len(rows), 2), np.int64)
    limits = telling.policy.limits
    find_ends(state.ledger.tables, rows, limits, time_ms, telling.now_ms, ends)
    found: list[list[int]] = ends.tolist()
    return found


def _shown(telling: Telling, sightings: tuple[Sighting, ...]) -> Mapping[str, str]:
    """The rumors that the sightings of merged ones count for."""
    state = telling.state
    # What was decided since a record came is followed after it: what the record has to tell is told
    # first, or told again.
    links = telling.overlay.links if telling.overlay.is_followed else {}
    if not state.merged and not links:
        return {}
    met = dict.fromkeys(sighting.rumor_id for sighting in sightings)
    return {rumor_id: state.shown(rumor_id, links) for rumor_id in met}


def _quote(rumor: RumorSurge, wording: Wording, offset: int) -> None:
    if rumor.offset >= offset:
        return
    if not rumor.text or wording.names:
        rumor.called = ""
        rumor.text = wording.text
        rumor.red_flags = list(wording.red_flags)
    rumor.wordings += 1
    rumor.newest = (*rumor.newest[1 - NEWEST :], wording.text)
