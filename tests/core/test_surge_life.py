"""The life of an alert: what is told, when, and whether it is true."""

import pytest

from schemas.events import DecisionMade, RumorsMerged, VerdictGiven, Wording
from streams.core.durations import HOUR_MS, MINUTE_MS
from streams.core.ids import alert_id
from streams.core.surge import Mute, Overlay, Taken
from streams.core.surge.policy import SurgePolicy
from tests.support.builders import LANE, RUMOR, T0_MS, decision, reporter
from tests.support.surges import Lane, grown_up, seen, wave

OTHER = "cd" * 8
# A desk that wants no surge of a single crowd.
STRICT = SurgePolicy(min_independent=3)


def test_an_alert_says_when_the_rise_began_and_which_report_crossed() -> None:
    lane = Lane()
    lane.each(wave(40, every_ms=20_000))
    surge = next(alert for alert in lane.told if alert.level == "surge")
    assert surge.started_at_ms == T0_MS
    times = {T0_MS + n * 20_000 for n in range(40)}
    assert surge.raised_at_ms in times
    assert surge.observed == surge.reporters == surge.reports
    assert surge.observed == (surge.raised_at_ms - T0_MS) // 20_000 + 1


def test_a_rise_begins_after_the_usual_trickle() -> None:
    lane = Lane()
    lane.each(wave(24 * 7, T0_MS - 7 * 24 * HOUR_MS, every_ms=HOUR_MS))
    lane.each(wave(60, T0_MS, every_ms=30_000, first=1_000))
    surge = next(alert for alert in lane.told if alert.level == "surge")
    assert T0_MS - HOUR_MS <= surge.started_at_ms <= T0_MS + 2 * MINUTE_MS
    assert surge.started_at_ms <= surge.raised_at_ms


@pytest.mark.parametrize("days", [3, 4, 5])
def test_the_baseline_is_the_number_that_the_sentence_names(days: int) -> None:
    lane = Lane()
    lane.see(seen(9_999, T0_MS - days * 24 * HOUR_MS))
    lane.each(wave(60, T0_MS, every_ms=30_000, first=1_000))
    assert lane.told
    for alert in lane.told:
        assert 0 < alert.baseline < 1
        assert f"normally {alert.baseline:.2g}," in alert.why


def test_a_late_surge_was_raised_by_a_report_and_told_with_its_delay() -> None:
    lane = Lane()
    now_ms = T0_MS + 5 * HOUR_MS
    lane.see(seen(9_999, now_ms))
    late = wave(400, T0_MS + 77_000, every_ms=1_000)
    raised, resolved = lane.see(*reversed(late), now_ms=now_ms + 1_000)
    assert raised.raised_at_ms in {one.observed_at_ms for one in late}
    assert raised.started_at_ms == late[0].observed_at_ms
    assert raised.raised_at_ms - raised.started_at_ms < MINUTE_MS
    assert raised.delayed_s == pytest.approx((now_ms + 1_000 - raised.raised_at_ms) / 1_000)
    assert resolved.event == "resolved"
    assert raised.reporters == pytest.approx(400, rel=0.03)


def test_a_backlog_whose_end_comes_first_one_at_a_time_is_one_surge() -> None:
    """Its beginning lies more than the quiet hour before what was told of its end, until what came
    in between is there.
    """
    lane = Lane()
    end_ms = T0_MS + 100 * MINUTE_MS
    backlog = wave(100, T0_MS, every_ms=MINUTE_MS)
    newest, oldest = backlog[-20:], backlog[:20]
    for one in (*newest, *oldest, *backlog[20:-20]):
        lane.see(one, now_ms=end_ms)
    raised = [alert for alert in lane.told if alert.event == "raised"]
    assert len({alert.alert_id for alert in raised}) == 1
    assert not [alert for alert in lane.told if alert.event == "resolved"]


def test_major_and_critical_say_how_many_came_in_an_hour() -> None:
    lane = Lane()
    lane.each(wave(600, every_ms=3_000))
    for alert in lane.told:
        if alert.level in ("major", "critical"):
            assert alert.window_s == 3_600
            assert "reports in an hour" in alert.why
            assert alert.observed >= {"major": 120, "critical": 480}[alert.level] * 0.99


