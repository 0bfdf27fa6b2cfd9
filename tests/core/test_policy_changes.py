"""A level that waits when the policy changes is told by the policy in force when it is told."""

from dataclasses import replace

import pytest

from streams.core.durations import MINUTE_MS
from streams.core.surge import Mute, Overlay
from streams.core.surge.policy import CRITICAL, SurgePolicy
from tests.support.builders import RUMOR, T0_MS, decision
from tests.support.surges import Lane, wave

SMALL = SurgePolicy(min_reports=3)  # critical from 48 an hour on
LARGE = SurgePolicy(min_reports=300)
HUGE = SurgePolicy(min_reports=30_000)
GAP_MS = 61_000


def waiting() -> Lane:
    """Told as a surge; what it has come to since waits for the end of the gap."""
    lane = Lane(policy=SMALL)
    lane.each(wave(6))
    (raised,) = lane.told
    lane.each(wave(46, T0_MS + 10_000, every_ms=500, first=100))
    assert lane.told == [raised]
    episode = lane.rumor().episode
    assert episode is not None
    assert episode.level == CRITICAL
    return lane


def test_a_level_that_waits_is_told_where_the_policy_stays() -> None:
    lane = waiting()
    lane.policy = replace(SMALL)  # the file was written again
    (told,) = lane.tick(T0_MS + GAP_MS + 10_000)
    assert (told.event, told.level) == ("escalated", "critical")


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize("policy", [LARGE, SurgePolicy()])
def test_it_is_not_told_where_it_is_none_any_more(policy: SurgePolicy, restarts: bool) -> None:
    lane = waiting()
    if restarts:
        lane.restart()
    lane.policy = policy
    assert lane.tick(T0_MS + GAP_MS + 10_000) == []
    told = lane.each(wave(3, T0_MS + 90_000, first=500))
    assert told == []


def test_it_is_told_as_what_it_is_by_the_policy_in_force() -> None:
    lane = waiting()
    lane.policy = SurgePolicy(min_reports=10)  # 52 are major, critical from 160 on
    (told,) = lane.tick(T0_MS + GAP_MS + 10_000)
    assert (told.event, told.level) == ("escalated", "major")
    assert told.policy_version == lane.policy.version


def test_a_verdict_brings_no_level_along_that_is_none_any_more() -> None:
    lane = waiting()
    lane.policy = LARGE
    lane.decisions.append(decision())
    (told,) = lane.correct(T0_MS + 40_000)
    assert (told.event, told.level) == ("corrected", "surge")


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize(("policy", "levels"), [(LARGE, ["surge"]), (HUGE, [])])
def test_what_was_muted_is_raised_by_the_policy_in_force(
    policy: SurgePolicy, levels: list[str], restarts: bool
) -> None:
    lane = Lane(policy=SMALL)
    mute = Mute(decision_id="dec_1", until_ms=T0_MS + 10 * MINUTE_MS)
    lane.over = Overlay(mutes={RUMOR: mute})
    assert lane.each(wave(52)) == []
    lane.tick(T0_MS + MINUTE_MS)
    if restarts:
        lane.restart()
    lane.policy = policy
    told = lane.tick(T0_MS + 11 * MINUTE_MS)
    assert [one.level for one in told] == levels
    lane.tick(T0_MS + 300 * MINUTE_MS)
    assert [one.event for one in lane.told] == ["raised", "resolved"] * len(levels)
    lane.policy = SMALL
    lane.each(wave(9, T0_MS + 400 * MINUTE_MS, first=1_000))
    assert lane.told[-1].level == "surge", "it rises again"


def test_what_was_seen_under_a_mute_counts_by_the_policy_in_force() -> None:
    lane = Lane(policy=SMALL)
    lane.over = Overlay(mutes={RUMOR: Mute(decision_id="dec_1", until_ms=T0_MS + 50 * MINUTE_MS)})
    lane.each(wave(60))
    lane.tick(T0_MS + MINUTE_MS)
    lane.policy = SurgePolicy(min_reports=12)  # 60 in an hour are major
    lane.each(wave(4, T0_MS + 40 * MINUTE_MS, first=100))
    (told,) = lane.tick(T0_MS + 51 * MINUTE_MS)
    assert (told.event, told.level, told.change_id) == ("raised", "major", "unmuted-dec_1")
