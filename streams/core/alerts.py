"""Alerts: the life of a surge episode, seen through verdict and policy.

In: evidence of the counters. Out: raised, escalated, resolved, corrected, as `Alert` events that carry everything a receiver is told.
Between `surge`, which counts, and `payloads`, which writes the bytes.
"""

import hashlib
from collections.abc import Mapping

from schemas.events import Alert, Share, StanceCounts, VerdictGiven
from streams.core.counters import Evidence, distinct, least_count
from streams.core.episodes import Episode, RumorSurge
from streams.core.policy import LEVELS, SurgePolicy
from streams.core.text import tenant_of

MOST_SHARES = 10


def stays_hot(rumor: RumorSurge, policy: SurgePolicy) -> bool:
    """An open episode on the highest level with counts above the floor needs no test: nothing can be told but its end."""
    episode, counters = rumor.episode, rumor.counters
    if episode is None or episode.resolved_ms or episode.level < len(LEVELS) - 1:
        return False
    if not any(x >= least_count(policy, k) for k, x in enumerate((counters.x5, counters.x20, counters.x60))):
        return False
    episode.last_hot_ms, episode.quiet_since_ms = counters.at_ms, 0
    return True


def advance(rumor: RumorSurge, level: int, seen: Evidence, policy: SurgePolicy, rated: bool) -> str:
    """Moves the episode on. -> "raised", "escalated", or an empty string where nobody needs to be told."""
    episode, now_ms = rumor.episode, rumor.counters.at_ms
    if episode is not None and seen.score >= policy.hold_score:
        rearmed = episode.resolved_ms and now_ms - episode.last_hot_ms >= policy.rearm_s * 1_000
        if not rearmed:
            episode.last_hot_ms, episode.quiet_since_ms = now_ms, 0
    if level == 0:
        return ""
    if episode is None or (episode.resolved_ms and now_ms - episode.last_hot_ms >= policy.rearm_s * 1_000):
        kind = _kind(episode, now_ms, policy, rated)
        rumor.episode = _note(Episode(now_ms, now_ms, level, 0, now_ms, kind), seen)
        return "raised"
    episode.resolved_ms, episode.last_hot_ms = 0, now_ms
    if level <= episode.level:
        return ""
    episode.previous_level, episode.level = episode.level, level
    _note(episode, seen)
    return "escalated"


def alert(lane: str, rumor_id: str, rumor: RumorSurge, event: str, now_ms: int, policy: SurgePolicy, verdicts: Mapping[str, VerdictGiven]) -> Alert:
    """What is told about the rumor's episode at `now_ms`."""
    episode, tenant = rumor.episode, tenant_of(lane)
    assert episode is not None, rumor_id
    observed_ms = rumor.counters.at_ms
    return Alert(
        alert_id=alert_id(tenant, rumor_id, episode.started_ms), change_id=change_id(event, episode, verdicts.get(rumor_id)), event=event, tenant=tenant, rumor_id=rumor_id,
        kind=episode.kind, level=LEVELS[episode.level], previous_level=LEVELS[episode.previous_level],
        title=rumor.title, text=rumor.text, started_at_ms=episode.started_ms, raised_at_ms=episode.raised_ms, at_ms=now_ms,
        resolved_at_ms=episode.resolved_ms or None, why=why(episode), observed=round(episode.observed, 1),
        window_s=episode.window_s, baseline=round(episode.baseline, 2), factor=factor(episode), score=round(episode.score, 2),
        reporters=distinct(rumor.counters), reports=rumor.reports, stance=StanceCounts(*rumor.stances),
        channels=_shares(rumor.channels), places=_shares(rumor.places), variants=rumor.wordings,
        newest=rumor.newest, red_flags=tuple(rumor.red_flags), verdict=verdicts.get(rumor_id),
        delayed_s=round(max(0, now_ms - observed_ms) / 1_000, 3) if event in ("raised", "escalated") else 0.0,
        policy_version=policy.version,
    )  # fmt: skip


def alert_id(tenant: str, rumor_id: str, started_ms: int) -> str:
    """`alr_`, the episode's start and a hash: the same episode has the same id in every replay, and ids sort by time."""
    digest = hashlib.blake2b(f"{tenant}\0{rumor_id}\0{started_ms}".encode(), digest_size=5).hexdigest()
    return f"alr_{started_ms:012x}{digest}"


def change_id(event: str, episode: Episode, verdict: VerdictGiven | None) -> str:
    """Names a change of an alert by what does not depend on when or how often the change is noticed."""
    if event == "resolved":
        return f"resolved-{episode.last_hot_ms}"
    if event == "corrected":
        return "corrected-" + hashlib.blake2b(repr(verdict).encode(), digest_size=5).hexdigest()
    return LEVELS[episode.level]


def factor(episode: Episode) -> float:
    """How many times the baseline was observed."""
    return round(episode.observed / max(episode.baseline, 0.05), 1)


def why(episode: Episode) -> str:
    """One sentence in words and numbers, like: 11 reports in 20 minutes, normally 0.2."""
    minutes = episode.window_s // 60
    span = "an hour" if minutes == 60 else f"{minutes} minutes"
    return f"{episode.observed:.0f} reports in {span}, normally {episode.baseline:.2g}"


def _kind(last: Episode | None, now_ms: int, policy: SurgePolicy, rated: bool) -> str:
    if not rated:
        return "surging"
    quiet = last is None or now_ms - last.last_hot_ms >= policy.resurfaced_s * 1_000
    return "resurfaced" if quiet else "still_rising"


def _note(episode: Episode, seen: Evidence) -> Episode:
    episode.score, episode.observed, episode.window_s = seen.score, seen.observed, seen.window_s
    episode.baseline, episode.per_hour = seen.baseline, seen.per_hour
    return episode


def _shares(names: Mapping[str, int]) -> tuple[Share, ...]:
    top = sorted(names.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Share(name, reports) for name, reports in top[:MOST_SHARES])
