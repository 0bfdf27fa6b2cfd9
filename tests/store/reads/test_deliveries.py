"""Deliveries: newest first, with their attempts."""

from typing import Any

import pytest

from schemas.events import Delivery
from streams.core.ids import ping_id
from streams.store.database import Database
from streams.store.reads.paging import BadCursor
from streams.store.reads.questions import Reads
from tests.store.stored import deliver
from tests.support import builders
from tests.support.builders import T0_MS

HOUR_S = 3_600


def of_hour(number: int, **fields: Any) -> Delivery:
    """The delivery of the hour with this number, as it is scheduled."""
    at_ms = T0_MS + number * HOUR_S * 1_000
    given: dict[str, Any] = {"delivery_id": ping_id(at_ms, "req", "desk"), "at_ms": at_ms}
    return builders.delivery(**{**given, **fields})


def page(database: Database, **given: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "receiver": "",
        "state": "",
        "start_ms": None,
        "end_ms": None,
        "limit": 10,
        "cursor": "",
    }
    return Reads(database).deliveries(given.pop("tenant", "main"), **{**whole, **given})


def ids(found: dict[str, Any]) -> list[str]:
    return [item["delivery_id"] for item in found["items"]]


def test_a_delivery_says_what_was_tried(database: Database) -> None:
    scheduled = of_hour(0, next_attempt_at_ms=T0_MS)
    refused = of_hour(
        0,
        attempt=1,
        at_ms=T0_MS + 1,
        status=503,
        duration_ms=41,
        error="busy",
        next_attempt_at_ms=T0_MS + 30_000,
    )
    deliver(database, refused, scheduled)
    (item,) = page(database)["items"]
    assert item == {
        "delivery_id": scheduled.delivery_id,
        "receiver": "desk",
        "alert_id": scheduled.alert_id,
        "type": "alert.raised",
        "state": "pending",
        "created_at": "2023-11-14T22:13:20.000Z",
        "attempts": [
            {
                "round": 0,
                "attempt": 1,
                "state": "pending",
                "at": "2023-11-14T22:13:20.001Z",
                "status": 503,
                "duration_ms": 41,
                "error": "busy",
            }
        ],
        "next_attempt_at": "2023-11-14T22:13:50.000Z",
    }


def test_a_delivery_that_is_only_scheduled_has_no_attempts(database: Database) -> None:
    deliver(database, of_hour(0, alert_id=""))
    (item,) = page(database)["items"]
    assert item["attempts"] == []
    assert item["alert_id"] is None
    assert item["next_attempt_at"] is None


def test_a_redelivery_begins_anew_behind_the_rounds_before(database: Database) -> None:
    deliver(
        database,
        of_hour(0),
        of_hour(0, attempt=1, state="pending"),
        of_hour(0, attempt=2, state="dead"),
        of_hour(0, round=1, state="pending"),
        of_hour(0, round=1, attempt=1, state="delivered", status=204),
    )
    (item,) = page(database)["items"]
    assert item["state"] == "delivered"
    assert [(one["round"], one["attempt"]) for one in item["attempts"]] == [(0, 1), (0, 2), (1, 1)]


def test_an_attempt_that_is_stored_twice_is_one(database: Database) -> None:
    for _ in range(2):
        deliver(database, of_hour(0), of_hour(0, attempt=1, state="delivered"))
    (item,) = page(database)["items"]
    assert len(item["attempts"]) == 1


def test_pages_follow_each_other_newest_first(database: Database) -> None:
    for number in range(5):
        deliver(database, of_hour(number), of_hour(number, attempt=1, state="delivered"))
    newest_first = [of_hour(number).delivery_id for number in (4, 3, 2, 1, 0)]
    first = page(database, limit=2)
    second = page(database, limit=2, cursor=first["next_cursor"])
    third = page(database, limit=2, cursor=second["next_cursor"])
    assert [ids(one) for one in (first, second, third)] == [
        newest_first[:2],
        newest_first[2:4],
        newest_first[4:],
    ]
    assert third["next_cursor"] is None
    assert all(len(item["attempts"]) == 1 for item in first["items"])


def test_the_state_of_a_page_is_that_of_the_latest_attempt(database: Database) -> None:
    died, again = of_hour(1), of_hour(2)
    deliver(database, died, of_hour(1, attempt=1, state="dead"))
    deliver(database, again, of_hour(2, attempt=1, state="dead"), of_hour(2, round=1))
    assert ids(page(database, state="dead")) == [died.delivery_id]
    assert ids(page(database, state="pending")) == [again.delivery_id]
    assert ids(page(database, state="delivered")) == []


def test_a_range_is_of_when_it_was_scheduled_and_its_end_is_not_within(database: Database) -> None:
    for number in range(4):
        late_ms = T0_MS + 10 * HOUR_S * 1_000
        deliver(database, of_hour(number), of_hour(number, attempt=1, at_ms=late_ms))
    first_ms, last_ms = T0_MS + HOUR_S * 1_000, T0_MS + 3 * HOUR_S * 1_000
    found = page(database, start_ms=first_ms, end_ms=last_ms)
    assert ids(found) == [of_hour(2).delivery_id, of_hour(1).delivery_id]
    to_the_ms = page(database, start_ms=first_ms + 1, end_ms=last_ms + 1)
    assert ids(to_the_ms) == [of_hour(3).delivery_id, of_hour(2).delivery_id]
    assert len(found["items"][0]["attempts"]) == 1, "later attempts belong to it"


def test_receiver_id_and_tenant_narrow_a_page(database: Database) -> None:
    desk, bot = of_hour(1), of_hour(2, receiver="bot")
    deliver(database, desk, bot)
    assert ids(page(database, receiver="bot")) == [bot.delivery_id]
    assert ids(page(database, delivery_id=desk.delivery_id)) == [desk.delivery_id]
    assert ids(page(database, delivery_id="dlv_nothing")) == []
    assert ids(page(database, tenant="other")) == []


def test_a_ranked_cursor_is_none_of_a_list_of_ids(database: Database) -> None:
    with pytest.raises(BadCursor):
        page(database, cursor="WzEsMl0")  # [1,2]
