"""What was told of a lane's alerts, beside what its states know of them.

In: the newest change of each alert that the log holds as open, or as gone on as another rumor's.
Out: what is to be told where a state says something else. After a crash it may be older than what
was told; and where a decision was undone meanwhile, nothing leads it there again. Where only the
policy was changed meanwhile, what was told holds.
"""

from collections.abc import Iterable, Mapping

from msgspec import structs

from schemas.events import Alert
from streams.core.ids import time_of
from streams.core.surge import episodes
from streams.core.surge.alerts import UNMUTED
from streams.core.surge.evidence import evidence
from streams.core.surge.policy import LEVELS
from streams.core.surge.rumor import Episode, RumorSurge
from streams.core.surge.telling import Telling, rating_of

ERROR = 0.05  # of many reporters that are counted twice: nearly three of a sketch's errors


def note(heard: dict[str, Alert], told: Iterable[Alert]) -> None:
    """Takes in changes as their topic tells them, oldest first."""
    for alert in told:
        if alert.resolved_at_ms and not alert.merged_into:
            heard.pop(alert.alert_id, None)
        else:
            heard[alert.alert_id] = alert


def ends_of_mutes(told: Iterable[Alert]) -> set[tuple[str, str]]:
    """Those of some changes that told the end of a mute, by alert and change."""
    prefix = f"{UNMUTED}-"
    return {(one.alert_id, one.change_id) for one in told if one.change_id.startswith(prefix)}


def hold(telling: Telling, heard: Mapping[str, Alert]) -> None:
    """Has the states know what was told by another policy than the one they were folded again
    under, as far as their reports are still there.
    """
    for _, alert in sorted(heard.items()):
        if alert.resolved_at_ms or alert.policy_version in ("", telling.policy.version):
            continue
        episode = _episode(telling, alert, heard)
        if episode is None:
            _run_on(telling, alert)
        elif episode.told_level and not _is_less(telling, alert, episode):
            _keep(telling, alert, episode)


def compare(telling: Telling, heard: Mapping[str, Alert]) -> None:
    """Tells what the states say of alerts of which something else was told last."""
    for _, alert in sorted(heard.items()):
        episode = _episode(telling, alert, heard)
        is_open = not alert.resolved_at_ms
        if episode is None:
            if is_open:
                telling.told.append(_over(alert, telling.now_ms))
        elif episode.told_level:
            level = LEVELS.index(alert.level)
            if not is_open or level > episode.told_level or _is_less(telling, alert, episode):
                episode.told_level = max(level, episode.told_level)
                telling.recounted(alert.rumor_id, episode, f"found-{alert.change_id}")


def _episode(telling: Telling, alert: Alert, heard: Mapping[str, Alert]) -> Episode | None:
    """The running episode that an alert tells of."""
    rumor = telling.state.rumors.get(alert.rumor_id)
    episode = episodes.open_episode(rumor) if rumor is not None else None
    if rumor is None or episode is None or rumor.merged_into:
        return None
    own_id = telling.alert_id(alert.rumor_id, episode)
    if own_id == alert.alert_id:
        return episode
    if alert.resolved_at_ms or own_id in heard or not episode.told_level:
        return None
    # Folded again under a policy that was changed meanwhile, another report made it a surge. It is
    # known by the name that was told.
    episode.started_ms = time_of(alert.alert_id)
    telling.state.touched.add(alert.rumor_id)
    return episode


def _is_less(telling: Telling, alert: Alert, episode: Episode) -> bool:
    """Whether more was told than there is: it counted what a decision brought that is undone."""
    return (
        episode.everybody < (1 - ERROR) * alert.reporters
        or telling.state.rumors[alert.rumor_id].wordings < alert.variants
    )


def _keep(telling: Telling, alert: Alert, episode: Episode) -> None:
    """What was told by the policy of that time holds for as long as the episode runs: levels only
    rise, and the next one is passed by the policy in force, which may have been passed already.
    """
    level = LEVELS.index(alert.level)
    if level == episode.told_level:
        return
    episode.previous_level = LEVELS.index(alert.previous_level)
    episode.told_level = level
    episode.level = max(episode.level, level)
    telling.state.touched.add(alert.rumor_id)


def _run_on(telling: Telling, alert: Alert) -> None:
    """Has an alert an episode again, where the policy in force would have begun none and its
    reports are all there. It ends as any other, when it is quiet.
    """
    rumor = telling.state.rumors.get(alert.rumor_id)
    if rumor is None or rumor.merged_into or episodes.open_episode(rumor) is not None:
        return
    known = [one.started_ms for one in (*rumor.earlier, rumor.episode) if one is not None]
    is_less = rumor.reports < alert.reports or rumor.wordings < alert.variants
    if not is_less and time_of(alert.alert_id) not in known:
        _begin(telling, rumor, alert)


def _begin(telling: Telling, rumor: RumorSurge, alert: Alert) -> None:
    """The episode that an alert tells of, as it told of it."""
    counters = rumor.counters
    state = telling.state
    level = LEVELS.index(alert.level)
    seen = evidence(counters, state.profile, telling.policy, state.busy(counters))
    episode = episodes.begin(
        rumor,
        level,
        seen,
        began_ms=alert.started_at_ms,
        crossed_ms=time_of(alert.alert_id),
        hot_ms=max(counters.at_ms, time_of(alert.alert_id)),
    )
    episode.raised_ms = alert.raised_at_ms
    episode.told_level = level
    episode.previous_level = LEVELS.index(alert.previous_level)
    episode.told_ms = episode.said_ms = alert.at_ms
    episode.said_people = alert.reporters
    for name in ("score", "observed", "window_s", "baseline"):
        setattr(episode, name, getattr(alert, name))
    episode.said = rating_of(alert.verdict)
    if episode.said == rating_of(telling.verdicts.get(alert.rumor_id)):
        episode.decided = telling.overlay.decided  # each was told; which, no alert says
    state.open.add(alert.rumor_id)
    state.touched.add(alert.rumor_id)


def _over(alert: Alert, now_ms: int) -> Alert:
    """The end of an alert that no state knows."""
    at_ms = max(now_ms, alert.at_ms + 1)
    change = f"lost-{alert.change_id}"
    return structs.replace(
        alert, event="resolved", change_id=change, at_ms=at_ms, resolved_at_ms=at_ms, delayed_s=0.0
    )
