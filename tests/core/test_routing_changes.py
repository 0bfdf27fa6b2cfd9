"""Receivers that change while alerts live: filters, nights, storms, hand-overs and restarts at
random. Nobody says what is told then; but some things hold whatever comes.
"""

import json
import random
from collections import defaultdict
from itertools import pairwise
from typing import Any

import pytest
from msgspec import structs

from schemas.events import Alert, Delivery, VerdictGiven
from streams.config.receivers import Receiver
from streams.core.deliveries.routing import fits
from tests.support.builders import LANE, T0_MS
from tests.support.office import (
    CRITICAL,
    DESK,
    HOUR_MS,
    MINUTE_MS,
    MORNING_MS,
    NIGHT,
    RAISED,
    Office,
)
from tests.support.routing import CHANNELS, PLACES, change, drawn_life, drawn_receiver

TRUE = VerdictGiven(rating="true")
NIGHTS: tuple[tuple[str, ...], ...] = (
    (),
    (),
    NIGHT.quiet_hours,
    ("23:00-01:00 UTC", "00:30-03:00 UTC"),
)
LIVES = 40


def test_who_asks_for_what_a_verdict_took_away_is_told_again() -> None:
    office = Office()
    rated = change("corrected", verdict=TRUE)
    assert office.tell(RAISED, rated) == [("desk", "alert.raised"), ("desk", "alert.corrected")]
    for _ in range(2):
        office.receivers = (structs.replace(DESK, verdicts=("true",)),)
        assert office.tick() == [("desk", "alert.raised")]
        office.restart()
        assert office.tick() == []
        office.receivers = (DESK,)
        later = change("corrected", verdict=TRUE, change_id=f"later-{office.now_ms}")
        assert office.tell(later) == [("desk", "alert.corrected")]
        office.now_ms += 1
    assert len({one.delivery_id for one in office.log}) == len(office.log)


def test_who_asks_for_what_a_night_withheld_is_told() -> None:
    office = Office(receivers=(NIGHT,))
    office.tell(RAISED, change("corrected", verdict=TRUE))
    office.now_ms = MORNING_MS
    assert office.tick() == []
    office.tell(change("taken", verdict=TRUE, change_id=RAISED.change_id))
    office.receivers = (structs.replace(NIGHT, verdicts=("true",)),)
    assert office.tick() == [("desk", "alert.raised")]
    assert office.tick() == []


def test_what_was_told_as_over_at_night_is_not_corrected_in_the_morning() -> None:
    office = Office(receivers=(NIGHT,), now_ms=T0_MS - HOUR_MS)
    office.tell(RAISED)
    office.now_ms = T0_MS
    assert office.tell(change("corrected")) == []
    assert office.tell(CRITICAL) == [("desk", "alert.escalated")]
    office.now_ms += 1
    assert office.tell(change("resolved", level="critical")) == [("desk", "alert.resolved")]
    office.now_ms = MORNING_MS
    assert office.tick() == []


# At random.


def drawn(rng: random.Random, number: int, before: Receiver | None = None) -> Receiver:
    chained = rng.random() < 0.3 and number < 5
    fields: dict[str, Any] = {
        "storm": rng.choice([0, 0, 2, 5, 20]),
        "catch_up": rng.choice(["open", "open", "none"]),
        "quiet_hours": rng.choice(NIGHTS),
        "take_within_s": 600 if chained else 0,
        "next": f"r{number + 1}" if chained else "",
    }
    if before is not None:
        fields |= {"take_within_s": before.take_within_s, "next": before.next}
    return structs.replace(drawn_receiver(rng, number), **fields)


def change_somebody(office: Office, rng: random.Random) -> None:
    receivers = list(office.receivers)
    number = rng.randrange(len(receivers))
    receivers[number] = drawn(rng, number, receivers[number])
    office.receivers = tuple(receivers)
    office.tick()


def disturb(office: Office, rng: random.Random) -> None:
    dice = rng.random()
    if dice < 0.3:
        office.tick(rng.choice([1_000, 30_000, MINUTE_MS, 10 * MINUTE_MS, HOUR_MS]))
    elif dice < 0.4:
        office.restart()
    elif dice < 0.45:
        change_somebody(office, rng)
    elif dice < 0.5:
        places = {place: rng.randint(1, 9) for place in PLACES}
        office.look_around(places=places, channels=dict.fromkeys(CHANNELS, 1))


def alerts_of(sent: Delivery) -> list[dict[str, Any]]:
    data: dict[str, Any] = json.loads(sent.body)["data"]
    named: list[dict[str, Any]] = data.get("alerts", [data])
    return named


def wakes_nobody(office: Office, since: int) -> None:
    """What was sent since then was sent by day, or is critical."""
    receivers = {one.name: one for one in office.receivers}
    for sent in office.log[since:]:
        is_quiet = receivers[sent.receiver].quiet_until_ms(sent.at_ms)
        if is_quiet and not sent.attempt and not sent.held:
            assert {alert["level"] for alert in alerts_of(sent)} == {"critical"}, sent


@pytest.mark.parametrize("seed", range(16))
def test_whoever_changes_what_is_told_is_whole(seed: int) -> None:
    rng = random.Random(seed)
    receivers = tuple(drawn(rng, number) for number in range(6))
    office = Office(receivers=receivers, now_ms=T0_MS - 2 * HOUR_MS)
    left = [drawn_life(rng, number) for number in range(LIVES)]
    while any(left):
        began = len(office.log)
        some = [n for n in rng.sample(range(LIVES), rng.choice([1, 1, 2, 10])) if left[n]]
        changes = [structs.replace(left[n].pop(0), at_ms=office.now_ms) for n in some]
        office.tell(*changes)
        wakes_nobody(office, began)
        disturb(office, rng)
    began = len(office.log)
    for _ in range(100):
        office.tick(15 * MINUTE_MS)
    wakes_nobody(office, began)
    assert office.state.lane(LANE).held == {}
    is_in_order(office)
    is_complete(office)


def is_in_order(office: Office) -> None:
    """Raised first, each raise once, and each delivery, too."""
    told: dict[tuple[str, str], list[str]] = defaultdict(list)
    for sent in office.sent():
        for alert in alerts_of(sent):
            told[sent.receiver, alert["alert_id"]].append(sent.type)
    for types in told.values():
        assert types[0] in ("alert.raised", "alert.digest")
        assert ("alert.raised", "alert.raised") not in pairwise(types)
    ids = [sent.delivery_id for sent in office.sent()]
    assert len(ids) == len(set(ids))


def is_complete(office: Office) -> None:
    """Who was told of an alert that is over was told so; what is open is known where it fits."""
    for known in office.state.lane(LANE).alerts.values():
        alert: Alert | None = known.alert
        assert alert is not None
        for receiver in office.receivers:
            told = known.told.get(receiver.name)
            listens = told is not None and told.open
            assert known.open or not listens
            if known.open and receiver.catch_up == "open" and fits(alert, receiver):
                assert listens
