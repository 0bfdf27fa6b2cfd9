"""A rumor that reaches a receiver's place, channel or language after it was told elsewhere."""

import json
from typing import Any

import pytest
from msgspec import structs

from schemas.events import Share, VerdictGiven
from streams.config.receivers import Receiver
from streams.core.deliveries.routing import MOST_LARGEST
from tests.support.office import (
    CRITICAL,
    DESK,
    MAJOR,
    MORNING_MS,
    NIGHT,
    RAISED,
    RESOLVED,
    Office,
)
from tests.support.routing import change

TOLD = [("wuhan", "alert.raised")]
CHENGDU = (Share(name="成都", reports=30),)
WUHAN = (*CHENGDU, Share(name="武汉", reports=9))


def wuhan(**fields: Any) -> Receiver:
    given = {"places": ("武汉",), **fields}
    return Receiver(name="wuhan", url="https://wuhan.example/hook", **given)


def elsewhere(*receivers: Receiver) -> Office:
    """An alert of Chengdu was raised, and only the desk was told."""
    office = Office(receivers=(DESK, *receivers))
    told = office.tell(structs.replace(RAISED, places=CHENGDU))
    assert told == [("desk", "alert.raised")]
    return office


@pytest.mark.parametrize("event", ["escalated", "corrected"])
def test_the_next_change_that_is_told_brings_it_as_raised(event: str) -> None:
    office = elsewhere(wuhan())
    there = change(event, level="major", places=WUHAN)
    assert office.tell(there) == [("desk", f"alert.{event}"), *TOLD]
    assert office.tell(structs.replace(CRITICAL, places=CHENGDU)) == [
        ("desk", "alert.escalated"),
        ("wuhan", "alert.escalated"),
    ]


@pytest.mark.parametrize(
    ("filters", "reached"),
    [
        ({}, {"places": {"成都": 30, "武汉": 1}}),
        ({"places": (), "channels": ("sms",)}, {"channels": {"sms": 1}}),
        ({"places": (), "languages": ("yue",)}, {"languages": {"zh": 9, "yue-HK": 1}}),
    ],
)
def test_a_surge_that_comes_to_a_receiver_is_raised_there_once(
    filters: Any, reached: dict[str, dict[str, int]]
) -> None:
    office = Office(receivers=(DESK, wuhan(**filters)))
    first = structs.replace(RAISED, places=CHENGDU, languages=(Share(name="zh", reports=9),))
    assert office.tell(first) == [("desk", "alert.raised")]
    assert office.look_around(places={"成都": 31}, languages={"zh": 9}) == []
    assert office.look_around(**reached) == TOLD
    assert office.look_around(**reached) == []
    office.restart()
    assert office.look_around(**reached) == []
    assert office.tell(first) == []  # its record comes once more
    assert office.tell(RESOLVED) == [("desk", "alert.resolved"), ("wuhan", "alert.resolved")]


def test_what_is_told_names_the_place_that_it_came_to() -> None:
    office = elsewhere(wuhan())
    office.look_around(places={"成都": 30, "武汉": 2})
    places = json.loads(office.sent()[-1].body)["data"]["places"]
    assert places == [{"name": "成都", "reports": 30}, {"name": "武汉", "reports": 2}]


def test_only_the_ten_largest_count() -> None:
    office = elsewhere(wuhan())
    larger = {f"place {number}": 9 for number in range(MOST_LARGEST)}
    assert office.look_around(places={**larger, "武汉": 8}) == []
    assert office.look_around(places={**larger, "武汉": 10}) == TOLD


@pytest.mark.parametrize(
    "last",
    [
        RESOLVED,
        change("corrected", verdict=VerdictGiven(rating="true")),
        structs.replace(change("corrected"), merged_into="f" * 16),
    ],
)
def test_what_is_over_or_does_not_concern_it_comes_to_nobody(last: Any) -> None:
    office = elsewhere(wuhan())
    office.tell(last)
    assert office.look_around(places={"武汉": 9}) == []


def test_a_level_that_a_receiver_did_not_ask_for_does_not_come_to_it() -> None:
    office = elsewhere(wuhan(min_level="major"))
    assert office.look_around(places={"武汉": 9}) == []
    assert office.tell(structs.replace(MAJOR, places=CHENGDU)) == [("desk", "alert.escalated")]
    assert office.look_around(places={"武汉": 9}) == TOLD


def test_a_take_that_names_the_place_first_hides_nothing() -> None:
    office = elsewhere(wuhan())
    assert office.tell(change("taken", places=WUHAN)) == [("desk", "alert.taken")]
    assert office.look_around(places={"武汉": 9}) == TOLD


def test_with_catch_up_none_what_was_there_before_stays_untold() -> None:
    office = Office()
    office.tell(structs.replace(RAISED, places=WUHAN), change("raised", 1, places=CHENGDU))
    office.receivers = (DESK, wuhan(catch_up="none"))
    assert office.look_around(places={"武汉": 9, "成都": 30}) == TOLD
    assert office.sent()[-1].alert_id == change("raised", 1).alert_id


def test_another_tenant_hears_nothing() -> None:
    office = elsewhere(wuhan(tenant="north"))
    assert office.look_around(places={"武汉": 9}) == []


def test_what_comes_in_the_night_is_in_the_digest_wherever_it_is_by_then() -> None:
    office = elsewhere(wuhan(quiet_hours=NIGHT.quiet_hours))
    assert office.look_around(places={"武汉": 9}) == []
    assert [one.held for one in office.log] == ["", "quiet"]
    office.restart()
    assert office.tell(structs.replace(MAJOR, places=CHENGDU)) == [("desk", "alert.escalated")]
    office.now_ms = MORNING_MS
    assert office.tick() == [("wuhan", "alert.digest")]
    assert office.look_around(places={"武汉": 9}) == []


def test_what_comes_at_once_in_a_storm_is_a_digest() -> None:
    office = Office(receivers=(wuhan(storm=3),))
    office.tell(*(change("raised", number, places=CHENGDU) for number in range(9)))
    assert office.look_around(places={"武汉": 9}) == []
    assert office.tick(30_000) == [("wuhan", "alert.digest")]
