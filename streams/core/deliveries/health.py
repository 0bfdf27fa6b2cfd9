"""Receivers that fail: since when, and who has to hear of it.

In: attempts, as the log tells them. Out: outages, which `warnings` turns into deliveries to the
receiver that `warn` names.
"""

from dataclasses import dataclass, field

from schemas.events import Delivery
from streams.core.durations import DAY_MS

# Shares of the time for which a delivery is tried again, in percent, at which the one in charge
# hears of it. The last is when deliveries are given up.
STAGES = (50, 70, 90, 100)
RETRIED_MS = DAY_MS  # for so long


@dataclass
class Outage:
    """A receiver that took nothing since `since_ms`.

    `final` where something was given up or it answered 410: that is all of the time at once.
    """

    tenant: str
    receiver: str
    since_ms: int
    error: str = ""
    final: bool = False
    warned: int = 0  # percent


@dataclass
class Outages:
    """Those of a lane: that last, and that are over and whose end is yet to be told."""

    open: dict[tuple[str, str], Outage] = field(default_factory=dict)
    over: list[Outage] = field(default_factory=list)


def noticed(outages: Outages, attempt: Delivery) -> None:
    """Takes in an attempt that was made."""
    name = (attempt.tenant, attempt.receiver)
    if attempt.state == "delivered":
        if (ended := outages.open.pop(name, None)) is not None:
            outages.over.append(ended)
        return
    outage = outages.open.setdefault(
        name, Outage(tenant=attempt.tenant, receiver=attempt.receiver, since_ms=attempt.at_ms)
    )
    outage.error = attempt.error
    outage.final = outage.final or attempt.state in ("dead", "disabled")


def stage_of(outage: Outage, now_ms: int) -> int:
    """The last of the stages that is over; 0 before the first."""
    share = 100 if outage.final else (now_ms - outage.since_ms) * 100 // RETRIED_MS
    return max((stage for stage in STAGES if stage <= share), default=0)
