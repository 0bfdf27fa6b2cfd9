"""Alerts: what is told about an episode, as `Alert` events that carry everything a receiver is
told.

Between `episodes`, which says when there is something to tell, and `payloads`, which writes the
bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.events import Alert, Share, StanceCounts, VerdictGiven
from schemas.events.vocabulary import STANCES
from streams.core.figures import two_digits
from streams.core.ids import alert_id
from streams.core.lanes import tenant_of
from streams.core.surge.episodes import quiet_before
from streams.core.surge.overlay import Mute, Taken
from streams.core.surge.policy import LEVELS, SURGE, SurgePolicy
from streams.core.surge.rumor import Episode, RumorSurge
from streams.core.times import clock

MOST_SHARES = 10  # channels, places or languages that an alert names; the others are in the API
LEAST_BASELINE = 0.05  # below it a factor would be a number in the thousands that means nothing
HOAX_RATINGS = ("false", "misleading")
DELAYED_MS = 60_000  # a telling so long after its report says how late it is
UNMUTED = "unmuted"  # what the end of a mute is told as, in the id of the change


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is told beside the counts: decisions in force, and what the lane knows of its reporters.

    `independent` are those of the episode who are so, `rated_at_ms` is when the verdict was given.
    """

    lane: str
    rumor_id: str
    policy: SurgePolicy
    independent: int
    verdict: VerdictGiven | None = None
    title: str = ""
    mute: Mute | None = None
    taken: Taken | None = None
    merged_into: str = ""
    rated_at_ms: int = 0


def alert(
    rumor: RumorSurge,
    episode: Episode,
    event: str,
    *,
    change_id: str,
    now_ms: int,
    context: Context,
) -> Alert:
    """What is told about a rumor's episode at `now_ms`."""
    tenant = tenant_of(context.lane)
    mute = context.mute
    taken = context.taken
    return Alert(
        alert_id=alert_id(tenant, context.rumor_id, episode.started_ms),
        change_id=change_id,
        event=event,
        tenant=tenant,
        rumor_id=context.rumor_id,
        kind=kind(rumor, episode, context),
        level=LEVELS[episode.told_level or episode.level],
        previous_level=LEVELS[episode.previous_level],
        title=context.title or rumor.title,
        text=rumor.text,
        started_at_ms=episode.began_ms or episode.started_ms,
        raised_at_ms=episode.raised_ms,
        # Later than what was told of it before: of two changes at one moment one is the newer.
        at_ms=max(now_ms, episode.said_ms + 1),
        resolved_at_ms=episode.resolved_ms or None,
        why=why(episode, context, most=rumor.reports),
        observed=float(min(round(episode.observed), rumor.reports)),
        window_s=episode.window_s,
        baseline=shown(episode.baseline),
        factor=factor(episode, most=rumor.reports),
        score=round(episode.score, 2),
        reporters=min(episode.everybody, rumor.reports),
        reports=rumor.reports,
        stance=StanceCounts(**dict(zip(STANCES, rumor.stances, strict=True))),
        channels=_shares(rumor.channels),
        places=_shares(rumor.places),
        languages=_shares(rumor.languages),
        variants=rumor.wordings,
        newest=rumor.newest,
        red_flags=tuple(rumor.red_flags),
        verdict=context.verdict,
        delayed_s=delay_s(episode, event, now_ms),
        policy_version=context.policy.version,
        independent=min(context.independent, rumor.reports),
        anonymous=episode.anonymous,
        taken_by=taken.by if taken else "",
        taken_note=taken.note if taken else "",
        muted_until_ms=mute.until_ms if mute else None,
        muted_until_reporters=mute.until_reporters if mute else None,
        merged_into=context.merged_into,
    )


def level_change(episode: Episode) -> str:
    """Names the telling of a level: once per episode, whenever it happens; once more where levels
    were taken back.
    """
    level = LEVELS[episode.told_level]
    return f"{level}-{episode.lowered}" if episode.lowered else level


