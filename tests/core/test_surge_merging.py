"""Rumors that are merged, and those that are taken apart again: what is counted, what is told."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.events import RumorsMerged, VerdictGiven
from streams.core.durations import HOUR_MS, MINUTE_MS
from streams.core.surge import Overlay
from streams.core.surge.alerts import LEAST_BASELINE
from tests.support.builders import RUMOR, T0_MS, decision
from tests.support.surges import Lane, seen, wave

OTHER = "cd" * 8
THIRD = "ef" * 8
THREE = (RUMOR, OTHER, THIRD)


def merged(*pairs: tuple[str, str]) -> Overlay:
    """Each absorbed rumor, and what it shows as."""
    return Overlay(links=dict(pairs), is_whole=True)


def counts(lane: Lane, rumor_id: str) -> dict[str, object]:
    """What was counted of a rumor, as of the lane's time."""
    rumor = lane.state.rumor(rumor_id)
    counters = rumor.counters
    left = 2.718281828459045 ** ((counters.at_ms - lane.state.time_ms) / HOUR_MS)
    return {
        "reports": rumor.reports,
        "stances": rumor.stances,
        "x60": round(counters.x60 * left, 6),
        "bins": {number: round(weight, 6) for number, weight in counters.bins.items()},
        "channels": dict(rumor.channels),
        "wordings": rumor.wordings,
    }


def test_merged_rumors_count_as_one_and_the_absorbed_alert_is_corrected() -> None:
    lane = Lane()
    lane.each(wave(20, every_ms=3_000, rumor_id=OTHER))
    lane.each(wave(2, T0_MS + 60_000, first=100))
    absorbed = lane.told[-1].alert_id
    fact = RumorsMerged(kept=RUMOR, merged=OTHER, variant_id=RUMOR)
    told = lane.see(
        *wave(4, T0_MS + 70_000, first=200, rumor_id=OTHER), merges=(fact,), now_ms=T0_MS + 80_000
    )
    assert [(one.event, one.alert_id == absorbed, one.merged_into) for one in told] == [
        ("corrected", True, RUMOR),
        ("raised", False, ""),
    ]
    assert told[0].resolved_at_ms is not None
    assert told[1].rumor_id == RUMOR
    assert (told[1].reports, told[1].reporters) == (26, 26)
    lane.restart()
    lane.see(*wave(6, T0_MS + 90_000, first=300, rumor_id=OTHER))
    assert lane.rumor().reports == 32
    lane.see(seen(900, T0_MS + 91_000), merges=(fact,))
    assert lane.rumor().reports == 33, "the same fact again adds nothing"


def test_a_merge_that_was_decided_holds_as_long_as_it_is_in_force() -> None:
    lane = Lane()
    lane.each(wave(20, every_ms=3_000, rumor_id=OTHER))
    lane.each(wave(5, T0_MS + 60_000, first=100))
    lane.over = merged((OTHER, RUMOR))
    (corrected,) = lane.correct(T0_MS + 70_000)
    assert (corrected.event, corrected.merged_into) == ("corrected", RUMOR)
    (risen,) = lane.tick(T0_MS + 71_000)
    assert (risen.level, risen.rumor_id, risen.reports) == ("surge", RUMOR, 25)
    lane.each(wave(3, T0_MS + 80_000, first=200, rumor_id=OTHER))
    assert lane.rumor().reports == 28
    lane.restart()
    lane.over = Overlay()
    lane.each(wave(2, T0_MS + 90_000, first=300, rumor_id=OTHER))
    assert (lane.rumor().reports, lane.rumor(OTHER).reports) == (5, 25)


def test_whoever_was_told_of_the_kept_one_hears_how_large_it_is_now() -> None:
    lane = Lane()
    lane.each(wave(20, every_ms=3_000, rumor_id=OTHER))
    lane.each(wave(16, T0_MS + 60_000, first=100))
    kept = lane.told[-1].alert_id
    lane.over = merged((OTHER, RUMOR))
    (absorbed,) = lane.correct(T0_MS + 3 * MINUTE_MS)
    assert absorbed.merged_into == RUMOR
    (corrected,) = lane.tick(T0_MS + 3 * MINUTE_MS + 5_000)
    assert (corrected.event, corrected.alert_id) == ("corrected", kept)
    assert (corrected.reports, corrected.reporters) == (36, 36)
    assert lane.tick(T0_MS + 3 * MINUTE_MS + 10_000) == []


