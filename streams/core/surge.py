"""Surge: does a rumor's spread rise abnormally, and what is told about it?

In: `ReportsSighted` of one lane, decisions, and a tick. Out: changes of episodes as `Alert` events, through `alerts`. The state is one
lane's rumors; each carries the offset it is folded up to, so a replayed record is skipped for that rumor. Only reports that carry
or question count; refutations and history never alert.
"""

import json
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from schemas.events import Alert, ReportsSighted, Sighting, VerdictGiven, Wording
from streams.core import alerts
from streams.core.counters import Counters, DayProfile, count, decayed_hour, evidence, expected_per_hour, weight_of
from streams.core.episodes import Episode, RumorSurge
from streams.core.policy import SurgePolicy, level_of
from streams.core.sources import SourceWindow
from streams.core.stance import REFUTES
from streams.core.text import title

EVALUATE_EVERY_MS = 1_000
NEWEST = 5
MOST_NAMES = 50
COUNTERS, EPISODE = (tuple(f.name for f in fields(kind)) for kind in (Counters, Episode))
Verdicts = Mapping[str, VerdictGiven]


@dataclass
class LaneSurges:
    """One lane: its rumors, its hour-of-day profile, and how far it is folded."""

    lane: str
    rumors: dict[str, RumorSurge] = field(default_factory=dict)
    profile: DayProfile = field(default_factory=DayProfile)
    sources: SourceWindow = field(default_factory=SourceWindow)
    folded: int = -1
    touched: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=set)


def step(state: LaneSurges, event: ReportsSighted, *, offset: int, policy: SurgePolicy, verdicts: Verdicts) -> tuple[LaneSurges, tuple[Alert, ...]]:
    """Folds one record of sightings. `now` is the record's `received_at_ms`, live and in a replay alike."""
    state.folded = max(state.folded, offset)
    if not state.sources.first_time(event.source.partition, event.source.offset):
        return state, ()
    told: list[Alert] = []
    fresh: dict[str, RumorSurge] = {}
    for wording in event.wordings:
        _quote(_rumor(state, wording.rumor_id), wording, offset)
    for sighting in event.sightings:
        rumor = _rumor(state, sighting.rumor_id)
        if rumor.offset >= offset:
            continue
        fresh[sighting.rumor_id] = rumor
        _tally(rumor, sighting)
        if _may_alert(sighting, event.received_at_ms, policy) and _count(rumor, sighting, state.profile):
            _evaluate(state, sighting.rumor_id, event.received_at_ms, policy, verdicts, told)
    for rumor_id, rumor in fresh.items():
        if rumor.counters.at_ms > rumor.evaluated_ms and not _told_just_now(rumor):
            _evaluate(state, rumor_id, event.received_at_ms, policy, verdicts, told)
        rumor.offset = offset
        state.touched.add(rumor_id)
    return state, tuple(told)


def tick(state: LaneSurges, *, now_ms: int, policy: SurgePolicy, verdicts: Verdicts) -> tuple[LaneSurges, tuple[Alert, ...]]:
    """Resolves episodes that have been quiet long enough."""
    told: list[Alert] = []
    for rumor_id in sorted(state.open):
        rumor = state.rumors[rumor_id]
        if rumor.counters.at_ms > rumor.evaluated_ms:
            _evaluate(state, rumor_id, now_ms, policy, verdicts, told)
        episode = rumor.episode
        if episode is None:
            continue
        expected = expected_per_hour(rumor.counters, state.profile, now_ms)
        if decayed_hour(rumor.counters, now_ms) >= max(2 * expected, policy.floor_per_hour / 3):
            episode.quiet_since_ms = 0
        elif not episode.quiet_since_ms:
            episode.quiet_since_ms = now_ms
        elif now_ms - episode.quiet_since_ms >= policy.quiet_s * 1_000:
            episode.resolved_ms = now_ms
            state.open.discard(rumor_id)
            state.touched.add(rumor_id)
            told.append(alerts.alert(state.lane, rumor_id, rumor, "resolved", now_ms, policy, verdicts))
    return state, tuple(told)


def correct(state: LaneSurges, rumor_id: str, *, now_ms: int, policy: SurgePolicy, verdicts: Verdicts) -> tuple[LaneSurges, tuple[Alert, ...]]:
    """A verdict came: whoever was told of the running episode is told again, with it."""
    rumor = state.rumors.get(rumor_id)
    if rumor is None or rumor.episode is None or rumor.episode.resolved_ms:
        return state, ()
    return state, (alerts.alert(state.lane, rumor_id, rumor, "corrected", now_ms, policy, verdicts),)


