"""Counters, episodes and alerts."""

import json
import math
from collections.abc import Callable
from typing import Any

import pytest

from schemas.events import (
    Alert,
    DecisionMade,
    ReportsSighted,
    Sighting,
    Source,
    VerdictGiven,
    Wording,
)
from streams.core import surge
from streams.core.durations import HOUR_MS
from streams.core.surge import LaneSurges, counters
from streams.core.surge.counters import Counters
from streams.core.surge.kernels.tail import tail
from streams.core.surge.policy import SurgePolicy, level_of
from streams.core.surge.profile import DayProfile
from streams.core.surge.reporters import Hours, key_of
from streams.core.surge.sketch import Sketch
from tests.support.plain_hours import weight_of

RUMOR, T0 = "ab" * 8, 1_700_000_000_000
POLICY = SurgePolicy()


def sighting(
    n: int,
    at_ms: int,
    *,
    reporter: str | None = None,
    stance: str = "carries",
    backfill: bool = False,
) -> Sighting:
    who = f"{n * 2_654_435_761 % 2**32:08x}00000000" if reporter is None else reporter
    return Sighting(
        report_id=f"r{n}",
        variant_id=RUMOR,
        rumor_id=RUMOR,
        stance=stance,
        observed_at_ms=at_ms,
        app="app",
        reporter=who,
        channel="wechat",
        place="北京",
        external_id="",
        backfill=backfill,
    )


class Lane:
    """A lane and everything it told."""

    def __init__(self, policy: SurgePolicy = POLICY) -> None:
        self.state, self.policy, self.told, self.offset = LaneSurges("main/cjk"), policy, [], 0  # type: ignore[var-annotated]
        self.verdicts: dict[str, VerdictGiven] = {}
        self.decisions: list[tuple[int, DecisionMade]] = []

    def see(
        self, *sightings: Sighting, now_ms: int | None = None, offset: int | None = None
    ) -> list[str]:
        offset = self.offset if offset is None else offset
        wordings = (
            (Wording(variant_id=RUMOR, rumor_id=RUMOR, text="微信要删掉"),) if offset == 0 else ()
        )
        event = ReportsSighted(
            lane="main/cjk",
            source=Source(partition=0, offset=offset),
            received_at_ms=now_ms or max(s.observed_at_ms for s in sightings),
            sightings=sightings,
            wordings=wordings,
        )
        self.state, told = surge.step(
            self.state,
            event,
            offset=offset,
            policy=self.policy,
            verdicts=self.verdicts,
            decided=len(self.decisions),
        )
        self.offset = max(self.offset, offset + 1)
        self.told += told
        return [f"{a.event} {a.level}" for a in told]

    def spread(self, reports: int, every_s: float, *, start_ms: int = T0, **more: Any) -> list[str]:
        first = self.offset
        return [
            x
            for n in range(reports)
            for x in self.see(sighting(first + n, start_ms + int(n * every_s * 1_000), **more))
        ]

    def tick(self, now_ms: int) -> list[str]:
        self.state, told = surge.tick(
            self.state,
            now_ms=now_ms,
            policy=self.policy,
            verdicts=self.verdicts,
            decided=len(self.decisions),
        )
        self.told += told
        return [f"{a.event} {a.level}" for a in told]


def test_a_surge_is_raised_early_and_told_once_per_level() -> None:
    lane = Lane()
    assert lane.spread(1_000, 3) == [
        "raised watch",
        "escalated surge",
        "escalated major",
        "escalated critical",
    ]
    surging = lane.told[1]
    assert surging.reports <= 10
    assert surging.title == "微信要删掉"
    assert surging.why == "6 reports in 5 minutes, normally 0.017, since 22:13 UTC"
    assert {a.alert_id for a in lane.told} == {surging.alert_id}
    assert [a.change_id for a in lane.told] == ["watch", "surge", "major", "critical"]
    assert [a.reports for a in lane.told[2:]] == [120, pytest.approx(480, rel=0.03)]


def test_levels_say_how_many_came_in_an_hour_not_how_surprising_they_are() -> None:
    lane = Lane()
    assert lane.spread(119, 0.5)[-1] == "escalated surge"
    assert lane.spread(10, 20, start_ms=T0 + 120_000) == ["escalated major"]


def test_a_level_passed_within_a_minute_of_a_telling_is_told_with_the_next_or_at_its_end() -> None:
    lane = Lane()
    assert lane.spread(500, 0.01) == ["raised watch", "escalated surge"]
    assert lane.tick(T0 + 30_000) == []
    assert lane.tick(T0 + 61_000) == ["escalated critical"]
    assert lane.told[-1].previous_level == "surge"
    assert lane.tick(T0 + 122_000) == []


