"""What time alone calls for: digests that are due, alerts that nobody took, receivers that are new
or back, and warnings about those that fail.

In: the state of a lane and the time. Out: deliveries to be recorded, together: a digest and the end
of what it tells are one record, so that no crash comes between them.
"""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from schemas.events import Alert, Delivery
from streams.core.deliveries import making
from streams.core.deliveries.health import STAGES, Outage, stage_of
from streams.core.deliveries.holding import STORM, Holding, released
from streams.core.deliveries.routing import (
    RAISED,
    RESOLVED,
    Decided,
    Receiver,
    fits,
    is_open,
)
from streams.core.deliveries.state import DIGEST, Deliveries, Lane, named
from streams.core.receivers.tellings import Digest, Health

OVER = "over before it could be told"


def tick(
    state: Deliveries,
    lane: str,
    *,
    now_ms: int,
    receivers: Sequence[Receiver],
    links: str,
) -> tuple[Deliveries, tuple[Delivery, ...]]:
    """What is due in a lane now -> to be recorded. The state notes which warnings it made, and of
    everything else it knows once `recorded` is told.
    """
    at = {"now_ms": now_ms, "receivers": receivers, "links": links}
    made = (
        *_digests(state, lane, **at),  # type: ignore[arg-type]
        *_handed_on(state, lane, **at),  # type: ignore[arg-type]
        *_mended(state, lane, **at),  # type: ignore[arg-type]
        *_warnings(state, lane, **at),  # type: ignore[arg-type]
    )
    return state, made


def catch_up(
    state: Deliveries,
    lane: str,
    *,
    now_ms: int,
    receivers: Sequence[Receiver],
    links: str,
) -> tuple[Deliveries, tuple[Delivery, ...]]:
    """What receivers have not heard of and should have: asked when a lane comes, and when the
    config changed. Who is new, and whose filters grew, is told what is still open.
    """
    here = state.lane(lane)
    holding = Holding(state, lane, now_ms=now_ms)
    made = []
    for receiver in receivers:
        since_ms = receiver.catch_up_since_ms
        if receiver.app or since_ms is None or not receiver.wants(RAISED):
            continue
        for alert in _unheard(here, receiver, since_ms):
            decided = Decided(type=RAISED)
            # the id of the change itself: who reads its record later makes the same delivery
            first = making.of_alert(
                alert,
                receiver,
                decided,
                now_ms=now_ms,
                links=links,
                change="" if is_open(alert) else "caught-up",
            )
            if first.delivery_id not in here.known:
                made.append(holding.held(first, alert, receiver))
    return state, tuple(made)


def _unheard(here: Lane, receiver: Receiver, since_ms: int) -> list[Alert]:
    waiting = {one.alert_id for one in here.held.values() if one.receiver == receiver.name}
    return [
        known.alert
        for alert_id, known in here.alerts.items()
        if known.alert is not None
        and known.alert.tenant == receiver.tenant
        and (known.open or (since_ms and receiver.name not in known.told))
        and known.alert.raised_at_ms >= since_ms
        and not (receiver.name in known.told and known.told[receiver.name].open)
        and alert_id not in waiting
        and fits(known.alert, receiver)
    ]


def _digests(
    state: Deliveries, lane: str, *, now_ms: int, receivers: Sequence[Receiver], links: str
) -> Iterator[Delivery]:
    here = state.lane(lane)
    due: dict[tuple[str, str], list[Delivery]] = {}
    for one in here.held.values():
        due.setdefault((one.tenant, one.receiver), []).append(one)
    for name, held in due.items():
        receiver = named(receivers, *name)
        # a receiver that left the config keeps what is held for it until it is back
        if receiver is None or receiver.quiet_until_ms(now_ms):
            continue
        ripe = [one for one in held if one.held_until_ms <= now_ms]
        if ripe:
            yield from _digest(here, receiver, ripe, now_ms=now_ms, links=links)


def _digest(
    here: Lane, receiver: Receiver, held: list[Delivery], *, now_ms: int, links: str
) -> Iterator[Delivery]:
    by_alert: dict[str, list[Delivery]] = {}
    for one in held:
        by_alert.setdefault(one.alert_id, []).append(one)
    told: list[Alert] = []
    ends: list[tuple[Delivery, bool]] = []
    for alert_id, ones in by_alert.items():
        known = here.alerts.get(alert_id)
        alert = known.alert if known else None
        if alert is not None and _belongs(alert, receiver, ones):
            told.append(alert)
            ends += [(one, True) for one in ones]
            continue
        heard = known is not None and receiver.name in known.told
        # who heard of it is told its end by itself, as at any other hour
        if heard and (ones[-1].type == RESOLVED or ones[-1].leaves):
            yield released(ones[-1], now_ms)
            ones = ones[:-1]
        ends += [(one, False) for one in ones]
    digest_id = ""
    if told and not receiver.wants(DIGEST):
        names = {alert.alert_id for alert in told}
        # the newest of each, by itself
        newest = {one.alert_id: one for one, _ in ends if one.alert_id in names}
        yield from (released(one, now_ms) for one in newest.values())
        ids = {one.delivery_id for one in newest.values()}
        ends = [(one, False) for one, _ in ends if one.delivery_id not in ids]
        told = []
    if told:
        reason = STORM if any(one.held == STORM for one in held) else held[0].held
        digest = making.of_digest(
            Digest(alerts=tuple(told), reason=reason),
            receiver,
            named=held[0].delivery_id,
            now_ms=now_ms,
            links=links,
        )
        digest_id = digest.delivery_id
        yield digest
    for one, inside in ends:
        yield _ended(one, now_ms=now_ms, digest_id=digest_id if inside else "")


