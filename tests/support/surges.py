"""A lane of the surge step under test: records go in, what was told comes out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from schemas.events import (
    Alert,
    DecisionMade,
    ReportsReceived,
    ReportsSighted,
    RumorsMerged,
    Sighting,
    Source,
    VerdictGiven,
    Wording,
)
from streams.core import surge
from streams.core.surge import LaneSurges, Overlay
from streams.core.surge.overlay import UNDECIDED
from streams.core.surge.policy import SurgePolicy
from streams.core.surge.rumor import RumorSurge
from tests.support.builders import LANE, RUMOR, T0_MS, reporter, sighted, sighting


def seen(person: int, at_ms: int, **fields: Any) -> Sighting:
    """A person reports the rumor."""
    return replace(sighting(person), **{"observed_at_ms": at_ms, **fields})


def wave(
    people: int, start_ms: int = T0_MS, *, every_ms: int = 1_000, first: int = 0, **fields: Any
) -> list[Sighting]:
    """So many people, one after the other."""
    return [seen(first + n, start_ms + n * every_ms, **fields) for n in range(people)]


POLICY = SurgePolicy()


@dataclass
class Lane:
    """One lane, and everything that it told."""

    policy: SurgePolicy = POLICY
    state: LaneSurges = field(default_factory=lambda: LaneSurges(LANE))
    told: list[Alert] = field(default_factory=list)
    verdicts: dict[str, VerdictGiven] = field(default_factory=dict)
    decisions: list[DecisionMade] = field(default_factory=list)
    over: Overlay = UNDECIDED
    offset: int = -1

    def see(
        self,
        *sightings: Sighting,
        now_ms: int = 0,
        merges: tuple[RumorsMerged, ...] = (),
        wordings: tuple[Wording, ...] = (),
    ) -> list[Alert]:
        """Folds one record."""
        self.offset += 1
        event = sighted(
            *sightings,
            lane=self.state.lane,
            offset=self.offset,
            received_at_ms=now_ms or max(one.observed_at_ms for one in sightings),
            merges=merges,
            wordings=wordings,
        )
        return self.fold(event)

    def share(self, record: ReportsReceived) -> list[Alert]:
        """Folds what another lane shares, as it comes back from the log."""
        self.offset += 1
        source = Source(partition=0, offset=self.offset)
        return self.fold(
            sighted(
                lane=self.state.lane,
                source=source,
                received_at_ms=record.received_at_ms,
                shared=record.shared,
            )
        )

    def fold(self, event: ReportsSighted) -> list[Alert]:
        _, told = surge.step(
            self.state,
            event,
            offset=self.offset,
            policy=self.policy,
            verdicts=self.verdicts,
            decided=len(self.decisions),
            over=self.over,
        )
        self.told += told
        return list(told)

    def each(self, sightings: Iterable[Sighting]) -> list[Alert]:
        """Folds a record for each, received as it was observed."""
        return [alert for one in sightings for alert in self.see(one)]

    def tick(self, now_ms: int) -> list[Alert]:
        _, told = surge.tick(
            self.state,
            now_ms=now_ms,
            policy=self.policy,
            verdicts=self.verdicts,
            decided=len(self.decisions),
            over=self.over,
        )
        self.told += told
        return list(told)

    def correct(self, now_ms: int) -> list[Alert]:
        def ratings(rumor_id: str, offset: int) -> list[tuple[int, DecisionMade]]:
            return [
                (at, decision)
                for at, decision in enumerate(self.decisions)
                if decision.rumor_id == rumor_id and at >= offset
            ]

        _, told = surge.correct(
            self.state,
            ratings=ratings,
            now_ms=now_ms,
            policy=self.policy,
            verdicts=self.in_force(),
            over=self.over,
        )
        self.told += told
        return list(told)

    def in_force(self) -> dict[str, VerdictGiven]:
        """What the decisions make of the verdicts."""
        verdicts = dict(self.verdicts)
        for decision in self.decisions:
            if decision.kind in ("verdict", "factcheck"):
                verdicts.pop(decision.rumor_id, None)
                if decision.verdict is not None:
                    verdicts[decision.rumor_id] = decision.verdict
        return verdicts

    def restart(self) -> None:
        """Goes on with what was written, as another process does."""
        resting = {f"{number:016x}" for number in self.state.quiet}
        states = {id_: surge.dump(self.state, id_) for id_ in resting | self.state.rumors.keys()}
        whole = surge.dump_lane(self.state)
        again = LaneSurges(self.state.lane, sources=self.state.sources, folded=self.state.folded)
        surge.load_lane(again, whole)
        for rumor_id, state in states.items():
            is_guest = rumor_id in self.state.rumors and self.rumor(rumor_id).is_guest
            surge.load(again, rumor_id, state, is_guest=is_guest)
        self.state = again

    def rumor(self, rumor_id: str = RUMOR) -> RumorSurge:
        return self.state.rumors[rumor_id]

    @property
    def events(self) -> list[str]:
        return [f"{alert.event} {alert.level}" for alert in self.told]


def grown_up(lane: Lane, people: int = 1_500, *, now_ms: int = T0_MS) -> None:
    """Two days in which the same people report other rumors, here and there."""
    for hour in range(48):
        at_ms = now_ms - (48 - hour) * 3_600_000
        lane.see(
            *[
                seen(
                    10_000 + (hour * 53 + n) * 7 % people,
                    at_ms + n * 30_000,
                    rumor_id=f"{(hour * 60 + n) * 31 % 900:016x}",
                    reporter=reporter(10_000 + (hour * 53 + n) * 7 % people),
                )
                for n in range(100)
            ],
            now_ms=at_ms + 3_000_000,
        )