def test_what_is_told_is_how_large_it_is_then_not_when_it_crossed_its_level() -> None:
    lane = Lane()
    lane.spread(500, 0.01)
    lane.tick(T0 + 61_000)
    waited = lane.told[-1]
    assert [waited.observed, waited.reporters] == pytest.approx([500, 500], rel=0.02)
    assert waited.why.startswith(f"{waited.observed:.0f} reports in an hour")
    at_once = Lane()
    at_once.see(*wave(25, T0, 1_000))
    assert [alert.level for alert in at_once.told] == ["surge"]
    assert at_once.told[0].observed == at_once.told[0].reporters == 25


def test_a_slow_drip_never_alerts() -> None:
    assert Lane().spread(200, 1_800) == []


@pytest.mark.parametrize(
    "more", [{"stance": "refutes"}, {"backfill": True}, {"reporter": "12345678" * 2}]
)
def test_refutations_history_and_one_person_never_alert(more: dict[str, Any]) -> None:
    assert Lane().spread(200, 5, **more) == []


def wave(count: int, start_ms: int, every_ms: int, first: int = 0) -> list[Sighting]:
    return [sighting(first + n, start_ms + n * every_ms) for n in range(count)]


@pytest.mark.parametrize("order", ["sorted", "newest first", "one time for all", "shuffled"])
@pytest.mark.parametrize("size", [1, 50, 500])
def test_a_wave_is_told_in_whatever_order_and_batches_it_comes(order: str, size: int) -> None:
    sightings = wave(400, T0, 1_500)
    if order == "newest first":
        sightings.reverse()
    elif order == "shuffled":
        sightings.sort(key=lambda s: s.reporter[::-1])
    elif order == "one time for all":
        sightings = [sighting(n, T0) for n in range(400)]
    lane, now_ms = Lane(), T0 + 600_000
    for at in range(0, len(sightings), size):
        lane.see(*sightings[at : at + size], now_ms=now_ms)
    lane.tick(now_ms + 61_000)
    assert {a.alert_id for a in lane.told} == {lane.told[0].alert_id}
    assert lane.told[-1].level == "major"
    assert lane.told[-1].reporters == pytest.approx(400, rel=0.03)


def test_a_clock_ahead_of_the_record_does_not_hide_the_wave() -> None:
    lane = Lane()
    lane.see(sighting(0, T0 + 299_000), now_ms=T0)
    assert lane.spread(20, 1, start_ms=T0 + 1_000)[:2] == ["raised watch", "escalated surge"]


@pytest.mark.parametrize("back_ms", [1_200_000, 3_600_000, 2 * 3_600_000, 5 * 3_600_000])
@pytest.mark.parametrize("together", [True, False])
def test_one_reporter_who_alternates_between_hours_never_alerts(
    back_ms: int, together: bool
) -> None:
    lane, start = Lane(), T0 // HOUR_MS * HOUR_MS + 600_000
    sightings = [
        sighting(n, start + n * 1_000 - back_ms * (n % 2), reporter="12345678" * 2)
        for n in range(80)
    ]
    for batch in [sightings] if together else [[s] for s in sightings]:
        lane.see(*batch, now_ms=start + 80_000)
    assert lane.told == []


def test_a_late_report_forgets_nobody() -> None:
    lane, start = Lane(), T0 // HOUR_MS * HOUR_MS + 60_000
    lane.see(*wave(100, start, 100), now_ms=start + 10_000)
    lane.see(sighting(999, start - 70_000), now_ms=start + 11_000)
    before = lane.state.rumors[RUMOR].counters.total
    lane.see(*wave(100, start + 12_000, 100), now_ms=start + 30_000)  # the same people again
    assert lane.state.rumors[RUMOR].counters.total == before
    assert lane.told[-1].reporters == 100


def test_a_batch_three_hours_late_is_told_with_its_delay_and_in_its_own_hour() -> None:
    lane = Lane()
    lane.see(*wave(400, T0, 1_000), now_ms=T0 + 3 * HOUR_MS)
    assert [a.event for a in lane.told] == ["raised"]
    assert lane.told[0].delayed_s == pytest.approx(3 * 3_600, rel=0.05)
    assert T0 <= lane.told[0].raised_at_ms <= T0 + 400_000


