"""What wakes people in a storm, and what a storm tells together."""

import json

from msgspec import structs

from streams.config.receivers import Receiver
from streams.core import deliveries
from streams.core.deliveries.holding import GATHER_MS
from streams.core.deliveries.state import STORM_MS
from tests.support.builders import LANE, T0_MS
from tests.support.office import (
    EDITOR,
    HOUR_MS,
    MINUTE_MS,
    MORNING_MS,
    NIGHT,
    RAISED,
    RESOLVED,
    Office,
)
from tests.support.routing import change

STORMY = Receiver(name="desk", url="https://x", storm=3)
SLEEPS = structs.replace(STORMY, quiet_hours=NIGHT.quiet_hours)
ALERT = ("desk", "alert.raised")
DIGEST = ("desk", "alert.digest")


def raised(*numbers: int, level: str = "surge") -> list:  # type: ignore[type-arg]
    return [change("raised", number, level=level) for number in numbers]


def named(office: Office) -> list[str]:
    return [one["rumor_id"] for digest in office.digests() for one in digest["alerts"]]


# Critical.


def test_what_becomes_critical_in_a_storm_is_told_at_once() -> None:
    office = Office(receivers=(STORMY,))
    office.tell(*raised(*range(9)))
    assert office.tell(change("escalated", 7, level="critical")) == [ALERT]
    assert office.tell(change("resolved", 7, level="critical")) == [("desk", "alert.resolved")]
    assert office.tick(GATHER_MS) == [DIGEST]
    assert len(named(office)) == 9
    again = change("escalated", 7, level="critical", change_id="critical-again")
    assert office.tell(again) == [ALERT], "it was told as over, by itself and in the digest"


def test_what_a_digest_told_as_over_is_raised_when_it_rises_again() -> None:
    office = Office(receivers=(STORMY,))
    office.tell(*raised(*range(9)))
    office.tell(change("resolved", 7))
    assert office.tick(GATHER_MS) == [DIGEST]
    office.restart()
    office.now_ms += 2 * STORM_MS
    assert office.tell(change("escalated", 7, level="major")) == [ALERT]


def test_a_storm_of_critical_alerts_is_a_storm() -> None:
    office = Office(receivers=(STORMY,))
    assert office.tell(*raised(*range(50), level="critical")) == [ALERT] * 6
    assert office.tick(GATHER_MS) == [DIGEST]
    assert len(named(office)) == 44


def test_what_is_critical_wakes_people_after_a_stormy_evening() -> None:
    office = Office(receivers=(SLEEPS,))
    assert office.tell(*raised(*range(9))) == []
    assert office.tell(change("escalated", 7, level="critical")) == [ALERT]


def test_a_storm_of_critical_alerts_is_told_at_night() -> None:
    office = Office(receivers=(SLEEPS,))
    assert office.tell(*raised(0, 1)) == []
    assert office.tell(*raised(*range(2, 12), level="critical")) == [ALERT] * 6
    assert office.tick(GATHER_MS) == [DIGEST]
    assert named(office) == [f"{number:016x}" for number in range(8, 12)]
    office.now_ms = MORNING_MS
    assert office.tick() == [DIGEST]
    assert named(office)[4:] == [f"{number:016x}" for number in range(2)]


# Together.


def test_more_alerts_at_one_moment_than_make_a_storm_are_one_digest() -> None:
    office = Office(receivers=(STORMY,))
    assert office.tell(*raised(0, 1, 2)) == [ALERT] * 3
    office.now_ms += STORM_MS
    assert office.tell(*raised(3)) == [ALERT]
    assert office.tell(*raised(4, 5, 6)) == []
    assert office.tick(GATHER_MS) == [DIGEST]
    assert named(office) == [f"{number:016x}" for number in (4, 5, 6)]


def test_three_hundred_surges_in_bursts_are_three_messages_at_most() -> None:
    office = Office(receivers=(Receiver(name="desk", url="https://x"),))
    for burst in range(10):
        office.now_ms = T0_MS + burst * MINUTE_MS
        office.tell(*raised(*range(30 * burst, 30 * burst + 30)))
        office.tick(GATHER_MS)
    for _ in range(20):
        office.tick(MINUTE_MS)
    assert {one.type for one in office.sent()} == {"alert.digest"}
    assert len(office.sent()) <= 3
    assert len(set(named(office))) == 300


