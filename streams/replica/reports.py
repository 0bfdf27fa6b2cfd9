"""Where the reports of the last day went.

In: the sightings topic. Out: the wording, rumor and stance of a report, and what its app said
beside. What is older, or not read yet, is asked of the store.
"""

import asyncio
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from schemas.events import Sighting
from schemas.events.vocabulary import STANCES
from schemas.topics import SIGHTINGS
from streams.clock import SYSTEM_CLOCK, Clock
from streams.core.durations import DAY_MS
from streams.core.ids import numbers_of
from streams.core.keys import KeyTable, key_of, keys_of
from streams.core.lanes import tenant_of
from streams.log import tails
from streams.log.contract import Log
from streams.replica.following import Follower

# Reports of one generation; two are kept, so at most 6 million: 30 bytes each, 180 MB.
MOST_REPORTS = 3_000_000
# Who asks for reports asks again: apps for verdicts every few seconds, people while they look.
WANTED_S = 600.0
LONG_S = 3_600.0  # so long unread, some of what is next may be too old: a look costs some reads


@dataclass(frozen=True, slots=True)
class Extras:
    """What the app said that nothing counts by."""

    language: str
    link: str
    attributes: dict[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where a report went; the rumor as it was founded."""

    variant_id: str
    rumor_id: str
    stance: str
    extras: Extras


PLACES = {stance: place for place, stance in enumerate(STANCES)}
NO_EXTRAS = Extras(language="", link="", attributes=None)


@dataclass
class _Generation:
    """Some reports by key; a row of the columns each."""

    rows: KeyTable = field(default_factory=lambda: KeyTable(numbers=True))
    variants: "array[int]" = field(default_factory=lambda: array("Q"))
    rumors: "array[int]" = field(default_factory=lambda: array("Q"))
    stances: bytearray = field(default_factory=bytearray)
    extras: dict[int, Extras] = field(default_factory=dict)
    since_ms: int = 0

    def add(self, keys: Sequence[int], sightings: Sequence[Sighting]) -> None:
        """Reports that no other generation knows. The first copy wins, here as everywhere: the row
        of another is there, and nobody finds it.
        """
        first = len(self.stances)
        self.rows.put_new(keys, count(first))
        self.variants.extend(numbers_of([one.variant_id for one in sightings]))
        self.rumors.extend(numbers_of([one.rumor_id for one in sightings]))
        self.stances.extend([PLACES[one.stance] for one in sightings])
        for row, one in enumerate(sightings, first):
            if one.language or one.link or one.attributes:
                self.extras[row] = Extras(one.language, one.link, one.attributes)

    def find(self, key: int) -> Whereabouts | None:
        row = self.rows.get(key)
        if row is None:
            return None
        return Whereabouts(
            variant_id=f"{self.variants[row]:016x}",
            rumor_id=f"{self.rumors[row]:016x}",
            stance=STANCES[self.stances[row]],
            extras=self.extras.get(row, NO_EXTRAS),
        )


class RecentReports:
    """Reports of the last day at least, or of the last three million where more came.

    To take them in costs an intake much beside accepting them, so it waits until somebody asks
    (`wanted`). The next `follow` takes in what was missed; until then the store answers, as for all
    that is not known here.
    """

    def __init__(
        self,
        log: Log,
        lane_partitions: int,
        *,
        most: int = MOST_REPORTS,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self._log = log
        self._follower = Follower(log, lane_partitions)
        self._most = most
        self._clock = clock
        self._asked = asyncio.Event()
        self._asked_s = float("-inf")
        self._followed_s = float("-inf")
        self._young = _Generation()
        self._old = _Generation()

    async def follow(self) -> None:
        """Takes in what is new, and nothing older than a day. Raises `LogUnavailable`."""
        if self._clock.monotonic_s() - self._followed_s > LONG_S:
            await self._skip_old()
        async for event in self._follower.new(SIGHTINGS):
            tenant = tenant_of(event.lane)
            keys = keys_of(tenant, [one.report_id for one in event.sightings]).tolist()
            self._turn()
            sightings = event.sightings
            if len(self._old.rows):
                known = self._old.rows.get_all(keys)
                new = [place for place, row in enumerate(known) if row is None]
                keys = [keys[place] for place in new]
                sightings = tuple(sightings[place] for place in new)
            self._young.add(keys, sightings)
        self._followed_s = self._clock.monotonic_s()

    async def wanted(self) -> None:
        """Returns once somebody asks for a report; at once where somebody did lately."""
        if self._clock.monotonic_s() - self._asked_s > WANTED_S:
            self._asked.clear()
        await self._asked.wait()

    def find(self, tenant: str, report_id: str) -> Whereabouts | None:
        """Where a report went; None where it is not known here. `report_id` is a UUID as text."""
        self._asked_s = self._clock.monotonic_s()
        self._asked.set()
        key = key_of(tenant, report_id)
        return self._young.find(key) or self._old.find(key)

    async def _skip_old(self) -> None:
        """Past what is older than a day and was not read in time."""
        since_ms = self._clock.now_ms() - DAY_MS
        for partition, (first, end) in (await self._log.ends(SIGHTINGS.name)).items():
            offset = await tails.offset_at(
                self._log, SIGHTINGS.name, partition, first=first, end=end, at_ms=since_ms
            )
            self._follower.start_at(partition, offset)
        if not len(self._young.stances):
            self._young.since_ms = self._clock.now_ms()

    def _turn(self) -> None:
        now_ms = self._clock.now_ms()
        is_over = now_ms - self._young.since_ms > DAY_MS
        if is_over or len(self._young.stances) >= self._most:
            self._old = self._young
            self._young = _Generation(since_ms=now_ms)
