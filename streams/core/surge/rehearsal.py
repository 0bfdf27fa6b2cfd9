"""Rehearsal: one policy over a history, as if it had been in force.

In: records of sightings and verdicts as they came. Out: the alerts that would have been told. The
clock is the history's own: ticks come between its records.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from schemas.events import Alert, DecisionMade, ReportsSighted, Source, VerdictGiven
from streams.core.surge import correct, step, tick
from streams.core.surge.policy import LEVELS, SURGE, SurgePolicy
from streams.core.surge.state import LaneSurges

TICK_MS = 30_000  # of the history's time: half of the shortest wait of a telling
Night = Callable[[int], int | None]


@dataclass
class Told:
    """One alert that a policy would have told, from surge on, as a receiver sees it.

    `first_ms` is when it was told first, `reports` how many reports the rumor had by then, `people`
    how many distinct reporters its episode came to; `nights` are those of its tellings.
    """

    rumor_id: str
    title: str
    alert_id: str
    started_ms: int
    first_ms: int
    reports: int
    level: str
    people: int = 0
    resolved_ms: int | None = None
    tellings: int = 0
    nights: list[int] = field(default_factory=list)


class Rehearsal:
    """One policy on its way through a history."""

    def __init__(
        self, policy: SurgePolicy, decisions: Sequence[DecisionMade], night: Night
    ) -> None:
        self.policy = policy
        self.night = night
        self.lanes: dict[str, LaneSurges] = {}
        self.offsets: dict[str, int] = {}
        self.decisions = decisions
        self.decided = 0
        self.verdicts: dict[str, VerdictGiven] = {}
        self.ticked_ms = 0
        self.found: dict[str, Told] = {}

    def step(self, event: ReportsSighted) -> None:
        self.tick_until(event.received_at_ms)
        state = self.lanes.setdefault(event.lane, LaneSurges(event.lane))
        # By its place in the history: what a store or a file holds has no offset any more.
        offset = self.offsets[event.lane] = self.offsets.get(event.lane, -1) + 1
        numbered = replace(event, source=Source(partition=0, offset=offset))
        _, told = step(
            state,
            numbered,
            offset=offset,
            policy=self.policy,
            verdicts=self.verdicts,
            decided=self.decided,
        )
        self._take(told)

    def tick_until(self, now_ms: int) -> None:
        """Everything that the time tells until then."""
        at_ms = self.ticked_ms or now_ms
        while at_ms <= now_ms:
            self._decide(at_ms)
            for state in self.lanes.values():
                if state.open:
                    _, told = tick(
                        state,
                        now_ms=at_ms,
                        policy=self.policy,
                        verdicts=self.verdicts,
                        decided=self.decided,
                    )
                    self._take(told)
            at_ms = self._next_tick(at_ms, now_ms)
        self.ticked_ms = at_ms

    def told_within(self, from_ms: int, to_ms: int) -> list[Told]:
        """What was told first within a span, in order."""
        within = [told for told in self.found.values() if from_ms <= told.first_ms <= to_ms]
        return sorted(within, key=lambda told: (told.first_ms, told.alert_id))

    def _next_tick(self, at_ms: int, now_ms: int) -> int:
        if any(state.open for state in self.lanes.values()):
            return at_ms + TICK_MS
        # Nothing is open: nothing happens until the next record or the next verdict.
        due_ms = now_ms
        if self.decided < len(self.decisions):
            due_ms = min(due_ms, self.decisions[self.decided].decided_at_ms)
        skipped = (due_ms - at_ms) // TICK_MS
        return at_ms + max(1, skipped) * TICK_MS

    def _decide(self, now_ms: int) -> None:
        start = self.decided
        while (
            self.decided < len(self.decisions)
            and self.decisions[self.decided].decided_at_ms <= now_ms
        ):
            decision = self.decisions[self.decided]
            self.decided += 1
            if decision.verdict is None:
                self.verdicts.pop(decision.rumor_id, None)
            else:
                self.verdicts[decision.rumor_id] = decision.verdict
        if self.decided == start:
            return
        for state in self.lanes.values():
            _, told = correct(state, ratings=self._ratings, now_ms=now_ms, policy=self.policy)
            self._take(told)

    def _ratings(self, rumor_id: str, offset: int) -> list[tuple[int, DecisionMade]]:
        return [
            (at, decision)
            for at, decision in enumerate(self.decisions[: self.decided])
            if at >= offset and decision.rumor_id == rumor_id and decision.verdict is not None
        ]

    def _take(self, alerts: Iterable[Alert]) -> None:
        for alert in alerts:
            if LEVELS.index(alert.level) < SURGE:
                continue
            told = self.found.get(alert.alert_id)
            if told is None:
                told = self.found[alert.alert_id] = Told(
                    rumor_id=alert.rumor_id,
                    title=alert.title,
                    alert_id=alert.alert_id,
                    started_ms=alert.started_at_ms,
                    first_ms=alert.at_ms,
                    reports=alert.reports,
                    level=alert.level,
                )
            told.level = alert.level
            told.people = max(told.people, alert.reporters)
            told.resolved_ms = alert.resolved_at_ms
            told.tellings += 1
            name = self.night(alert.at_ms)
            if name is not None:
                told.nights.append(name)
