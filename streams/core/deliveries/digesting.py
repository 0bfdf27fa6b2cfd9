"""What was held back, told together once its time has come: at the end of a night or in a storm.

In: the state of the lanes of a tenant and the time. Out: digests, and the end of each delivery that
one tells.

A receiver gets one digest of all lanes that a process holds. It stands in the record of one of
them, its home, with the ends of all that it tells: no crash comes between them. The other lanes
note before where to look for those ends (`announcing`), and afterwards the ends themselves
(`told_elsewhere`), for whoever holds them next.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from schemas.events import Alert, Delivery
from streams.core.deliveries import making
from streams.core.deliveries.attempts import LONGEST_MISSING_MS, MISSED
from streams.core.deliveries.holding import CRITICAL, STORM
from streams.core.deliveries.routing import (
    CORRECTED,
    RAISED,
    RESOLVED,
    Receiver,
    Silent,
    Told,
    is_open,
    large_enough,
    never,
    rated_to_fit,
)
from streams.core.deliveries.state import DIGEST, TOLD_IN, Deliveries, Lane, Name, named, title_of
from streams.core.receivers.tellings import Digest

OVER = "over before it could be told"
MUTED = "muted before it could be told"
RAISED_SINCE = "raised in another delivery before this one could be told"
Made = tuple[str, Delivery]  # and the lane in whose record it stands
NO_SILENCES: Mapping[str, Silent] = {}


@dataclass
class Part:
    """What a digest holds of one lane: the alerts, and the deliveries that it ends; `made` is what
    is told or over without it.
    """

    lane: str
    told: list[Alert] = field(default_factory=list)
    inside: list[Delivery] = field(default_factory=list)
    made: list[Delivery] = field(default_factory=list)


def digests(
    state: Deliveries,
    lanes: Sequence[str],
    *,
    now_ms: int,
    receivers: Sequence[Receiver],
    links: str,
    silences: Mapping[str, Silent] = NO_SILENCES,
) -> dict[str, tuple[Delivery, ...]]:
    """The digests that are due in some lanes of a tenant, and what they end -> by lane, each to be
    recorded as one. None names what is muted by then, as `silences` say for each lane.
    """
    made: dict[str, list[Delivery]] = {}
    for name, held in _held(state, lanes).items():
        receiver = named(receivers, *name)
        found = (
            _missed(held, now_ms)
            if receiver is None
            else _of_receiver(state, receiver, held, now_ms=now_ms, links=links, silences=silences)
        )
        for lane, delivery in found:
            made.setdefault(lane, []).append(delivery)
    return {lane: tuple(some) for lane, some in made.items()}


def left_in(inside: Iterable[Delivery]) -> frozenset[str]:
    """The alerts of which a digest tells the last, by the deliveries in it, the newest last."""
    leaves = {one.alert_id: one.leaves for one in inside}
    return frozenset(alert_id for alert_id, is_last in leaves.items() if is_last)


def told_elsewhere(state: Deliveries, lane: str) -> tuple[Delivery, ...]:
    """The ends of what is held in a lane and was told in a digest of another one."""
    held = state.lane(lane).held
    return tuple(state.elsewhere[id_] for id_ in held if id_ in state.elsewhere)


def _held(state: Deliveries, lanes: Sequence[str]) -> dict[Name, dict[str, list[Delivery]]]:
    """What waits, by receiver and lane."""
    found: dict[Name, dict[str, list[Delivery]]] = {}
    for lane in lanes:
        for one in state.lane(lane).held.values():
            if one.delivery_id not in state.elsewhere:
                name = (one.tenant, one.receiver)
                found.setdefault(name, {}).setdefault(lane, []).append(one)
    return found


def _of_receiver(
    state: Deliveries,
    receiver: Receiver,
    held: Mapping[str, list[Delivery]],
    *,
    now_ms: int,
    links: str,
    silences: Mapping[str, Silent],
) -> Iterator[Made]:
    ripe: dict[str, list[Delivery]] = {}
    for lane, ones in held.items():
        due = [one for one in ones if one.held_until_ms <= now_ms]
        if receiver.quiet_until_ms(now_ms):
            due = [one for one in due if _wakes(state.lane(lane), one)]
        if due:
            ripe[lane] = due
    at = {"now_ms": now_ms, "links": links}
    parts = [
        _part(state, Part(lane), receiver, ones, silent=silences.get(lane, never), **at)  # type: ignore[arg-type]
        for lane, ones in ripe.items()
    ]
    for part in parts:
        yield from ((part.lane, one) for one in part.made)
    inside = [part for part in parts if part.told]
    if inside:
        yield from _digest(inside, receiver, **at)  # type: ignore[arg-type]


def _digest(parts: list[Part], receiver: Receiver, *, now_ms: int, links: str) -> Iterator[Made]:
    home = parts[0].lane
    held = [one for part in parts for one in part.inside]
    told = tuple(alert for part in parts for alert in part.told)
    reason = STORM if any(one.held == STORM for one in held) else held[0].held
    digest = making.of_digest(
        Digest(alerts=told, reason=reason, left=left_in(held)),
        receiver,
        named=held[0].delivery_id,
        now_ms=now_ms,
        links=links,
    )
    yield home, digest
    for one in held:
        yield home, _ended(one, now_ms=now_ms, digest_id=digest.delivery_id)


def _part(
    state: Deliveries,
    part: Part,
    receiver: Receiver,
    held: list[Delivery],
    *,
    silent: Silent,
    now_ms: int,
    links: str,
) -> Part:
    here = state.lane(part.lane)
    by_alert: dict[str, list[Delivery]] = {}
    for one in held:
        by_alert.setdefault(one.alert_id, []).append(one)
    for alert_id, ones in by_alert.items():
        known = here.alerts.get(alert_id)
        alert = known.alert if known else None
        told = known.told.get(receiver.name) if known else None
        muted = alert is not None and silent(alert)
        why = MUTED if muted else OVER
        if alert is not None and not muted and _belongs(alert, receiver, ones):
            if receiver.wants(DIGEST):
                part.told.append(alert)
                is_over = not is_open(alert) or _leaves(alert, receiver, told, ones)
                part.inside += [_as_read(one, alert, is_over=is_over) for one in ones]
                continue
            single = ones[-1:]  # the newest of each, by itself
            if _is_raised_since(ones[-1], told):
                single, why = [], RAISED_SINCE
        else:
            # who heard of it is told its end by itself, as at any other hour, unless what was
            # critical by then was told its end at night
            is_news = told is not None and (told.open or told.last_ms < ones[-1].at_ms)
            single = _endings(alert, ones, muted=muted) if is_news else []
        title = title_of(state, part.lane, alert.merged_into) if alert is not None else ""
        part.made += [
            making.released(one, alert, receiver, now_ms=now_ms, links=links, merged_title=title)
            for one in single
        ]
        part.made += [_over(one, "withdrawn", why, now_ms) for one in ones if one not in single]
    return part


def _wakes(here: Lane, held: Delivery) -> bool:
    """Whether what a storm holds back is told in the night, too."""
    known = here.alerts.get(held.alert_id)
    alert = known.alert if known is not None else None
    return held.held == STORM and alert is not None and alert.level == CRITICAL


def _is_raised_since(held: Delivery, told: Told | None) -> bool:
    """Whether the alert was raised without what is held: a person asked for another delivery of
    it, or it became critical.
    """
    was_told = told is not None and told.open and told.last_ms >= held.at_ms
    return held.type == RAISED and was_told


def _belongs(alert: Alert, receiver: Receiver, held: list[Delivery]) -> bool:
    """Whether a digest names the alert: of a storm each one, of a night what is still hot."""
    if any(one.held == STORM for one in held):
        return True
    handed = any(one.handed_by for one in held)
    # wherever it is by now: it was in one of the receiver's places when it was held
    concerns = rated_to_fit(alert, receiver) and large_enough(alert, receiver)
    return is_open(alert) and not held[-1].leaves and (handed or concerns)


def _endings(alert: Alert | None, held: list[Delivery], *, muted: bool) -> list[Delivery]:
    """That it is over, that it was merged, and what was wrong about it all the same; of what is
    muted that it was wrong.
    """
    last = held[-1]
    over = last.leaves or alert is None or not is_open(alert)
    if muted and not over:
        return [one for one in held if one.type == CORRECTED][-1:]
    if not over or last.type not in (RESOLVED, CORRECTED):
        return []
    ended = [one for one in held[:-1] if one.type == RESOLVED][-1:]
    return [*ended, last]


def _missed(held: Mapping[str, list[Delivery]], now_ms: int) -> Iterator[Made]:
    """What a receiver that left the config keeps until it is back, or for a day."""
    for lane, ones in held.items():
        for one in ones:
            if now_ms - one.held_until_ms >= LONGEST_MISSING_MS:
                yield lane, _over(one, "dead", MISSED, now_ms)


def _leaves(alert: Alert, receiver: Receiver, told: Told | None, held: list[Delivery]) -> bool:
    """Whether a verdict took the alert away, be it before anything of it was told."""
    handed = any(one.handed_by for one in held) or (told is not None and told.handed)
    return held[-1].leaves or not (handed or rated_to_fit(alert, receiver))


def _as_read(held: Delivery, alert: Alert, *, is_over: bool) -> Delivery:
    """Who reads in a digest that it is over has heard the end of it."""
    return replace(held, level=alert.level, leaves=held.leaves or is_over)


def _ended(held: Delivery, *, now_ms: int, digest_id: str) -> Delivery:
    return _over(held, "digested", f"{TOLD_IN}{digest_id}", now_ms)


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
