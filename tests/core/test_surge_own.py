"""Merges that are undone: what alerts say then is what they would say had nobody ever merged."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from streams.core.durations import HOUR_MS, MINUTE_MS
from streams.core.ids import own_part
from streams.core.surge import Overlay
from streams.core.surge.episodes import open_episode
from streams.core.surge.policy import SurgePolicy
from tests.support.builders import RUMOR, T0_MS
from tests.support.surges import Lane, seen, wave

OTHER = "cd" * 8
THIRD = "ef" * 8
THREE = (RUMOR, OTHER, THIRD)
SMALL = SurgePolicy(min_reports=8)  # major from 32 an hour on, critical from 128
APART = Overlay(is_whole=True)


def merged(*pairs: tuple[str, str]) -> Overlay:
    """Each absorbed rumor, and what it shows as."""
    return Overlay(links=dict(pairs), is_whole=True)


def test_who_reported_twice_is_one_reporter_of_each_after_the_undo() -> None:
    lane = Lane()
    for round_ms in (0, 90_000):
        lane.each(wave(20, T0_MS + round_ms, every_ms=3_000))
        lane.each(wave(20, T0_MS + round_ms + 1_000, first=100, every_ms=3_000, rumor_id=OTHER))
        lane.over = merged((OTHER, RUMOR))
        lane.correct(T0_MS + 80_000)
    assert lane.tick(T0_MS + 160_000) == []
    lane.restart()
    lane.over = APART
    told = {one.rumor_id: one for one in lane.correct(T0_MS + 170_000)}
    for rumor_id in (RUMOR, OTHER):
        assert (told[rumor_id].reports, told[rumor_id].reporters) == (40, 20)
        assert told[rumor_id].independent == 20


def test_a_level_that_only_both_reached_is_taken_back_and_told_again_when_it_is_reached() -> None:
    lane = Lane(policy=SMALL)
    lane.each(wave(20, every_ms=3_000))
    lane.each(wave(30, T0_MS + 1_000, first=100, every_ms=2_000, rumor_id=OTHER))
    lane.over = merged((OTHER, RUMOR))
    lane.correct(T0_MS + 2 * MINUTE_MS)
    (risen,) = lane.tick(T0_MS + 2 * MINUTE_MS + 1_000)
    assert (risen.event, risen.level, risen.rumor_id) == ("escalated", "major", RUMOR)
    lane.restart()
    lane.over = APART
    whole, part = lane.correct(T0_MS + 3 * MINUTE_MS)
    assert (whole.event, whole.alert_id) == ("corrected", risen.alert_id)
    assert (whole.level, whole.previous_level) == ("surge", "major")
    assert (part.rumor_id, part.level) == (OTHER, "surge")
    lane.restart()
    again = lane.each(wave(20, T0_MS + 5 * MINUTE_MS, first=300))
    assert [(one.event, one.level) for one in again] == [("escalated", "major")]
    assert len({(one.alert_id, one.change_id) for one in lane.told}) == len(lane.told)


def test_an_alert_that_there_would_not_be_is_over_at_once() -> None:
    lane = Lane()
    lane.each(wave(3))
    lane.each(wave(40, T0_MS + 1_000, first=100, rumor_id=OTHER))
    lane.over = merged((OTHER, RUMOR))
    lane.correct(T0_MS + 50_000)
    (raised,) = lane.tick(T0_MS + 51_000)
    assert raised.rumor_id == RUMOR
    lane.over = APART
    told = {one.rumor_id: one for one in lane.correct(T0_MS + 60_000)}
    assert (told[RUMOR].event, told[RUMOR].alert_id) == ("resolved", raised.alert_id)
    assert told[OTHER].resolved_at_ms is None
    assert lane.state.open == {OTHER}


def test_a_claim_that_nobody_reported_loses_the_alert_of_another_one_with_it() -> None:
    """A known fact-check: it has a verdict, and no report of its own."""
    lane = Lane()
    lane.each(wave(40, rumor_id=OTHER))
    lane.over = merged((OTHER, RUMOR))
    lane.each(wave(20, T0_MS + 60_000, first=100, rumor_id=OTHER))
    assert lane.told[-1].rumor_id == RUMOR
    lane.restart()
    lane.over = APART
    lane.see(seen(500, T0_MS + 90_000, rumor_id=OTHER))
    last = {one.rumor_id: one for one in lane.told}
    assert last[RUMOR].event == "resolved"
    assert lane.state.open == {OTHER}


def test_a_surge_of_its_own_that_nobody_saw_beside_the_other_is_told_after_the_undo() -> None:
    lane = Lane(policy=SMALL)
    lane.over = merged((OTHER, RUMOR))
    lane.each(wave(2, rumor_id=OTHER))
    lane.each(wave(2, T0_MS + 1_000, first=50))
    lane.each(wave(20, T0_MS + MINUTE_MS, first=100, rumor_id=OTHER))
    before = {one.rumor_id for one in lane.told}
    lane.over = APART
    told = lane.tick(T0_MS + 2 * MINUTE_MS)
    assert before == {RUMOR}
    assert [(one.rumor_id, one.event, one.level) for one in told] == [
        (RUMOR, "resolved", "surge"),
        (OTHER, "raised", "surge"),
    ]


def test_what_is_counted_apart_is_given_up_with_the_last_merge() -> None:
    lane = Lane()
    lane.each(wave(4))
    lane.each(wave(4, rumor_id=OTHER))
    lane.over = merged((OTHER, RUMOR))
    lane.tick(T0_MS + 10_000)
    assert lane.state.owns == {RUMOR: own_part(RUMOR)}
    lane.restart()
    assert lane.state.owns == {RUMOR: own_part(RUMOR)}
    assert lane.state.merged == {OTHER: RUMOR}
    lane.over = APART
    lane.tick(T0_MS + 20_000)
    assert set(lane.state.rumors) == {RUMOR, OTHER}
    assert lane.state.take_gone() == [own_part(RUMOR)]


def test_a_past_surge_of_a_part_is_the_wholes_to_tell() -> None:
    lane = Lane()
    now_ms = T0_MS + 20 * HOUR_MS
    lane.see(seen(1, now_ms), seen(2, now_ms, rumor_id=OTHER))
    lane.over = merged((OTHER, RUMOR))
    lane.correct(now_ms + 1_000)
    told = lane.see(*wave(60, T0_MS, first=100, rumor_id=OTHER), now_ms=now_ms + 60_000)
    assert {one.rumor_id for one in told} == {RUMOR}
    (past,) = lane.state.rumors[OTHER].earlier
    assert past.told_level == 0
    lane.over = APART
    lane.correct(now_ms + 120_000)
    lane.restart()
    assert [one for n in range(40) for one in lane.tick(now_ms + 130_000 + n * 5_000)] == []


def test_a_past_surge_that_was_told_while_merged_is_not_told_again_after_the_undo() -> None:
    lane = Lane()
    now_ms = T0_MS + 20 * HOUR_MS
    lane.see(seen(1, now_ms), seen(2, now_ms, rumor_id=OTHER))
    lane.over = merged((OTHER, RUMOR))
    lane.correct(now_ms + 1_000)
    assert lane.see(*wave(60, T0_MS, first=100), now_ms=now_ms + 60_000)
    lane.over = APART
    lane.correct(now_ms + 120_000)
    lane.restart()
    again = [alert for n in range(40) for alert in lane.tick(now_ms + 130_000 + n * 5_000)]
    assert again == []


def test_it_rests_with_its_rumor_and_wakes_with_it() -> None:
    lane = Lane()
    lane.each(wave(20))
    lane.each(wave(4, rumor_id=OTHER))
    lane.over = merged((OTHER, RUMOR))
    lane.tick(T0_MS + 10_000)
    lane.tick(T0_MS + 5 * HOUR_MS)
    lane.see(seen(900, T0_MS + 40 * HOUR_MS, rumor_id=THIRD))
    lane.state.rest(10)
    assert set(lane.state.rumors) == {THIRD}
    lane.restart()
    lane.over = APART
    lane.tick(T0_MS + 40 * HOUR_MS)
    assert (lane.state.rumor(RUMOR).reports, lane.state.rumor(OTHER).reports) == (20, 4)


def test_what_is_counted_apart_is_new_to_the_lane_once_and_to_each_part() -> None:
    lane = Lane()
    lane.over = merged((OTHER, RUMOR), (THIRD, RUMOR))
    lane.see(
        seen(1, T0_MS), seen(2, T0_MS, rumor_id=OTHER), seen(3, T0_MS, rumor_id=THIRD), now_ms=T0_MS
    )
    lane.see(seen(4, T0_MS + 1_000), seen(5, T0_MS + 1_000, rumor_id=OTHER))
    crowd = lane.state.crowd
    assert (crowd.met, crowd.new, sum(lane.state.profile.counts)) == (5, 5, 5)
    fresh = {
        rumor_id: sum(hour.fresh for hour in rumor.counters.hours.values())
        for rumor_id, rumor in lane.state.rumors.items()
    }
    assert fresh == {RUMOR: 5, own_part(RUMOR): 2, OTHER: 2, THIRD: 1}


LINKS = [
    APART,
    merged((OTHER, RUMOR)),
    merged((THIRD, OTHER)),
    merged((THIRD, RUMOR)),
    merged((OTHER, RUMOR), (THIRD, RUMOR)),
    merged((RUMOR, THIRD), (OTHER, THIRD)),
]
STEPS = st.lists(
    st.one_of(
        # A rumor, its reports, the first of the people who send them, and how many say who.
        st.tuples(st.sampled_from(THREE), st.integers(1, 40), st.integers(0, 60), st.booleans()),
        st.sampled_from(LINKS),
        st.none(),  # a restart
    ),
    max_size=14,
)


def stands(lane: Lane, rumor_id: str) -> dict[str, Any]:
    """What counts of a rumor, and how its alert stands."""
    rumor = lane.state.rumor(rumor_id)
    found: dict[str, Any] = {
        "reports": rumor.reports,
        "at": rumor.counters.at_ms,
        "x60": round(rumor.counters.x60, 6),
        "exposure": round(rumor.counters.exposure_h, 6),
        "counted": round(rumor.counted, 6),
        "people": {n: hour.seen.count for n, hour in rumor.counters.hours.items()},
        "fresh": {n: hour.fresh for n, hour in rumor.counters.hours.items()},
    }
    if episode := open_episode(rumor):
        found |= {
            "level": episode.level,
            "told": episode.told_level,
            "began": episode.began_ms,
            "reporters": episode.people,
            "anonymous": episode.anonymous,
            "new": episode.new,
        }
    return found


@settings(max_examples=80, deadline=None)
@given(steps=STEPS, every_ms=st.sampled_from([MINUTE_MS, 20 * MINUTE_MS]))
def test_law_after_the_undo_every_alert_stands_as_if_nobody_had_merged(
    steps: list[tuple[str, int, int, bool] | Overlay | None], every_ms: int
) -> None:
    lane, alone = Lane(policy=SMALL), Lane(policy=SMALL)
    at_ms = T0_MS
    for one in steps:
        at_ms += every_ms
        if one is None:
            lane.restart()
        elif isinstance(one, Overlay):
            lane.over = one
            lane.correct(at_ms)
        else:
            rumor_id, reports, first, is_named = one
            sent = wave(reports, at_ms, first=first, rumor_id=rumor_id, every_ms=100)
            if not is_named:
                sent = wave(reports, at_ms, rumor_id=rumor_id, every_ms=100, reporter="")
            for each in (lane, alone):
                each.see(*sent)
        for each in (lane, alone):
            each.tick(at_ms + 5_000)
    lane.over = APART
    for each in (lane, alone):
        each.correct(at_ms + 2 * MINUTE_MS)
        each.tick(at_ms + 2 * MINUTE_MS)
    assert lane.state.open == alone.state.open
    for rumor_id in THREE:
        assert stands(lane, rumor_id) == stands(alone, rumor_id)
    assert lane.state.owns == {}