def test_why_says_so_where_most_reports_have_no_reporter() -> None:
    lane = Lane()
    lane.each(wave(30, every_ms=5_000, reporter=""))
    raised = lane.told[-1]
    assert raised.anonymous == raised.reporters == raised.reports
    assert f"{raised.anonymous} of {raised.reporters} without a reporter" in raised.why
    known = Lane()
    known.each(wave(30, every_ms=5_000))
    assert known.told[-1].anonymous == 0
    assert "without a reporter" not in known.told[-1].why


def test_history_feeds_the_baseline_and_never_alerts() -> None:
    lane, fresh = Lane(), Lane()
    history = wave(24 * 20, T0_MS - 24 * HOUR_MS, every_ms=180_000, backfill=True)
    assert lane.see(*history, now_ms=T0_MS) == []
    for one in (lane, fresh):
        one.each(wave(40, T0_MS + HOUR_MS, every_ms=80_000, first=5_000))
    assert "surge" in {alert.level for alert in fresh.told}
    assert "surge" not in {alert.level for alert in lane.told}, "it has twenty an hour anyway"


def resolved(lane: Lane, after_ms: int) -> int:
    """Lets an episode end -> when it was over."""
    lane.tick(after_ms + 12 * HOUR_MS)
    assert lane.told[-1].event == "resolved"
    assert lane.told[-1].resolved_at_ms is not None
    return lane.told[-1].resolved_at_ms


def test_the_end_is_the_same_whenever_it_is_noticed() -> None:
    ends = []
    for every_h in (0.1, 1, 12):
        lane = Lane()
        lane.each(wave(60, every_ms=5_000))
        tick_ms = T0_MS + 300_000
        while lane.told[-1].event != "resolved":
            tick_ms += int(every_h * HOUR_MS)
            lane.tick(tick_ms)
        ends.append(lane.told[-1].resolved_at_ms)
    assert len(set(ends)) == 1


def test_a_backlog_is_told_with_the_ends_of_its_surges() -> None:
    lane = Lane()
    now_ms = T0_MS + 20 * HOUR_MS
    for start_ms, first in ((T0_MS, 0), (T0_MS + 8 * HOUR_MS, 500)):
        for one in wave(60, start_ms, every_ms=5_000, first=first):
            lane.see(one, now_ms=now_ms)
    assert len({alert.alert_id for alert in lane.told}) == 2
    events = [alert.event for alert in lane.told]
    assert events.index("resolved") < max(n for n, e in enumerate(events) if e == "raised")


def test_another_rumors_records_let_an_episode_end() -> None:
    lane = Lane()
    lane.each(wave(60, every_ms=5_000))
    for hour in range(1, 12):
        lane.see(seen(9_000 + hour, T0_MS + hour * HOUR_MS, rumor_id=OTHER))
    assert lane.told[-1].event == "resolved"
    assert lane.told[-1].rumor_id == RUMOR


def test_a_muted_rumor_is_silent_until_the_time_and_then_told_once() -> None:
    lane = Lane()
    lane.over = Overlay(mutes={RUMOR: Mute(decision_id="dec_1", until_ms=T0_MS + 600_000)})
    assert lane.each(wave(100, every_ms=3_000)) == []
    assert lane.tick(T0_MS + 599_000) == []
    (told,) = lane.tick(T0_MS + 601_000)
    assert (told.event, told.change_id) == ("raised", "unmuted-dec_1")
    assert told.muted_until_ms is None
    assert lane.tick(T0_MS + 700_000) == []


def test_a_mute_ends_after_so_many_more_reporters() -> None:
    lane = Lane()
    lane.each(wave(20, every_ms=3_000))
    before = len(lane.told)
    lane.over = Overlay(mutes={RUMOR: Mute(decision_id="dec_1", until_reporters=50)})
    lane.each(wave(49, T0_MS + 60_000, every_ms=1_000, first=100))
    assert len(lane.told) == before
    lane.restart()
    lane.each(wave(3, T0_MS + 120_000, first=200))
    assert [alert.change_id for alert in lane.told[before:]] == ["unmuted-dec_1"]
    assert lane.told[-1].observed == lane.told[-1].reporters  # as many as there are by now
    lane.each(wave(80, T0_MS + 180_000, first=300))
    assert "major" in {alert.level for alert in lane.told}, "it is not silenced again"


