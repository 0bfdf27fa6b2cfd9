"""The indexes of all lanes, as the worker has them: which rumor would a text join?

In: the rumors topic. Out: what `streams.core.clusters.checking` says of a text, and in `decisions`
the rumors that grew together. Behind the worker by the time that a record takes, and never ahead
of it.
"""

from collections.abc import Sequence

from schemas.topics import RUMORS
from streams.core import clusters
from streams.core.clusters.checking import Checked, check
from streams.core.clusters.state import LaneClusters
from streams.core.curation.decisions import Decisions, learn
from streams.core.ids import variant_id
from streams.core.lanes import FAMILIES, lane_of, tenant_of
from streams.core.text import identity_of
from streams.log.contract import Log
from streams.replica.following import Follower
from streams.replica.newest import Newest


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

    def has_rumor(self, tenant: str, rumor_id: str) -> bool:
        """Whether a rumor is on the log; `rumor_id` is 16 hexadecimal digits."""
        return any(
            lane.cluster_of(rumor_id) is not None
            for family in FAMILIES
            if (lane := self._lanes.get(f"{tenant}/{family}")) is not None
        )

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