def test_of_a_fragment_that_grows_into_a_large_rumor_nobody_is_told() -> None:
    lane = Lane()
    lane.each(wave(6, rumor_id=OTHER))
    lane.each(wave(28, T0_MS + 10_000, first=100))
    lane.over = merged((OTHER, RUMOR))
    told = lane.correct(T0_MS + 3 * MINUTE_MS) + lane.tick(T0_MS + 3 * MINUTE_MS + 5_000)
    assert RUMOR not in {one.rumor_id for one in told}
    assert lane.rumor().reports == 34


def test_what_was_decided_of_a_rumor_is_no_news_of_one_that_it_takes_in() -> None:
    """Its old verdicts were told once more of the alert that goes on as its own, which so was open
    for good.
    """
    lane = Lane()
    lane.each(wave(20, every_ms=3_000, rumor_id=OTHER))
    lane.over = merged((OTHER, RUMOR))
    # As they are found once the rumors are one: by the rumor that is shown.
    lane.decisions = [decision(rumor_id=OTHER, decision_id=f"dec_{n}") for n in range(4)]
    (corrected,) = lane.correct(T0_MS + 70_000)
    assert (corrected.event, corrected.merged_into) == ("corrected", RUMOR)
    assert corrected.resolved_at_ms


def test_rumors_that_are_too_small_alone_surge_once_they_are_one() -> None:
    lane = Lane()
    lane.each(wave(4, rumor_id=OTHER))
    lane.each(wave(4, T0_MS + 1_000, first=100))
    assert {one.level for one in lane.told} == {"watch"}
    lane.over = merged((OTHER, RUMOR))
    lane.correct(T0_MS + 20_000)
    (risen,) = lane.tick(T0_MS + 25_000)
    assert (risen.level, risen.rumor_id, risen.reports) == ("surge", RUMOR, 8)
    assert lane.tick(T0_MS + 30_000) == []


def test_what_was_merged_long_after_its_reports_is_no_surge() -> None:
    lane = Lane()
    lane.each(wave(4, rumor_id=OTHER))
    lane.each(wave(4, T0_MS + 1_000, first=100))
    lane.over = merged((OTHER, RUMOR))
    assert {one.level for one in lane.tick(T0_MS + 6 * HOUR_MS)} == {"watch"}


def test_both_alerts_go_on_where_a_merge_is_undone() -> None:
    lane = Lane()
    lane.each(wave(20, every_ms=3_000, rumor_id=OTHER))
    lane.each(wave(25, T0_MS + 1_000, first=100, every_ms=3_000))
    before = {rumor_id: counts(lane, rumor_id) for rumor_id in (RUMOR, OTHER)}
    ids = {one.rumor_id: one.alert_id for one in lane.told}
    lane.over = merged((OTHER, RUMOR))
    (absorbed,) = lane.correct(T0_MS + 90_000)
    assert (absorbed.alert_id, absorbed.merged_into) == (ids[OTHER], RUMOR)
    assert lane.rumor().reports == 45
    lane.restart()
    lane.over = merged()
    whole, part = lane.correct(T0_MS + 100_000)
    assert (whole.event, whole.alert_id, whole.reports) == ("corrected", ids[RUMOR], 25)
    assert (whole.reporters, whole.resolved_at_ms) == (25, None)
    assert (part.event, part.alert_id, part.reports) == ("corrected", ids[OTHER], 20)
    assert (part.reporters, part.merged_into, part.resolved_at_ms) == (20, "", None)
    assert {rumor_id: counts(lane, rumor_id) for rumor_id in (RUMOR, OTHER)} == before
    lane.restart()
    resolved = lane.tick(T0_MS + 24 * HOUR_MS)
    assert {one.alert_id for one in resolved} == set(ids.values())
    assert {one.event for one in resolved} == {"resolved"}


