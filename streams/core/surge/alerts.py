"""Alerts: what is told about an episode, as `Alert` events that carry everything a receiver is
told.

Between `episodes`, which says when there is something to tell, and `payloads`, which writes the
bytes.
"""

from collections.abc import Mapping

from schemas.events import Alert, Share, StanceCounts, VerdictGiven
from schemas.events.vocabulary import STANCES
from streams.core.ids import alert_id
from streams.core.lanes import tenant_of
from streams.core.surge.episodes import quiet_before
from streams.core.surge.policy import LEVELS, SurgePolicy
from streams.core.surge.rumor import Episode, RumorSurge

MOST_SHARES = 10  # channels or places that an alert names; the others are in the API
LEAST_BASELINE = 0.05  # below it a factor would be a number in the thousands that means nothing
HOAX_RATINGS = ("false", "misleading")
DELAYED_MS = 60_000  # a telling so long after its report says how late it is


def alert(
    rumor: RumorSurge,
    episode: Episode,
    event: str,
    *,
    lane: str,
    rumor_id: str,
    change_id: str,
    now_ms: int,
    policy: SurgePolicy,
    verdict: VerdictGiven | None,
) -> Alert:
    """What is told about a rumor's episode at `now_ms`."""
    tenant = tenant_of(lane)
    return Alert(
        alert_id=alert_id(tenant, rumor_id, episode.started_ms),
        change_id=change_id,
        event=event,
        tenant=tenant,
        rumor_id=rumor_id,
        kind=kind(rumor, episode, policy, verdict),
        level=LEVELS[episode.told_level],
        previous_level=LEVELS[episode.previous_level],
        title=rumor.title,
        text=rumor.text,
        started_at_ms=episode.started_ms,
        raised_at_ms=episode.raised_ms,
        at_ms=now_ms,
        resolved_at_ms=episode.resolved_ms or None,
        why=why(episode),
        observed=float(round(episode.observed)),
        window_s=episode.window_s,
        baseline=round(episode.baseline, 2),
        factor=factor(episode),
        score=round(episode.score, 2),
        reporters=round(episode.reporters.count) + episode.anonymous,
        reports=rumor.reports,
        stance=StanceCounts(**dict(zip(STANCES, rumor.stances, strict=True))),
        channels=_shares(rumor.channels),
        places=_shares(rumor.places),
        variants=rumor.wordings,
        newest=rumor.newest,
        red_flags=tuple(rumor.red_flags),
        verdict=verdict,
        delayed_s=delay_s(episode, event, now_ms),
        policy_version=policy.version,
    )


def level_change(episode: Episode) -> str:
    """Names the telling of a level: once per episode, whenever it happens."""
    return LEVELS[episode.told_level]


def end_change(episode: Episode) -> str:
    """Names the end of an episode by what does not depend on when it is noticed."""
    return f"resolved-{episode.last_hot_ms}"


def verdict_change(decision_id: str) -> str:
    """Names a correction by the decision that made it: false, misleading, false again are three."""
    return f"corrected-{decision_id}"


def factor(episode: Episode) -> float:
    """How many times the baseline was observed."""
    return round(episode.observed / max(episode.baseline, LEAST_BASELINE), 1)


def why(episode: Episode) -> str:
    """One sentence in words and numbers, like: 11 reports in 20 minutes, normally 0.2."""
    minutes = episode.window_s // 60
    span = "an hour" if minutes == 60 else f"{minutes} minutes"
    return f"{episode.observed:.0f} reports in {span}, normally {episode.baseline:.2g}"


def kind(
    rumor: RumorSurge, episode: Episode, policy: SurgePolicy, verdict: VerdictGiven | None
) -> str:
    """`surging`; of a rated hoax `still_rising`, or `resurfaced` after days of quiet.

    `verdict` is the one in force when it is told.
    """
    if verdict is None or verdict.rating not in HOAX_RATINGS:
        return "surging"
    # Rated a hoax, and nothing is known of an episode before: it has been away for long.
    quiet_ms = quiet_before(rumor, episode)
    if quiet_ms < 0 or quiet_ms >= policy.resurfaced_s * 1_000:
        return "resurfaced"
    return "still_rising"


def delay_s(episode: Episode, event: str, now_ms: int) -> float:
    """How long after the report that crossed a level it is told; 0 for less than a minute."""
    late_ms = now_ms - episode.crossed_ms
    if event not in ("raised", "escalated") or late_ms <= DELAYED_MS:
        return 0.0
    return round(late_ms / 1_000, 3)


def _shares(names: Mapping[str, int]) -> tuple[Share, ...]:
    # By name where counts are equal: the same in every replay.
    top = sorted(names.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Share(name=name, reports=reports) for name, reports in top[:MOST_SHARES])
