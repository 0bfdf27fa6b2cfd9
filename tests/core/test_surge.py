"""Counters, episodes and alerts."""

import hashlib
import math

import pytest

from schemas.events import ReportsSighted, Sighting, Source, VerdictGiven, Wording
from streams.core import counters, surge
from streams.core.counters import Counters, DayProfile
from streams.core.policy import SurgePolicy, level_of
from streams.core.surge import LaneSurges

RUMOR, T0 = "ab" * 8, 1_700_000_000_000
POLICY = SurgePolicy()


def sighting(n: int, at_ms: int, *, reporter: str | None = None, stance: str = "carries", backfill: bool = False) -> Sighting:
    who = f"{n * 2_654_435_761 % 2**32:08x}00000000" if reporter is None else reporter
    return Sighting(f"r{n}", RUMOR, RUMOR, stance, at_ms, "app", who, "wechat", "北京", "", backfill)


class Lane:
    """A lane and everything it told."""

    def __init__(self, policy: SurgePolicy = POLICY) -> None:
        self.state, self.policy, self.told, self.offset = LaneSurges("main/cjk"), policy, [], 0  # type: ignore[var-annotated]
        self.verdicts: dict[str, VerdictGiven] = {}

    def see(self, *sightings: Sighting, now_ms: int | None = None, offset: int | None = None) -> list[str]:
        offset = self.offset if offset is None else offset
        wordings = (Wording(RUMOR, RUMOR, "微信要删掉"),) if offset == 0 else ()
        event = ReportsSighted("main/cjk", Source(0, offset), now_ms or max(s.observed_at_ms for s in sightings), sightings, wordings)
        self.state, told = surge.step(self.state, event, offset=offset, policy=self.policy, verdicts=self.verdicts)
        self.offset = max(self.offset, offset + 1)
        self.told += told
        return [f"{a.event} {a.level}" for a in told]

    def spread(self, reports: int, every_s: float, *, start_ms: int = T0, **more: object) -> list[str]:
        first = self.offset
        return [x for n in range(reports) for x in self.see(sighting(first + n, start_ms + int(n * every_s * 1_000), **more))]  # type: ignore[arg-type]

    def tick(self, now_ms: int) -> list[str]:
        self.state, told = surge.tick(self.state, now_ms=now_ms, policy=self.policy, verdicts=self.verdicts)
        self.told += told
        return [f"{a.event} {a.level}" for a in told]


def test_a_surge_is_raised_early_and_told_once_per_level() -> None:
    lane = Lane()
    assert lane.spread(120, 20) == ["raised watch", "escalated surge", "escalated major", "escalated critical"]
    surging = lane.told[1]
    assert surging.reports <= 10
    assert surging.title == "微信要删掉"
    assert surging.why == "6 reports in 5 minutes, normally 0.018"
    assert {a.alert_id for a in lane.told} == {surging.alert_id}
    assert [a.change_id for a in lane.told] == ["watch", "surge", "major", "critical"]


def test_a_slow_drip_never_alerts() -> None:
    assert Lane().spread(200, 1_800) == []


@pytest.mark.parametrize("more", [{"stance": "refutes"}, {"backfill": True}, {"reporter": "12345678" * 2}])
def test_refutations_history_and_one_person_never_alert(more: dict[str, object]) -> None:
    assert Lane().spread(200, 5, **more) == []


def test_late_reports_count_and_do_not_alert() -> None:
    lane = Lane()
    for n in range(100):
        assert lane.see(sighting(n, T0 + n * 1_000), now_ms=T0 + 2 * 3_600_000) == []
    assert lane.state.rumors[RUMOR].reports == 100


def test_the_plain_definition_is_a_backstop_for_busy_rumors() -> None:
    lane = Lane()
    lane.spread(24 * 4, 900)  # 4 an hour for a day
    assert lane.told == []
    lane.spread(80, 40, start_ms=T0 + 24 * 3_600_000)
    assert "surge" in {a.level for a in lane.told}


