"""What the simulated days make of tellings: right, missed, twice, too high, of puppets, false."""

from typing import Any

import numpy as np

from schemas.events import Alert
from streams.core.durations import DAY_MS, HOUR_MS, MINUTE_MS
from streams.core.surge.policy import SurgePolicy
from tests.bench.days import arrival, table
from tests.bench.days.arrival import ZERO_MS
from tests.bench.days.judge import Judged, judge
from tests.bench.days.oracle import Surge, Truth
from tests.bench.days.play import Told, rumor_id
from tests.bench.days.world import QUIET_NIGHT, World
from tests.support import builders

POLICY = SurgePolicy()
MET_MS = ZERO_MS + DAY_MS + 10 * HOUR_MS


def alert(number: int = 1, *, rumor: int = 0, at_ms: int = MET_MS, **fields: Any) -> Alert:
    given: dict[str, Any] = {
        "alert_id": f"alr_{number}",
        "rumor_id": rumor_id(rumor),
        "at_ms": at_ms,
        "started_at_ms": at_ms,
        "raised_at_ms": at_ms,
    }
    return builders.alert(**{**given, **fields})


def judged(*alerts: Alert, role: str = "hoax", peak: int = 100) -> Judged:
    """A rumor with one surge: its onset half an hour before the definition is met."""
    onset_ms = MET_MS - 30 * MINUTE_MS
    surge = Surge(rumor=0, onset_ms=onset_ms, met_ms=MET_MS, end_ms=MET_MS + HOUR_MS, peak=peak)
    times = np.arange(onset_ms, onset_ms + 100 * MINUTE_MS, MINUTE_MS)
    truth = Truth([surge], {0: [(onset_ms, MET_MS + HOUR_MS)]}, {0: times})
    return judge(Told(alerts=list(alerts)), truth, World(1, roles=[role, "quiet"]), POLICY)


def test_a_surge_that_is_told_once_is_right() -> None:
    found = judged(alert(at_ms=MET_MS - 10 * MINUTE_MS))
    assert (found.surges, found.told, found.twice, found.levels_wrong) == (1, 1, 0, 0)
    assert found.faults == []
    assert found.delays_min == [20.0]
    assert found.reports_seen == [21]


def test_a_surge_that_nobody_told_or_that_was_told_hours_later_is_missed() -> None:
    assert judged().faults[0].startswith("missed: seed 1 rumor 0")
    late = judged(alert(at_ms=MET_MS + 5 * HOUR_MS))
    assert (late.told, late.false, late.never_grew) == (0, 1, 1)


def test_late_reports_are_told_late_of_the_hour_in_which_they_were_seen() -> None:
    late = judged(alert(at_ms=MET_MS + 5 * HOUR_MS, delayed_s=5 * 3_600.0, raised_at_ms=MET_MS))
    assert (late.told, late.false) == (1, 0)


def test_two_alerts_of_one_surge_and_one_level_told_twice_are_faults() -> None:
    assert judged(alert(1), alert(2)).twice == 1
    assert judged(alert(1), alert(1)).levels_twice == 1
    assert judged(alert(1), alert(1, event="escalated", level="major"), peak=200).faults == []


def test_what_the_clock_ended_in_the_outage_may_be_told_again() -> None:
    start, _ = arrival.outage_ms()
    ended = alert(1, event="resolved", at_ms=start + MINUTE_MS, resolved_at_ms=start)
    assert judged(alert(1), ended, alert(2)).twice == 0
    ended = alert(1, event="resolved", at_ms=start - MINUTE_MS, resolved_at_ms=start)
    assert judged(alert(1), ended, alert(2)).twice == 1


def test_levels_follow_the_peak_within_the_error_of_the_count() -> None:
    assert judged(alert(level="major"), peak=100).levels_wrong == 1
    assert judged(alert(level="major"), peak=115).levels_wrong == 0
    assert judged(alert(level="major"), peak=500).levels_wrong == 0
    assert judged(alert(level="surge"), peak=500).levels_wrong == 1


def test_whoever_pushes_may_not_be_told_as_a_crowd() -> None:
    assert judged(alert(), role="puppets").pushed == 1
    assert judged(alert(level="watch"), role="loud").pushed == 0
    assert judged(alert(), role="puppets").surges == 0


def test_false_is_what_lies_outside_of_every_surge() -> None:
    found = judged(alert(1), alert(2, rumor=1))
    assert (found.false, found.never_grew) == (1, 1)


def test_only_what_reaches_a_desk_counts_in_the_quiet_night() -> None:
    night_ms = ZERO_MS + QUIET_NIGHT * DAY_MS + 23 * HOUR_MS
    found = judged(
        alert(1),
        alert(2, rumor=1, at_ms=night_ms),
        alert(3, rumor=1, at_ms=night_ms, level="watch"),
    )
    assert found.night == [1]


def test_figures_of_seeds_add_up() -> None:
    both = judged(alert())
    both.add(judged(alert(1), alert(1, event="resolved")))
    assert (both.surges, both.told, both.most_tellings) == (2, 2, 2)
    assert len(both.delays_min) == 2


def test_a_later_surge_in_the_same_episode_has_a_level_of_its_own() -> None:
    later = alert(1, event="escalated", level="critical", at_ms=MET_MS + 9 * HOUR_MS)
    assert judged(alert(1), later).levels_wrong == 0
    soon = alert(1, event="escalated", level="critical", at_ms=MET_MS + HOUR_MS)
    assert judged(alert(1), soon).levels_wrong == 1


def test_the_table_names_every_figure_beside_what_has_to_hold() -> None:
    lines = list(table.rows("one", judged(alert(1), alert(2))))
    assert lines[0] == "   one: 0 reports, 10 rumor-days"
    figures = {line[3:43].strip(): line[43:] for line in lines[1:]}
    assert figures["surges true / told / missed"] == "1 / 1 / 0"
    assert figures["surges told under two alerts"] == "1 (0)"
    assert figures["minutes to the telling, median / p90"] == "30.0 / 30.0"
