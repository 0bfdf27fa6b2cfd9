"""What a person asks of deliveries, as records on the log."""

from pathlib import Path
from typing import Any

import pytest

from schemas.events import AlertsTold
from schemas.topics import ALERTS
from streams.api.deliveries import get_deliveries, post_redeliver, post_test
from streams.config.keys import key_block
from streams.intake.problems import Problem
from tests.api.house import MemoryLog, call, house

DELIVERY: dict[str, Any] = {
    "delivery_id": "dlv_1",
    "receiver": "desk",
    "alert_id": "alr_1",
    "type": "alert.raised",
    "state": "dead",
    "created_at": "2026-01-31T12:00:00.000Z",
    "attempts": [],
    "next_attempt_at": None,
}
PAGE = {"items": [DELIVERY], "next_cursor": None}
NOTHING: dict[str, Any] = {"items": [], "next_cursor": None}
RECEIVER = """
[[receivers]]
name = "desk"
url = "https://desk.example/hook"
secret = "whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw"
"""


def told(log: MemoryLog) -> list[AlertsTold]:
    return [ALERTS.decode(record.value) for record in log.records[ALERTS.name]]


async def test_a_redelivery_is_asked_of_every_lane_under_one_request(tmp_path: Path) -> None:
    log = MemoryLog()
    services = house(tmp_path, log=log, deliveries=PAGE)
    answer = await post_redeliver(services, call(delivery_id="dlv_1"))
    assert answer.delivery_id == "dlv_1"
    assert [event.lane for event in told(log)] == ["main/cjk", "main/alphabet"]
    assert [record.key for record in log.records[ALERTS.name]] == [b"main/cjk", b"main/alphabet"]
    first, second = (event.asked for event in told(log))
    assert first == second
    assert (first[0].receiver, first[0].delivery_id, first[0].tenant) == ("desk", "dlv_1", "main")


async def test_a_ping_is_asked_of_one_lane_else_it_would_come_twice(tmp_path: Path) -> None:
    (tmp_path / "none").write_text(RECEIVER + key_block("a", "main", ("read",), "sha256:a", None))
    log = MemoryLog()
    services = house(tmp_path, log=log)
    answer = await post_test(services, call(name="desk"))
    (event,) = told(log)
    assert (event.asked[0].request_id, event.asked[0].delivery_id) == (answer.request_id, "")


async def test_a_receiver_or_delivery_that_is_not_there_is_404(tmp_path: Path) -> None:
    log = MemoryLog()
    services = house(tmp_path, log=log, deliveries=NOTHING)
    for asking, code in (
        (post_test(services, call(name="desk")), "no_such_receiver"),
        (post_redeliver(services, call(delivery_id="dlv_1")), "no_such_delivery"),
    ):
        with pytest.raises(Problem) as caught:
            await asking
        assert (caught.value.status, caught.value.code) == (404, code)
    assert told(log) == []


async def test_a_page_asks_for_what_its_query_says(tmp_path: Path) -> None:
    services = house(tmp_path, deliveries=PAGE)
    query = "receiver=desk&state=dead&from=2026-01-31T00:00:00.123Z&to=2026-02-01T00:00:00Z&limit=2"
    page = await get_deliveries(services, call(query))
    assert page.items[0].delivery_id == "dlv_1"
    reads: Any = services.lookup._reads
    assert reads.asked["deliveries"] == {
        "receiver": "desk",
        "state": "dead",
        "start_ms": 1_769_817_600_123,
        "end_ms": 1_769_904_000_000,
        "limit": 2,
        "cursor": "",
    }
