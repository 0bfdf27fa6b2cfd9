"""What another policy would have told, on histories whose answer is known."""

from dataclasses import replace

import pytest

from schemas.events import DecisionMade, ReportsSighted, Sighting, Wording
from streams.core.durations import DAY_MS, HOUR_MS, MINUTE_MS
from streams.core.surge.backtest import Comparison, compare
from streams.core.surge.policy import SurgePolicy
from tests.support.builders import T0_MS, decision, reporter, sighted, sighting

MIDNIGHT_MS = T0_MS // DAY_MS * DAY_MS
POLICY = SurgePolicy()
# Neither the score nor the definition of these finds less than a hundred people in an hour.
DULL = SurgePolicy(min_reports=300)
KEEN = SurgePolicy(min_reports=12, min_factor=5)


def wave(
    rumor: int, *, people: int, at_ms: int, every_ms: int = 20_000, first: int = 0
) -> list[Sighting]:
    """So many people report one rumor, one after the other."""
    name = f"{rumor:016x}"
    return [
        sighting(
            first + n,
            rumor_id=name,
            variant_id=name,
            reporter=reporter(10_000 * rumor + first + n),
            observed_at_ms=MIDNIGHT_MS + at_ms + n * every_ms,
        )
        for n in range(people)
    ]


def history(*waves: list[Sighting]) -> list[ReportsSighted]:
    """One record a report, in the order of time."""
    ordered = sorted((s for one in waves for s in one), key=lambda s: s.observed_at_ms)
    known: set[str] = set()
    records = []
    for offset, one in enumerate(ordered):
        wordings: tuple[Wording, ...] = ()
        if one.rumor_id not in known:
            known.add(one.rumor_id)
            wording = Wording(
                variant_id=one.rumor_id,
                rumor_id=one.rumor_id,
                text=f"rumor {int(one.rumor_id, 16)}",
            )
            wordings = (wording,)
        records.append(
            sighted(one, offset=offset, received_at_ms=one.observed_at_ms, wordings=wordings)
        )
    return records


BIG = wave(1, people=400, at_ms=9 * HOUR_MS)
SMALL = wave(2, people=15, at_ms=30 * HOUR_MS)


def rated(rating: str, rumor: int = 1, at_ms: int = 10 * HOUR_MS) -> DecisionMade:
    return decision(rating, rumor_id=f"{rumor:016x}", decided_at_ms=MIDNIGHT_MS + at_ms)


def compared(other: SurgePolicy, *waves: list[Sighting], **given: object) -> Comparison:
    return compare(history(*waves), policy=POLICY, other=other, **given)  # type: ignore[arg-type]


def test_the_same_policy_changes_nothing() -> None:
    found = compared(POLICY, BIG, SMALL)
    assert found.new == []
    assert found.gone == []
    assert found.policy == found.other
    assert [(lead.ms, lead.reports) for lead in found.leads] == [(0, 0)] * len(found.leads)
    assert {told.title for told in found.policy.alerts} == {"rumor 1", "rumor 2"}


def test_a_duller_policy_loses_the_small_one_and_tells_the_big_one_later() -> None:
    found = compared(DULL, BIG, SMALL)
    assert [told.title for told in found.gone] == ["rumor 2"]
    assert found.new == []
    [lead] = found.leads
    assert lead.before.title == "rumor 1"
    assert lead.ms < 0
    assert lead.reports < 0
    # One person every 20 seconds: minutes and reports of lead are the same thing.
    assert lead.ms == lead.reports * 20_000
    assert found.median_lead_ms == lead.ms


def test_a_keener_policy_tells_more_and_earlier() -> None:
    slow = wave(3, people=14, at_ms=20 * HOUR_MS, every_ms=3 * MINUTE_MS)
    found = compared(KEEN, BIG, slow)
    assert [told.title for told in found.new] == ["rumor 3"]
    assert found.gone == []
    assert [lead.ms > 0 for lead in found.leads] == [True]


def test_what_never_came_to_k_people_and_what_was_rated_true_are_false_alarms() -> None:
    found = compared(DULL, BIG, SMALL, decisions=[rated("true")])
    assert (found.policy.rated_true, found.policy.never_grew) == (1, 1)
    assert found.policy.false_alarms == 2
    assert (found.other.rated_true, found.other.never_grew) == (1, 0)
    assert compared(DULL, BIG, decisions=[rated("false")]).policy.false_alarms == 0


def test_alerts_are_counted_a_week_within_the_span_alone() -> None:
    end = wave(9, people=1, at_ms=7 * DAY_MS + 9 * HOUR_MS)
    found = compared(POLICY, BIG, SMALL, end)
    assert found.days == pytest.approx(7)
    assert found.policy.alerts_a_week == 2.0
    later = compared(POLICY, BIG, SMALL, end, from_ms=MIDNIGHT_MS + DAY_MS)
    assert [told.title for told in later.policy.alerts] == ["rumor 2"]
    earlier = compared(POLICY, BIG, SMALL, end, to_ms=MIDNIGHT_MS + DAY_MS)
    assert [told.title for told in earlier.policy.alerts] == ["rumor 1"]


def test_tellings_of_a_night_are_those_of_its_hours() -> None:
    def night(at_ms: int) -> int | None:
        day, hour = divmod((at_ms - MIDNIGHT_MS) // HOUR_MS, 24)
        return None if 7 <= hour < 22 else day + (hour >= 22)

    dark = wave(4, people=40, at_ms=25 * HOUR_MS)  # at one o'clock: raised and over before seven
    end = wave(9, people=1, at_ms=3 * DAY_MS)
    found = compared(POLICY, dark, end, night=night)
    [told] = found.policy.alerts
    assert told.tellings == 2
    assert told.nights == [1, 1]
    assert found.policy.most_in_a_night == 2
    assert 0 < found.policy.tellings_a_night <= 1


def test_a_second_wave_is_an_alert_of_its_own_and_finds_its_pair() -> None:
    again = wave(1, people=400, at_ms=60 * HOUR_MS, first=1_000)
    found = compared(DULL, BIG, again)
    assert len(found.leads) == 2
    assert [lead.before.started_ms < lead.after.first_ms for lead in found.leads] == [True, True]


def test_a_verdict_in_the_middle_is_told_under_both_policies() -> None:
    plain = compared(POLICY, BIG)
    corrected = compared(POLICY, BIG, decisions=[rated("false", at_ms=10 * HOUR_MS)])
    assert corrected.policy.tellings == plain.policy.tellings + 1
    assert corrected.other.tellings == plain.other.tellings + 1


def test_an_empty_history_compares_to_nothing() -> None:
    found = compared(replace(POLICY, min_reports=50))
    assert found.reports == 0
    assert found.policy.alerts == []
    assert found.median_lead_ms == 0.0
