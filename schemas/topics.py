"""The topic catalogue as data, and the codec between bytes on the log and events.

In: an event, or the bytes of a record. Out: the other. Every process that touches the log takes
names, keys and settings from here; `rumor-tracker topics` creates them.
"""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

from schemas import events

Event = TypeVar("Event")
DAY_S = 86_400
MAX_RECORD_BYTES = 8_000_000  # brokers are set to it; the intake splits what is larger
MAX_REPORTS_PER_RECORD = 500
LANE_PARTITIONS = 4  # never changes on a log in use: lanes would move away from their state


class CodecError(Exception):
    """The bytes of a record are not the event that its topic holds."""


@dataclass(frozen=True)
class Topic(Generic[Event]):
    """One topic: what a record holds, how it is keyed and for how long it is kept.

    Who writes and reads it says `schemas.pipeline`. `partitions` None means one per lane slot
    (`LANE_PARTITIONS`, the same for all topics keyed by lane). `retention_s` None keeps records for
    ever; `compacted` keeps the newest record of each key instead.
    """

    name: str
    key: str
    event: type[Event]
    retention_s: int | None
    partitions: int | None = None
    compacted: bool = False

    def encode(self, event: Event) -> bytes:
        return ENCODER.encode(event)

    def decode(self, value: bytes | None) -> Event:
        """The event in a record. Raises `CodecError` naming what is wrong and where."""
        try:
            return DECODERS[self.name].decode(value or b"")  # type: ignore[no-any-return]
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise CodecError(f"{self.name}: {error}") from error


# Reports and sightings are kept for as long as a report may be late and still count: what is older
# than a week is history. Rumors are the index, which is built again from them: a rumor that rests
# for a year is known when it comes back. Alerts and deliveries: a month to ask for one again.
REPORTS = Topic("rumor.reports.v1", "lane", events.ReportsReceived, 7 * DAY_S)
RUMORS = Topic("rumor.rumors.v1", "lane", events.RumorsGrown, 400 * DAY_S)
SIGHTINGS = Topic("rumor.sightings.v1", "lane", events.ReportsSighted, 7 * DAY_S)
SURGES = Topic("rumor.surges.v1", "rumor_id", events.SurgeFolded, None, compacted=True)
ALERTS = Topic("rumor.alerts.v1", "lane", events.AlertsTold, 30 * DAY_S)
DELIVERIES = Topic("rumor.deliveries.v1", "lane", events.DeliveriesAttempted, 30 * DAY_S)
# One partition: decisions bind each other, so every process applies them in one order.
CURATIONS = Topic("rumor.curations.v1", "tenant", events.DecisionMade, None, partitions=1)
REJECTS = Topic("rumor.rejects.v1", "source", events.ReportsRejected, 30 * DAY_S)
# Who signed out: for as long as a session lasts, and longer than an intake may be away meanwhile.
SESSIONS = Topic("rumor.sessions.v1", "session", events.SessionEnded, DAY_S, partitions=1)
# What keys spent: minutes would do. One partition, for every intake reads all of it.
ALLOWANCES = Topic("rumor.allowances.v1", "intake", events.AllowancesSpent, DAY_S, partitions=1)

CATALOGUE: tuple[Topic[Any], ...] = (
    REPORTS,
    RUMORS,
    SIGHTINGS,
    SURGES,
    ALERTS,
    DELIVERIES,
    CURATIONS,
    REJECTS,
    SESSIONS,
    ALLOWANCES,
)

ENCODER = msgspec.json.Encoder()
DECODERS = {topic.name: msgspec.json.Decoder(topic.event) for topic in CATALOGUE}


def partitions_of(topic: Topic[Any], lane_partitions: int = LANE_PARTITIONS) -> int:
    """How many partitions a topic has."""
    return topic.partitions or lane_partitions
