"""The indexes of all lanes, as the worker has them: which rumor would a text join?

In: the rumors topic. Out: what `streams.core.clusters.checking` says of a text, and in `decisions`
the rumors that grew together. Behind the worker by the time that a record takes, and never ahead
of it.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from schemas.events import RumorsGrown
from schemas.events.vocabulary import STANCES
from schemas.topics import RUMORS
from streams.core import clusters
from streams.core.clusters.checking import Checked, check
from streams.core.clusters.state import LaneClusters
from streams.core.curation.decisions import Decisions, learn
from streams.core.ids import variant_id
from streams.core.lanes import FAMILIES, lane_of, tenant_of
from streams.core.text import identity_of
from streams.core.titles import headline
from streams.log.contract import Log
from streams.replica.following import Follower
from streams.replica.newest import Newest

# Wordings taken in at once, some 9 us each: a check that comes meanwhile waits for no more.
SLICE = 50


@dataclass(frozen=True, slots=True)
class Opened:
    """A rumor as it stands on the log; what is asked of it is looked up then."""

    _lane: LaneClusters
    _newest: Newest
    _rumor_id: str

    @property
    def title(self) -> str:
        """The one that the store will have."""
        tenant = tenant_of(self._lane.lane)
        named = [one for one in self._newest.of_rumor(tenant, self._rumor_id) if one.names]
        founder = named[0] if named else self._newest.find(tenant, self._rumor_id)
        if founder is not None:
            return headline(founder.text)
        _, text = self._lane.oldest_of(self._rumor_id) or ("", "")  # ten thousand wordings ago
        return headline(text)

    @property
    def stances(self) -> Mapping[str, int]:
        """A report for each of its newest wordings: so many there are at least."""
        number = int(self._rumor_id, 16)
        if number in self._lane.claims:  # with a fact-check: nobody may have reported it
            return {}
        newest = self._newest.of_rumor(tenant_of(self._lane.lane), self._rumor_id)
        found = Counter(one.stance for one in newest if not one.claimed)
        return found or {STANCES[self._lane.stances[self._lane.rows[number]]]: 1}


class Wordings:
    """`ready` once everything was read that was there at the start."""

    def __init__(self, log: Log, lane_partitions: int, decisions: Decisions) -> None:
        self.ready = False
        self.newest = Newest()
        self._decisions = decisions
        self._follower = Follower(log, lane_partitions)
        self._lanes: dict[str, LaneClusters] = {}

    async def follow(self) -> None:
        """Takes in what is new. Raises `LogUnavailable`."""
        async for event in self._follower.new(RUMORS):
            lane = self._lanes.get(event.lane)
            if lane is None:
                lane = self._lanes[event.lane] = LaneClusters.empty(event.lane)
            await self._take(lane, event)
        self.ready = True

    async def _take(self, lane: LaneClusters, event: RumorsGrown) -> None:
        tenant = tenant_of(event.lane)
        # Until all is read no check is answered, and a call for each slice makes a start longer.
        for part in _sliced(event) if self.ready else (event,):
            clusters.restore(lane, [part])
            self.newest.add(tenant, part.variants)
            await asyncio.sleep(0)
        if event.merges:
            learn(self._decisions, tenant, event.merges, at_ms=event.received_at_ms)

    def opened(self, tenant: str, rumor_id: str) -> Opened | None:
        """What is on the log of a rumor, for as long as the store has not heard of it; None where
        it is not there. `rumor_id` is 16 hexadecimal digits.
        """
        for family in FAMILIES:
            lane = self._lanes.get(f"{tenant}/{family}")
            if lane is not None and lane.cluster_of(rumor_id) is not None:
                return Opened(lane, self.newest, rumor_id)
        return None

    def has_wording(self, tenant: str, variant_id: str) -> bool:
        """Whether a wording is on the log; `variant_id` is 16 hexadecimal digits."""
        number = int(variant_id, 16)
        return any(
            lane.rows.get(number) is not None
            for family in FAMILIES
            if (lane := self._lanes.get(f"{tenant}/{family}")) is not None
        )

    def rumor_of(self, tenant: str, text: str) -> tuple[str, str] | None:
        """The wording that a text is and the rumor that it joined; None where it is not known."""
        lane = self._lanes.get(lane_of(tenant, text))
        if lane is None:
            return None
        identity = identity_of(text)
        name = variant_id(tenant, identity.canonical, asks=identity.asks)
        row = lane.rows.get(int(name, 16))
        return None if row is None else (name, f"{lane.rumors[row]:016x}")

    def check(self, tenant: str, text: str, frames: Sequence[str] = ()) -> tuple[Checked, ...]:
        """The rumors that a text matches, the one that it would join first; `frames` as the worker
        knows them.
        """
        lane = self._lanes.get(lane_of(tenant, text))
        if lane is None:
            return ()
        lane.know_frames(frames)
        return check(lane, text)


def _sliced(event: RumorsGrown) -> Iterator[RumorsGrown]:
    """A record in parts that make the same of a lane. Each has all merges: one is made with the
    wording that showed it.
    """
    variants = event.variants
    if len(variants) <= SLICE:
        yield event
        return
    for begin in range(0, len(variants), SLICE):
        yield replace(event, variants=variants[begin : begin + SLICE])