def test_who_reported_both_rumors_is_still_a_reporter_of_the_one() -> None:
    lane = Lane()
    lane.each(wave(14, every_ms=3_000, rumor_id=OTHER))
    lane.each(wave(14, T0_MS + 1_000, every_ms=3_000))
    lane.over = merged((OTHER, RUMOR))
    lane.correct(T0_MS + 60_000)
    lane.each(wave(14, T0_MS + 61_000, every_ms=1_000, rumor_id=OTHER))
    lane.over = merged()
    whole, part = lane.correct(T0_MS + 100_000)
    assert (whole.rumor_id, whole.reports, whole.reporters) == (RUMOR, 14, 14)
    assert (part.rumor_id, part.reports, part.reporters) == (OTHER, 28, 14)


def test_an_alert_of_which_nothing_is_left_is_over() -> None:
    lane = Lane()
    lane.each(wave(40, every_ms=3_000, rumor_id=OTHER))
    lane.over = merged((OTHER, RUMOR))
    lane.correct(T0_MS + 130_000)
    (raised,) = lane.tick(T0_MS + 131_000)
    assert raised.rumor_id == RUMOR
    lane.over = merged()
    told = {one.rumor_id: one for one in lane.correct(T0_MS + 140_000)}
    assert (told[RUMOR].event, told[RUMOR].alert_id) == ("resolved", raised.alert_id)
    assert (told[OTHER].event, told[OTHER].resolved_at_ms) == ("corrected", None)


def test_each_time_that_two_are_merged_or_taken_apart_is_told() -> None:
    lane = Lane()
    lane.each(wave(20, every_ms=3_000, rumor_id=OTHER))
    told = []
    for _ in range(3):
        for over in (merged((OTHER, RUMOR)), merged()):
            lane.over = over
            told += [one for one in lane.correct(T0_MS + 70_000) if one.rumor_id == OTHER]
            lane.restart()
    assert [one.merged_into for one in told] == [RUMOR, "", RUMOR, "", RUMOR, ""]
    assert len({one.change_id for one in told}) == 6


def test_who_takes_an_alert_that_was_absorbed_for_a_while_is_told() -> None:
    lane = Lane()
    lane.each(wave(20, every_ms=3_000, rumor_id=OTHER))
    id_ = lane.told[0].alert_id
    lane.over = merged((OTHER, RUMOR))
    lane.correct(T0_MS + 70_000)
    lane.over = merged()
    lane.correct(T0_MS + 80_000)
    lane.decisions = [
        decision(kind="take", verdict=None, alert_id=id_, rumor_id=OTHER, decision_id="dec_1")
    ]
    assert [one.event for one in lane.correct(T0_MS + 90_000)] == ["taken"]


def test_what_was_told_before_is_folded_again_without_following_what_was_decided_since() -> None:
    """A merge that was decided while nobody owned the lane would be told to nobody."""
    lane = Lane()
    lane.each(wave(20, every_ms=3_000, rumor_id=OTHER))
    lane.over = replace(merged((OTHER, RUMOR)), is_followed=False)
    assert lane.see(seen(500, T0_MS + 70_000, rumor_id=OTHER)) == []
    lane.over = merged((OTHER, RUMOR))
    told = lane.see(seen(501, T0_MS + 71_000, rumor_id=OTHER))
    assert [(one.event, one.rumor_id) for one in told] == [("corrected", OTHER), ("raised", RUMOR)]
    assert told[-1].reports == 22


def test_a_verdict_that_comes_with_another_rumor_is_told_and_again_when_it_goes() -> None:
    lane = Lane()
    lane.each(wave(20, every_ms=3_000))
    lane.over = merged((OTHER, RUMOR))
    told = []
    for rating in ("false", "", "false"):
        lane.verdicts.clear()
        if rating:
            lane.verdicts[RUMOR] = VerdictGiven(rating=rating)
        told += lane.correct(T0_MS + 70_000)
        lane.restart()
        assert lane.correct(T0_MS + 80_000) == [], "once"
    assert [(one.event, one.kind) for one in told] == [
        ("corrected", "still_rising"),
        ("corrected", "surging"),
        ("corrected", "still_rising"),
    ]
    assert len({one.change_id for one in told}) == 3