def test_a_late_batch_behind_newer_reports_is_told_with_its_end() -> None:
    lane = Lane()
    lane.see(sighting(9_999, T0 + 5 * HOUR_MS), now_ms=T0 + 5 * HOUR_MS)
    told = lane.see(*wave(400, T0, 1_000), now_ms=T0 + 5 * HOUR_MS + 1_000)
    assert told == ["raised major", "resolved major"]
    assert lane.told[0].raised_at_ms == pytest.approx(T0, abs=HOUR_MS)
    assert lane.told[0].delayed_s > 4 * 3_600
    assert (
        lane.see(*wave(400, T0, 1_000, first=500), now_ms=T0 + 5 * HOUR_MS + 2_000) == []
    )  # the same surge, grown


def test_what_is_later_than_a_day_is_counted_only() -> None:
    lane = Lane()
    assert lane.see(*wave(400, T0, 1_000), now_ms=T0 + 25 * HOUR_MS) == []
    assert lane.state.rumors[RUMOR].reports == 400


def test_a_storm_is_counted_to_its_end_and_not_resolved_while_it_lasts() -> None:
    lane, people = Lane(), 0
    for minute in range(9 * 60):
        at_ms = T0 + minute * 60_000
        lane.see(
            *[
                sighting(people + n, at_ms + n * 100, reporter=f"{people + n:016x}")
                for n in range(420)
            ],
            now_ms=at_ms + 59_000,
        )
        people += 420
        lane.tick(at_ms + 59_500)
    assert [f"{a.event} {a.level}" for a in lane.told][-1] == "escalated critical"
    episode = lane.state.rumors[RUMOR].episode
    assert episode is not None
    assert episode.reporters.count == pytest.approx(people, rel=0.06)


def test_the_same_people_again_and_again_keep_an_episode_open() -> None:
    lane = Lane()
    for hour in range(12):
        for minute in range(0, 60, 5):
            at_ms = T0 + hour * HOUR_MS + minute * 60_000
            lane.see(*wave(40, at_ms, 1_000), now_ms=at_ms + 60_000)
            lane.tick(at_ms + 61_000)
    assert "resolved" not in {a.event for a in lane.told}


def test_a_wave_after_the_end_was_told_is_told_again() -> None:
    lane = Lane()
    lane.see(*wave(300, T0, 2_000), now_ms=T0 + 600_000)
    minutes = range(10, 60 * 12, 5)
    resolved = [m for m in minutes if lane.tick(T0 + m * 60_000)]
    assert lane.told[-1].event == "resolved"
    again = T0 + (resolved[-1] + 10) * 60_000
    lane.see(*wave(1_000, again, 600, first=1_000), now_ms=again + 600_000)
    assert lane.told[-1].event == "raised"
    assert lane.told[-1].level == "critical"
    assert len({a.alert_id for a in lane.told}) == 2


def test_the_plain_definition_is_a_backstop_for_busy_rumors() -> None:
    lane = Lane()
    lane.spread(24 * 4, 900)  # 4 an hour for a day
    assert lane.told == []
    lane.spread(80, 40, start_ms=T0 + 24 * 3_600_000)
    assert "surge" in {a.level for a in lane.told}


def test_a_quiet_episode_resolves() -> None:
    lane = Lane()
    lane.spread(20, 20)
    resolved = [(m, x) for m in range(0, 60 * 12, 5) for x in lane.tick(T0 + m * 60_000)]
    assert [x for _, x in resolved] == ["resolved surge"]
    assert lane.told[-1].resolved_at_ms is not None
    again = lane.spread(30, 20, start_ms=T0 + 10 * 3_600_000)
    assert again[0].startswith("raised")
    assert len({a.alert_id for a in lane.told}) == 2


def test_a_replayed_record_changes_nothing() -> None:
    lane, other = Lane(), Lane()
    lane.spread(10, 20)
    for n in range(10):
        for _ in range(3):
            other.see(sighting(n, T0 + n * 20_000), offset=n)
    assert [a.change_id for a in other.told] == [a.change_id for a in lane.told]
    assert surge.dump(other.state, RUMOR) == surge.dump(lane.state, RUMOR)


def test_a_state_written_and_read_goes_on_as_if_nothing_had_happened() -> None:
    lane, other = Lane(), Lane()
    lane.spread(5, 20)
    surge.load(other.state, RUMOR, surge.dump(lane.state, RUMOR))
    other.offset = lane.offset
    assert surge.dump(other.state, RUMOR) == surge.dump(lane.state, RUMOR)
    assert other.see(sighting(4, T0 + 80_000), offset=4) == []  # covered by the stamp
    assert other.spread(30, 20, start_ms=T0 + 100_000) == lane.spread(30, 20, start_ms=T0 + 100_000)


