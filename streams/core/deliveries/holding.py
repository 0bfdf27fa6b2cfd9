"""What is held back for a digest: at night what is not critical, and in a storm all of it.

In: a delivery that is about to be scheduled. Out: the same, held or not.
"""

from msgspec.structs import replace

from schemas.events import Alert, Delivery
from streams.core.deliveries.routing import Receiver
from streams.core.deliveries.state import DIGEST, STORM_MS, Deliveries

QUIET = "quiet"
STORM = "storm"
# A storm is told half a minute after it began, so that one message holds its beginning, and then
# every ten minutes: `storm` single messages and two digests are the most within ten minutes.
GATHER_MS = 30_000


class Holding:
    """Decides for the deliveries of one record, which count for each other."""

    def __init__(self, state: Deliveries, lane: str, *, now_ms: int) -> None:
        self._state = state
        self._lane = state.lane(lane)
        self._now_ms = now_ms
        self._recent: dict[tuple[str, str], set[str]] = {}
        self._due: dict[tuple[str, str], int] = {}

    def held(self, delivery: Delivery, alert: Alert, receiver: Receiver) -> Delivery:
        """The delivery, with why and until when it is held; as it is where it is not."""
        name = (receiver.tenant, receiver.name)
        quiet_ms = receiver.quiet_until_ms(self._now_ms)
        if quiet_ms and alert.level != "critical":
            return _until(delivery, QUIET, quiet_ms)
        if not receiver.storm or not receiver.wants(DIGEST):
            return delivery
        recent = self._alerts_of(name)
        others = len(recent - {alert.alert_id})
        recent.add(alert.alert_id)
        if others < receiver.storm:
            return delivery
        return _until(delivery, STORM, self._digest_at(name))

    def _alerts_of(self, name: tuple[str, str]) -> set[str]:
        """The alerts that the receiver was told of, singly or not, in the last ten minutes."""
        if name not in self._recent:
            since_ms = self._now_ms - STORM_MS
            recent = self._state.recent.get(name, ())
            self._recent[name] = {alert_id for at_ms, alert_id in recent if at_ms > since_ms}
        return self._recent[name]

    def _digest_at(self, name: tuple[str, str]) -> int:
        if name not in self._due:
            waiting = [
                one.held_until_ms
                for one in self._lane.held.values()
                if (one.tenant, one.receiver) == name and one.held == STORM
            ]
            last_ms = self._lane.digested_at_ms.get(name, -STORM_MS)
            first_ms = max(self._now_ms + GATHER_MS, last_ms + STORM_MS)
            self._due[name] = min(waiting, default=first_ms)
        return self._due[name]


def _until(delivery: Delivery, why: str, at_ms: int) -> Delivery:
    # as the next attempt, too: that is what reads and dashboards show of what waits
    return replace(delivery, held=why, held_until_ms=at_ms, next_attempt_at_ms=at_ms)
