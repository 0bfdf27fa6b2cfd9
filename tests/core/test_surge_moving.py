"""Wordings that a decision takes to another rumor: what is counted where, and what is told."""

from collections.abc import Mapping
from dataclasses import replace as replace_over

from msgspec.structs import replace

from schemas.events import MovedCounts, Sighting, Wording
from streams.core.curation.effects import Move, Placing
from streams.core.durations import HOUR_MS, MINUTE_MS
from streams.core.ids import split_rumor
from streams.core.surge import Overlay
from streams.core.surge.policy import SurgePolicy
from tests.support.builders import RUMOR, T0_MS
from tests.support.surges import Lane, seen, wave

DECISION = "dec_1"
APART = split_rumor(DECISION)
OTHER = "cd" * 8
FIRST = RUMOR  # the wording that founded it
SECOND = "12" * 8
LATER = "34" * 8
DECIDED_MS = T0_MS + 3 * MINUTE_MS
NOTHING: dict[str, str] = {}


def of_wording(variant_id: str, sightings: list[Sighting]) -> list[Sighting]:
    return [replace(one, variant_id=variant_id) for one in sightings]


def decided(
    target: str,
    *,
    is_in_force: bool = True,
    home: str = RUMOR,
    links: Mapping[str, str] = NOTHING,
    until_ms: int = 0,
) -> Overlay:
    """The second wording was split off, or taken to another rumor."""
    moved = MovedCounts(
        homes=(home,),
        text="the second",
        wordings=1,
        reports=20,
        stances=(("carries", 20),),
        minutes=((T0_MS // MINUTE_MS, 20, 20),),
        channels=(("wechat", 20),),
        until_ms=until_ms,
    )
    move = Move(
        source=RUMOR,
        part=APART,
        is_in_force=is_in_force,
        decided_at_ms=DECIDED_MS,
        moved=moved,
    )
    placing = Placing(APART, DECIDED_MS, with_followers=False)
    placings = {SECOND: (placing,)} if is_in_force else {}
    if is_in_force and target != APART:
        links = {**links, APART: target}
    return Overlay(moves={DECISION: move}, placings=placings, links=links, is_whole=True)


def two_wordings() -> Lane:
    """Twenty reports of each."""
    lane = Lane()
    lane.each(of_wording(FIRST, wave(20, every_ms=1_000)))
    lane.each(of_wording(SECOND, wave(20, T0_MS + 21_000, first=100, every_ms=1_000)))
    return lane


def test_a_split_corrects_the_one_alert_and_raises_the_other() -> None:
    lane = two_wordings()
    first = lane.told[0].alert_id
    lane.over = decided(APART)
    (corrected,) = lane.correct(DECIDED_MS)
    assert (corrected.event, corrected.alert_id, corrected.reports) == ("corrected", first, 20)
    lane.restart()
    (raised,) = lane.tick(DECIDED_MS + 1_000)
    assert (raised.event, raised.level, raised.rumor_id) == ("raised", "surge", APART)
    assert (raised.title, raised.reports, raised.reporters) == ("the second", 20, 20)
    assert lane.correct(DECIDED_MS + 2_000) == []


def test_what_is_left_has_no_alert_of_its_own_where_reporters_are_not_known() -> None:
    """As of decisions of earlier versions, and of what very many reported."""
    lane = Lane()
    minute_ms = T0_MS // MINUTE_MS * MINUTE_MS
    lane.each(of_wording(FIRST, wave(2, minute_ms, every_ms=1_000)))
    lane.each(of_wording(SECOND, wave(20, minute_ms + 2_000, first=100, every_ms=100)))
    (raised,) = [one for one in lane.told if one.event == "raised"]
    lane.over = decided(APART)
    (over,) = lane.correct(DECIDED_MS)
    assert (over.event, over.alert_id) == ("resolved", raised.alert_id)
    assert RUMOR not in lane.state.open


def test_a_level_that_is_left_to_nothing_is_taken_back_where_reporters_are_not_known() -> None:
    lane = Lane(policy=SurgePolicy(min_reports=8))  # major from 32 an hour on
    lane.each(of_wording(FIRST, wave(20, every_ms=1_000)))
    lane.each(of_wording(SECOND, wave(20, T0_MS + 21_000, first=100, every_ms=1_000)))
    lane.tick(DECIDED_MS - 1)
    assert lane.told[-1].level == "major"
    lane.over = decided(APART)
    (lowered,) = lane.correct(DECIDED_MS)
    assert (lowered.event, lowered.level, lowered.observed) == ("corrected", "surge", 20)


def test_what_is_reported_after_a_split_counts_where_the_wording_is() -> None:
    lane = two_wordings()
    lane.over = decided(APART)
    lane.correct(DECIDED_MS)
    lane.each(of_wording(SECOND, wave(3, DECIDED_MS + 1_000, first=200)))
    lane.each(of_wording(FIRST, wave(2, DECIDED_MS + 2_000, first=300)))
    lane.restart()
    joined = Wording(variant_id=LATER, rumor_id=RUMOR, text="later", exemplar_id=SECOND)
    others = of_wording(LATER, wave(4, DECIDED_MS + 3_000, first=400))
    lane.see(*others, wordings=(joined,))
    lane.restart()
    lane.see(*of_wording(LATER, wave(1, DECIDED_MS + 4_000, first=500)))
    assert (lane.rumor().reports, lane.rumor(APART).reports) == (22, 28)
    assert "later" in lane.rumor(APART).newest


def test_what_was_on_its_way_to_the_store_when_it_was_asked_is_split_off_too() -> None:
    lane = two_wordings()
    until_ms = lane.state.time_ms
    lane.each(of_wording(SECOND, wave(5, until_ms + 1_000, first=200)))
    lane.see(*of_wording(SECOND, [seen(300, until_ms + 7_000, stance="refutes", place="上海")]))
    lane.each(of_wording(FIRST, wave(3, until_ms + 8_000, first=400)))
    over = decided(APART, until_ms=until_ms)
    lane.over = replace_over(over, is_followed=False)  # of a record that was read late
    lane.each(of_wording(SECOND, wave(2, until_ms + 12_000, first=500)))
    lane.over = over
    lane.correct(DECIDED_MS)
    assert (lane.rumor().reports, lane.rumor(APART).reports) == (23, 28)
    assert lane.rumor(APART).stances == [27, 0, 1]
    assert lane.rumor(APART).places["上海"] == 1
    assert "上海" not in lane.rumor().places
    lane.over = decided(APART, until_ms=until_ms, is_in_force=False)
    lane.correct(DECIDED_MS + 10_000)
    assert (lane.rumor().reports, lane.rumor().places["上海"]) == (51, 1)


def test_a_split_that_is_undone_leaves_nothing_of_the_new_rumor() -> None:
    lane = two_wordings()
    lane.over = decided(APART)
    lane.correct(DECIDED_MS)
    (raised,) = lane.tick(DECIDED_MS + 1_000)
    lane.each(of_wording(SECOND, wave(3, DECIDED_MS + 2_000, first=200)))
    lane.restart()
    lane.over = decided(APART, is_in_force=False)
    absorbed, whole = lane.correct(DECIDED_MS + 10_000)
    assert (absorbed.alert_id, absorbed.merged_into) == (raised.alert_id, RUMOR)
    assert absorbed.resolved_at_ms is not None
    assert (whole.event, whole.rumor_id, whole.reports) == ("corrected", RUMOR, 43)
    assert whole.reporters == 43
    assert lane.rumor(APART).reports == 0
    assert lane.rumor().channels == {"wechat": 43}
    lane.each(of_wording(SECOND, wave(2, DECIDED_MS + 20_000, first=300)))
    assert (lane.rumor().reports, lane.rumor(APART).reports) == (45, 0)


def test_a_split_that_is_in_force_again_goes_on_with_its_alert() -> None:
    lane = two_wordings()
    events = []
    for number, is_in_force in enumerate((True, False, True)):
        lane.over = decided(APART, is_in_force=is_in_force)
        now_ms = DECIDED_MS + number * 10_000
        events += lane.correct(now_ms)
        events += lane.tick(now_ms + 1_000)
        lane.restart()
    of_apart = [one for one in events if one.rumor_id == APART]
    assert [one.event for one in of_apart] == ["raised", "corrected", "corrected"]
    assert [one.merged_into for one in of_apart] == ["", RUMOR, ""]
    assert [one.reports for one in events if one.rumor_id == RUMOR] == [20, 40, 20]
    assert len({(one.alert_id, one.change_id) for one in events}) == len(events)


def test_what_was_reported_until_a_split_is_in_force_again_is_split_off_too() -> None:
    lane = two_wordings()
    lane.over = decided(APART)
    lane.correct(DECIDED_MS)
    lane.each(of_wording(SECOND, wave(4, DECIDED_MS + 1_000, first=200)))
    lane.over = decided(APART, is_in_force=False)
    lane.correct(DECIDED_MS + 10_000)
    lane.each(of_wording(SECOND, wave(3, DECIDED_MS + 11_000, first=300)))
    over = decided(APART)
    move = over.moves[DECISION]
    again_ms = DECIDED_MS + 20_000
    minutes = (*move.moved.minutes, (DECIDED_MS // MINUTE_MS, 7, 7))
    counted = replace(move.moved, reports=27, stances=(("carries", 27),), minutes=minutes)
    again = replace_over(move, decided_at_ms=again_ms, moved=counted)
    lane.over = replace_over(over, moves={DECISION: again})
    told = {one.rumor_id: one.reports for one in lane.correct(again_ms)}
    assert told == {RUMOR: 20, APART: 27}
    lane.restart()
    undone = replace_over(again, is_in_force=False)
    lane.over = replace_over(decided(APART, is_in_force=False), moves={DECISION: undone})
    lane.correct(again_ms + 10_000)
    assert (lane.rumor().reports, lane.rumor(APART).reports) == (47, 0)


def test_wordings_that_are_moved_make_another_rumor_surge() -> None:
    lane = two_wordings()
    lane.each(wave(2, T0_MS + 50_000, first=900, rumor_id=OTHER))
    lane.over = decided(OTHER)
    lane.correct(DECIDED_MS)
    (raised,) = [one for one in lane.tick(DECIDED_MS + 1_000) if one.rumor_id == OTHER]
    assert (raised.level, raised.reports) == ("surge", 22)
    lane.over = decided(OTHER, is_in_force=False)
    told = lane.correct(DECIDED_MS + 10_000)
    assert {one.rumor_id: one.reports for one in told} == {OTHER: 2, RUMOR: 40}


def test_a_move_that_is_undone_takes_along_what_was_reported_since() -> None:
    lane = two_wordings()
    lane.each(wave(2, T0_MS + 50_000, first=900, rumor_id=OTHER))
    lane.over = decided(OTHER)
    lane.correct(DECIDED_MS)
    lane.each(of_wording(SECOND, wave(7, DECIDED_MS + 1_000, first=200)))
    lane.restart()
    joined = Wording(variant_id=LATER, rumor_id=RUMOR, text="later", exemplar_id=SECOND)
    lane.see(*of_wording(LATER, wave(3, DECIDED_MS + 9_000, first=400)), wordings=(joined,))
    lane.each(wave(1, DECIDED_MS + 10_000, first=950, rumor_id=OTHER))
    assert (lane.rumor().reports, lane.rumor(OTHER).reports) == (20, 33)
    assert {one.rumor_id for one in lane.told} == {RUMOR, OTHER}
    lane.over = decided(OTHER, is_in_force=False)
    told = lane.correct(DECIDED_MS + 20_000)
    assert {one.rumor_id: one.reports for one in told} == {OTHER: 3, RUMOR: 50}
    assert lane.rumor(APART).reports == 0
    assert lane.tick(DECIDED_MS + 30_000) == []


def test_what_was_split_days_ago_is_not_counted_again() -> None:
    lane = two_wordings()
    lane.over = decided(APART)
    assert not [one for one in lane.tick(DECIDED_MS + 30 * HOUR_MS) if one.rumor_id == APART]
    assert lane.rumor().reports == 40
    later_ms = DECIDED_MS + 31 * HOUR_MS
    told = lane.each(of_wording(SECOND, wave(30, later_ms, first=500)))
    assert {(one.rumor_id, one.title) for one in told} == {(APART, "the second")}


def test_a_split_of_what_was_merged_and_the_merge_undone_take_nothing_twice() -> None:
    lane = Lane()
    lane.each(of_wording(FIRST, wave(12, every_ms=1_000)))
    absorbed = wave(20, T0_MS + 21_000, first=100, every_ms=1_000, rumor_id=OTHER)
    lane.each(of_wording(SECOND, absorbed))
    links = {OTHER: RUMOR}
    lane.over = Overlay(links=links, is_whole=True)
    lane.correct(DECIDED_MS - 2_000)
    lane.over = decided(APART, home=OTHER, links=links)
    lane.correct(DECIDED_MS)
    lane.restart()
    reports = [lane.rumor(id_).reports for id_ in (RUMOR, OTHER, APART)]
    assert reports == [12, 0, 20]
    lane.over = decided(APART, home=OTHER)
    told = lane.correct(DECIDED_MS + 10_000)
    assert [lane.rumor(id_).reports for id_ in (RUMOR, OTHER, APART)] == [12, 0, 20]
    assert OTHER not in {one.rumor_id for one in told}, "nothing is left of it"
    lane.over = decided(APART, home=OTHER, is_in_force=False)
    told = lane.correct(DECIDED_MS + 20_000)
    assert [lane.rumor(id_).reports for id_ in (RUMOR, OTHER, APART)] == [12, 20, 0]
    assert {one.rumor_id for one in told if one.resolved_at_ms is None} == {OTHER}
