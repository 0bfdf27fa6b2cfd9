"""Takes in what the topics of deliveries and alerts tell of a lane, and forgets what is over.

In: `Delivery`s that are on the log, read back at start or just appended, and alerts. Out: the
state, and what is pending.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import replace

from schemas.events import Alert, Delivery
from streams.core.deliveries.health import noticed
from streams.core.deliveries.routing import RAISED, RESOLVED, Receiver, Told
from streams.core.deliveries.state import (
    ABOUT,
    DIGEST,
    FINAL,
    TOLD_IN,
    WAITING,
    Deliveries,
    Known,
    Lane,
    Name,
    Pending,
    Recent,
    is_told_again,
)

MOST_KNOWN = 10_000  # final deliveries of a lane whose bodies are kept, some 3 KB each
MOST_ALERTS = 5_000  # alerts of a lane that are over and may still be corrected or caught up with
# Changes of one alert that are known by name: what is told again is of the minute before a crash.
MOST_CHANGES = 100
MOST_ELSEWHERE = 10_000  # ends that wait for their lane; those of one that is away are not missed
MOST_RECENT = 1_000  # tellings of one receiver that are remembered for it


def heard_of(
    state: Deliveries, lane: str, alerts: Iterable[Alert], offset: int | None = None
) -> None:
    """Takes in alerts as their topic tells them, oldest first; hearing of one twice is nothing.
    `offset` is that of their record.
    """
    here = state.lane(lane)
    known = here.alerts
    for alert in alerts:
        if is_told_again(here, alert, offset):
            continue
        one = known.setdefault(alert.alert_id, Known())
        _note_change(one, alert, offset)
        if one.alert is None or alert.at_ms >= one.alert.at_ms:
            one.alert = alert
            # Each change says who has it: that a take was undone is told by itself to nobody.
            one.taken = alert.event == "taken" or bool(alert.taken_by)
    _forget_alerts(known)


def _note_change(one: Known, alert: Alert, offset: int | None) -> None:
    one.changes.setdefault(alert.change_id, offset)
    if len(one.changes) > MOST_CHANGES:
        del one.changes[next(iter(one.changes))]


def recorded(state: Deliveries, lane: str, deliveries: Iterable[Delivery]) -> list[Pending]:
    """Takes in what was just appended of a lane -> what has no final attempt in it."""
    pending: dict[str, Pending] = {}
    read_back(state, lane, deliveries, pending)
    return list(pending.values())


def read_back(
    state: Deliveries, lane: str, deliveries: Iterable[Delivery], pending: dict[str, Pending]
) -> None:
    """Takes in a part of what the log holds of a lane, the oldest part first. `pending` is what had
    no final attempt so far, by delivery, and is moved on.
    """
    here = state.lane(lane)
    for delivery in deliveries:
        if delivery.attempt == 0:
            _scheduled(state, here, delivery)
            if delivery.held:
                pending.pop(delivery.delivery_id, None)
            else:  # what waits and was made again keeps its place before what follows it
                pending[delivery.delivery_id] = Pending(delivery)
            continue
        one = pending.get(delivery.delivery_id)
        latest = here.known.get(delivery.delivery_id)
        if delivery.state == "digested":
            _told_inside(here, delivery)
        if latest is None and delivery.state == "digested":
            told_for_another(state, delivery)
        if latest is None or latest.round != delivery.round:
            continue  # the end of an earlier round says nothing of a redelivery asked for meanwhile
        attempted(state, lane, delivery)
        if delivery.state in FINAL:
            pending.pop(delivery.delivery_id, None)
        elif one is not None:
            one.seen(delivery)
    _forget_deliveries(here)


def attempted(state: Deliveries, lane: str, attempt: Delivery) -> None:
    """Takes in an attempt that is on the log, and what it says of its receiver: 410 shuts it,
    whatever it takes opens it.
    """
    here = state.lane(lane)
    name = (attempt.tenant, attempt.receiver)
    if attempt.error.startswith(ABOUT):
        here.announced[attempt.delivery_id] = attempt.error.removeprefix(ABOUT)
        return
    if attempt.state in FINAL:
        here.pending.discard(attempt.delivery_id)
        here.held.pop(attempt.delivery_id, None)
        here.announced.pop(attempt.delivery_id, None)
        state.elsewhere.pop(attempt.delivery_id, None)
    if attempt.state == "delivered":
        _opened(state, name, attempt.at_ms)
        _reached(here, attempt)
    elif attempt.target and attempt.at_ms >= state.taken_at_ms.get(name, 0):
        state.gone[(*name, attempt.target)] = attempt.at_ms
    elif attempt.state == "digested":
        _heard(here, attempt)
    if attempt.state in ("dead", "disabled") and attempt.type.startswith("alert."):
        here.lost.setdefault(name, {})[attempt.delivery_id] = attempt
        if attempt.type == RAISED:
            here.unheard[(*name, attempt.alert_id)] = attempt.delivery_id
    if attempt.state not in ("digested", "withdrawn") and attempt.error != WAITING:
        noticed(here.outages, attempt)


def _told_inside(here: Lane, end: Delivery) -> None:
    """A digest that has to be written again names the same alerts."""
    digest_id = end.error.removeprefix(TOLD_IN)
    if digest_id in here.known:
        here.inside.setdefault(digest_id, []).append(end)


def told_for_another(state: Deliveries, end: Delivery) -> None:
    """Takes in the end of a delivery of another lane. At a restart that may be read back later, or
    not be here at all.
    """
    id_ = end.delivery_id
    if any(id_ in lane.known and id_ not in lane.held for lane in state.lanes.values()):
        return  # noted already
    state.elsewhere[id_] = end
    if len(state.elsewhere) > MOST_ELSEWHERE:
        del state.elsewhere[next(iter(state.elsewhere))]


def took(state: Deliveries, receiver: Receiver, at_ms: int) -> None:
    """A receiver took what stands on no log: what it lost may go out again."""
    _opened(state, (receiver.tenant, receiver.name), at_ms)


def _opened(state: Deliveries, name: Name, at_ms: int) -> None:
    """It took something. At a restart lanes come back one after another, each in its own order."""
    state.taken_at_ms[name] = max(at_ms, state.taken_at_ms.get(name, 0))
    for key in [key for key, shut_ms in state.gone.items() if key[:2] == name and shut_ms <= at_ms]:
        del state.gone[key]


def _scheduled(state: Deliveries, here: Lane, delivery: Delivery) -> None:
    id_ = delivery.delivery_id
    name = (delivery.tenant, delivery.receiver)
    here.known.pop(id_, None)  # the newest stands last
    here.known[id_] = delivery
    here.pending.add(id_)
    was_held = here.held.pop(id_, None) is not None
    here.announced.pop(id_, None)
    here.lost.get(name, {}).pop(id_, None)
    if delivery.type == RAISED:
        here.unheard.pop((*name, delivery.alert_id), None)
    if delivery.type == DIGEST:
        state.digested_at_ms[name] = max(delivery.at_ms, state.digested_at_ms.get(name, 0))
    if delivery.alert_id and delivery.round == 0:
        recent = state.recent.setdefault(name, deque(maxlen=MOST_RECENT))
        recent.append(Recent(delivery.at_ms, delivery.alert_id, not delivery.held))
    if delivery.held:
        here.held[id_] = delivery
        if delivery.type == RAISED:
            _not_heard(here, delivery)
    elif delivery.round == 0 or was_held:
        _heard(here, delivery)


def _not_heard(here: Lane, delivery: Delivery) -> None:
    """What was about to be told is put off: the receiver has not heard of it after all."""
    told = here.alerts.setdefault(delivery.alert_id, Known()).told
    before = told.get(delivery.receiver)
    if before is None:
        return
    # Its end may be about to be told as well, and says no more than what it never heard of.
    if before.open or (delivery.round and not before.reached):
        del told[delivery.receiver]


def _reached(here: Lane, attempt: Delivery) -> None:
    """It took something of the alert as it was told last, not of an earlier rise."""
    known = here.alerts.get(attempt.alert_id)
    told = known.told.get(attempt.receiver) if known is not None else None
    taken = here.known.get(attempt.delivery_id)
    if known is not None and told is not None and taken is not None and taken.at_ms >= told.at_ms:
        known.told[attempt.receiver] = replace(told, reached=True)


def _heard(here: Lane, delivery: Delivery) -> None:
    """The receiver was told of the alert, or is about to be: in a message or in a digest."""
    if not delivery.alert_id:
        return
    told = here.alerts.setdefault(delivery.alert_id, Known()).told
    before = told.get(delivery.receiver)
    was_reached = before is not None and before.reached
    if delivery.type == RAISED and not (before is not None and before.open):
        was_reached = False  # a rise of its own
    told[delivery.receiver] = Told(
        open=delivery.type != RESOLVED and not delivery.leaves,
        at_ms=before.at_ms if before is not None and before.open else delivery.at_ms,
        last_ms=delivery.at_ms,
        handed=bool(delivery.handed_by) or (before is not None and before.handed),
        level=delivery.level,
        reached=delivery.state == "digested" or was_reached,
    )


def _forget_deliveries(here: Lane) -> None:
    # twice as many, so that it is not done for each that comes
    if len(here.known) - len(here.pending) <= 2 * MOST_KNOWN:
        return
    final = [id_ for id_ in here.known if id_ not in here.pending]
    for id_ in final[:-MOST_KNOWN]:
        del here.known[id_]
        here.inside.pop(id_, None)


def _forget_alerts(known: dict[str, Known]) -> None:
    if len(known) <= 2 * MOST_ALERTS:
        return
    over = [id_ for id_, one in known.items() if not one.open]
    for id_ in over[:-MOST_ALERTS]:
        del known[id_]
