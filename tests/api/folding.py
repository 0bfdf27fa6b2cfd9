"""The worker of tests of the API: folds a report and puts what it says on a log in memory."""

from typing import Any

from schemas.events import ReportsReceived, Sighting
from schemas.topics import RUMORS, SIGHTINGS, Topic
from streams.core import clusters
from streams.core.clusters.state import LaneClusters
from streams.core.lanes import lane_of
from streams.log.contract import Record
from tests.api.house import MemoryLog
from tests.support import builders


class Folding:
    """One tenant's lanes; nothing follows the log yet when a report is on it."""

    def __init__(self, log: MemoryLog) -> None:
        self.log = log
        self.log.records |= {RUMORS.name: [], SIGHTINGS.name: []}
        self._lanes: dict[str, LaneClusters] = {}
        self._number = 0

    def report(self, text: str) -> Sighting:
        """A report of a text -> where it went."""
        self._number += 1
        event = ReportsReceived(
            lane=lane_of("main", text),
            received_at_ms=builders.T0_MS,
            reports=(builders.report(self._number, text=text),),
        )
        lane = self._lanes.setdefault(event.lane, LaneClusters.empty(event.lane))
        source = builders.sighted(offset=self._number).source
        _, outcome = clusters.step(lane, event, source=source, curation_offset=0)
        if outcome.grown is not None:
            self._append(RUMORS, outcome.grown)
        assert outcome.sighted is not None
        self._append(SIGHTINGS, outcome.sighted)
        return outcome.sighted.sightings[0]

    def _append(self, topic: Topic[Any], event: Any) -> None:
        records = self.log.records[topic.name]
        value = topic.encode(event)
        records.append(Record(0, len(records), builders.T0_MS, event.lane.encode(), value))
