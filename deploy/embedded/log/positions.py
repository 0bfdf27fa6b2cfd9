"""Where the one consumer of a group stands in each of its partitions.

In: the log. Out: records in order, and how far there is still to go. Knows nothing of Faust, whose
`TP(topic, partition)` is a tuple as meant here.
"""

from collections.abc import Iterable, Mapping

from deploy.embedded.log.eventlog import EventLog, StoredRecord

Place = tuple[str, int]

FETCH_AT_ONCE = 64  # records of up to 500 reports each


class Positions:
    """The next offset to read of each assigned partition.

    Where a group has committed nothing, or what has been cleaned away since, it begins at the first
    record there is.
    """

    def __init__(self, log: EventLog, group: str) -> None:
        self._log = log
        self._group = group
        self._assigned: set[Place] = set()
        self._next: dict[Place, int] = {}
        self._first: dict[Place, int] = {}
        self._end: dict[Place, int] = {}
        self._version = -1

    @property
    def assigned(self) -> set[Place]:
        return set(self._assigned)

    def assign(self, wanted: set[Place]) -> None:
        """Takes these and no others; those that were there stay where they are."""
        self.look_at(wanted)
        new = wanted - self._assigned
        self._assigned = set(wanted)
        self._to_committed(new)

    def look_at(self, places: Iterable[Place]) -> None:
        """Reads anew where the topics of these begin and end."""
        for place, (first, following) in self._log.ends_of({topic for topic, _ in places}).items():
            self._first[place] = first
            self._end[place] = following

    def advance(self, following: Mapping[Place, int]) -> None:
        """Takes in where partitions end now, by this process's own appends."""
        for place, end in following.items():
            self._end[place] = max(end, self._end.get(place, 0))

    def changed(self) -> bool:
        """Whether another process has written since the last call."""
        version = self._log.version()
        before = self._version
        self._version = version
        return version != before

    def first(self, place: Place) -> int:
        """The first offset kept, as it was when last looked at."""
        return self._first[place]

    def end(self, place: Place) -> int:
        """The offset behind the last record, as it was when last looked at."""
        return self._end.get(place, 0)

    def next(self, place: Place) -> int | None:
        return self._next.get(place)

    def seek(self, place: Place, offset: int) -> None:
        self._next[place] = offset

    def seek_to_committed(self) -> dict[Place, int]:
        """Back to what the group committed -> all positions."""
        self._to_committed(self._assigned)
        return dict(self._next)

    def commit(self, offsets: Mapping[Place, int]) -> None:
        self._log.commit(self._group, offsets)

    def ready(self, active: set[Place] | None) -> list[Place]:
        """Those of the assigned that have records to read; `active` None: all of them."""
        wanted = self._assigned if active is None else active & self._assigned
        return [place for place in wanted if self._next[place] < self._end[place]]

    def fetch(self, place: Place) -> list[StoredRecord]:
        """The next records of a partition; moves behind them."""
        topic, number = place
        found = self._log.read(topic, number, self._next[place], FETCH_AT_ONCE)
        # Nothing though there is an end: all up to it was cleaned away.
        self._next[place] = found[-1].offset + 1 if found else self._end[place]
        return found

    def _to_committed(self, places: set[Place]) -> None:
        committed = self._log.committed(self._group)
        for place in places:
            self._next[place] = max(committed.get(place, 0), self._first[place])
