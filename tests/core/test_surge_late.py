"""Reports of past hours, in pieces: what was told of them is told again where it was less."""

import random
from collections import Counter
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from schemas.events import Alert
from streams.core.durations import HOUR_MS
from streams.core.surge import snapshot
from streams.core.surge.state import LaneSurges
from tests.support.builders import LANE, RUMOR, T0_MS
from tests.support.surges import Lane, seen, wave

NOW_MS = T0_MS + 8 * HOUR_MS
OTHER = "cd" * 8


def said(alerts: Sequence[Alert]) -> list[str]:
    return [f"{one.event} {one.level}" for one in alerts]


def settle(lane: Lane, from_ms: int) -> list[Alert]:
    """What the clock tells of a lane that nothing comes to any more."""
    return [alert for n in range(1, 60) for alert in lane.tick(from_ms + n * 5_000)]


def test_a_level_that_waits_is_told_before_the_end() -> None:
    """One record may hold the rise, the levels and the end."""
    lane = Lane()
    lane.see(*wave(40, T0_MS, every_ms=500), now_ms=NOW_MS)
    lane.see(*wave(560, T0_MS + 20_000, every_ms=500, first=40), now_ms=NOW_MS + 100)
    settle(lane, NOW_MS + 100)
    assert said(lane.told) == ["raised surge", "escalated critical", "resolved critical"]
    assert lane.told[-1].reporters == pytest.approx(600, rel=0.03)
    assert lane.told[-1].observed == pytest.approx(600, rel=0.03)


@pytest.mark.parametrize("pause_ms", [300, 2_500])
def test_a_backlog_in_batches_is_not_over_between_two_of_them(pause_ms: int) -> None:
    lane = Lane()
    now_ms = NOW_MS
    first = 0
    for size in (6, 60, 90, 90, 300):
        lane.see(*wave(size, T0_MS + first * 3_000, every_ms=3_000, first=first), now_ms=now_ms)
        first += size
        for _ in range(2):
            now_ms += pause_ms
            lane.tick(now_ms)
    settle(lane, now_ms)
    assert said(lane.told) == ["raised surge", "escalated critical", "resolved critical"]
    assert lane.told[-1].reporters == pytest.approx(546, rel=0.03)


@pytest.mark.parametrize("pause_ms", [20_000, 90_000])
def test_what_comes_when_all_is_over_is_told_as_more_of_it(pause_ms: int) -> None:
    lane = Lane()
    lane.see(*wave(40, T0_MS, every_ms=500), now_ms=NOW_MS)
    assert said(settle(lane, NOW_MS)) == ["resolved surge"]
    later_ms = NOW_MS + 300_000 + pause_ms
    lane.see(*wave(600, T0_MS + 20_000, every_ms=500, first=40), now_ms=later_ms)
    settle(lane, later_ms)
    assert len({one.alert_id for one in lane.told}) == 1
    assert len({(one.alert_id, one.change_id) for one in lane.told}) == len(lane.told)
    assert said(lane.told[2:]) == ["escalated critical", "resolved critical"]
    assert lane.told[-1].reporters == pytest.approx(640, rel=0.03)


def test_many_more_people_of_what_is_over_correct_it_and_a_few_do_not() -> None:
    lane = Lane()
    lane.see(*wave(60, T0_MS, every_ms=1_000), now_ms=NOW_MS)
    settle(lane, NOW_MS)
    late_ms = NOW_MS + HOUR_MS
    lane.see(*wave(5, T0_MS + 61_000, every_ms=1_000, first=60), now_ms=late_ms)
    assert said(settle(lane, late_ms)) == []
    lane.see(*wave(40, T0_MS + 90_000, every_ms=1_000, first=65), now_ms=late_ms + HOUR_MS)
    (corrected,) = settle(lane, late_ms + HOUR_MS)
    assert said([corrected]) == ["corrected surge"]
    assert corrected.reporters == 105
    assert corrected.resolved_at_ms


def test_newest_first_in_batches_is_one_surge_of_everybody() -> None:
    lane = Lane()
    backlog = wave(700, T0_MS, every_ms=1_000)[::-1]
    for n in range(7):
        now_ms = NOW_MS + n * 2_500
        lane.see(*backlog[n * 100 : n * 100 + 100], now_ms=now_ms)
        lane.tick(now_ms + 1_000)
    settle(lane, now_ms)
    assert len({one.alert_id for one in lane.told}) == 1
    assert said(lane.told)[-2:] == ["escalated critical", "resolved critical"]
    assert lane.told[-1].reporters == pytest.approx(700, rel=0.03)
    assert len(lane.told) <= 4


