"""What a person asks for while it is held for a digest."""

import json
from collections.abc import Callable

import pytest
from msgspec import structs

from schemas.events import Delivery
from streams.config.receivers import Receiver
from tests.support.office import (
    CRITICAL,
    HOUR_MS,
    MAJOR,
    MINUTE_MS,
    MORNING_MS,
    NIGHT,
    RAISED,
    RESOLVED,
    Office,
)
from tests.support.routing import change

AGAIN = [("desk", "alert.raised")]
SINGLY = Receiver(
    name="desk", url="https://x", quiet_hours=NIGHT.quiet_hours, events=("alert.r*", "alert.e*")
)
STORMY = Receiver(name="desk", url="https://x", storm=1)


def held(office: Office) -> list[Delivery]:
    return [one for one in office.log if one.held]


def night() -> Office:
    office = Office((NIGHT,))
    assert office.tell(RAISED) == office.tell(change("raised", 1)) == []
    return office


def storm() -> Office:
    office = Office((STORMY,))
    assert office.tell(RAISED, change("raised", 1)) == []
    return office


def singly() -> Office:
    office = Office((SINGLY,))
    assert office.tell(RAISED) == office.tell(change("raised", 1)) == []
    return office


@pytest.mark.parametrize("restart", [False, True])
@pytest.mark.parametrize("begun", [night, storm, singly])
def test_what_is_held_goes_out_at_once_and_once(begun: Callable[[], Office], restart: bool) -> None:
    office = begun()
    asked_for, other = held(office)
    office.now_ms += MINUTE_MS
    asked_at_ms = office.now_ms
    assert office.ask(asked_for.delivery_id) == AGAIN
    again = office.sent()[-1]
    assert (again.delivery_id, again.round, again.again) == (asked_for.delivery_id, 1, "asked")
    assert again.first_at_ms == asked_for.at_ms
    if restart:
        office.restart()
    assert office.ask(asked_for.delivery_id, asked_at_ms) == [], "read twice"
    office.attempt(again)
    office.now_ms = MORNING_MS
    told = office.tick()
    if begun is singly:
        assert told == AGAIN
        assert office.sent()[-1].delivery_id == other.delivery_id
    else:
        assert told == [("desk", "alert.digest")]
        assert [one["alert_id"] for one in office.digests()[0]["alerts"]] == [other.alert_id]
    assert office.tick(HOUR_MS) == []


def test_it_tells_the_alert_as_it_is_by_now_and_its_end_is_told() -> None:
    office = night()
    asked_for = held(office)[0]
    office.tell(structs.replace(MAJOR, at_ms=RAISED.at_ms + 1, why="12 reports"))
    office.ask(asked_for.delivery_id)
    assert json.loads(office.sent()[-1].body)["data"]["why"] == "12 reports"
    office.attempt(office.sent()[-1])
    office.now_ms = MORNING_MS
    office.tick()
    assert office.tell(RESOLVED) == [("desk", "alert.resolved")]


def test_it_is_not_raised_again_through_what_else_was_held_of_it() -> None:
    office = singly()
    asked_for = held(office)[0]
    office.tell(structs.replace(MAJOR, at_ms=RAISED.at_ms + 1))
    assert [one.type for one in held(office)] == ["alert.raised"] * 3
    office.ask(asked_for.delivery_id)
    office.attempt(office.sent()[-1])
    office.now_ms = MORNING_MS
    assert office.tick() == AGAIN
    assert office.sent()[-1].alert_id != asked_for.alert_id
    assert [one.state for one in office.log if one.alert_id == RAISED.alert_id][-1] == "withdrawn"


def test_nor_is_what_became_critical_at_night() -> None:
    office = Office((SINGLY,))
    assert office.tell(RAISED) == []
    assert office.tell(structs.replace(CRITICAL, at_ms=RAISED.at_ms + 1)) == AGAIN
    office.now_ms = MORNING_MS
    assert office.tick() == []


def test_what_waits_for_a_receiver_that_left_the_config_goes_on_waiting_for_it() -> None:
    office = night()
    office.receivers = ()
    assert office.ask(held(office)[0].delivery_id) == AGAIN