def dump(state: LaneSurges, rumor_id: str) -> str:
    """The compact form of one rumor's state, for the surges topic."""
    rumor = state.rumors[rumor_id]
    counters = [getattr(rumor.counters, name) for name in COUNTERS]
    episode = [getattr(rumor.episode, name) for name in EPISODE] if rumor.episode else None
    rest = (rumor.title, rumor.text, rumor.wordings, rumor.reports, list(rumor.stances), rumor.channels, rumor.places)
    return json.dumps(
        [[list(v) if hasattr(v, "tolist") else v for v in counters], episode, *rest, rumor.newest, rumor.red_flags, rumor.offset],
        ensure_ascii=False, separators=(",", ":"),
    )  # fmt: skip


def load(state: LaneSurges, rumor_id: str, dumped: str) -> None:
    """The inverse of `dump`."""
    numbers, episode, head, text, wordings, reports, stances, channels, places, newest, flags, offset = json.loads(dumped)
    rumor = _rumor(state, rumor_id)
    restored: list[Any] = [array("f", value) if isinstance(value, list) else value for value in numbers]
    rumor.counters = Counters(*restored)
    rumor.episode = Episode(*episode) if episode else None
    rumor.title, rumor.text, rumor.wordings, rumor.reports, rumor.offset = head, text, wordings, reports, offset
    rumor.stances, rumor.channels, rumor.places, rumor.newest = stances, channels, places, tuple(newest)
    rumor.red_flags, rumor.evaluated_ms = flags, rumor.counters.at_ms
    if rumor.episode and not rumor.episode.resolved_ms:
        state.open.add(rumor_id)


def dump_lane(state: LaneSurges, decided: int) -> str:
    """The compact form of what belongs to the lane: its hour-of-day profile, and the curation offset told up to."""
    profile = state.profile
    return json.dumps([profile.weights, profile.days, profile.today, profile.counts, decided])


def load_lane(state: LaneSurges, dumped: str) -> int:
    """The inverse of `dump_lane` -> the curation offset."""
    weights, days, today, counts, decided = json.loads(dumped)
    state.profile = DayProfile(weights, days, today, counts)
    return int(decided)


def _rumor(state: LaneSurges, rumor_id: str) -> RumorSurge:
    rumor = state.rumors.get(rumor_id)
    if rumor is None:
        rumor = state.rumors[rumor_id] = RumorSurge()
    return rumor


def _quote(rumor: RumorSurge, wording: Wording, offset: int) -> None:
    if rumor.offset >= offset:
        return
    if not rumor.title:
        rumor.title, rumor.text = title(wording.text), wording.text
        rumor.red_flags = list(wording.red_flags)
    rumor.wordings += 1
    rumor.newest = (*rumor.newest[1 - NEWEST :], wording.text)


def _tally(rumor: RumorSurge, sighting: Sighting) -> None:
    rumor.reports += 1
    rumor.stances[("carries", "questions", "refutes").index(sighting.stance)] += 1
    for names, name in ((rumor.channels, sighting.channel), (rumor.places, sighting.place)):
        if name and (name in names or len(names) < MOST_NAMES):
            names[name] = names.get(name, 0) + 1


def _may_alert(sighting: Sighting, now_ms: int, policy: SurgePolicy) -> bool:
    late = sighting.observed_at_ms < now_ms - policy.late_s * 1_000
    return not sighting.backfill and not late and sighting.stance != REFUTES


def _count(rumor: RumorSurge, sighting: Sighting, profile: DayProfile) -> bool:
    """Counts the report; whether it is time to look again before the record ends."""
    weight = weight_of(rumor.counters, sighting.reporter, sighting.observed_at_ms)
    profile.learn(sighting.observed_at_ms)
    if weight:
        count(rumor.counters, sighting.observed_at_ms, weight, profile)
    return rumor.counters.at_ms - rumor.evaluated_ms >= EVALUATE_EVERY_MS


def _told_just_now(rumor: RumorSurge) -> bool:
    """A rumor whose surge is told already is looked at once a second, or by the tick, not at the end of every record."""
    return rumor.episode is not None and rumor.episode.level >= 2 and rumor.counters.at_ms - rumor.evaluated_ms < EVALUATE_EVERY_MS


def _evaluate(state: LaneSurges, rumor_id: str, now_ms: int, policy: SurgePolicy, verdicts: Verdicts, told: list[Alert]) -> None:
    rumor = state.rumors[rumor_id]
    rumor.evaluated_ms = rumor.counters.at_ms
    if alerts.stays_hot(rumor, policy):
        return
    seen = evidence(rumor.counters, state.profile, policy)
    level = level_of(seen.score, seen.per_hour, seen.by_definition, policy)
    change = alerts.advance(rumor, level, seen, policy, rumor_id in verdicts)
    if rumor.episode is not None and not rumor.episode.resolved_ms:
        state.open.add(rumor_id)
    if change:
        told.append(alerts.alert(state.lane, rumor_id, rumor, change, now_ms, policy, verdicts))