def test_a_second_wave_before_the_end_that_was_told_is_told() -> None:
    lane = Lane()
    lane.see(*wave(40, T0_MS, every_ms=1_000), now_ms=NOW_MS)
    settle(lane, NOW_MS)
    again_ms = NOW_MS + 300_000
    lane.see(*wave(100, T0_MS + 2 * HOUR_MS, every_ms=1_000, first=40), now_ms=again_ms)
    settle(lane, again_ms)
    last = lane.told[-1]
    assert last.resolved_at_ms is not None
    assert last.resolved_at_ms > T0_MS + 3 * HOUR_MS
    assert last.reporters == 140


def test_more_of_a_surge_before_the_last_one_is_its_own() -> None:
    lane = Lane()
    lane.see(*wave(40, T0_MS, every_ms=5_000), now_ms=NOW_MS)
    settle(lane, NOW_MS)
    lane.see(*wave(40, T0_MS + 5 * HOUR_MS, every_ms=5_000, first=40), now_ms=NOW_MS + HOUR_MS)
    settle(lane, NOW_MS + HOUR_MS)
    first, second = dict.fromkeys(one.alert_id for one in lane.told)
    late_ms = NOW_MS + 2 * HOUR_MS
    lane.see(*wave(600, T0_MS + 1_000, every_ms=500, first=1_000), now_ms=late_ms)
    settle(lane, late_ms)
    of_first = [one for one in lane.told if one.alert_id == first]
    of_second = [one for one in lane.told if one.alert_id == second]
    assert said(of_first)[2:] == ["escalated critical", "resolved critical"]
    assert of_first[-1].reporters == pytest.approx(640, rel=0.03)
    assert of_second[-1].reporters == 40
    assert said(of_second) == ["raised surge", "resolved surge"]


def test_who_reported_hours_before_a_surge_is_none_of_its_people() -> None:
    lane = Lane()
    lane.each(wave(60, T0_MS + 5 * HOUR_MS, every_ms=5_000))
    running = lane.told[-1]
    lane.see(*wave(300, T0_MS, every_ms=1_000, first=1_000), now_ms=T0_MS + 6 * HOUR_MS)
    episode = lane.state.rumors[RUMOR].episode
    assert episode is not None
    assert running.alert_id == lane.told[0].alert_id
    assert episode.people == 60


def test_what_a_restart_reads_back_knows_what_was_told_of_the_past() -> None:
    lane = Lane()
    lane.see(*wave(40, T0_MS, every_ms=5_000), now_ms=NOW_MS)
    settle(lane, NOW_MS)
    lane.see(*wave(40, T0_MS + 5 * HOUR_MS, every_ms=5_000, first=40), now_ms=NOW_MS + HOUR_MS)
    settle(lane, NOW_MS + HOUR_MS)
    state = LaneSurges(LANE)
    snapshot.load(state, RUMOR, snapshot.dump(lane.state, RUMOR))
    lane.state = state
    told = len(lane.told)
    late_ms = NOW_MS + 2 * HOUR_MS
    lane.see(*wave(600, T0_MS + 1_000, every_ms=500, first=1_000), now_ms=late_ms)
    settle(lane, late_ms)
    assert said(lane.told[told:]) == ["escalated critical", "resolved critical"]
    assert {one.alert_id for one in lane.told[told:]} == {lane.told[0].alert_id}


def test_more_of_what_is_past_is_told_while_another_surge_runs() -> None:
    lane = Lane()
    lane.see(*wave(60, NOW_MS, every_ms=1_000), now_ms=NOW_MS + 60_000)
    now_ms = NOW_MS + 70_000
    for first, size in ((100, 40), (140, 30), (170, 100)):
        late = wave(size, T0_MS + first * 1_000, every_ms=1_000, first=first)
        lane.see(*late, now_ms=now_ms)
        settle(lane, now_ms)
        now_ms += 300_000
    past = [one for one in lane.told if one.raised_at_ms < NOW_MS]
    assert said(past) == [
        "raised surge",
        "resolved surge",
        "corrected surge",
        "escalated major",
        "resolved major",
    ]
    assert [one.reporters for one in past] == [40, 40, 70, 170, 170]
    assert all(one.observed <= one.reporters for one in past)
    # Whoever hears of it first is told that it was raised: so it is open when its level is told.
    assert [bool(one.resolved_at_ms) for one in past] == [False, True, True, False, True]
    assert len({one.alert_id for one in lane.told}) == 2


def test_an_older_surge_takes_nothing_of_a_newer_one_that_is_over() -> None:
    lane = Lane()
    newer_ms = T0_MS + 10 * HOUR_MS
    now_ms = T0_MS + 20 * HOUR_MS
    pieces = ((0, newer_ms, 40), (40, T0_MS, 40), (80, T0_MS + 60_000, 120), (200, newer_ms, 120))
    for first, at_ms, size in pieces:
        lane.see(*wave(size, at_ms, every_ms=1_000, first=first), now_ms=now_ms)
        settle(lane, now_ms)
        now_ms += 300_000
    ends = {one.alert_id: one for one in lane.told}
    newer, older = ends.values()
    assert [newer.reporters, older.reporters] == [160, 160]
    assert [newer.level, older.level] == ["major", "major"]
    assert older.resolved_at_ms is not None
    assert older.resolved_at_ms < T0_MS + 3 * HOUR_MS
    assert newer.started_at_ms == newer_ms


