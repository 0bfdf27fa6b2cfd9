"""What is told to whoever is told later than others: when, how late, and with which day."""

import json
from datetime import datetime
from typing import Any

import pytest
from msgspec import structs

from schemas.events import Alert, AlertsTold, Delivery, Source, VerdictGiven
from streams.config.receivers import Receiver
from streams.core import deliveries
from streams.core.deliveries import Deliveries
from tests.support.builders import LANE, T0_MS, answer
from tests.support.office import (
    CRITICAL,
    DESK,
    EDITOR,
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

LATER_MS = T0_MS + 3 * HOUR_MS
LATE = Receiver(name="late", url="https://x")
HEIR = Receiver(name="desk", url="https://x", take_within_s=600, next="editor")
WITHOUT_DIGESTS = Receiver(
    name="desk", url="https://x", quiet_hours=NIGHT.quiet_hours, events=("alert.r*",)
)
BEGAN = "11 reports in 20 minutes, normally 0.2, since 22:13 UTC"


def body(delivery: Delivery) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(delivery.body)
    return whole


def told_at_ms(delivery: Delivery) -> int:
    return round(datetime.fromisoformat(body(delivery)["timestamp"]).timestamp() * 1_000)


def at(later_ms: int, alert: Alert) -> Alert:
    """A change that is told so much later than the surge was raised."""
    return structs.replace(alert, at_ms=T0_MS + later_ms)


def joined(office: Office) -> None:
    office.receivers = (DESK, LATE)
    office.now_ms = LATER_MS
    office.tick()


def joined_before_a_change(office: Office) -> None:
    office.receivers = (DESK, structs.replace(LATE, catch_up="none"))
    office.now_ms = LATER_MS
    office.tell(at(3 * HOUR_MS, MAJOR))


def handed_on(office: Office) -> None:
    office.receivers = (HEIR, EDITOR)
    office.now_ms = LATER_MS
    office.tick()


def risen(office: Office) -> None:
    office.receivers = (DESK, EDITOR)
    office.now_ms = LATER_MS
    office.tell(at(3 * HOUR_MS, CRITICAL))


def behind(office: Office) -> None:
    """Whoever sends was away when the alert was told."""
    office.receivers = (DESK, LATE)
    office.now_ms = LATER_MS
    office.tell(change("raised", 1))


@pytest.mark.parametrize("way", [joined, joined_before_a_change, handed_on, risen, behind])
def test_whoever_is_told_later_is_told_when_and_how_late(way: Any) -> None:
    office = Office()
    office.tell(RAISED)
    first = office.log[-1]
    assert (told_at_ms(first), body(first)["data"]["delayed_s"]) == (T0_MS, 0.0)
    way(office)
    last = office.sent()[-1]
    assert last.type == "alert.raised"
    assert last.receiver != "desk"
    assert told_at_ms(last) == LATER_MS
    assert body(last)["data"]["delayed_s"] == 3 * 3_600
    office.restart()
    office.tick(HOUR_MS)
    assert [one for one in office.sent() if one.delivery_id == last.delivery_id] == [last]


def test_a_minute_is_not_late() -> None:
    for later_ms, delayed_s in ((MINUTE_MS, 0.0), (MINUTE_MS + 1, 60.001)):
        office = Office(now_ms=T0_MS + later_ms)
        office.tell(RAISED)
        assert body(office.log[-1])["data"]["delayed_s"] == delayed_s


def test_an_escalation_is_as_late_as_it_was_found_and_told() -> None:
    """Hours after the surge, and at once for those who know it."""
    office = Office()
    office.tell(RAISED)
    office.now_ms = LATER_MS
    office.tell(at(3 * HOUR_MS, MAJOR))
    assert body(office.log[-1])["data"]["delayed_s"] == 0.0
    office.now_ms += 10 * MINUTE_MS
    office.tell(structs.replace(at(3 * HOUR_MS, CRITICAL), delayed_s=120.0))
    assert body(office.log[-1])["data"]["delayed_s"] == 720.0
    office.tell(at(4 * HOUR_MS, RESOLVED))
    assert body(office.log[-1])["data"]["delayed_s"] == 0.0


def test_nothing_is_told_before_it_was() -> None:
    """Clocks of two machines differ."""
    office = Office(now_ms=T0_MS - 500)
    office.tell(RAISED)
    assert told_at_ms(office.log[-1]) == T0_MS


def test_what_was_held_is_told_when_the_night_is_over() -> None:
    office = Office(receivers=(structs.replace(WITHOUT_DIGESTS, min_level="watch"),))
    office.tell(RAISED)
    assert office.sent() == []
    office.restart()
    office.now_ms = MORNING_MS
    office.tick()
    (told,) = office.sent()
    assert told.type == "alert.raised"
    assert told_at_ms(told) == MORNING_MS
    assert body(told)["data"]["delayed_s"] == (MORNING_MS - T0_MS) / 1_000
    assert body(told)["id"] == told.delivery_id == office.log[0].delivery_id


def test_an_end_that_was_held_is_told_in_the_morning() -> None:
    office = Office(receivers=(NIGHT,), now_ms=T0_MS - HOUR_MS)
    office.tell(at(-HOUR_MS, RAISED))
    office.now_ms = T0_MS
    office.tell(RESOLVED)
    office.now_ms = MORNING_MS
    office.tick()
    last = office.sent()[-1]
    assert (last.type, told_at_ms(last)) == ("alert.resolved", MORNING_MS)
    assert body(last)["data"]["resolved_at"] == "2023-11-14T22:13:20.000Z"


def test_the_day_is_said_where_it_is_another_one() -> None:
    raised = structs.replace(RAISED, why=BEGAN)
    office = Office(receivers=(DESK,))
    office.tell(raised)
    assert body(office.log[-1])["data"]["why"] == BEGAN
    office.receivers = (DESK, LATE)
    office.now_ms = LATER_MS  # after midnight
    office.tick()
    told = body(office.log[-1])["data"]["why"]
    assert told == BEGAN.replace("22:13", "2023-11-14 22:13")


def test_the_day_is_said_in_digests_too() -> None:
    office = Office(receivers=(NIGHT,))
    office.tell(structs.replace(RAISED, why=BEGAN))
    office.now_ms = MORNING_MS
    office.tick()
    (digest,) = office.digests()
    assert "since 2023-11-14 22:13 UTC" in digest["alerts"][0]["why"]


def test_a_verdict_says_when_it_was_told() -> None:
    hook = Receiver(name="hook", url="https://x", app="app")
    event = AlertsTold(lane=LANE, source=Source(partition=0, offset=0), answers=(answer(),))
    _, (made,) = deliveries.step(
        Deliveries(), event, now_ms=LATER_MS, receivers=(hook,), links="http://x"
    )
    assert told_at_ms(made) == LATER_MS


# Merges, and what is over at night.

FALSE_ALARM = change("corrected", verdict=VerdictGiven(rating="true"), resolved_at_ms=T0_MS)
INTO = change("raised", 1, title="今晚全市断水")
MERGED = structs.replace(change("corrected"), merged_into=INTO.rumor_id)
ROBOT = structs.replace(DESK, kind="wecom", language="zh")


@pytest.mark.parametrize("together", [True, False])
def test_a_merge_names_the_title_of_what_it_was_merged_into(together: bool) -> None:
    office = Office(receivers=(ROBOT,))
    office.tell(RAISED)
    if together:
        office.tell(MERGED, INTO)
    else:
        office.tell(INTO)
        office.restart()
        office.tell(MERGED)
    (told,) = [one for one in office.log if one.type == "alert.corrected"]
    assert "已并入：今晚全市断水" in told.body


def test_a_merge_into_what_nobody_was_told_of_names_its_id() -> None:
    office = Office(receivers=(ROBOT,))
    office.tell(RAISED)
    office.tell(MERGED)
    assert f"已并入：{INTO.rumor_id}" in office.log[-1].body


def test_a_merge_at_night_is_told_in_the_morning() -> None:
    robot = structs.replace(ROBOT, quiet_hours=NIGHT.quiet_hours)
    office = Office(receivers=(robot,), now_ms=T0_MS - HOUR_MS)
    office.tell(RAISED)
    office.now_ms = T0_MS
    office.tell(MERGED, INTO)
    office.now_ms = MORNING_MS
    assert office.tick() == [("desk", "alert.corrected"), ("desk", "alert.digest")]
    (told,) = [one for one in office.sent() if one.type == "alert.corrected"]
    assert "已并入：今晚全市断水" in told.body
    assert office.tick(HOUR_MS) == []


@pytest.mark.parametrize("over_before", [True, False])
def test_what_was_wrong_about_an_alert_that_is_over_is_told_in_the_morning(
    over_before: bool,
) -> None:
    office = Office(receivers=(NIGHT,), now_ms=T0_MS - HOUR_MS)
    office.tell(RAISED)
    if over_before:
        office.tell(RESOLVED)
    office.now_ms = T0_MS
    office.tell(*(() if over_before else (RESOLVED,)), FALSE_ALARM)
    office.now_ms = MORNING_MS
    told = office.tick()
    assert told[-1] == ("desk", "alert.corrected")
    assert told[:-1] == ([] if over_before else [("desk", "alert.resolved")])
    assert office.tick(HOUR_MS) == []


def test_a_verdict_on_what_is_over_is_told_to_those_who_heard_of_it() -> None:
    office = Office(receivers=(DESK,))
    office.tell(RAISED)
    office.tell(RESOLVED)
    hoaxes = structs.replace(LATE, verdicts=("false",), catch_up="none")
    office.receivers = (DESK, hoaxes)
    for number, rating in enumerate(("false", "true", "false")):
        verdict = VerdictGiven(rating=rating)
        given = structs.replace(
            RESOLVED, event="corrected", change_id=f"corrected-dec_{number}", verdict=verdict
        )
        assert office.tell(given) == [("desk", "alert.corrected")]
        assert office.tick() == []
    assert body(office.sent()[-1])["data"]["resolved_at"] is not None
