"""Rejects: newest first, whichever step set them aside."""

from dataclasses import dataclass
from typing import Any

from schemas.events import ReportsRejected, Source
from schemas.topics import REPORTS
from streams.core import clusters
from streams.core.clusters.state import LaneClusters
from streams.log.records import unreadable
from streams.store import rows
from streams.store.database import Database
from streams.store.reads.questions import Reads
from tests.store.stored import TODAY_MS, rejection
from tests.support import builders

HOUR_MS = 3_600_000


@dataclass(frozen=True)
class Message:
    """A record of the log that is no JSON."""

    timestamp: float
    offset: int
    key: bytes = b"main/cjk"
    partition: int = 0


def store_unreadable(database: Database, at_ms: int) -> str:
    """A record of the log that nobody can read -> its id."""
    message = Message(timestamp=at_ms / 1_000, offset=at_ms % 1_000_000)
    rejected = unreadable(REPORTS, message, "store", ValueError("no JSON"))
    database.insert([rows.rejection(rejected)])
    return rejected.reject_id


def store_unmatched(database: Database, at_ms: int) -> str:
    """A report without anything to match, set aside by the cluster step -> its id."""
    event = builders.received(builders.report(text="!!"), received_at_ms=at_ms)
    _, outcome = clusters.step(
        LaneClusters.empty(builders.LANE),
        event,
        source=Source(partition=0, offset=at_ms % 1_000_000),
        curation_offset=0,
    )
    (rejected,) = outcome.rejections
    database.insert(rows.rejects(ReportsRejected(rejections=(rejected,))))
    return rejected.reject_id


def page(database: Database, *, limit: int = 10, cursor: str = "") -> dict[str, Any]:
    return Reads(database).rejects("main", limit=limit, cursor=cursor)


def ids(found: dict[str, Any]) -> list[str]:
    return [item["reject_id"] for item in found["items"]]


def test_both_kinds_are_newest_first(database: Database) -> None:
    made = [
        (store_unreadable if hour % 2 else store_unmatched)(database, TODAY_MS + hour * HOUR_MS)
        for hour in (3, 0, 2, 1)
    ]
    by_hour = dict(zip((3, 0, 2, 1), made, strict=True))
    found = page(database)
    assert ids(found) == [by_hour[hour] for hour in (3, 2, 1, 0)]
    assert [item["stage"] for item in found["items"]] == ["store", "cluster", "store", "cluster"]
    times = [item["at"] for item in found["items"]]
    assert times == sorted(times, reverse=True)


def test_pages_follow_each_other(database: Database) -> None:
    rejections = [rejection(hour, TODAY_MS + hour * HOUR_MS) for hour in range(5)]
    database.insert([rows.rejection(one) for one in rejections])
    newest_first = [one.reject_id for one in reversed(rejections)]
    first = page(database, limit=2)
    second = page(database, limit=2, cursor=first["next_cursor"])
    third = page(database, limit=2, cursor=second["next_cursor"])
    assert [ids(one) for one in (first, second, third)] == [
        newest_first[:2],
        newest_first[2:4],
        newest_first[4:],
    ]
    assert third["next_cursor"] is None


def test_a_reject_says_where_it_stood_and_shows_no_number(database: Database) -> None:
    rejected = rejection(
        1,
        report_id="r-1",
        app="bus",
        topic="rumor.reports.v1",
        partition=3,
        offset=41,
        sample="打13812345678领钱",
    )
    database.insert([rows.rejection(rejected)])
    (item,) = page(database)["items"]
    assert item == {
        "reject_id": rejected.reject_id,
        "stage": "cluster",
        "reason": "nothing_to_match",
        "message": "no letter or digit",
        "at": item["at"],
        "report_id": "r-1",
        "app": "bus",
        "topic": "rumor.reports.v1",
        "partition": 3,
        "offset": 41,
        "sample": "打[phone]领钱",
    }
    assert item["at"][11:] == "00:00:00.000Z"


def test_what_is_read_twice_is_set_aside_once(database: Database) -> None:
    for _ in range(2):
        store_unreadable(database, TODAY_MS)
    assert len(page(database)["items"]) == 1