def test_a_surge_that_ended_while_muted_is_never_told() -> None:
    lane = Lane()
    lane.over = Overlay(mutes={RUMOR: Mute(decision_id="dec_1", until_ms=T0_MS + 48 * HOUR_MS)})
    lane.each(wave(60, every_ms=3_000))
    lane.tick(T0_MS + 24 * HOUR_MS)
    lane.tick(T0_MS + 49 * HOUR_MS)
    assert lane.told == []


def test_a_mute_that_was_undone_tells_what_is_hot() -> None:
    lane = Lane()
    lane.over = Overlay(mutes={RUMOR: Mute(decision_id="dec_1", until_ms=T0_MS + 48 * HOUR_MS)})
    lane.each(wave(60, every_ms=3_000))
    lane.over = Overlay()
    assert [alert.event for alert in lane.tick(T0_MS + 200_000)] == ["raised"]


def desk(kind: str, alert: str, number: int = 1) -> DecisionMade:
    return decision(kind=kind, verdict=None, alert_id=alert, decision_id=f"dec_{number}", note="me")


def test_who_takes_an_alert_is_told_and_stands_in_every_later_telling() -> None:
    lane = Lane()
    lane.each(wave(20, every_ms=3_000))
    id_ = lane.told[0].alert_id
    lane.decisions = [desk("take", id_)]
    (taken,) = lane.correct(T0_MS + 61_000)
    assert (taken.event, taken.taken_by, taken.taken_note) == ("taken", "anna", "me")
    lane.over = Overlay(taken={id_: Taken(by="desk", note="me")})
    lane.each(wave(150, T0_MS + 120_000, every_ms=500, first=100))
    lane.tick(T0_MS + 300_000)
    assert (lane.told[-1].level, lane.told[-1].taken_by) == ("major", "desk")
    lane.decisions.append(desk("release", id_, 2))
    (released,) = lane.correct(T0_MS + 310_000)
    assert (released.event, released.taken_by) == ("released", "")
    lane.decisions.append(desk("take", "alr_of_another_episode", 3))
    assert lane.correct(T0_MS + 320_000) == []


def test_a_verdict_during_the_rise_makes_it_still_rising_and_one_withdrawn_is_told() -> None:
    lane = Lane()
    lane.each(wave(20, every_ms=3_000))
    lane.decisions = [decision("false", decision_id="dec_1")]
    (given,) = lane.correct(T0_MS + 61_000)
    assert (given.event, given.kind) == ("corrected", "still_rising")
    lane.decisions.append(decision("false", decision_id="dec_2", verdict=None))
    (withdrawn,) = lane.correct(T0_MS + 62_000)
    assert (withdrawn.kind, withdrawn.verdict) == ("surging", None)


def test_every_telling_lies_after_the_one_before() -> None:
    lane = Lane()
    lane.verdicts[RUMOR] = VerdictGiven(rating="false")
    lane.each(wave(20, every_ms=3_000))
    lane.tick(T0_MS + 12 * HOUR_MS)  # a clock that is ahead of the records
    lane.decisions = [decision("false")]
    lane.each(wave(200, T0_MS + 120_000, every_ms=500, first=100))
    times = [alert.at_ms for alert in lane.told if alert.alert_id == lane.told[0].alert_id]
    assert times == sorted(times)


def test_a_level_that_waits_is_told_with_a_verdict() -> None:
    lane = Lane()
    lane.see(*wave(35, every_ms=10))
    lane.see(*wave(100, T0_MS + 5_000, first=100, every_ms=10))
    assert [alert.level for alert in lane.told] == ["surge"]
    lane.verdicts[RUMOR] = VerdictGiven(rating="false")
    lane.decisions.append(decision("false"))
    told = lane.correct(T0_MS + 11_000)
    assert [(alert.event, alert.level) for alert in told] == [
        ("escalated", "major"),
        ("corrected", "major"),
    ]
    assert not lane.tick(T0_MS + 2 * MINUTE_MS), "each level once"


def test_an_analysts_title_is_told() -> None:
    lane = Lane()
    lane.over = Overlay(titles={RUMOR: "The bridge hoax"})
    lane.see(*wave(40), wordings=(Wording(variant_id=RUMOR, rumor_id=RUMOR, text="as reported"),))
    assert (lane.told[0].title, lane.told[0].text) == ("The bridge hoax", "as reported")


