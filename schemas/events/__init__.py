"""Every event of rumor-tracker, in flow order.

reporting apps -> `ReportsReceived` -> cluster -> `RumorsGrown` (new variants, new rumors) and
`ReportsSighted` -> surge -> `SurgeFolded` (its own state) and `AlertsTold` -> deliver ->
`DeliveriesAttempted`. Analysts -> `DecisionMade`. Whatever cannot be used at any step ->
`ReportsRejected`. Who signs out of the console -> `SessionEnded`. What keys spend ->
`AllowancesSpent`.

One record on the log is one of these, holding a batch of its kind: a framework's cost is per
record, so a hundred reports in one record cost a hundredth each. Times are integer milliseconds
since 1970 UTC and end in `_ms`. `report_id` is a UUID as text, `variant_id` and `rumor_id` are 16
lower-case hex digits. A `lane` is "tenant/cjk" or "tenant/alphabet". Events are facts: frozen, and
never changed afterwards. Fields are only ever added, with a default.
"""

from schemas.events.alerts import Alert, AlertsTold, DeliveryAsked, Share, StanceCounts
from schemas.events.allowances import AllowancesSpent
from schemas.events.answers import AnsweredReport, VerdictTold
from schemas.events.decisions import DecisionMade, MovedCounts, SeenReports, VerdictGiven
from schemas.events.deliveries import DeliveriesAttempted, Delivery
from schemas.events.rejects import Rejection, ReportsRejected
from schemas.events.reports import Claim, Report, ReportsReceived
from schemas.events.rumors import Bridge, RumorsGrown, RumorsMerged, VariantJoined
from schemas.events.sessions import SessionEnded
from schemas.events.sightings import ReportsSighted, Sighting, SightingsShared, Wording
from schemas.events.sources import Source
from schemas.events.surges import SurgeFolded

__all__ = [
    "ALL",
    "Alert",
    "AlertsTold",
    "AllowancesSpent",
    "AnsweredReport",
    "Bridge",
    "Claim",
    "DecisionMade",
    "DeliveriesAttempted",
    "Delivery",
    "DeliveryAsked",
    "MovedCounts",
    "Rejection",
    "Report",
    "ReportsReceived",
    "ReportsRejected",
    "ReportsSighted",
    "RumorsGrown",
    "RumorsMerged",
    "SeenReports",
    "SessionEnded",
    "Share",
    "Sighting",
    "SightingsShared",
    "Source",
    "StanceCounts",
    "SurgeFolded",
    "VariantJoined",
    "VerdictGiven",
    "VerdictTold",
    "Wording",
]

ALL: tuple[type, ...] = (
    ReportsReceived,
    RumorsGrown,
    ReportsSighted,
    SurgeFolded,
    AlertsTold,
    DeliveriesAttempted,
    DecisionMade,
    ReportsRejected,
    SessionEnded,
    AllowancesSpent,
)
