"""Alerts: newest first, each with its life and what was told of it."""

from typing import Any

import msgspec
import pytest

from schemas.events import Alert
from streams.core.ids import alert_id
from streams.core.surge.policy import LEVELS
from streams.store.database import Database
from streams.store.reads.paging import BadCursor
from streams.store.reads.questions import Reads
from tests.store.stored import A, B, deliver, tell
from tests.support import builders
from tests.support.builders import T0_MS

HOUR_MS = 3_600_000


def change(number: int, **fields: Any) -> Alert:
    """The alert of the hour with this number; raised, unless said otherwise."""
    started_ms = T0_MS + number * HOUR_MS
    rumor = fields.get("rumor_id", A)
    given: dict[str, Any] = {
        "alert_id": alert_id("main", rumor, started_ms),
        "rumor_id": rumor,
        "started_at_ms": started_ms,
        "at_ms": started_ms,
        "change_id": fields.get("level", "surge"),
    }
    return builders.alert(**{**given, **fields})


def page(database: Database, **given: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "alert_id": "",
        "rumor_id": "",
        "least_rank": 0,
        "limit": 10,
        "cursor": "",
    }
    return Reads(database).alerts(given.pop("tenant", "main"), **{**whole, **given})


def ids(found: dict[str, Any]) -> list[str]:
    return [item["changes"][0]["alert_id"] for item in found["items"]]


def test_changes_come_as_they_were_stored_in_the_order_of_their_lives(database: Database) -> None:
    raised = change(1)
    escalated = change(1, level="major", event="escalated", at_ms=raised.at_ms + 5)
    resolved = change(1, level="major", event="resolved", change_id="end", at_ms=raised.at_ms + 9)
    tell(database, resolved, raised, escalated)
    (item,) = page(database)["items"]
    lived = [msgspec.convert(one, Alert) for one in item["changes"]]
    assert lived == [raised, escalated, resolved]
    assert item["deliveries"] == []


def test_of_changes_at_the_same_time_the_lower_level_comes_first(database: Database) -> None:
    tell(database, change(1, level="critical"), change(1, level="surge"), change(1, level="major"))
    (item,) = page(database)["items"]
    assert [one["level"] for one in item["changes"]] == ["surge", "major", "critical"]


def test_the_end_comes_last_of_what_is_said_at_once_and_a_later_record_after_an_earlier(
    database: Database,
) -> None:
    raised = change(1)
    resolved = change(1, event="resolved", change_id="end", resolved_at_ms=raised.at_ms)
    again = change(1, event="corrected", change_id="again")
    tell(database, resolved, raised)
    tell(database, again, offset=1)
    (item,) = page(database)["items"]
    assert [one["event"] for one in item["changes"]] == ["raised", "resolved", "corrected"]


def test_a_change_that_is_stored_twice_is_one(database: Database) -> None:
    tell(database, change(1))
    tell(database, change(1))
    (item,) = page(database)["items"]
    assert len(item["changes"]) == 1


def test_pages_follow_each_other_newest_first(database: Database) -> None:
    tell(database, *(change(number) for number in range(5)))
    newest_first = [change(number).alert_id for number in (4, 3, 2, 1, 0)]
    first = page(database, limit=2)
    second = page(database, limit=2, cursor=first["next_cursor"])
    third = page(database, limit=2, cursor=second["next_cursor"])
    assert [ids(one) for one in (first, second, third)] == [
        newest_first[:2],
        newest_first[2:4],
        newest_first[4:],
    ]
    assert third["next_cursor"] is None
    assert page(database, limit=5)["next_cursor"] is None


def test_ids_narrow_a_page(database: Database) -> None:
    ours, theirs = change(1), change(2, rumor_id=B)
    tell(database, ours, theirs)
    assert ids(page(database, rumor_id=B)) == [theirs.alert_id]
    assert ids(page(database, alert_id=ours.alert_id)) == [ours.alert_id]
    assert ids(page(database, alert_id=ours.alert_id, rumor_id=B)) == []
    assert ids(page(database, alert_id="alr_nothing")) == []
    assert ids(page(database, tenant="other")) == []


def test_an_alert_counts_by_the_highest_level_it_ever_had(database: Database) -> None:
    small = change(1, level="surge")
    large = change(2, level="surge")
    grown = change(2, level="critical", at_ms=large.at_ms + 1)
    calm = change(2, level="surge", event="resolved", change_id="end", at_ms=large.at_ms + 2)
    tell(database, small, large, grown, calm)
    found = page(database, least_rank=LEVELS.index("major"))
    assert ids(found) == [large.alert_id]
    assert len(found["items"][0]["changes"]) == 3, "the changes of lower levels belong to it"


def test_each_alert_has_its_own_deliveries(database: Database) -> None:
    first, second = change(1), change(2)
    tell(database, first, second)
    deliver(
        database,
        builders.delivery(delivery_id="dlv_1", alert_id=first.alert_id),
        builders.delivery(delivery_id="dlv_2", alert_id=second.alert_id),
        builders.delivery(delivery_id="dlv_3", alert_id=second.alert_id, receiver="bot"),
    )
    newest, oldest = page(database)["items"]
    assert [one["delivery_id"] for one in newest["deliveries"]] == ["dlv_3", "dlv_2"]
    assert [one["delivery_id"] for one in oldest["deliveries"]] == ["dlv_1"]


def test_a_ranked_cursor_is_none_of_a_list_of_ids(database: Database) -> None:
    with pytest.raises(BadCursor):
        page(database, cursor="WzEsMl0")  # [1,2]


def test_a_lower_least_level_leaves_no_alert_out(database: Database) -> None:
    """They come on as many pages more as there are smaller alerts between them."""
    levels = ("surge", "watch", "major", "watch", "critical", "watch")
    tell(database, *(change(number, level=level) for number, level in enumerate(levels)))

    def every(least_rank: int) -> list[str]:
        found: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            part = page(database, least_rank=least_rank, limit=2, cursor=cursor)
            found += ids(part)
            cursor = part["next_cursor"]
        return found

    surges, watched = every(LEVELS.index("surge")), every(LEVELS.index("watch"))
    assert (len(surges), len(watched)) == (3, 6)
    assert surges == [one for one in watched if one in surges]


def test_open_alerts_are_found_behind_any_number_of_newer_ones_that_are_over(
    database: Database,
) -> None:
    def over(number: int) -> Alert:
        at_ms = change(number).at_ms + 1
        # An alert that went on as another rumor's ends with a correction.
        event = ("resolved", "corrected")[number % 2]
        return change(number, event=event, change_id="end", at_ms=at_ms, resolved_at_ms=at_ms)

    tell(database, *(change(number) for number in range(6)), *map(over, range(1, 6)))
    assert ids(page(database, state="open", limit=2)) == [change(0).alert_id]
    first = page(database, state="resolved", limit=3)
    assert ids(first) == [change(number).alert_id for number in (5, 4, 3)]
    second = page(database, state="resolved", limit=3, cursor=first["next_cursor"])
    assert ids(second) == [change(number).alert_id for number in (2, 1)]