def test_a_few_strangers_make_no_surge_where_the_lane_knows_its_people() -> None:
    lane = Lane(policy=STRICT)
    grown_up(lane)
    lane.each(wave(28, T0_MS, every_ms=2_000, first=50_000))
    levels = {alert.level for alert in lane.told if alert.rumor_id == RUMOR}
    assert levels <= {"watch"}
    # The same strangers make another one, whom the lane has met by now.
    lane.each(wave(28, T0_MS + HOUR_MS, every_ms=2_000, first=50_000, rumor_id=OTHER))
    assert {alert.level for alert in lane.told if alert.rumor_id == OTHER} <= {"watch"}


def test_many_who_are_new_surge_where_some_are_known() -> None:
    lane = Lane(policy=STRICT)
    grown_up(lane)
    people = wave(60, T0_MS, every_ms=2_000, first=50_000)
    for place in range(0, 60, 6):
        people[place] = seen(0, people[place].observed_at_ms, reporter=reporter(10_000 + place * 7))
    lane.each(people)
    told = [alert for alert in lane.told if alert.level == "surge"]
    assert told[0].rumor_id == RUMOR
    assert told[0].independent is not None
    assert 3 <= told[0].independent <= told[0].reporters <= 30


def test_a_young_lane_takes_strangers_as_they_come() -> None:
    lane = Lane()
    lane.each(wave(40, every_ms=2_000))
    (raised,) = [alert for alert in lane.told if alert.level == "surge"]
    assert raised.independent == raised.reporters


def test_a_genuine_hoax_that_only_strangers_report_is_told_with_the_definition() -> None:
    lane = Lane(policy=STRICT)
    grown_up(lane)
    lane.each(wave(60, T0_MS, every_ms=20_000, first=50_000))
    (told,) = [alert for alert in lane.told if alert.level == "surge"]
    assert told.reports == 31
    assert told.independent == 1
    assert "only 1 of 31 reporters are independent" in told.why


def test_a_few_who_always_come_together_surge_no_third_rumor() -> None:
    lane = Lane(policy=STRICT)
    names = [f"{n + 1:016x}" for n in range(5)]
    for number, rumor_id in enumerate(names):
        lane.each(wave(20, T0_MS + number * 2 * HOUR_MS, every_ms=3_000, rumor_id=rumor_id))
    surged = [alert.rumor_id for alert in lane.told if alert.level == "surge"]
    assert sorted(set(surged)) == names[:2]


def test_a_few_who_alternate_over_several_rumors_make_no_surge_of_any() -> None:
    lane = Lane(policy=STRICT)
    names = [f"{n + 1:016x}" for n in range(4)]
    for person in range(20):
        for place, rumor_id in enumerate(names):
            lane.see(seen(person, T0_MS + person * 8_000 + place * 2_000, rumor_id=rumor_id))
    assert {alert.level for alert in lane.told} == {"watch"}


def test_whoever_always_comes_together_is_told_and_called_so() -> None:
    lane = Lane()
    names = [f"{n + 1:016x}" for n in range(3)]
    for number, rumor_id in enumerate(names):
        lane.each(wave(20, T0_MS + number * 2 * HOUR_MS, every_ms=3_000, rumor_id=rumor_id))
    told = [alert for alert in lane.told if alert.level == "surge" and alert.event != "resolved"]
    assert [alert.rumor_id for alert in told] == names
    assert told[0].independent == told[0].reporters
    assert [alert.independent for alert in told[1:]] == [1, 1]
    assert all("reporters are independent" in alert.why for alert in told[1:])


def test_the_same_few_with_others_among_them_surge_as_ever() -> None:
    lane = Lane()
    names = [f"{n + 1:016x}" for n in range(5)]
    for number, rumor_id in enumerate(names):
        at_ms = T0_MS + number * 2 * HOUR_MS
        same = wave(20, at_ms, every_ms=3_000, rumor_id=rumor_id)
        others = wave(10, at_ms, every_ms=3_000, first=1_000 * (number + 1), rumor_id=rumor_id)
        lane.each(sorted([*same, *others], key=lambda one: one.observed_at_ms))
    assert {alert.rumor_id for alert in lane.told if alert.level == "surge"} == set(names)


