"""What was held back, told together once its time has come: at the end of a night or in a storm.

In: the state of a lane and the time. Out: digests, and the end of each delivery that one tells.
"""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from schemas.events import Alert, Delivery
from streams.core.deliveries import making
from streams.core.deliveries.attempts import LONGEST_MISSING_MS, MISSED
from streams.core.deliveries.holding import CRITICAL, STORM
from streams.core.deliveries.routing import (
    CORRECTED,
    RESOLVED,
    Receiver,
    is_open,
    large_enough,
    rated_to_fit,
)
from streams.core.deliveries.state import DIGEST, Deliveries, Lane, named, title_of
from streams.core.receivers.tellings import Digest

OVER = "over before it could be told"


def digests(
    state: Deliveries, lane: str, *, now_ms: int, receivers: Sequence[Receiver], links: str
) -> Iterator[Delivery]:
    """The digests that are due, and what they end."""
    here = state.lane(lane)
    due: dict[tuple[str, str], list[Delivery]] = {}
    for one in here.held.values():
        due.setdefault((one.tenant, one.receiver), []).append(one)
    for name, held in due.items():
        receiver = named(receivers, *name)
        # a receiver that left the config keeps what is held for it until it is back, or for a day
        if receiver is None:
            yield from (_missed(one, now_ms) for one in held if _is_missed(one, now_ms))
            continue
        ripe = [one for one in held if one.held_until_ms <= now_ms]
        if receiver.quiet_until_ms(now_ms):
            ripe = [one for one in ripe if _wakes(here, one)]
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
            ends += [(_as_read(one, alert), True) for one in ones]
            continue
        heard = known is not None and receiver.name in known.told
        # who heard of it is told its end by itself, as at any other hour
        last = _endings(alert, ones) if heard else []
        title = title_of(here, alert.merged_into) if alert is not None else ""
        for one in last:
            yield making.released(
                one, alert, receiver, now_ms=now_ms, links=links, merged_title=title
            )
        ends += [(one, False) for one in ones if one not in last]
    digest_id = ""
    if told and not receiver.wants(DIGEST):
        # the newest of each, by itself
        newest = {one.alert_id: one for one, inside in ends if inside}
        for alert in told:
            one = newest[alert.alert_id]
            yield making.released(one, alert, receiver, now_ms=now_ms, links=links)
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


def _wakes(here: Lane, held: Delivery) -> bool:
    """Whether what a storm holds back is told in the night, too."""
    known = here.alerts.get(held.alert_id)
    alert = known.alert if known is not None else None
    return held.held == STORM and alert is not None and alert.level == CRITICAL


def _belongs(alert: Alert, receiver: Receiver, held: list[Delivery]) -> bool:
    """Whether a digest names the alert: of a storm each one, of a night what is still hot."""
    if any(one.held == STORM for one in held):
        return True
    handed = any(one.handed_by for one in held)
    # wherever it is by now: it was in one of the receiver's places when it was held
    concerns = rated_to_fit(alert, receiver) and large_enough(alert, receiver)
    return is_open(alert) and not held[-1].leaves and (handed or concerns)


def _endings(alert: Alert | None, held: list[Delivery]) -> list[Delivery]:
    """That it is over, that it was merged, and what was wrong about it all the same."""
    last = held[-1]
    over = last.leaves or alert is None or not is_open(alert)
    if not over or last.type not in (RESOLVED, CORRECTED):
        return []
    ended = [one for one in held[:-1] if one.type == RESOLVED][-1:]
    return [*ended, last]


def _is_missed(held: Delivery, now_ms: int) -> bool:
    return now_ms - held.held_until_ms >= LONGEST_MISSING_MS


def _missed(held: Delivery, now_ms: int) -> Delivery:
    return _over(held, "dead", MISSED, now_ms)


def _as_read(held: Delivery, alert: Alert) -> Delivery:
    """Who reads in a digest that it is over has heard the end of it."""
    return held if is_open(alert) else replace(held, leaves=True)


def _ended(held: Delivery, *, now_ms: int, digest_id: str) -> Delivery:
    if digest_id:
        return _over(held, "digested", f"told in {digest_id}", now_ms)
    return _over(held, "withdrawn", OVER, now_ms)


def _over(held: Delivery, state: str, error: str, now_ms: int) -> Delivery:
    return replace(
        held,
        attempt=1,
        state=state,
        at_ms=now_ms,
        error=error,
        body="",
        held="",
        held_until_ms=0,
        next_attempt_at_ms=0,
    )
