"""The recent part of a topic: ids for windows of repeats, past whatever else lies there."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.embedded.log.engine import SqliteLog
from deploy.embedded.log.eventlog import EventLog, NewRecord
from schemas.topics import REPORTS, SIGHTINGS
from streams.core.keys import keys_of
from streams.log import tails, topics
from streams.log.contract import partition_of
from streams.log.tails import ids_of, is_from_content, recent_ids
from tests.support.builders import (
    LANE,
    TENANT,
    received,
    report,
    report_id,
    sighted,
    sighting,
)

HOME = partition_of(LANE.encode(), 4)
RANDOM_ID = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[SqliteLog]:
    opened = SqliteLog(f"sqlite://{tmp_path}/log.db")
    await opened.start()
    await topics.apply(opened, 4)
    yield opened
    await opened.stop()


def put(log: SqliteLog, topic: str, *values: bytes, key: str = LANE) -> None:
    raw = EventLog(log.path)
    raw.append([NewRecord(topic, key.encode(), value, HOME) for value in values])
    raw.close()


def reports(*numbers: int) -> bytes:
    return REPORTS.encode(received(*[report(number) for number in numbers]))


async def found(log: SqliteLog, *, start: int = 0, end: int = 100) -> list[tuple[int, int]]:
    """(key, offset) of all ids in a part of the reports."""
    parts = ids_of(log, REPORTS, HOME, start=start, end=end, lane_partitions=4, from_content=True)
    return [
        (int(key), offset)
        async for ids in parts
        for key, offset in zip(ids.keys, ids.offsets, strict=True)
    ]


def key(number: int) -> int:
    return int(keys_of(TENANT, [report_id(number)])[0])


def test_ids_from_content_are_told_by_their_version() -> None:
    assert is_from_content(report_id(1))
    assert not is_from_content(RANDOM_ID)
    assert not is_from_content("")


async def test_ids_come_with_the_offset_of_their_record(log: SqliteLog) -> None:
    put(log, REPORTS.name, reports(1, 2), reports(3))
    assert await found(log) == [(key(1), 0), (key(2), 0), (key(3), 1)]
    assert await found(log, start=1) == [(key(3), 1)]
    assert await found(log, end=1) == [(key(1), 0), (key(2), 0)]


async def test_sightings_name_the_record_of_reports_they_come_from(log: SqliteLog) -> None:
    put(log, SIGHTINGS.name, SIGHTINGS.encode(sighted(sighting(1), offset=17)))
    parts = ids_of(log, SIGHTINGS, HOME, start=0, end=1, lane_partitions=4, from_content=False)
    assert [list(ids.offsets) async for ids in parts] == [[17]]


async def test_ids_that_cannot_come_again_are_left_out_where_asked(log: SqliteLog) -> None:
    value = REPORTS.encode(received(report(1), report(2, report_id=RANDOM_ID)))
    put(log, REPORTS.name, value)
    assert [offset for _, offset in await found(log)] == [0]
    every = ids_of(log, REPORTS, HOME, start=0, end=1, lane_partitions=4, from_content=False)
    assert [len(ids.keys) async for ids in every] == [2]


async def test_what_no_step_takes_is_passed_over(log: SqliteLog) -> None:
    nested = b'{"lane": "main/cjk", "more": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    put(
        log,
        REPORTS.name,
        b"not json",
        b"\xff",
        nested,
        REPORTS.encode(received(report(1), lane="main/klingon")),
        REPORTS.encode(received(report(2, report_id="no uuid"), report(3))),
    )
    put(log, REPORTS.name, reports(4), key="another key")
    assert await found(log) == [(key(3), 4)]


async def test_ids_are_handed_over_some_at_a_time(
    log: SqliteLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tails, "TOGETHER", 3)
    monkeypatch.setattr(tails, "FETCHED", 2)
    put(log, REPORTS.name, *[reports(2 * n, 2 * n + 1) for n in range(5)])
    parts = ids_of(log, REPORTS, HOME, start=0, end=5, lane_partitions=4, from_content=True)
    assert [len(ids.keys) async for ids in parts] == [4, 4, 2]


async def test_older_ids_are_read_too_where_the_time_holds_few_or_none(
    log: SqliteLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tails, "BACKWARDS", 2)
    monkeypatch.setattr(tails, "ENOUGH", 3)
    put(log, REPORTS.name, *[reports(n) for n in range(10)])
    later = 2**60  # nothing is so young: only what is read besides
    parts = recent_ids(log, REPORTS, HOME, 10, since_ms=later, lane_partitions=4, from_content=True)
    assert [list(ids.offsets) async for ids in parts] == [[8, 9], [6, 7]]


async def test_an_empty_topic_has_no_ids(log: SqliteLog) -> None:
    parts = recent_ids(log, REPORTS, HOME, 0, since_ms=0, lane_partitions=4, from_content=True)
    assert [ids async for ids in parts] == []
