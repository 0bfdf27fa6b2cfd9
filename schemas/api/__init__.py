"""Every request and every answer of the HTTP API.

The OpenAPI document is made from these, handlers return them, and the order of the fields is the
order on the wire. Requests (`...In`) refuse fields they do not know and are checked against their
limits. Answers are only documented with patterns and enumerations (`extra_json_schema`), never
checked by them: a row of an older version that looks different must still be readable.
"""

from schemas.api.alerts import (
    AlertChange,
    AlertLinks,
    AlertPage,
    AlertRead,
    AlertVariants,
    Attempt,
    DeliveryPage,
    DeliveryRead,
)
from schemas.api.decisions import Decided, PingAsked, RedeliveryAsked, Verdict, VerdictIn
from schemas.api.fields import LONGEST_LANGUAGE, LONGEST_LINK, MOST_ATTRIBUTES, MOST_REPORTS
from schemas.api.problems import FieldError, PresentState, Problem
from schemas.api.reports import Accepted, Batch, BatchAccepted, RejectedItem, ReportIn, ReportRead
from schemas.api.rumors import (
    RumorItem,
    RumorPage,
    RumorRead,
    Share,
    Spread,
    SpreadPoint,
    SpreadSeries,
    StanceCounts,
    VariantPage,
    VariantRead,
)
from schemas.api.status import DiskRead, Health, RejectPage, RejectRead, Status, StepLag

__all__ = [
    "LONGEST_LANGUAGE",
    "LONGEST_LINK",
    "MOST_ATTRIBUTES",
    "MOST_REPORTS",
    "Accepted",
    "AlertChange",
    "AlertLinks",
    "AlertPage",
    "AlertRead",
    "AlertVariants",
    "Attempt",
    "Batch",
    "BatchAccepted",
    "Decided",
    "DeliveryPage",
    "DeliveryRead",
    "DiskRead",
    "FieldError",
    "Health",
    "PingAsked",
    "PresentState",
    "Problem",
    "RedeliveryAsked",
    "RejectPage",
    "RejectRead",
    "RejectedItem",
    "ReportIn",
    "ReportRead",
    "RumorItem",
    "RumorPage",
    "RumorRead",
    "Share",
    "Spread",
    "SpreadPoint",
    "SpreadSeries",
    "StanceCounts",
    "Status",
    "StepLag",
    "VariantPage",
    "VariantRead",
    "Verdict",
    "VerdictIn",
]