def end_change(episode: Episode) -> str:
    """Names the end of an episode by what does not depend on when it is noticed."""
    again = f"-{episode.ends + 1}" if episode.ends else ""
    return f"resolved-{episode.last_hot_ms}{again}"


def late_change(episode: Episode) -> str:
    """Names what late reports made of an episode that is over: they only ever add people."""
    return f"late-{episode.everybody}"


def decision_change(event: str, decision_id: str) -> str:
    """Names a change by the decision that made it: false, misleading, false again are three."""
    return f"{event}-{decision_id}"


def factor(episode: Episode, *, most: int) -> float:
    """How many times the baseline was observed, in no more than `most` reports."""
    return round(min(episode.observed, most) / max(episode.baseline, LEAST_BASELINE), 1)


def shown(baseline: float) -> float:
    """A baseline as it is told: two digits of a small one, as the sentence beside it has them."""
    return round(baseline, 2) if baseline >= 1 else float(f"{baseline:.2g}")


def why(episode: Episode, context: Context, *, most: int) -> str:
    """One sentence in words and numbers, like: 11 reports in 20 minutes, normally 0.2, since 14:05
    UTC. `most` are all reports there are: people are estimated, and may come out as a few more.
    """
    minutes = episode.window_s // 60
    span = "an hour" if minutes == 60 else f"{minutes} minutes"
    began_ms = episode.began_ms or episode.started_ms
    normally = two_digits(episode.baseline)
    parts = [
        f"{min(episode.observed, most):.0f} reports in {span}, normally {normally}",
        f"since {clock(began_ms, episode.crossed_ms)} UTC",
    ]
    everybody = episode.everybody
    if 2 * episode.anonymous > everybody:
        parts.append(f"{episode.anonymous} of {everybody} without a reporter")
    if 2 * context.independent < everybody:
        parts.append(f"only {context.independent} of {everybody} reporters are independent")
    if episode.held and episode.level < SURGE:
        parts.append("too few to call it a surge")
    return ", ".join(parts)


def why_as_told(alert: Alert, told_ms: int) -> str:
    """The sentence in the words of somebody who is told at that time: with the day of the beginning
    where that is another one by then.
    """
    began_ms = alert.started_at_ms
    same_day = f"since {clock(began_ms, began_ms)} UTC"
    return alert.why.replace(same_day, f"since {clock(began_ms, told_ms)} UTC")


def kind(rumor: RumorSurge, episode: Episode, context: Context) -> str:
    """`surging`; of a rated hoax `still_rising`, or `resurfaced` after days of quiet.

    The verdict is the one in force when it is told.
    """
    if context.verdict is None or context.verdict.rating not in HOAX_RATINGS:
        return "surging"
    began_ms = episode.began_ms or episode.started_ms
    if episode.rated or context.rated_at_ms > began_ms:
        return "still_rising"  # while it rose: it cannot have been away since
    quiet_ms = quiet_before(rumor, episode)
    if quiet_ms < 0 and rumor.counters.born_ms < context.rated_at_ms:
        quiet_ms = began_ms - context.rated_at_ms  # reported, rated, and rising for the first time
    # Rated before anybody reported it, as known fact-checks are: it has been away for long.
    is_back = quiet_ms < 0 or quiet_ms >= context.policy.resurfaced_s * 1_000
    return "resurfaced" if is_back else "still_rising"


def delay_s(episode: Episode, event: str, now_ms: int) -> float:
    """How long after the report that crossed a level it is told; 0 for less than a minute."""
    if event not in ("raised", "escalated"):
        return 0.0
    late_ms = now_ms - (episode.raised_ms if event == "raised" else episode.crossed_ms)
    return round(late_ms / 1_000, 3) if late_ms > DELAYED_MS else 0.0


def _shares(names: Mapping[str, int]) -> tuple[Share, ...]:
    # By name where counts are equal: the same in every replay.
    top = sorted(names.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Share(name=name, reports=reports) for name, reports in top[:MOST_SHARES])
