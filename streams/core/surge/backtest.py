"""Backtest: what another policy would have told of a history, beside the policy in force.

In: records of sightings and verdicts as they came, two policies. Out: what each would have told,
and what is new, gone, earlier or later. Both are folded side by side, so that a history is read
once and never held.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from schemas.events import DecisionMade, ReportsSighted
from streams.core.durations import DAY_MS, MINUTE_MS
from streams.core.surge.policy import SurgePolicy
from streams.core.surge.rehearsal import Night, Rehearsal, Told

END_AFTER_MS = 2 * DAY_MS  # after its last record: by then every episode has ended
LOOK_MS = 5 * MINUTE_MS  # how finely nights are looked for: none is shorter
WEEK_MS = 7 * DAY_MS
HARMLESS = ("true", "satire")


@dataclass
class Outcome:
    """What one policy would have told. `alerts` are in the order of their first telling."""

    alerts: list[Told]
    alerts_a_week: float
    tellings: int
    tellings_a_night: float
    most_in_a_night: int
    rated_true: int
    never_grew: int

    @property
    def false_alarms(self) -> int:
        """Alerts on rumors that were rated true, and on what never grew."""
        return self.rated_true + self.never_grew


@dataclass
class Lead:
    """An alert of both policies. Positive: the other one told it earlier, by so many reports."""

    before: Told
    after: Told
    ms: int
    reports: int


@dataclass
class Comparison:
    """`policy` is the one in force; `new` alerts only the other one tells, `gone` only the first.

    `leads` are the alerts of both.
    """

    reports: int
    days: float
    policy: Outcome
    other: Outcome
    new: list[Told]
    gone: list[Told]
    leads: list[Lead]

    @property
    def median_lead_ms(self) -> float:
        """Of the alerts that both tell; 0 without one."""
        return median(lead.ms for lead in self.leads) if self.leads else 0.0

    @property
    def median_lead_reports(self) -> float:
        """Of the alerts that both tell; 0 without one."""
        return median(lead.reports for lead in self.leads) if self.leads else 0.0


def compare(
    history: Iterable[ReportsSighted],
    *,
    policy: SurgePolicy,
    other: SurgePolicy,
    decisions: Sequence[DecisionMade] = (),
    from_ms: int = 0,
    to_ms: int | None = None,
    night: Night = lambda at_ms: None,
) -> Comparison:
    """Folds a history with both policies and compares what they tell from `from_ms` to `to_ms`.

    What comes before only fills the counters. `history` has records in the order in which they were
    received, `decisions` in theirs; `night` names the night that an instant (ms) is in, None by
    day.
    """
    before = Rehearsal(policy, decisions, night)
    after = Rehearsal(other, decisions, night)
    reports = 0
    first_ms = last_ms = 0
    for event in history:
        now_ms = event.received_at_ms
        first_ms = first_ms or now_ms
        last_ms = max(last_ms, now_ms)
        reports += len(event.sightings)
        before.step(event)
        after.step(event)
    for run in (before, after):
        run.tick_until(last_ms + END_AFTER_MS)
    start_ms = max(from_ms, first_ms)
    end_ms = max(start_ms, last_ms if to_ms is None else min(to_ms, last_ms))
    span_ms = max(end_ms - start_ms, DAY_MS)  # of less than a day a week is not foretold
    hours = range(start_ms, end_ms + 1, LOOK_MS)
    nights = {name for at in hours if (name := night(at)) is not None}
    told_before = before.told_within(start_ms, end_ms)
    told_after = after.told_within(start_ms, end_ms)
    measure = _Measure(
        span_ms=span_ms,
        nights=nights,
        rated=_rated_at_the_end(decisions),
        grown=policy.min_reports,
    )
    new, gone, leads = _paired(told_before, told_after)
    return Comparison(
        reports=reports,
        days=span_ms / DAY_MS,
        policy=_outcome(told_before, measure),
        other=_outcome(told_after, measure),
        new=new,
        gone=gone,
        leads=leads,
    )


@dataclass(frozen=True)
class _Measure:
    """What both policies are measured by. An episode has `grown` that came to K people of the
    policy in force.
    """

    span_ms: int
    nights: set[int]
    rated: dict[str, str]
    grown: float


def _rated_at_the_end(decisions: Iterable[DecisionMade]) -> dict[str, str]:
    # A later one counts, also where it withdraws the one before.
    return {d.rumor_id: d.verdict.rating if d.verdict else "" for d in decisions}


def _outcome(alerts: list[Told], measure: _Measure) -> Outcome:
    by_night = dict.fromkeys(measure.nights, 0)
    for told in alerts:
        for name in told.nights:
            by_night[name] = by_night.get(name, 0) + 1
    true = [told for told in alerts if measure.rated.get(told.rumor_id) in HARMLESS]
    small = [told for told in alerts if told not in true and told.people < measure.grown]
    return Outcome(
        alerts=alerts,
        alerts_a_week=round(len(alerts) * WEEK_MS / measure.span_ms, 1),
        tellings=sum(told.tellings for told in alerts),
        tellings_a_night=round(sum(by_night.values()) / max(1, len(by_night)), 2),
        most_in_a_night=max(by_night.values(), default=0),
        rated_true=len(true),
        never_grew=len(small),
    )


def _paired(before: list[Told], after: list[Told]) -> tuple[list[Told], list[Told], list[Lead]]:
    """What is new, what is gone, and the alerts of both: of one rumor, running at one time."""
    left: dict[str, list[Told]] = {}
    for told in before:
        left.setdefault(told.rumor_id, []).append(told)
    new = []
    leads = []
    for told in after:
        candidates = left.get(told.rumor_id, [])
        match = next((one for one in candidates if _meet(one, told)), None)
        if match is None:
            new.append(told)
            continue
        candidates.remove(match)
        leads.append(
            Lead(
                before=match,
                after=told,
                ms=match.first_ms - told.first_ms,
                reports=match.reports - told.reports,
            )
        )
    gone = [told for told in before if told in left[told.rumor_id]]
    return new, gone, leads


def _meet(one: Told, another: Told) -> bool:
    return one.started_ms <= _end(another) and another.started_ms <= _end(one)


def _end(told: Told) -> int:
    return told.first_ms if told.resolved_ms is None else told.resolved_ms