def test_kinds_follow_the_verdict() -> None:
    lane = Lane()
    lane.verdicts[RUMOR] = VerdictGiven(rating="false")
    lane.spread(10, 20)
    assert lane.told[0].kind == "resurfaced"
    assert lane.told[0].verdict == VerdictGiven(rating="false")
    fresh = Lane()
    fresh.spread(10, 20)
    assert fresh.told[0].kind == "surging"


def decided(number: int, rating: str) -> tuple[int, DecisionMade]:
    decision = DecisionMade(
        decision_id=f"dec_{number}",
        tenant="main",
        kind="verdict",
        rumor_id=RUMOR,
        decided_at_ms=T0,
        decided_by="anna",
        verdict=VerdictGiven(rating=rating),
    )
    return number, decision


def corrected(lane: Lane) -> list[Alert]:
    def ratings(rumor_id: str, offset: int) -> list[tuple[int, DecisionMade]]:
        return [
            (at, decision)
            for at, decision in lane.decisions
            if decision.rumor_id == rumor_id and at >= offset
        ]

    return list(surge.correct(lane.state, ratings=ratings, now_ms=T0 + 400_000, policy=POLICY)[1])


def test_each_verdict_corrects_a_running_alert_once() -> None:
    lane = Lane()
    lane.decisions = [decided(0, "misleading")]
    lane.spread(10, 20)  # told with the first verdict in force
    assert corrected(lane) == []
    lane.decisions += [decided(1, "false"), decided(2, "misleading"), decided(3, "false")]
    told = corrected(lane)
    assert [a.verdict.rating for a in told if a.verdict] == ["false", "misleading", "false"]
    assert {a.alert_id for a in told} == {lane.told[0].alert_id}
    assert len({a.change_id for a in told}) == 3
    assert corrected(lane) == []


def test_a_verdict_that_nobody_heard_of_is_told_by_whoever_reads_the_state_back() -> None:
    lane, other = Lane(), Lane()
    lane.spread(10, 20)
    surge.load(other.state, RUMOR, surge.dump(lane.state, RUMOR))
    other.decisions = [decided(0, "false")]
    assert [a.event for a in corrected(other)] == ["corrected"]


def test_a_verdict_without_an_episode_tells_nobody() -> None:
    lane = Lane()
    lane.see(sighting(0, T0))
    lane.decisions = [decided(0, "false")]
    assert corrected(lane) == []


@pytest.mark.parametrize(("k", "mean"), [(5, 0.5), (12, 3.0), (40, 10.0), (3, 2.9)])
def test_the_poisson_tail_is_the_sum_it_stands_for(k: int, mean: float) -> None:
    exact = sum(math.exp(n * math.log(mean) - mean - math.lgamma(n + 1)) for n in range(k, 400))
    assert tail(k, mean) == pytest.approx(-math.log10(exact), rel=1e-4)


@pytest.mark.parametrize(("k", "mean", "size"), [(5, 0.5, 0.5), (12, 3.0, 10.0), (40, 10.0, 2.5)])
def test_the_negative_binomial_tail_is_the_sum_it_stands_for(
    k: int, mean: float, size: float
) -> None:
    q = mean / (mean + size)

    def mass(n: int) -> float:
        return math.exp(
            math.lgamma(n + size)
            - math.lgamma(size)
            - math.lgamma(n + 1)
            + size * math.log(1 - q)
            + n * math.log(q)
        )

    assert tail(k, mean, size) == pytest.approx(
        -math.log10(sum(mass(n) for n in range(k, 5_000))), rel=1e-4
    )


