"""What is held back for a digest, at night and in a storm: what is not critical, and what is
where so much of it is a storm itself.

In: a delivery that is about to be scheduled. Out: the same, held or not.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from msgspec.structs import replace

from schemas.events import Alert, Delivery
from streams.core.deliveries import making
from streams.core.deliveries.routing import Receiver
from streams.core.deliveries.state import ASKED, DIGEST, STORM_MS, Deliveries, Name, alert_of

QUIET = "quiet"
STORM = "storm"
CRITICAL = "critical"
# A storm is told half a minute after it began, so that one message holds its beginning, and then
# every ten minutes: `storm` single messages, as many critical ones and two digests are the most
# within ten minutes.
GATHER_MS = 30_000


@dataclass
class Heard:
    """The alerts that a receiver is told of within ten minutes, and those of them told singly."""

    alerts: set[str] = field(default_factory=set)
    single: set[str] = field(default_factory=set)


class Holding:
    """Decides for the deliveries of one moment, which count for each other."""

    def __init__(self, state: Deliveries, *, now_ms: int) -> None:
        self._state = state
        self._now_ms = now_ms
        self._heard: dict[Name, Heard] = {}
        self._due: dict[Name, int] = {}

    def expect(self, receiver: Receiver, alert_ids: Iterable[str]) -> None:
        """Counts what is due at this moment before any of it is told: what makes a storm at once is
        told together, and not its beginning by itself.
        """
        self._of(receiver).alerts.update(alert_ids)

    def held(self, delivery: Delivery, alert: Alert, receiver: Receiver) -> Delivery:
        """The delivery, with why and until when it is held; as it is where it is not."""
        quiet_ms = receiver.quiet_until_ms(self._now_ms)
        if quiet_ms and alert.level != CRITICAL:
            return _until(delivery, QUIET, quiet_ms)
        if not receiver.storm or not receiver.wants(DIGEST):
            return delivery
        heard = self._of(receiver)
        heard.alerts.add(alert.alert_id)
        if len(heard.alerts) > receiver.storm and not _wakes(alert, receiver, heard):
            return _until(delivery, STORM, self._digest_at((receiver.tenant, receiver.name)))
        heard.single.add(alert.alert_id)
        return delivery

    def _of(self, receiver: Receiver) -> Heard:
        name = (receiver.tenant, receiver.name)
        if name not in self._heard:
            since_ms = self._now_ms - STORM_MS
            recent = [one for one in self._state.recent.get(name, ()) if one.at_ms > since_ms]
            self._heard[name] = Heard(
                alerts={one.alert_id for one in recent},
                single={one.alert_id for one in recent if one.is_single},
            )
        return self._heard[name]

    def _digest_at(self, name: Name) -> int:
        if name not in self._due:
            waiting = [
                one.held_until_ms
                for lane in self._state.lanes.values()
                for one in lane.held.values()
                if (one.tenant, one.receiver) == name and one.held == STORM
            ]
            last_ms = self._state.digested_at_ms.get(name, -STORM_MS)
            first_ms = max(self._now_ms + GATHER_MS, last_ms + STORM_MS)
            self._due[name] = min(waiting, default=first_ms)
        return self._due[name]


def put_off(
    state: Deliveries, lane: str, delivery: Delivery, receiver: Receiver, *, now_ms: int
) -> Delivery | None:
    """A delivery of an alert that waited for its receiver until it became night there: held from
    now on, as if it were told now. A digest is tried again in the morning. None for what may go
    out: what is critical by now, and what a person asked for.
    """
    quiet_ms = receiver.quiet_until_ms(now_ms)
    if not quiet_ms or delivery.again == ASKED:
        return None
    if delivery.type == DIGEST and not _wakes_somebody(state, lane, delivery):
        return replace(making.once_more(delivery, now_ms=now_ms), next_attempt_at_ms=quiet_ms)
    known = state.lane(lane).alerts.get(delivery.alert_id)
    if known is None or known.alert is None or known.alert.level == CRITICAL:
        return None
    return _until(making.once_more(delivery, now_ms=now_ms), QUIET, quiet_ms)


def _wakes_somebody(state: Deliveries, lane: str, digest: Delivery) -> bool:
    ends = state.lane(lane).inside.get(digest.delivery_id, ())
    alerts = (alert_of(state, lane, one.alert_id) for one in ends)
    return any(alert is not None and alert.level == CRITICAL for alert in alerts)


def _wakes(alert: Alert, receiver: Receiver, heard: Heard) -> bool:
    """Whether it is told at once in a storm, too: what is critical, until there are as many more
    as make a storm.
    """
    others = len(heard.single - {alert.alert_id})
    return alert.level == CRITICAL and others < 2 * receiver.storm


def _until(delivery: Delivery, why: str, at_ms: int) -> Delivery:
    # as the next attempt, too: that is what reads and dashboards show of what waits
    return replace(delivery, held=why, held_until_ms=at_ms, next_attempt_at_ms=at_ms)
