"""History: minutes of long ago, counted apart from today's, a slice at a time.

In: minutes that old sightings were stored in, and their records. Out: the minutes slice by slice,
tenants taking turns; the records once all of their minutes are counted. An archive of decades so
neither holds up what happens now nor the archive of another tenant.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from streams.core.durations import DAY_MS
from streams.store.spread import MINUTE_MS, Minute

OLD_MS = 2 * DAY_MS  # before it was received: today's reports that come late are not history
AT_ONCE = (
    300  # minutes of a slice: a year of them, one a day, and a part of ClickHouse's each month
)


@dataclass(slots=True)
class History:
    """What waits, and what is being counted."""

    _waiting: set[Minute] = field(default_factory=set)
    _records: list[Any] = field(default_factory=list)  # of the waiting minutes
    _begun: list[Minute] = field(default_factory=list)
    _of_begun: list[Any] = field(default_factory=list)

    def add(self, minutes: Iterable[Minute], records: Iterable[Any]) -> None:
        """Minutes whose sightings are stored, and the records that brought them."""
        self._waiting.update(minutes)
        self._records += records

    @property
    def waits(self) -> bool:
        """Whether anything is left to count."""
        return bool(self._waiting or self._begun)

    def slice(self) -> list[Minute]:
        """What is to be counted next; nothing where nothing waits."""
        if not self._begun:
            self._begun = _in_turns(self._waiting)
            self._of_begun = self._records
            self._waiting = set()
            self._records = []
        return self._begun[:AT_ONCE]

    def counted(self, minutes: int) -> list[Any]:
        """So many of the slice are counted -> the records that are done."""
        del self._begun[:minutes]
        if self._begun:
            return []
        done = self._of_begun
        self._of_begun = []
        return done


def split(minutes: Iterable[Minute], received_at_ms: int) -> tuple[set[Minute], set[Minute]]:
    """A record's minutes that are of now, and those that it waits for with the archives.

    One that holds both is counted at once where it is of now, and acknowledged once all of it is
    counted: its new minutes wait with the old ones, too, and are counted twice.
    """
    every = set(minutes)
    old = {one for one in every if one.number * MINUTE_MS < received_at_ms - OLD_MS}
    return every - old, every if old else old


def _in_turns(minutes: Iterable[Minute]) -> list[Minute]:
    """Tenants one after the other, a slice's share each; those of one tenant in order of time."""
    of_tenant: dict[str, list[Minute]] = defaultdict(list)
    for minute in sorted(minutes):
        of_tenant[minute.tenant].append(minute)
    share = max(1, AT_ONCE // max(1, len(of_tenant)))
    ordered = []
    at = 0
    while any(at < len(its) for its in of_tenant.values()):
        for its in of_tenant.values():
            ordered += its[at : at + share]
        at += share
    return ordered
