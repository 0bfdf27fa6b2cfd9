"""The table of operations: what there is, who may call it, what comes in and what goes out.

The server, the checks of scopes and the OpenAPI document are all made from it.
"""

from dataclasses import dataclass
from typing import Any

from schemas.api import (
    Accepted,
    AlertPage,
    AlertRead,
    AnswerRead,
    AssignIn,
    Batch,
    BatchAccepted,
    CheckIn,
    CheckRead,
    Decided,
    DeliveryPage,
    FactChecks,
    FactChecksAccepted,
    Health,
    History,
    LookupIn,
    MergeIn,
    MoveIn,
    MuteIn,
    NoteIn,
    PingAsked,
    RedeliveryAsked,
    RejectPage,
    ReportIn,
    ReportRead,
    ReportsRead,
    RumorPage,
    RumorRead,
    SplitIn,
    Spread,
    Status,
    SuggestionIn,
    SuggestionPage,
    TakeIn,
    TitleIn,
    Tree,
    VariantPage,
    VerdictIn,
)
from streams.api import (
    alerts,
    checks,
    decisions,
    deliveries,
    events,
    factchecks,
    health,
    history,
    rejects,
    reports,
    rumors,
    suggestions,
    told,
)
from streams.api.services import Handler
from streams.config.keys import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One route.

    `scope` is what the key needs, empty where no key is needed; `open_to_local` lets programs on
    this machine in without one. `answers` is a struct of `schemas.api`, or the media type of what
    is none. `also` are statuses that it answers with the same, `problems` those of errors that
    nothing else here implies.
    """

    method: str
    path: str
    handler: Handler
    scope: Scope | None
    summary: str
    answers: Any
    status: int = 200
    query: tuple[str, ...] = ()
    body: Any = None
    also: tuple[int, ...] = ()
    problems: tuple[int, ...] = ()
    open_to_local: bool = False


PAGED = ("limit", "cursor")
AGAINST = (409, 412)  # of a decision: what stands against it, and that somebody was faster


def _decision(
    kind: str, handler: Handler, *, body: Any, summary: str, query: tuple[str, ...] = ()
) -> Operation:
    """A decision on the rumor in the path: all are asked for and answered alike."""
    return Operation(
        method="POST",
        path=f"/v1/rumors/{{rumor_id}}/{kind}",
        handler=handler,
        scope="curate",
        summary=summary,
        query=query,
        body=body,
        status=201,
        answers=Decided,
        problems=AGAINST,
    )


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/reports",
        handler=reports.post_one,
        scope="report",
        summary="Send one report",
        body=ReportIn,
        status=202,
        answers=Accepted,
        problems=(429,),
    ),
    Operation(
        method="POST",
        path="/v1/reports/batch",
        handler=reports.post_batch,
        scope="report",
        summary="Send many reports; good ones are kept",
        body=Batch,
        status=202,
        answers=BatchAccepted,
        problems=(429,),
    ),
    Operation(
        method="POST",
        path="/v1/reports/lookup",
        handler=reports.post_lookup,
        scope="read",
        summary="Where many reports went",
        body=LookupIn,
        answers=ReportsRead,
    ),
    Operation(
        method="GET",
        path="/v1/reports/{report_id}",
        handler=reports.get_report,
        scope="read",
        summary="Where a report went",
        answers=ReportRead,
    ),
    Operation(
        method="POST",
        path="/v1/check",
        handler=checks.post_check,
        scope="read",
        summary="Is this a known hoax? Nothing of the text is stored",
        body=CheckIn,
        answers=CheckRead,
    ),
    Operation(
        method="GET",
        path="/v1/rumors",
        handler=rumors.get_rumors,
        scope="read",
        summary="Rumors",
        query=(
            "query",
            "verdict",
            "open_alert",
            "place",
            "channel",
            "language",
            "assignee",
            "sort",
            *PAGED,
        ),
        answers=RumorPage,
    ),
    Operation(
        method="GET",
        path="/v1/rumors/{rumor_id}",
        handler=rumors.get_rumor,
        scope="read",
        summary="One rumor",
        answers=RumorRead,
    ),
    Operation(
        method="GET",
        path="/v1/rumors/{rumor_id}/variants",
        handler=rumors.get_variants,
        scope="read",
        summary="Its wordings",
        query=PAGED,
        answers=VariantPage,
    ),
    Operation(
        method="GET",
        path="/v1/rumors/{rumor_id}/tree",
        handler=rumors.get_tree,
        scope="read",
        summary="Which wording came from which",
        query=PAGED,
        answers=Tree,
    ),
    Operation(
        method="GET",
        path="/v1/rumors/{rumor_id}/spread",
        handler=rumors.get_spread,
        scope="read",
        summary="Its counts over time",
        query=("from", "to", "step", "by", "zone"),
        answers=Spread,
    ),
    _decision(
        "verdict",
        decisions.post_verdict,
        body=VerdictIn,
        summary="Rate a rumor",
    ),
    _decision(
        "merge",
        decisions.post_merge,
        body=MergeIn,
        summary="Show a rumor as another",
    ),
    _decision(
        "split",
        decisions.post_split,
        body=SplitIn,
        summary="Make wordings a rumor of their own",
        query=("with_followers",),
    ),
    _decision(
        "move",
        decisions.post_move,
        body=MoveIn,
        summary="Move wordings to another rumor",
        query=("with_followers",),
    ),
    _decision(
        "title",
        decisions.post_title,
        body=TitleIn,
        summary="Name a rumor",
    ),
    _decision(
        "assign",
        decisions.post_assign,
        body=AssignIn,
        summary="Say who works on a rumor",
    ),
    _decision(
        "note",
        decisions.post_note,
        body=NoteIn,
        summary="Note something on a rumor",
    ),
    _decision(
        "mute",
        decisions.post_mute,
        body=MuteIn,
        summary="Tell nobody of a rumor for a while",
    ),
    Operation(
        method="GET",
        path="/v1/rumors/{rumor_id}/history",
        handler=history.get_history,
        scope="read",
        summary="Its decisions and alerts",
        query=PAGED,
        answers=History,
    ),
    Operation(
        method="DELETE",
        path="/v1/decisions/{decision_id}",
        handler=decisions.delete_decision,
        scope="curate",
        summary="Undo a decision",
        answers=Decided,
        problems=AGAINST,
    ),
    Operation(
        method="GET",
        path="/v1/suggestions",
        handler=suggestions.get_suggestions,
        scope="read",
        summary="Pairs of rumors that may be one",
        query=("rumor_id", "sort", *PAGED),
        answers=SuggestionPage,
    ),
    Operation(
        method="POST",
        path="/v1/suggestions/{suggestion_id}",
        handler=suggestions.post_suggestion,
        scope="curate",
        summary="Decide on a pair",
        body=SuggestionIn,
        status=201,
        answers=Decided,
        problems=AGAINST,
    ),
    Operation(
        method="GET",
        path="/v1/alerts",
        handler=alerts.get_alerts,
        scope="read",
        summary="Alerts with history and deliveries",
        query=("rumor_id", "min_level", *PAGED),
        answers=AlertPage,
    ),
    Operation(
        method="GET",
        path="/v1/alerts/{alert_id}",
        handler=alerts.get_alert,
        scope="read",
        summary="One alert",
        answers=AlertRead,
    ),
    Operation(
        method="POST",
        path="/v1/alerts/{alert_id}/take",
        handler=alerts.post_take,
        scope="curate",
        summary="Work on an alert",
        body=TakeIn,
        status=201,
        answers=Decided,
        problems=(409,),
    ),
    Operation(
        method="POST",
        path="/v1/alerts/{alert_id}/release",
        handler=alerts.post_release,
        scope="curate",
        summary="Leave an alert to others",
        body=TakeIn,
        status=201,
        answers=Decided,
        problems=(409,),
    ),
    Operation(
        method="GET",
        path="/v1/events",
        handler=events.get_events,
        scope="read",
        summary="What happens, as server-sent events; Last-Event-ID resumes",
        answers="text/event-stream",
        problems=(422,),
    ),
    Operation(
        method="POST",
        path="/v1/factchecks",
        handler=factchecks.post_factchecks,
        scope="curate",
        summary="Known fact-checks: the first report of their claim is answered at once",
        body=FactChecks,
        status=202,
        answers=FactChecksAccepted,
    ),
    Operation(
        method="GET",
        path="/v1/answers/{answer_id}",
        handler=told.get_answer,
        scope="report",
        summary="On which of its reports an app was told a verdict",
        query=("page",),
        answers=AnswerRead,
        problems=(429,),
    ),
    Operation(
        method="GET",
        path="/v1/deliveries",
        handler=deliveries.get_deliveries,
        scope="read",
        summary="Webhook deliveries",
        query=("receiver", "state", "from", "to", *PAGED),
        answers=DeliveryPage,
    ),
    Operation(
        method="POST",
        path="/v1/deliveries/{delivery_id}/redeliver",
        handler=deliveries.post_redeliver,
        scope="admin",
        summary="Send a delivery again",
        status=202,
        answers=RedeliveryAsked,
    ),
    Operation(
        method="POST",
        path="/v1/receivers/{name}/test",
        handler=deliveries.post_test,
        scope="admin",
        summary="Send a ping to a receiver",
        status=202,
        answers=PingAsked,
    ),
    Operation(
        method="GET",
        path="/v1/rejects",
        handler=rejects.get_rejects,
        scope="admin",
        summary="What could not be used, and why",
        query=PAGED,
        answers=RejectPage,
    ),
    Operation(
        method="GET",
        path="/v1/status",
        handler=health.get_status,
        scope="read",
        summary="Lag per step, health, versions",
        answers=Status,
    ),
    Operation(
        method="GET",
        path="/healthz",
        handler=health.get_healthz,
        scope=None,
        summary="Alive",
        answers=Health,
    ),
    Operation(
        method="GET",
        path="/readyz",
        handler=health.get_readyz,
        scope=None,
        summary="Can take reports",
        answers=Health,
        also=(health.NOT_READY,),
    ),
    Operation(
        method="GET",
        path="/metrics",
        handler=health.get_metrics,
        scope="admin",
        open_to_local=True,
        summary="Prometheus metrics (loopback, or scope admin)",
        answers="text/plain",
    ),
    Operation(
        method="GET",
        path="/openapi.json",
        handler=health.get_openapi,
        scope=None,
        summary="This document",
        answers="application/json",
    ),
    Operation(
        method="GET",
        path="/docs",
        handler=health.get_docs,
        scope=None,
        summary="This document as a page",
        answers="text/html",
    ),
)
