"""An answer as it goes to the log: ids made from content, no larger than a record may be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schemas.events import AnsweredReport, DecisionMade, VerdictGiven, VerdictTold
from streams.core.answers.pending import Group
from streams.core.ids import timed_id

# A record is whole or not there, so what it names is answered once. A million askers are fifty.
MOST_REPORTS = 20_000
# Of the ids in one answer: a character of an app's own id may take six in JSON, and a record holds
# eight million bytes.
MOST_CHARACTERS = 1_000_000


@dataclass(frozen=True, slots=True)
class Reported:
    """A report to be answered."""

    report_id: str
    rumor_id: str  # that its wording joined
    external_id: str = ""


def cut(reports: Sequence[Reported]) -> Sequence[Reported]:
    """As many of the first as one answer holds; one at the least."""
    characters = 0
    for at, report in enumerate(reports[:MOST_REPORTS]):
        characters += len(report.external_id)
        if characters > MOST_CHARACTERS and at:
            return reports[:at]
    return reports[:MOST_REPORTS]


def answer_of(
    group: Group,
    reports: Sequence[Reported],
    *,
    tenant: str,
    title: str,
    made: Mapping[str, DecisionMade],
    now_ms: int,
) -> VerdictTold:
    """The answer to some reports of a group. `made` are the tenant's decisions by id."""
    id_ = timed_id(
        "ans",
        now_ms,
        tenant,
        group.app,
        group.rumor_id,
        group.decision_id,
        group.previous,
        reports[0].report_id,
    )
    return VerdictTold(
        answer_id=id_,
        tenant=tenant,
        app=group.app,
        rumor_id=group.rumor_id,
        title=title,
        at_ms=now_ms,
        decision_id=group.decision_id,
        verdict=_verdict(made, group.decision_id),
        previous=_verdict(made, group.previous),
        reports=tuple(
            AnsweredReport(
                report_id=one.report_id, rumor_id=one.rumor_id, external_id=one.external_id
            )
            for one in reports
        ),
    )


def _verdict(made: Mapping[str, DecisionMade], decision_id: str) -> VerdictGiven | None:
    decision = made.get(decision_id)
    return None if decision is None else decision.verdict
