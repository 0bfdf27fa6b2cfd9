"""Levels that wait to be told when the policy changes: they are told by the policy in force then,
if they are any by that.

In: a lane's episodes and the policy. Out: lower levels, and no episode where there is none.
"""

from streams.core.surge import episodes
from streams.core.surge.evidence import HOUR_S, evidence
from streams.core.surge.policy import SurgePolicy, level_of
from streams.core.surge.rumor import Episode
from streams.core.surge.telling import Telling


def judge_again(telling: Telling) -> None:
    """Looks at what waits again where the policy is another one than that of the last time, before
    a restart or since.
    """
    state = telling.state
    policy = telling.policy
    if policy is state.policy:
        return  # nearly always
    state.policy = policy
    before = state.judged_by
    state.judged_by = policy.version
    if before in ("", policy.version):
        return
    for rumor_id in sorted(state.open):
        episode = episodes.open_episode(state.rumors[rumor_id])
        if episode is not None and episode.level > episode.told_level:
            _judge(telling, rumor_id, episode)


def _judge(telling: Telling, rumor_id: str, episode: Episode) -> None:
    state = telling.state
    policy = telling.policy
    counters = state.rumors[rumor_id].counters
    seen = evidence(counters, state.profile, policy, state.busy(counters))
    now = level_of(seen.score, seen.per_hour, seen.by_definition, policy)
    level = max(now, _as_noted(episode, policy), episode.told_level)
    if level >= episode.level:
        return
    episode.level = level
    state.touched.add(rumor_id)
    counters.forget_looks()
    if not level:
        episode.resolved_ms = counters.at_ms  # nobody heard of it, and it is none
        state.open.discard(rumor_id)


def _as_noted(episode: Episode, policy: SurgePolicy) -> int:
    """What an hour that was seen comes to: the counts may have fallen since. Scores are those of
    the policy before.
    """
    if episode.window_s != HOUR_S:
        return 0
    hour = episode.observed
    by_definition = hour >= policy.min_reports and hour >= policy.min_factor * episode.baseline
    return level_of(0.0, hour, by_definition, policy)
