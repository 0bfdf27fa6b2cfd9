"""The pure part of deliveries as the shell drives it, with alerts and receivers for tests."""

import json
from dataclasses import dataclass, field
from typing import Any

from msgspec import structs

from schemas.events import Alert, AlertsTold, Delivery, DeliveryAsked, Source
from streams.config.receivers import Receiver
from streams.core import deliveries
from streams.core.deliveries import Deliveries, Silent
from tests.support.builders import LANE, T0_MS
from tests.support.routing import change

MINUTE_MS = 60_000
HOUR_MS = 3_600_000
DESK = Receiver(name="desk", url="https://desk.example/hook")
EDITOR = Receiver(name="editor", url="https://editor.example/hook", min_level="critical")
# T0 is 22:13 in London, 06:13 in Shanghai.
NIGHT = Receiver(name="desk", url="https://x", quiet_hours=("22:00-07:00 Europe/London",))
MORNING_MS = T0_MS + 8 * HOUR_MS + 47 * MINUTE_MS
RAISED = change("raised")
MAJOR = change("escalated", level="major", previous_level="surge")
CRITICAL = change("escalated", level="critical", previous_level="major")
RESOLVED = change("resolved")


@dataclass(frozen=True)
class Reports:
    """Where the reports of a rumor came from."""

    channels: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)


@dataclass
class Office:
    """The pure part as the shell drives it: what is made is recorded, and delivered when told."""

    receivers: tuple[Receiver, ...] = (DESK,)
    now_ms: int = T0_MS
    state: Deliveries = field(default_factory=Deliveries)
    log: list[Delivery] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    silent: Silent = deliveries.never

    def tell(self, *alerts: Alert, offset: int | None = None) -> list[tuple[str, str]]:
        """Receiver and type of what is sent at once."""
        event = AlertsTold(lane=LANE, source=Source(partition=0, offset=0), alerts=alerts)
        _, made = deliveries.step(self.state, event, offset=offset, **self._at())
        self.alerts += alerts
        return self._record(made)

    def ask(self, delivery_id: str, asked_at_ms: int = 0) -> list[tuple[str, str]]:
        """A person asks for a delivery."""
        asked = DeliveryAsked(
            request_id="req_1",
            tenant="main",
            receiver="desk",
            delivery_id=delivery_id,
            asked_at_ms=asked_at_ms or self.now_ms,
        )
        event = AlertsTold(lane=LANE, source=Source(partition=0, offset=0), asked=(asked,))
        return self._record(deliveries.step(self.state, event, **self._at())[1])

    def tick(self, later_ms: int = 0) -> list[tuple[str, str]]:
        self.now_ms += later_ms
        sent = []
        due = deliveries.digests(self.state, [LANE], silences={LANE: self.silent}, **self._at())
        for made in due.values():
            sent += self._record(made)
        at = self._at() | {"silent": self.silent}
        sent += self._record(deliveries.tick(self.state, LANE, **at)[1])
        return sent + self._record(deliveries.catch_up(self.state, LANE, **at)[1])

    def look_around(self, **reached: dict[str, int]) -> list[tuple[str, str]]:
        """The rumors of all alerts are reported from there by now."""
        there = Reports(**reached)
        _, made = deliveries.spread(
            self.state, LANE, reach=lambda _: there, silent=self.silent, **self._at()
        )
        return self._record(made)

    def attempt(self, delivery: Delivery, state: str = "delivered", **fields: Any) -> None:
        """The end of an attempt, on the log."""
        ended = structs.replace(
            delivery, attempt=1, state=state, body="", at_ms=self.now_ms, **fields
        )
        self.log.append(ended)
        deliveries.attempted(self.state, LANE, ended)

    def restart(self) -> None:
        """The process dies; another one reads the log."""
        self.state = Deliveries()
        deliveries.heard_of(self.state, LANE, self.alerts)
        deliveries.recorded(self.state, LANE, self.log)

    def sent(self) -> list[Delivery]:
        return [one for one in self.log if one.attempt == 0 and not one.held]

    def digests(self) -> list[dict[str, Any]]:
        return [json.loads(one.body)["data"] for one in self.sent() if one.type == "alert.digest"]

    def _at(self) -> dict[str, Any]:
        return {"now_ms": self.now_ms, "receivers": self.receivers, "links": "http://x"}

    def _record(self, made: tuple[Delivery, ...]) -> list[tuple[str, str]]:
        self.log += made
        pending = deliveries.recorded(self.state, LANE, made)
        return [(one.delivery.receiver, one.delivery.type) for one in pending]