def _belongs(alert: Alert, receiver: Receiver, held: list[Delivery]) -> bool:
    """Whether a digest names the alert: of a storm each one, of a night what is still hot."""
    if any(one.held == STORM for one in held):
        return True
    handed = any(one.handed_by for one in held)
    return is_open(alert) and not held[-1].leaves and (handed or fits(alert, receiver))


def _ended(held: Delivery, *, now_ms: int, digest_id: str) -> Delivery:
    return replace(
        held,
        attempt=1,
        state="digested" if digest_id else "withdrawn",
        at_ms=now_ms,
        error=f"told in {digest_id}" if digest_id else OVER,
        body="",
        held="",
        held_until_ms=0,
        next_attempt_at_ms=0,
    )


def _handed_on(
    state: Deliveries, lane: str, *, now_ms: int, receivers: Sequence[Receiver], links: str
) -> Iterator[Delivery]:
    """Alerts that nobody took in time, to the next in line."""
    here = state.lane(lane)
    holding = Holding(state, lane, now_ms=now_ms)
    for receiver in receivers:
        heir = named(receivers, receiver.tenant, receiver.next) if receiver.next else None
        if heir is None or not receiver.take_within_s:
            continue
        for known in here.alerts.values():
            told = known.told.get(receiver.name)
            if known.alert is None or not known.open or known.taken or told is None:
                continue
            late = now_ms - told.at_ms >= receiver.take_within_s * 1_000
            heard = heir.name in known.told and known.told[heir.name].open
            if known.alert.tenant != receiver.tenant or not told.open or not late or heard:
                continue
            made = making.of_alert(
                known.alert,
                heir,
                Decided(type=RAISED),
                now_ms=now_ms,
                links=links,
                change=f"next-{receiver.name}",
                handed_by=receiver.name,
            )
            if made.delivery_id not in here.known:
                yield holding.held(made, known.alert, heir)


def _mended(
    state: Deliveries, lane: str, *, now_ms: int, receivers: Sequence[Receiver], links: str
) -> Iterator[Delivery]:
    """A receiver that took something again gets what it lost of alerts that are still open."""
    here = state.lane(lane)
    for name, lost in here.lost.items():
        receiver = named(receivers, *name)
        back_ms = state.taken_at_ms.get(name, 0)
        if receiver is None or receiver.catch_up_since_ms is None:
            continue
        for id_, one in list(lost.items()):
            before = here.known.get(id_)
            known = here.alerts.get(one.alert_id)
            hot = one.type == DIGEST or (known is not None and known.open)
            if one.at_ms > back_ms:
                continue
            # once: what a receiver refuses while it takes others would else come again for ever
            if hot and before is not None and id_ not in here.pending and not before.round:
                yield replace(before, round=1, at_ms=now_ms)
            else:
                del lost[id_]


def _warnings(
    state: Deliveries, lane: str, *, now_ms: int, receivers: Sequence[Receiver], links: str
) -> Iterator[Delivery]:
    here = state.lane(lane)
    for outage in here.outages.open.values():
        stage = stage_of(outage, now_ms)
        if stage <= _warned(state, outage):
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


def _warned(state: Deliveries, outage: Outage) -> int:
    """How far the one in charge was warned, by this lane or another of the same worker."""
    name = (outage.tenant, outage.receiver)
    return max(
        (
            lane.outages.open[name].warned
            for lane in state.lanes.values()
            if name in lane.outages.open
        ),
        default=0,
    )


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
    failing = named(receivers, outage.tenant, outage.receiver)
    charge = named(receivers, outage.tenant, failing.warn) if failing and failing.warn else None
    if charge is None:
        return None
    health = Health(
        receiver=outage.receiver,
        tenant=outage.tenant,
        percent=percent,
        since_ms=outage.since_ms,
        error=outage.error,
        waiting=_waiting(here, outage),
    )
    made = making.of_health(health, charge, now_ms=now_ms, links=links)
    return None if made.delivery_id in here.known else made


def _waiting(here: Lane, outage: Outage) -> int:
    mine = (here.known[id_] for id_ in here.pending if id_ in here.known)
    return sum((one.tenant, one.receiver) == (outage.tenant, outage.receiver) for one in mine)