def busy_day(lane: Lane, hour: int, factor: int) -> None:
    at_ms = T0_MS + hour * HOUR_MS
    rumors = [f"{number + 1:016x}" for number in range(30)]
    for part in range(12):
        sightings = [
            seen(
                (hour * 100 + part * 10 + number) * 41 + n,
                at_ms + part * 300_000 + n * (290_000 // (factor + 1)),
                rumor_id=rumor_id,
            )
            for number, rumor_id in enumerate(rumors)
            if factor > 1 or (number + part) % 3 == 0
            for n in range(max(1, factor * 4 // 12))
        ]
        lane.see(*sightings, now_ms=at_ms + (part + 1) * 300_000)


def test_a_big_news_day_is_not_a_surge_of_everything() -> None:
    lane = Lane()
    for hour in range(72):
        busy_day(lane, hour, 1)  # four an hour of each of thirty rumors
    lane.told.clear()
    for hour in range(72, 78):
        busy_day(lane, hour, 10)
    loud = {alert.rumor_id for alert in lane.told if alert.level != "watch"}
    assert len(loud) <= 3
    hoax = wave(60, T0_MS + 78 * HOUR_MS, every_ms=10_000, first=900_000)
    lane.each(hoax)
    assert RUMOR in {alert.rumor_id for alert in lane.told if alert.level == "surge"}


def test_a_channel_that_becomes_large_late_is_named() -> None:
    lane = Lane()
    lane.see(*[seen(n, T0_MS, channel=f"c{n}") for n in range(60)])
    lane.see(*[seen(100 + n, T0_MS, channel="late") for n in range(40)])
    assert lane.rumor().channels["late"] >= 40
    assert len(lane.rumor().channels) <= 50


def test_ids_of_alerts_stay_those_of_the_report_that_made_the_episode() -> None:
    lane = Lane()
    lane.each(wave(20, every_ms=3_000))
    episode = lane.rumor().episode
    assert episode is not None
    assert lane.told[0].alert_id == alert_id(LANE.split("/")[0], RUMOR, episode.started_ms)


def rested(lane: Lane) -> None:
    """Two days go by in which others are reported."""
    for hour in range(0, 48, 4):
        at_ms = T0_MS + 24 * HOUR_MS + hour * HOUR_MS
        lane.see(seen(77_000 + hour, at_ms, rumor_id=OTHER))
        lane.tick(at_ms)
    lane.state.rest(1_000)


def test_a_rumor_at_rest_is_small_and_comes_back_with_its_baseline() -> None:
    lane, awake = Lane(), Lane()
    text = "某某超市会员卡余额本周末全部清零，赶紧去消费，错过就没有了，" * 6
    quote = Wording(variant_id=RUMOR, rumor_id=RUMOR, text=text[:200], red_flags=("urgency",))
    for one in (lane, awake):
        one.see(seen(1, T0_MS - HOUR_MS), wordings=(quote,))
        one.each(wave(80, T0_MS, every_ms=30_000))
        one.tick(T0_MS + 20 * HOUR_MS)
    rested(lane)
    assert RUMOR not in lane.state.rumors
    assert len(lane.state.quiet[int(RUMOR, 16)]) <= 300
    lane.restart()
    title = lane.state.rumor(RUMOR).title
    assert len(title) > 40
    assert awake.rumor().title.startswith(title)
    for one in (lane, awake):
        one.told.clear()
        one.each(wave(60, T0_MS + 96 * HOUR_MS, every_ms=20_000, first=5_000))
    told = [
        [(a.level, a.raised_at_ms, a.baseline, a.reports) for a in one.told]
        for one in (lane, awake)
    ]
    assert told[0] == told[1]
    assert told[0]


@pytest.mark.parametrize(
    ("reported_ms", "rated_ms", "rises_ms", "kind"),
    [
        (0, 3_000, 7_000, "still_rising"),  # rated within the rise, before it was a surge
        (0, HOUR_MS, 48 * HOUR_MS, "still_rising"),
        (0, HOUR_MS, 100 * HOUR_MS, "resurfaced"),
        (48 * HOUR_MS, HOUR_MS, 48 * HOUR_MS + 5_000, "resurfaced"),  # a known fact-check
    ],
)
def test_a_rumor_that_was_rated_before_its_first_surge_has_been_away_or_not(
    reported_ms: int, rated_ms: int, rises_ms: int, kind: str
) -> None:
    lane = Lane()
    lane.over = Overlay(rated_at=lambda _: T0_MS + rated_ms)
    lane.verdicts[RUMOR] = VerdictGiven(rating="false")
    lane.each(wave(3, T0_MS + reported_ms, every_ms=1_000))
    lane.each(wave(60, T0_MS + rises_ms, every_ms=1_000, first=100))
    assert {alert.kind for alert in lane.told} == {kind}


def test_a_rated_rumor_that_rested_for_days_has_resurfaced() -> None:
    lane = Lane()
    lane.each(wave(40, T0_MS))
    lane.tick(T0_MS + 20 * HOUR_MS)
    rested(lane)
    lane.verdicts[RUMOR] = VerdictGiven(rating="false")
    lane.each(wave(40, T0_MS + 100 * HOUR_MS, first=500))
    assert lane.told[-1].kind == "resurfaced"


def test_what_is_hot_or_fresh_does_not_rest() -> None:
    lane = Lane()
    lane.each(wave(40, T0_MS))
    lane.see(seen(5_000, T0_MS + 25 * HOUR_MS, rumor_id=OTHER))
    lane.state.rest(1_000)
    assert set(lane.state.rumors) == {RUMOR, OTHER}


def test_a_merged_rumor_that_rests_still_counts_for_the_other() -> None:
    lane = Lane()
    lane.each(wave(3, T0_MS, rumor_id=OTHER))
    fact = RumorsMerged(kept=RUMOR, merged=OTHER, variant_id=RUMOR)
    lane.see(seen(500, T0_MS + 60_000), merges=(fact,))
    for hour in range(24, 72, 4):
        lane.see(seen(hour, T0_MS + hour * HOUR_MS, rumor_id="ef" * 8))
    lane.state.rest(1_000)
    lane.restart()
    lane.see(seen(600, T0_MS + 72 * HOUR_MS, rumor_id=OTHER))
    assert lane.rumor().reports == 5


def test_a_second_wave_is_one_episode_whatever_the_first_left_in_the_day_before() -> None:
    lane = Lane()
    lane.each(wave(700, T0_MS, every_ms=4_000))
    lane.tick(T0_MS + 8 * HOUR_MS)
    assert lane.told[-1].event == "resolved"
    lane.told.clear()
    again_ms = T0_MS + 9 * HOUR_MS
    lane.each(wave(300, again_ms, every_ms=60_000, first=1_000))
    lane.tick(again_ms + 20 * HOUR_MS)
    assert len({alert.alert_id for alert in lane.told}) == 1
    assert lane.told[-1].event == "resolved"


def test_late_reports_of_an_earlier_wave_raise_nothing_that_runs() -> None:
    lane = Lane()
    lane.each(wave(700, T0_MS, every_ms=4_000))
    lane.tick(T0_MS + 8 * HOUR_MS)
    again_ms = T0_MS + 9 * HOUR_MS
    lane.each(wave(40, again_ms, every_ms=20_000, first=1_000))
    lane.told.clear()
    late = wave(50, T0_MS + 600_000, every_ms=1_000, first=5_000)
    assert lane.see(*late, now_ms=again_ms + 900_000) == []


def test_a_rumor_that_always_has_so_many_does_not_stay_open_for_ever() -> None:
    lane = Lane()
    lane.each(wave(20 * 24 * 4, T0_MS, every_ms=180_000))
    lane.each(wave(400, T0_MS + 96 * HOUR_MS, every_ms=3_000, first=50_000))
    lane.each(wave(20 * 24 * 2, T0_MS + 97 * HOUR_MS, every_ms=180_000, first=90_000))
    episode = lane.rumor().episode
    assert episode is not None
    assert episode.resolved_ms


def test_an_alert_names_its_largest_languages_through_restarts_and_merges() -> None:
    lane = Lane()
    lane.each(wave(20, every_ms=20_000, language="zh-CN"))
    lane.restart()
    lane.each(wave(20, T0_MS + 20 * 20_000, every_ms=20_000, first=100, language="en"))
    assert lane.rumor().languages == {"zh-CN": 20, "en": 20}
    ((name, reports),) = [(one.name, one.reports) for one in lane.told[-1].languages]
    assert (name, reports) == ("zh-CN", lane.told[-1].reports)
    lane.each(wave(5, T0_MS + 41 * 20_000, first=200, rumor_id=OTHER, language="fr"))
    now_ms = T0_MS + 42 * 20_000
    merge = RumorsMerged(kept=RUMOR, merged=OTHER, variant_id=OTHER)
    lane.see(seen(300, now_ms, language="fr"), merges=(merge,))
    assert lane.state.rumors[RUMOR].languages["fr"] == 6


def test_reports_without_a_language_say_nothing_of_languages() -> None:
    lane = Lane()
    lane.each(wave(40, every_ms=20_000))
    assert lane.told[-1].languages == ()


def test_an_alert_is_called_by_what_is_claimed_where_a_denial_came_first() -> None:
    lane = Lane()
    denial = Wording(variant_id=RUMOR, rumor_id=RUMOR, text="不实信息：今晚断水", names=False)
    claim = Wording(variant_id=OTHER, rumor_id=RUMOR, text="今晚全城断水", names=True)
    later = Wording(variant_id="ef" * 8, rumor_id=RUMOR, text="紧急！今晚断水了", names=False)
    lane.see(seen(1, T0_MS), wordings=(denial,))
    lane.see(seen(2, T0_MS + 1_000), wordings=(claim,))
    lane.see(*wave(30, T0_MS + 2_000, first=10), wordings=(later,))
    assert (lane.told[-1].title, lane.told[-1].text) == ("今晚全城断水", "今晚全城断水")


def ended(lane: Lane) -> int:
    """A surge that was told, and is over -> when that was told."""
    lane.each(wave(20, every_ms=3_000))
    lane.tick(T0_MS + 5 * HOUR_MS)
    assert lane.events[-1] == "resolved surge"
    return lane.told[-1].at_ms


@pytest.mark.parametrize("restarts", [False, True])
def test_a_verdict_on_an_alert_that_is_over_corrects_who_was_told(restarts: bool) -> None:
    lane = Lane()
    at_ms = ended(lane)
    if restarts:
        lane.restart()
    lane.decisions = [decision("false", decision_id="dec_1")]
    (given,) = lane.correct(at_ms + HOUR_MS)
    assert (given.event, given.kind, given.change_id) == (
        "corrected",
        "still_rising",
        "corrected-dec_1",
    )
    assert given.resolved_at_ms is not None
    lane.decisions.append(decision(decision_id="dec_2", verdict=None))
    (withdrawn,) = lane.correct(at_ms + 2 * HOUR_MS)
    assert (withdrawn.kind, withdrawn.verdict) == ("surging", None)
    assert lane.correct(at_ms + 3 * HOUR_MS) == []
    assert RUMOR not in lane.state.open


def test_it_does_so_for_a_day_and_tells_nothing_else_of_it() -> None:
    lane = Lane()
    at_ms = ended(lane)
    lane.decisions = [desk("take", lane.told[0].alert_id)]
    assert lane.correct(at_ms + HOUR_MS) == []
    lane.decisions.append(decision("false"))
    assert lane.correct(at_ms + 25 * HOUR_MS) == []


def test_of_two_rises_it_is_told_of_the_one_that_runs() -> None:
    lane = Lane()
    at_ms = ended(lane)
    lane.each(wave(40, at_ms + HOUR_MS, first=100, every_ms=500))
    lane.decisions = [decision("false")]
    (given,) = lane.correct(at_ms + HOUR_MS + 50_000)
    assert (given.alert_id, given.resolved_at_ms) == (lane.told[-2].alert_id, None)


def test_what_nobody_was_told_of_is_not_corrected() -> None:
    lane = Lane()
    lane.over = Overlay(mutes={RUMOR: Mute(decision_id="dec_1", until_ms=T0_MS + 48 * HOUR_MS)})
    lane.each(wave(20, every_ms=3_000))
    lane.tick(T0_MS + 5 * HOUR_MS)
    lane.decisions = [decision("false")]
    assert lane.correct(T0_MS + 6 * HOUR_MS) == []


def test_a_level_that_waited_when_it_was_over_is_not_told_with_a_verdict() -> None:
    lane = Lane()
    lane.see(*wave(35, every_ms=10))
    lane.each(wave(200, T0_MS + 1_000, every_ms=100, first=100))
    lane.tick(T0_MS + 20 * HOUR_MS)
    assert lane.events[-1].startswith("resolved")
    told = len(lane.told)
    lane.decisions = [decision("false")]
    lane.correct(T0_MS + 21 * HOUR_MS)
    assert [alert.event for alert in lane.told[told:]] == ["corrected"]