@pytest.mark.parametrize("seed", range(9))
def test_two_waves_in_any_pieces_and_order_are_two_alerts_of_their_own_people(seed: int) -> None:
    rng = random.Random(seed)
    sizes = (rng.randint(40, 100), rng.randint(40, 100))
    starts = (T0_MS + HOUR_MS, T0_MS + 13 * HOUR_MS)
    first, second = (
        wave(size, at_ms, every_ms=6_000, first=first)
        for size, at_ms, first in zip(sizes, starts, (0, 1_000), strict=True)
    )
    backlog = [*first, *second]
    arranged = (lambda _: None, list.reverse, rng.shuffle)[seed % 3]
    arranged(backlog)
    lane = Lane()
    now_ms = T0_MS + 22 * HOUR_MS
    while backlog:
        size = rng.randint(5, 40)
        lane.see(*backlog[:size], now_ms=now_ms)
        del backlog[:size]
        pause_ms = rng.choice((300, 3_000, 20_000, 90_000))
        for waited_ms in range(0, pause_ms, 5_000):
            lane.tick(now_ms + waited_ms + 100)
        now_ms += pause_ms
    settle(lane, now_ms)
    settle(lane, now_ms + 300_000)
    last = {one.alert_id: one for one in lane.told}
    found = sorted(last.values(), key=lambda one: one.started_at_ms)
    assert [one.reporters for one in found] == pytest.approx(sizes, rel=0.2)
    assert all(one.resolved_at_ms for one in found)
    assert len({(one.alert_id, one.change_id) for one in lane.told}) == len(lane.told)
    assert max(Counter(one.alert_id for one in lane.told).values()) <= 6


def test_a_surge_of_an_app_whose_clock_is_behind_is_not_over_while_it_goes_on() -> None:
    """The lane's time is that of other rumors, hours ahead."""
    lane = Lane()
    for n in range(160):
        now_ms = NOW_MS + n * 30_000
        lane.see(seen(n, now_ms - 2 * HOUR_MS), now_ms=now_ms)
        lane.see(seen(9_999, now_ms, rumor_id=OTHER), now_ms=now_ms + 10)
        for waited_ms in range(1_000, 30_000, 5_000):
            lane.tick(now_ms + waited_ms)
    told = [one for one in lane.told if one.rumor_id == RUMOR and one.level != "watch"]
    assert [one.level for one in told] == ["surge", "major"]
    assert not any(one.resolved_at_ms for one in told)
    settle(lane, now_ms + 4 * HOUR_MS)
    assert said(lane.told[-1:]) == ["resolved major"]
    assert lane.told[-1].reporters == 160


def test_what_a_restart_reads_back_is_told_of_what_is_over() -> None:
    lane = Lane()
    lane.see(*wave(40, T0_MS, every_ms=500), now_ms=NOW_MS)
    settle(lane, NOW_MS)
    late_ms = NOW_MS + 300_000
    lane.see(seen(9_999, late_ms), now_ms=late_ms)  # it is hours away from the surge
    settle(lane, late_ms)
    told = len(lane.told)
    lane.see(*wave(600, T0_MS + 20_000, every_ms=500, first=40), now_ms=late_ms + 400_000)
    assert lane.told[told:] == []  # it waits for more
    lane.restart()
    settle(lane, late_ms + 400_000)
    assert said(lane.told[told:]) == ["escalated critical", "resolved critical"]
    assert lane.told[-1].reporters == pytest.approx(640, rel=0.03)


@pytest.mark.parametrize(("every_ms", "reporter"), [(1, "named"), (1, ""), (5_000, "named")])
def test_who_comes_hours_later_is_none_of_those_of_the_wave_before(
    every_ms: int, reporter: str
) -> None:
    lane = Lane()
    lane.see(*wave(40, T0_MS, every_ms=5_000), now_ms=NOW_MS)
    later = wave(300, T0_MS + 5 * HOUR_MS, every_ms=every_ms, first=40)
    if not reporter:
        later = [replace(one, reporter="") for one in later]
    lane.see(*later, now_ms=NOW_MS + 2_000)
    settle(lane, NOW_MS + HOUR_MS)
    first, second = dict.fromkeys(one.alert_id for one in lane.told)
    of_first = [one for one in lane.told if one.alert_id == first]
    assert said(of_first)[-1] == "resolved surge"
    assert {(one.reporters, one.anonymous) for one in of_first} == {(40, 0)}
    newest = [one for one in lane.told if one.alert_id == second][-1]
    assert newest.reporters == pytest.approx(300, rel=0.03)
