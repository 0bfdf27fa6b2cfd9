"""What a receiver has to be told again and again: some services end, or forget, what is open and
not repeated.

In: the state of all lanes. Out: bodies that are news to nobody, and so are on no log.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from schemas.events import Alert
from streams.core.deliveries.routing import Receiver, Told
from streams.core.deliveries.state import Deliveries, Lane
from streams.core.receivers.kinds import KINDS
from streams.core.receivers.tellings import REPEATED, Digest, Telling

# What is over is repeated so long: a message that said it was open may have come after its end.
LONGEST_ENDED_MS = 900_000


def repeated(state: Deliveries, receiver: Receiver, *, now_ms: int, links: str) -> tuple[str, ...]:
    """What a receiver was told and is open, and what is over for it since a while, each in its
    kind's form; nothing of what there is none.
    """
    lanes = state.lanes.values()
    goes_on = tuple(alert for here in lanes for alert in _open(here, receiver))
    over = tuple(alert for here in lanes for alert in _over(here, receiver, now_ms))
    return tuple(
        KINDS[receiver.kind].body(
            Telling(
                type=REPEATED,
                id=REPEATED,
                at_ms=now_ms,
                links=links,
                content=Digest(alerts=alerts, reason=REPEATED),
                leaves=leaves,
            ),
            manner=receiver.manner,
        )
        for alerts, leaves in ((goes_on, False), (over, True))
        if alerts
    )


def _open(here: Lane, receiver: Receiver) -> Iterator[Alert]:
    """At the level that was told: a higher one may wait for the end of a night."""
    held = {
        (one.alert_id, one.level) for one in here.held.values() if one.receiver == receiver.name
    }
    for alert, told in _told(here, receiver):
        level = told.level or alert.level
        is_open = told.open and here.alerts[alert.alert_id].open
        if is_open and (alert.alert_id, level) not in held:
            yield replace(alert, level=level)


def _over(here: Lane, receiver: Receiver, now_ms: int) -> Iterator[Alert]:
    for alert, told in _told(here, receiver):
        if not told.open and now_ms - told.last_ms < LONGEST_ENDED_MS:
            yield alert


def _told(here: Lane, receiver: Receiver) -> Iterator[tuple[Alert, Told]]:
    for known in here.alerts.values():
        told = known.told.get(receiver.name)
        if told is not None and known.alert is not None and known.alert.tenant == receiver.tenant:
            yield known.alert, told
