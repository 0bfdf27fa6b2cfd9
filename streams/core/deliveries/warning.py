"""Who is told that a receiver fails: the one that its `warn` names, at each stage of the time for
which it is tried, and once it is back.
"""

from collections.abc import Iterator, Sequence

from schemas.events import Delivery
from streams.core.deliveries import making
from streams.core.deliveries.health import STAGES, Outage, stage_of
from streams.core.deliveries.routing import Receiver
from streams.core.deliveries.state import Deliveries, Lane, named
from streams.core.receivers.tellings import Health


def warnings(
    state: Deliveries, lane: str, *, now_ms: int, receivers: Sequence[Receiver], links: str
) -> Iterator[Delivery]:
    """The warnings that are due; the state notes that they were made."""
    here = state.lane(lane)
    for outage in here.outages.open.values():
        stage = stage_of(outage, now_ms)
        if not stage or stage <= _warned(state, outage, receivers):
            continue
        told = _warning(here, outage, stage, now_ms=now_ms, receivers=receivers, links=links)
        if told is not None:
            yield told
        outage.warned = stage
    for outage in here.outages.over:
        warned = any(
            _warning(here, outage, stage, now_ms=now_ms, receivers=receivers, links=links) is None
            for stage in STAGES
        )
        told = _warning(here, outage, 0, now_ms=now_ms, receivers=receivers, links=links)
        if told is not None and (warned or outage.warned):
            yield told
    here.outages.over.clear()


def _warned(state: Deliveries, outage: Outage, receivers: Sequence[Receiver]) -> int:
    """How far the one in charge was warned, by this lane or another of the same worker."""
    name = (outage.tenant, outage.receiver)
    charge = _charge(outage, receivers)
    return max(
        (
            _warned_by(lane, lane.outages.open[name], charge)
            for lane in state.lanes.values()
            if name in lane.outages.open
        ),
        default=0,
    )


def _warned_by(lane: Lane, outage: Outage, charge: Receiver | None) -> int:
    """After a restart only the log of the lane that warned says that it did."""
    if charge is None:
        return outage.warned
    health = _health(outage)
    noted = (
        stage for stage in STAGES if making.health_id(health, charge.name, stage) in lane.known
    )
    return max(outage.warned, max(noted, default=0))


def _warning(
    here: Lane,
    outage: Outage,
    percent: int,
    *,
    now_ms: int,
    receivers: Sequence[Receiver],
    links: str,
) -> Delivery | None:
    """The warning; None where it is known, or nobody is in charge."""
    charge = _charge(outage, receivers)
    if charge is None:
        return None
    health = _health(outage, percent=percent, waiting=_waiting(here, outage))
    made = making.of_health(health, charge, now_ms=now_ms, links=links)
    return None if made.delivery_id in here.known else made


def _charge(outage: Outage, receivers: Sequence[Receiver]) -> Receiver | None:
    failing = named(receivers, outage.tenant, outage.receiver)
    return named(receivers, outage.tenant, failing.warn) if failing and failing.warn else None


def _health(outage: Outage, *, percent: int = 0, waiting: int = 0) -> Health:
    return Health(
        receiver=outage.receiver,
        tenant=outage.tenant,
        percent=percent,
        since_ms=outage.since_ms,
        error=outage.error,
        waiting=waiting,
    )


def _waiting(here: Lane, outage: Outage) -> int:
    mine = (here.known[id_] for id_ in here.pending if id_ in here.known)
    return sum((one.tenant, one.receiver) == (outage.tenant, outage.receiver) for one in mine)