@pytest.mark.parametrize(
    ("people", "error"),
    [(1, 0.0), (30, 0.0), (256, 0.0), (3_000, 0.06), (50_000, 0.06), (1_000_000, 0.06)],
)
def test_distinct_reporters_are_counted_at_every_size(people: int, error: float) -> None:
    hours: Hours = {}
    names = [key_of(str(n)) for n in range(people)]
    total = sum(weight_of(hours, name, T0) for name in names)
    assert total == pytest.approx(people, rel=error)
    assert sum(weight_of(hours, name, T0) for name in names[:2_000]) < 2_000 * error + 1e-9
    assert hours[T0 // HOUR_MS].seen.count == pytest.approx(people, rel=error)


def test_a_sketch_written_and_read_is_the_same() -> None:
    for people in (0, 5, 256, 3_000):
        sketch = Sketch()
        for n in range(people):
            sketch.add(key_of(str(n)))
        again = Sketch.load(sketch.dump())
        assert again.dump() == sketch.dump()
        assert again.count == sketch.count
        assert again.add(key_of("somebody else")) == pytest.approx(
            sketch.add(key_of("somebody else"))
        )


def test_sketches_together_hold_everybody_once() -> None:
    for people in (50, 5_000):
        first, second = Sketch(), Sketch()
        for n in range(people):
            first.add(key_of(str(n)))
            second.add(key_of(str(n + people // 2)))
        first.merge(second)
        assert first.count == pytest.approx(people * 1.5, rel=0.08)


def test_a_state_of_the_first_form_still_loads() -> None:
    ring, hours = [0.0] * 13, [0.0] * 24
    newest = T0 // 300_000
    ring[newest % 13], hours[(newest - 30) // 12 % 24] = 4.0, 2.0
    numbers = [
        T0,
        T0 - HOUR_MS,
        4.0,
        4.0,
        4.0,
        4.0,
        0.5,
        3.0,
        newest,
        ring,
        hours,
        T0 // HOUR_MS,
        5,
        0,
    ]
    episode = [T0, T0, 2, 1, T0, "surging", 7.5, 6.0, 300, 0.02, 6.0, 0, 0]
    old = json.dumps(
        [
            numbers,
            episode,
            "标题",
            "原文",
            3,
            9,
            [7, 1, 1],
            {"wechat": 9},
            {},
            ["原文"],
            ["urgency"],
            41,
        ]
    )
    lane = Lane()
    surge.load(lane.state, RUMOR, old)
    rumor = lane.state.rumors[RUMOR]
    assert (
        rumor.title,
        rumor.reports,
        rumor.offset,
        rumor.counters.bins[newest],
        rumor.counters.total,
    ) == ("标题", 9, 41, 4.0, 6.0)
    assert lane.tick(T0 + 1_000) == []
    assert lane.tick(T0 + 12 * HOUR_MS) + lane.tick(T0 + 14 * HOUR_MS) == ["resolved surge"]


def test_the_hour_ring_matches_a_recount() -> None:
    state, profile, times = Counters(), DayProfile(), [T0 + n * n * 7_000 for n in range(120)]
    for at in times:
        counters.count(state, at, 1.0, profile)
    exact = sum(1 for t in times if t > times[-1] - 3_600_000)
    at_most, before = counters.last_hour(state)
    assert at_most - before == pytest.approx(exact, abs=1.5)


@pytest.mark.parametrize(
    "foreign", ["", "{}", "[2]", "[[1,2],null]", "[[]]", '"x"', "[" * 5_000, '[2,{"a":1},null]']
)
def test_a_state_of_another_producer_is_named_as_such(foreign: str) -> None:
    state = Lane().state
    loads: tuple[Callable[[], None], ...] = (
        lambda: surge.load(state, RUMOR, foreign),
        lambda: surge.load_lane(state, foreign),
    )
    for load in loads:
        with pytest.raises(surge.BadState):
            load()
    assert state.rumors == {}


def test_levels_derive_from_the_definition() -> None:
    small = SurgePolicy(min_reports=15, min_factor=5)
    assert small.floor_per_hour == 5
    assert [level_of(0, hour, True, small) for hour in (15, 59, 60, 239, 240)] == [2, 2, 3, 3, 4]
    assert [level_of(score, 0, False, POLICY) for score in (2.9, 3, 5.9, 9, 16)] == [0, 1, 2, 2, 2]
    assert small.version != POLICY.version


def test_the_day_profile_learns_from_whole_days_only() -> None:
    profile, midnight = DayProfile(), T0 // 86_400_000 * 86_400_000
    for _ in range(60_000):
        profile.learn(midnight + 20 * 3_600_000)
    profile.learn(midnight + 86_400_000)
    assert profile.weights == [1.0] * 24  # one loud hour teaches nothing
    for day in range(2, 12):
        for hour in range(24):
            for _ in range(10 if hour == 20 else 1):
                profile.learn(midnight + day * 86_400_000 + hour * 3_600_000)
    assert profile.at(20 * 3_600_000) > 4
    assert 1 > profile.at(3_600_000) >= 0.25
    assert sum(profile.weights) == pytest.approx(24)
    assert profile.hours_between(0, 48 * 3_600_000) == 48


def test_a_new_rumor_is_not_expected_because_the_hour_is_busy() -> None:
    lane = Lane()
    for _ in range(30_000):
        lane.state.profile.learn(T0)
    assert lane.spread(12, 1)[:2] == ["raised watch", "escalated surge"]
    assert lane.told[1].reports <= 8
