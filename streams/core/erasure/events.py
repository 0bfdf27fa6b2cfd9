"""Events without what is forgotten, each kind by its own fields.

What others wrote themselves (alerts, deliveries, decisions) is gone through string by string:
wherever it quotes a forgotten wording or names a forgotten report it quotes and names nothing.
"""

import json
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from schemas.events import (
    Alert,
    AlertsTold,
    AllowancesSpent,
    AnsweredReport,
    DecisionMade,
    DeliveriesAttempted,
    Delivery,
    Rejection,
    Report,
    ReportsReceived,
    ReportsRejected,
    ReportsSighted,
    RumorsGrown,
    SessionEnded,
    Sighting,
    SightingsShared,
    SurgeFolded,
    VariantJoined,
    Wording,
)
from streams.core.erasure import surges
from streams.core.erasure.plan import ERASED, Plan
from streams.core.erasure.quotes import without_quotes
from streams.core.lanes import tenant_of
from streams.parsing.documents import json_or

Some = TypeVar("Some")
Seen = TypeVar("Seen", ReportsSighted, SightingsShared)
ANSWER = "verdict.given"  # the one type of delivery whose body names reports as apps name them


def forget(plan: Plan, event: Any) -> Any:
    """An event of whatever topic without what is forgotten. Other tenants say what they say.

    Raises `BadState` for a state of the surge step that nobody can read.
    """
    if isinstance(event, SessionEnded | AllowancesSpent):
        return event  # of who works here, and of apps, by hashes
    if isinstance(event, ReportsRejected):
        return replace(event, rejections=tuple(_rejection(plan, one) for one in event.rejections))
    return _forgotten(plan, event) if is_of(plan, event) else event


def is_of(plan: Plan, event: Any) -> bool:
    """Whether an event, of whatever topic that has tenants, is of the plan's tenant."""
    tenant = event.tenant if isinstance(event, DecisionMade) else tenant_of(event.lane)
    return bool(tenant == plan.tenant)


def _forgotten(plan: Plan, event: Any) -> Any:
    if isinstance(event, ReportsReceived):
        kept = tuple(one for one in event.reports if not _is_forgotten(plan, one))
        return replace(event, reports=kept, shared=_shared(plan, event.shared))
    if isinstance(event, ReportsSighted):
        return replace(_seen(plan, event), shared=_shared(plan, event.shared))
    if isinstance(event, RumorsGrown):
        return replace(event, variants=tuple(_variant(plan, one) for one in event.variants))
    if isinstance(event, SurgeFolded):
        return surges.without(plan, event)
    if isinstance(event, AlertsTold):
        return _told(plan, event)
    if isinstance(event, DeliveriesAttempted):
        made = tuple(_delivery(plan, one) for one in event.deliveries)
        return replace(event, deliveries=made)
    return _plainly(plan, event)


def _is_forgotten(plan: Plan, report: Report) -> bool:
    return report.report_id in plan.reports or report.reporter in plan.reporters


def _shared(plan: Plan, shared: SightingsShared | None) -> SightingsShared | None:
    if shared is None:
        return None
    states = tuple(surges.without(plan, one) for one in shared.states)
    return replace(_seen(plan, shared), states=states)


def _seen(plan: Plan, event: Seen) -> Seen:
    return replace(
        event,
        sightings=tuple(_sighting(plan, one) for one in event.sightings),
        wordings=tuple(_wording(plan, one) for one in event.wordings),
    )


def _sighting(plan: Plan, one: Sighting) -> Sighting:
    if one.report_id not in plan.reports and one.reporter not in plan.reporters:
        return one
    return replace(
        one,
        report_id=plan.reports.get(one.report_id, one.report_id),
        reporter=plan.reporters.get(one.reporter, one.reporter),
        external_id="",
        link="",
        attributes=None,
    )


def _wording(plan: Plan, one: Wording) -> Wording:
    return replace(one, text=ERASED) if one.variant_id in plan.texts else one


def _variant(plan: Plan, one: VariantJoined) -> VariantJoined:
    if one.exemplar_id in plan.texts:  # what earlier versions wrote there quotes the other wording
        one = replace(one, explanation="")
    if one.variant_id in plan.first:
        one = replace(one, link="")
    if one.variant_id not in plan.texts:
        return one
    # Without windows it is no exemplar any more: nothing can be matched with what is not there.
    return replace(one, text=ERASED, windows=(), explanation="", link="")


def _told(plan: Plan, event: AlertsTold) -> AlertsTold:
    event = _plainly(plan, event)
    alerts = tuple(_alert(plan, one) for one in event.alerts)
    answers = tuple(
        replace(one, reports=tuple(_answered(plan, report) for report in one.reports))
        for one in event.answers
    )
    return replace(event, alerts=alerts, answers=answers)


def _alert(plan: Plan, one: Alert) -> Alert:
    if one.rumor_id not in plan.texts:
        return one
    title = ERASED if plan.is_part(one.title) else one.title
    return replace(one, title=title, text=ERASED if plan.is_part(one.text) else one.text)


def _answered(plan: Plan, one: AnsweredReport) -> AnsweredReport:
    """Its report may stand under its other id already: that was forgotten, too."""
    if one.report_id in plan.reports.values():
        return replace(one, external_id="")
    return one


def _delivery(plan: Plan, one: Delivery) -> Delivery:
    if one.type == ANSWER and one.body:
        one = replace(one, body=_without_external_ids(plan, one.body))
    return _plainly(plan, one)


def _without_external_ids(plan: Plan, body: str) -> str:
    """The body of an answer; the same id of another app may go with it, from what was sent long
    ago.
    """
    whole = json_or(body, None)
    try:
        named = whole["data"]["reports"]["external_ids"]
        kept = [name for name in named if name not in plan.external_ids]
    except (KeyError, TypeError):  # a kind of receiver that is told no ids
        return body
    if len(kept) == len(named):
        return body
    whole["data"]["reports"]["external_ids"] = kept
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def _rejection(plan: Plan, one: Rejection) -> Rejection:
    if one.tenant != plan.tenant:
        return one
    if one.report_id in plan.reports:  # its text never became a wording
        one = replace(one, sample="")
    return _plainly(plan, one)


def _plainly(plan: Plan, event: Some) -> Some:
    """An event as plain values; what quotes a wording or names a report does so no more."""
    return msgspec.convert(_without(msgspec.to_builtins(event), plan), type(event))


def _without(value: Any, plan: Plan, name: str = "") -> Any:
    if isinstance(value, dict):
        return {field: _without(inner, plan, field) for field, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without(inner, plan, name) for inner in value]
    if not isinstance(value, str):
        return value
    value = without_quotes(value, plan.quotes, name)
    for named, other in (plan.reports | plan.reporters).items():
        value = value.replace(named, other)
    return value
