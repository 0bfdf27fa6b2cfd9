"""Days through the surge folds alone: records of sightings, ticks, verdicts.

In: what arrived, as records. Out: everything that was told, and the CPU that it took.
"""

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from schemas.events import (
    Alert,
    DecisionMade,
    ReportsSighted,
    Sighting,
    Source,
    VerdictGiven,
    Wording,
)
from streams.core import surge
from streams.core.durations import HOUR_MS
from streams.core.surge import LaneSurges
from streams.core.surge.policy import SurgePolicy
from tests.bench.days.arrival import ZERO_MS, Arrived
from tests.bench.days.world import NOBODY, Rating

LANE = "main/alphabet"
TOGETHER_MS = 10_000  # what arrives within so long is a record ...
MOST_TOGETHER = 500  # ... of at most so many
TICK_MS = 10_000  # a worker ticks every second; nothing is told in between that a tick tells
AFTER_MS = 12 * HOUR_MS  # ticks go on so long after the last record: everything ends
MIXED = 0x9E3779B97F4A7C15  # an odd number: people get well-mixed pseudonyms, each its own


@dataclass
class Told:
    """What came of some days."""

    alerts: list[Alert] = field(default_factory=list)
    reports: int = 0
    cpu_s: float = 0.0  # in `step` alone

    @property
    def us_a_report(self) -> float:
        """Microseconds of CPU that a report takes in the fold."""
        return self.cpu_s / max(1, self.reports) * 1e6


def rumor_id(rumor: int) -> str:
    """The id of a rumor's number."""
    return f"{rumor + 1:016x}"


def sightings_of(arrived: Arrived) -> list[Sighting]:
    """One sighting each, in the order of arrival."""
    ids = [rumor_id(rumor) for rumor in range(int(arrived.rumor.max()) + 1)]
    columns = zip(
        arrived.observed_ms.tolist(),
        arrived.rumor.tolist(),
        arrived.reporter.tolist(),
        arrived.refutes.tolist(),
        strict=True,
    )
    return [
        Sighting(
            report_id=f"{number:032x}",
            variant_id=ids[rumor],
            rumor_id=ids[rumor],
            stance="refutes" if refutes else "carries",
            observed_at_ms=observed_ms,
            app="app",
            reporter="" if reporter == NOBODY else f"{reporter * MIXED % 2**64:016x}",
            channel="group",
        )
        for number, (observed_ms, rumor, reporter, refutes) in enumerate(columns)
    ]


def records_of(
    sightings: Sequence[Sighting],
    received_ms: Sequence[int],
    *,
    most: int = MOST_TOGETHER,
    within_ms: int = TOGETHER_MS,
) -> list[ReportsSighted]:
    """What was received together, as records; each is received with its last report."""
    records: list[ReportsSighted] = []
    known: set[str] = set()
    start = 0
    for at in range(1, len(sightings) + 1):
        full = at - start >= most or at == len(sightings)
        if full or received_ms[at] - received_ms[start] >= within_ms:
            together = tuple(sightings[start:at])
            records.append(
                ReportsSighted(
                    lane=LANE,
                    source=Source(partition=0, offset=len(records)),
                    received_at_ms=received_ms[at - 1],
                    sightings=together,
                    wordings=_wordings(together, known),
                )
            )
            start = at
    return records


class Player:
    """One run over records."""

    def __init__(self, policy: SurgePolicy, ratings: Iterable[Rating] = ()) -> None:
        self.policy = policy
        self.state = LaneSurges(LANE)
        self.told = Told()
        self.verdicts: dict[str, VerdictGiven] = {}
        self.decisions: list[DecisionMade] = []
        self._waiting = sorted(ratings, key=lambda rating: rating.at_ms, reverse=True)
        self._ticked_ms = 0

    def play(
        self,
        records: Sequence[ReportsSighted],
        *,
        restarts: Collection[int] = (),
        progress: Callable[[int], None] | None = None,
    ) -> Told:
        """Every record in order, each after the ticks before it; a restart before some."""
        for number, record in enumerate(records):
            if number in restarts:
                self.state = restarted(self.state)
            self._tick_until(record.received_at_ms)
            began_s = time.process_time()
            self.state, told = surge.step(
                self.state,
                record,
                offset=record.source.offset,
                policy=self.policy,
                verdicts=self.verdicts,
                decided=len(self.decisions),
            )
            self.told.cpu_s += time.process_time() - began_s
            self.told.reports += len(record.sightings)
            self.told.alerts += told
            if progress is not None:
                progress(len(record.sightings))
        if records:
            self._tick_until(records[-1].received_at_ms + AFTER_MS)
        return self.told

    def _tick_until(self, now_ms: int) -> None:
        at_ms = self._ticked_ms or now_ms // TICK_MS * TICK_MS
        while at_ms <= now_ms:
            if self._waiting and self._waiting[-1].at_ms + ZERO_MS <= at_ms:
                self._decide(at_ms)
            if self.state.open:
                self._tick(at_ms)
            at_ms += TICK_MS
        self._ticked_ms = at_ms

    def _tick(self, now_ms: int) -> None:
        self.state, told = surge.tick(
            self.state,
            now_ms=now_ms,
            policy=self.policy,
            verdicts=self.verdicts,
            decided=len(self.decisions),
        )
        self.told.alerts += told

    def _decide(self, now_ms: int) -> None:
        while self._waiting and self._waiting[-1].at_ms + ZERO_MS <= now_ms:
            rating = self._waiting.pop()
            verdict = VerdictGiven(rating=rating.rating, summary="checked")
            decision = DecisionMade(
                decision_id=f"dec_{now_ms:012x}{len(self.decisions):010x}",
                tenant="main",
                kind="verdict",
                rumor_id=rumor_id(rating.rumor),
                decided_at_ms=now_ms,
                decided_by="desk",
                verdict=verdict,
            )
            self.decisions.append(decision)
            self.verdicts[decision.rumor_id] = verdict
        self.state, told = surge.correct(
            self.state, ratings=self._ratings, now_ms=now_ms, policy=self.policy
        )
        self.told.alerts += told

    def _ratings(self, rumor: str, start: int) -> list[tuple[int, DecisionMade]]:
        return [
            (offset, decision)
            for offset, decision in enumerate(self.decisions)
            if decision.rumor_id == rumor and offset >= start
        ]


def restarted(state: LaneSurges) -> LaneSurges:
    """The state as another process reads it back from its snapshots."""
    fresh = LaneSurges(state.lane)
    surge.load_lane(fresh, surge.dump_lane(state))
    for rumor in state.rumors:
        surge.load(fresh, rumor, surge.dump(state, rumor))
    fresh.folded = state.folded
    return fresh


def _wordings(sightings: Iterable[Sighting], known: set[str]) -> tuple[Wording, ...]:
    new = []
    for sighting in sightings:
        if sighting.rumor_id not in known:
            known.add(sighting.rumor_id)
            new.append(
                Wording(
                    variant_id=sighting.variant_id,
                    rumor_id=sighting.rumor_id,
                    text=f"rumor {sighting.rumor_id}",
                )
            )
    return tuple(new)
