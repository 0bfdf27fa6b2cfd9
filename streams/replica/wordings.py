"""The indexes of all lanes, as the worker has them: which rumor would a text join?

In: the rumors topic. Out: what `streams.core.clusters.checking` says of a text, and in `decisions`
the rumors that grew together. Behind the worker by the time that a record takes, and never ahead
of it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A rumor as it stands on the log: the title that the store will have, and by stance one report
    for each of its newest wordings. There are so many reports at least.
    """

    title: str
    stances: Mapping[str, int]


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
            clusters.restore(lane, [event])
            tenant = tenant_of(event.lane)
            self.newest.add(tenant, event.variants)
            if event.merges:
                learn(self._decisions, tenant, event.merges, at_ms=event.received_at_ms)
        self.ready = True

    def opened(self, tenant: str, rumor_id: str) -> Opened | None:
        """What is on the log of a rumor, for as long as the store has not heard of it; None where
        it is not there. `rumor_id` is 16 hexadecimal digits.
        """
        for family in FAMILIES:
            lane = self._lanes.get(f"{tenant}/{family}")
            if lane is not None and lane.cluster_of(rumor_id) is not None:
                return self._opened(tenant, rumor_id, lane)
        return None

    def _opened(self, tenant: str, rumor_id: str, lane: LaneClusters) -> Opened:
        founder = self.newest.find(tenant, rumor_id)
        if founder is None:  # some ten thousand wordings ago
            _, text = lane.oldest_of(rumor_id) or ("", "")
        else:
            text = founder.text
        if int(rumor_id, 16) in lane.claims:  # with a fact-check: nobody may have reported it
            return Opened(title=headline(text), stances={})
        stances = Counter(
            one.stance for one in self.newest.of_rumor(tenant, rumor_id) if not one.claimed
        )
        if not stances:
            stances[STANCES[lane.stances[lane.rows[int(rumor_id, 16)]]]] = 1
        return Opened(title=headline(text), stances=stances)

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