def test_what_does_not_concern_a_receiver_makes_no_storm_for_it() -> None:
    office = Office(receivers=(EDITOR,))
    quiet = [change("raised", number) for number in range(50)]
    loud = change("raised", 50, level="critical")
    assert office.tell(*quiet, loud) == [("editor", "alert.raised")]


def test_a_new_receiver_catches_up_with_a_storm_in_one_message() -> None:
    office = Office(receivers=())
    office.tell(*raised(*range(50)))
    office.receivers = (STORMY,)
    assert office.tick() == []
    assert office.tick(GATHER_MS) == [DIGEST]
    assert len(named(office)) == 50


def test_what_nobody_took_goes_on_in_one_message() -> None:
    takes = Receiver(name="desk", url="https://x", storm=0, take_within_s=60, next="heir")
    heir = Receiver(name="heir", url="https://x", min_level="critical", storm=3)
    office = Office(receivers=(takes, heir))
    office.tell(*raised(*range(9)))
    assert office.tick(MINUTE_MS) == []
    assert office.tick(GATHER_MS) == [("heir", "alert.digest")]
    assert len(named(office)) == 9


# Quiet hours.


def test_what_was_lost_before_the_night_goes_out_in_the_morning() -> None:
    office = Office(receivers=(NIGHT,), now_ms=T0_MS - HOUR_MS)
    office.tell(RAISED, change("raised", 1, level="critical"))
    for lost in office.log[:2]:
        office.attempt(lost, "dead", error="answered 503")
    ping = structs.replace(office.log[0], delivery_id="dlv_ping", type="ping", alert_id="")
    office.now_ms = T0_MS
    office._record((ping,))
    office.attempt(ping)
    assert office.tick(1_000) == [ALERT]
    assert json.loads(office.sent()[-1].body)["data"]["level"] == "critical"
    office.now_ms = MORNING_MS
    assert office.tick() == [ALERT]
    assert office.tell(RESOLVED) == [("desk", "alert.resolved")]


def put_off(office: Office, receiver: Receiver, at: int = 0) -> list[tuple[str, str]]:
    """A delivery that waited is about to be tried."""
    held = deliveries.put_off(office.state, LANE, office.log[at], receiver, now_ms=office.now_ms)
    return office._record((held,)) if held is not None else [("tried", office.log[at].type)]


def evening() -> Office:
    """A receiver that fails since before the night."""
    office = Office(receivers=(NIGHT,), now_ms=T0_MS - HOUR_MS)
    office.tell(RAISED)
    office.attempt(office.log[0], "pending", error="answered 503")
    assert put_off(office, NIGHT) == [("tried", "alert.raised")]
    office.now_ms = T0_MS
    return office


def test_what_is_tried_again_at_night_waits_for_the_digest() -> None:
    office = evening()
    assert put_off(office, NIGHT) == []
    office.restart()
    assert office.tell(RAISED, offset=None) == []  # its record comes once more
    assert office.tick(HOUR_MS) == []
    office.now_ms = MORNING_MS
    assert office.tick() == [DIGEST]
    office.restart()
    assert office.tell(RESOLVED) == [("desk", "alert.resolved")]


def test_what_was_never_taken_and_is_over_by_the_morning_is_not_told() -> None:
    office = evening()
    assert put_off(office, NIGHT) == []
    assert office.tell(RESOLVED) == []
    office.now_ms = MORNING_MS
    assert office.tick() == []


def test_what_is_critical_by_then_is_tried_at_night_and_what_somebody_asks_for() -> None:
    office = evening()
    asked = structs.replace(office.log[0], round=1, again="asked")
    assert deliveries.put_off(office.state, LANE, asked, NIGHT, now_ms=T0_MS) is None
    assert office.tell(change("escalated", level="critical")) == [("desk", "alert.escalated")]
    assert put_off(office, NIGHT) == [("tried", "alert.raised")]


def test_what_was_put_off_and_goes_out_by_itself_was_heard() -> None:
    plain = structs.replace(NIGHT, events=("alert.raised", "alert.resolved"))
    office = evening()
    office.receivers = (plain,)
    assert put_off(office, plain) == []
    office.now_ms = MORNING_MS
    assert office.tick() == [ALERT]
    office.restart()
    assert office.tick() == []
    assert office.tell(RESOLVED) == [("desk", "alert.resolved")]
