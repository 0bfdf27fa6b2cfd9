"""The records of the last moments, as they were counted: what the store had not counted yet when it
was asked of wordings that a decision moves.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from msgspec import structs

from schemas.events import MovedCounts, ReportsSighted, Sighting
from streams.core.durations import MINUTE_MS
from streams.core.matching.stance import REFUTES

KEPT_MS = 30_000  # the store is seconds behind, where it has much to do some more
MOST_SIGHTINGS = 20_000  # of a lane, some 10 MB


@dataclass
class Recent:
    """The newest records of a lane, oldest first."""

    records: deque[ReportsSighted] = field(default_factory=deque)
    held: int = 0  # sightings in them

    def keep(self, record: ReportsSighted) -> None:
        """One more; those that are too old, or too many, go."""
        self.records.append(record)
        self.held += len(record.sightings)
        oldest_ms = record.received_at_ms - KEPT_MS
        while self.held > MOST_SIGHTINGS or self.records[0].received_at_ms < oldest_ms:
            self.held -= len(self.records.popleft().sightings)
            if not self.records:
                break

    def since(self, at_ms: int) -> Iterator[Sighting]:
        """What was received after an instant."""
        for record in self.records:
            if record.received_at_ms > at_ms:
                yield from record.sightings


def with_more(moved: MovedCounts, late: Sequence[Sighting]) -> MovedCounts:
    """Counts with some sightings more."""
    return structs.replace(
        moved,
        reports=moved.reports + len(late),
        stances=_summed(moved.stances, (one.stance for one in late)),
        minutes=_minutes(moved.minutes, late),
        channels=_summed(moved.channels, (one.channel for one in late)),
        places=_summed(moved.places, (one.place for one in late)),
        languages=_summed(moved.languages, (one.language for one in late)),
    )


def _summed(
    counted: tuple[tuple[str, int], ...], names: Iterable[str]
) -> tuple[tuple[str, int], ...]:
    sums = Counter(dict(counted)) + Counter(name for name in names if name)
    return tuple(sums.most_common())


def _minutes(
    counted: tuple[tuple[int, int, int], ...], late: Sequence[Sighting]
) -> tuple[tuple[int, int, int], ...]:
    """A person of the last moments counts once; whether he had reported before is not known."""
    reports: Counter[int] = Counter({minute: count for minute, count, _ in counted})
    people: Counter[int] = Counter({minute: count for minute, _, count in counted})
    known: defaultdict[str, int] = defaultdict(int)
    for one in late:
        if one.stance == REFUTES or one.backfill:
            continue
        minute = one.observed_at_ms // MINUTE_MS
        reports[minute] += 1
        if not one.reporter or not known[one.reporter]:
            people[minute] += 1
        known[one.reporter] += 1
    return tuple((minute, reports[minute], people[minute]) for minute in sorted(reports))