LINKS = [
    merged(),
    merged((OTHER, RUMOR)),
    merged((THIRD, OTHER)),
    merged((THIRD, RUMOR)),
    merged((OTHER, THIRD)),
    merged((OTHER, RUMOR), (THIRD, RUMOR)),
    merged((RUMOR, THIRD), (OTHER, THIRD)),
]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(THREE), st.integers(1, 12)),
        st.sampled_from(LINKS),
        st.none(),  # a restart
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(steps=STEPS)
def test_what_was_merged_and_undone_counts_as_if_it_never_was(
    steps: list[tuple[str, int] | Overlay | None],
) -> None:
    lane, alone = Lane(), Lane()
    at_ms = T0_MS
    people = 0
    for one in steps:
        at_ms += MINUTE_MS
        if one is None:
            lane.restart()
        elif isinstance(one, Overlay):
            lane.over = one
            lane.correct(at_ms)
        else:
            rumor_id, reports = one
            for each in (lane, alone):
                each.see(*wave(reports, at_ms, first=people, rumor_id=rumor_id, every_ms=100))
            people += reports
    lane.over = merged()
    lane.tick(at_ms)
    for rumor_id in THREE:
        assert counts(lane, rumor_id) == counts(alone, rumor_id)
    assert lane.state.merged == {}


@pytest.mark.parametrize("later_ms", [0, 2 * HOUR_MS])
def test_the_figures_of_a_merged_alert_are_of_one_moment(later_ms: int) -> None:
    lane = Lane()
    # Two rises within one and the same five minutes, and few people who keep them hot.
    lane.each(wave(60, T0_MS + 100_000, every_ms=1_000, rumor_id=OTHER))
    lane.each(wave(50, T0_MS + 101_000, first=100, every_ms=1_000))
    at_ms = T0_MS + 170_000
    while at_ms < T0_MS + later_ms:
        at_ms += 10 * MINUTE_MS
        for first, rumor_id in ((1_000, RUMOR), (500_000, OTHER)):
            first += at_ms // 1_000 % 100_000
            lane.each(wave(8, at_ms, first=first, rumor_id=rumor_id))
    lane.over = merged((OTHER, RUMOR))
    lane.correct(at_ms + 60_000)
    (corrected,) = lane.tick(at_ms + 65_000)
    assert (corrected.event, corrected.rumor_id) == ("corrected", RUMOR)
    assert corrected.reporters == 110 + 16 * (later_ms // MINUTE_MS // 10)
    assert (corrected.observed, corrected.window_s) == (110, 300)
    assert corrected.why.startswith("110 reports in 5 minutes")
    episode = lane.rumor().episode
    assert episode is not None
    assert corrected.factor == round(110 / max(episode.baseline, LEAST_BASELINE), 1)
    lane.over = Overlay(is_whole=True)
    lane.correct(at_ms + 120_000)
    told = {one.rumor_id: one for one in lane.told}
    for rumor_id, people in ((RUMOR, 50), (OTHER, 60)):
        assert (told[rumor_id].event, told[rumor_id].observed) == ("corrected", people)
        assert told[rumor_id].why.startswith(f"{people} reports in 5 minutes")


@pytest.mark.parametrize("is_kept_apart", [True, False])
def test_they_are_so_where_one_of_several_goes_again(is_kept_apart: bool) -> None:
    lane = Lane()
    lane.each(wave(60, T0_MS + 100_000, every_ms=1_000, rumor_id=OTHER))
    lane.each(wave(50, T0_MS + 101_000, first=100, every_ms=1_000))
    lane.each(wave(2, T0_MS + 161_000, first=200, rumor_id=THIRD))
    lane.over = merged((OTHER, RUMOR), (THIRD, RUMOR))
    lane.correct(T0_MS + 170_000)
    lane.tick(T0_MS + 171_000)
    for minute in range(10, 17):
        lane.each(wave(1, T0_MS + minute * MINUTE_MS, first=300 + minute))
    if not is_kept_apart:  # it took in the others long ago
        own_id = lane.state.owns.pop(RUMOR)
        del lane.state.rumors[own_id]
    lane.over = merged((THIRD, RUMOR))
    lane.correct(T0_MS + 18 * MINUTE_MS)
    whole = next(one for one in reversed(lane.told) if one.rumor_id == RUMOR)
    assert (whole.event, whole.reports, whole.reporters) == ("corrected", 59, 59)
    assert (whole.observed, whole.window_s) == (52, 300)