def test_a_quiet_episode_resolves_and_re_arms_after_six_hours() -> None:
    lane = Lane()
    lane.spread(20, 20)
    resolved = [(m, x) for m in range(0, 60 * 12, 5) for x in lane.tick(T0 + m * 60_000)]
    assert [x for _, x in resolved] == ["resolved critical"]
    assert lane.told[-1].resolved_at_ms is not None
    again = lane.spread(30, 20, start_ms=T0 + 10 * 3_600_000)
    assert again[0].startswith("raised")
    assert len({a.alert_id for a in lane.told}) == 2


def test_inside_six_hours_the_same_episode_re_opens_silently() -> None:
    lane = Lane()
    lane.spread(20, 20)
    for minute in range(0, 300, 5):
        lane.tick(T0 + minute * 60_000)
    before = len(lane.told)
    assert lane.spread(10, 20, start_ms=T0 + 5 * 3_600_000 + 1) == []
    assert len(lane.told) == before


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
    lane.verdicts[RUMOR] = VerdictGiven("false")
    lane.spread(10, 20)
    assert lane.told[0].kind == "resurfaced"
    assert lane.told[0].verdict == VerdictGiven("false")
    fresh = Lane()
    fresh.spread(10, 20)
    assert fresh.told[0].kind == "surging"


def test_a_verdict_corrects_a_running_alert_and_nothing_else() -> None:
    lane = Lane()
    assert surge.correct(lane.state, RUMOR, now_ms=T0, policy=POLICY, verdicts={})[1] == ()
    lane.spread(10, 20)
    told = surge.correct(lane.state, RUMOR, now_ms=T0, policy=POLICY, verdicts={RUMOR: VerdictGiven("false")})[1]
    assert [a.event for a in told] == ["corrected"]
    assert told[0].alert_id == lane.told[0].alert_id


@pytest.mark.parametrize(("k", "mean"), [(5, 0.5), (12, 3.0), (40, 10.0), (3, 2.9)])
def test_the_poisson_tail_is_the_sum_it_stands_for(k: int, mean: float) -> None:
    exact = sum(math.exp(n * math.log(mean) - mean - math.lgamma(n + 1)) for n in range(k, 400))
    assert counters.tail(k, mean) == pytest.approx(-math.log10(exact), rel=1e-4)


@pytest.mark.parametrize(("k", "mean", "size"), [(5, 0.5, 0.5), (12, 3.0, 10.0), (40, 10.0, 2.5)])
def test_the_negative_binomial_tail_is_the_sum_it_stands_for(k: int, mean: float, size: float) -> None:
    q = mean / (mean + size)

    def mass(n: int) -> float:
        return math.exp(math.lgamma(n + size) - math.lgamma(size) - math.lgamma(n + 1) + size * math.log(1 - q) + n * math.log(q))

    assert counters.tail(k, mean, size) == pytest.approx(-math.log10(sum(mass(n) for n in range(k, 5_000))), rel=1e-4)


def test_distinct_reporters_are_counted_within_a_few_percent() -> None:
    for people in (30, 100, 300):
        state = Counters()
        names = [hashlib.blake2b(str(n).encode(), digest_size=8).hexdigest() for n in range(people)]
        total = sum(counters.weight_of(state, name, T0) for name in names * 3)
        assert counters.distinct(state) == pytest.approx(people, rel=0.12)
        assert total == pytest.approx(people, rel=0.12)


def test_the_hour_ring_matches_a_recount() -> None:
    state, profile, times = Counters(), DayProfile(), [T0 + n * n * 7_000 for n in range(120)]
    for at in times:
        counters.count(state, at, 1.0, profile)
    exact = sum(1 for t in times if t > times[-1] - 3_600_000)
    assert counters.last_hour(state) == pytest.approx(exact, abs=1.5)


def test_levels_derive_from_the_definition() -> None:
    small = SurgePolicy(min_reports=15, min_factor=5)
    assert small.floor_per_hour == 5
    assert level_of(0, 50, True, small) == 4
    assert [level_of(s, 0, False, POLICY) for s in (2.9, 3, 5.9, 9, 16)] == [0, 1, 2, 3, 4]
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
