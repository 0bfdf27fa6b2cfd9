"""Reports that come again, at the door:

answered and not appended, through restarts, other intakes and appends that fail.
"""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from deploy.embedded.log.engine import SqliteLog
from deploy.embedded.log.eventlog import EventLog, NewRecord
from schemas.events import Report, ReportsReceived
from schemas.topics import REPORTS
from streams.intake.recent import Recent
from streams.log import tails
from streams.log.contract import LogUnavailable, Outgoing, partition_of

LANES = ("main/cjk", "main/alphabet")
HOUR_MS = 3_600_000


def report(name: str, text: str = "停水三天") -> Report:
    return Report(
        report_id=str(uuid.uuid5(uuid.NAMESPACE_URL, name)),
        text=text,
        observed_at_ms=1_700_000_000_000,
        app="app",
    )


class Door:
    """A log on disk, an intake's memory of it, and what was appended."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.appended: list[str] = []
        self.fails = False
        self.held: asyncio.Event | None = None

    async def open(self) -> "Door":
        self.log = SqliteLog(f"sqlite://{self.path}")
        await self.log.start()
        self.recent = Recent(self.log, 4)
        await self.recent.follow()
        return self

    async def take(self, *reports: Report, lane: str = LANES[0], tenant: str = "main") -> int:
        async def append(new: Sequence[Report]) -> None:
            if self.held is not None:
                await self.held.wait()
            if self.fails:
                raise LogUnavailable("no room")
            event = ReportsReceived(lane=lane, received_at_ms=1, reports=tuple(new))
            await self.recent.own.append(
                [Outgoing(REPORTS.name, lane.encode(), REPORTS.encode(event))]
            )
            self.appended += [one.report_id for one in new]

        return await self.recent.once(tenant, reports, append)


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    log = EventLog(tmp_path / "log.db")
    log.create_topic(REPORTS.name, 4, retention_ms=7 * 24 * HOUR_MS)
    log.close()
    made = await Door(tmp_path / "log.db").open()
    yield made
    await made.log.stop()


async def test_a_report_is_appended_once_whatever_text_and_lane_it_has(door: Door) -> None:
    assert await door.take(report("a")) == 0
    assert await door.take(report("a", "three days without water"), lane=LANES[1]) == 1
    assert await door.take(report("b"), report("a"), report("b")) == 2
    assert door.appended == [report("a").report_id, report("b").report_id]
    assert await door.take(report("a"), tenant="north") == 0


async def test_ids_that_are_random_are_let_through(door: Door) -> None:
    twice = Report(report_id=str(uuid.uuid4()), text="停水三天", observed_at_ms=1, app="app")
    assert [await door.take(twice), await door.take(twice)] == [0, 0]
    assert len(door.recent) == 0


async def test_what_could_not_be_appended_is_taken_when_it_comes_again(door: Door) -> None:
    door.fails = True
    with pytest.raises(LogUnavailable):
        await door.take(report("a"))
    door.fails = False
    assert await door.take(report("a")) == 0
    assert await door.take(report("a")) == 1


@pytest.mark.parametrize("fails", [False, True])
async def test_a_copy_waits_for_the_first_and_shares_its_fate(door: Door, fails: bool) -> None:
    door.held, door.fails = asyncio.Event(), fails
    first = asyncio.create_task(door.take(report("a"), report("b")))
    await asyncio.sleep(0)
    copies = [asyncio.create_task(door.take(report("b"), report("c"))) for _ in range(3)]
    await asyncio.sleep(0.01)
    assert not any(task.done() for task in copies)
    door.held.set()
    results = await asyncio.gather(first, *copies, return_exceptions=True)
    if fails:
        assert all(isinstance(result, LogUnavailable) for result in results)
    else:
        assert sorted(door.appended) == sorted(report(name).report_id for name in "abc")


async def test_a_caller_that_leaves_is_remembered_all_the_same(door: Door) -> None:
    door.held = asyncio.Event()
    gone = asyncio.create_task(door.take(report("a")))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    door.held.set()
    assert await door.take(report("a")) == 1
    assert len(door.appended) == 1


async def test_a_restart_forgets_nothing_of_the_last_day(door: Door, tmp_path: Path) -> None:
    for number in range(30):
        await door.take(report(f"a{number}"), lane=LANES[number % 2])
    again = await Door(tmp_path / "log.db").open()
    assert await again.take(*(report(f"a{number}") for number in range(30))) == 30
    assert again.appended == []
    await again.log.stop()


async def test_what_another_intake_appended_is_followed(door: Door, tmp_path: Path) -> None:
    other = await Door(tmp_path / "log.db").open()
    await door.take(report("mine"))
    await other.take(report("its"))
    await door.take(report("mine too"))
    await door.recent.follow()
    assert await door.take(report("its")) == 1
    await door.take(report("mine at last"))
    await door.recent.follow()
    assert await door.take(report("mine at last"), report("mine too"), report("mine")) == 3
    assert not any(door.recent.own.offsets.values())
    await other.log.stop()


async def test_own_records_are_not_read_back(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        await door.take(report(f"a{number}"), lane=LANES[number % 2])

    def read(*_: Any) -> Any:
        raise AssertionError("the log was read")

    monkeypatch.setattr(door.log, "read", read)
    await door.recent.follow()
    assert not any(door.recent.own.offsets.values())


async def test_requests_wait_until_the_tail_is_read(door: Door) -> None:
    fresh = Recent(door.log, 4)
    door.recent, reading = fresh, asyncio.create_task(door.take(report("a")))
    await asyncio.sleep(0.01)
    assert not reading.done()
    await fresh.follow()
    assert await reading == 0


async def test_what_the_steps_set_aside_is_not_taken_for_accepted(
    door: Door,
    tmp_path: Path,
) -> None:
    home = partition_of(LANES[0].encode(), 4)
    log = EventLog(tmp_path / "log.db")
    wrong = REPORTS.encode(ReportsReceived(lane=LANES[0], received_at_ms=1, reports=(report("a"),)))
    bad = REPORTS.encode(
        ReportsReceived(
            lane=LANES[0],
            received_at_ms=1,
            reports=(Report(report_id="r-17", text="x", observed_at_ms=1, app="app"),),
        )
    )
    for partition, key, value in (
        (home, b"main/alphabet", wrong),
        ((home + 1) % 4, LANES[0].encode(), wrong),
        (home, LANES[0].encode(), b"not json"),
        (home, LANES[0].encode(), b"\xff"),
        (home, LANES[0].encode(), b'{"lane":"main/cjk","more":' + b"[" * 100_000),
        (home, LANES[0].encode(), None),
        (home, LANES[0].encode(), bad),
    ):
        log.append([NewRecord(REPORTS.name, key, value, partition)])
    log.close()
    await door.recent.follow()
    assert await door.take(report("a")) == 0


class Records:
    """A partition with one record a second, of which some at its beginning and middle are gone."""

    def __init__(self, gone: set[int]) -> None:
        self.gone = gone
        self.read_offsets: list[int] = []

    async def read(self, topic: str, partition: int, start: int, end: int) -> AsyncIterator[Any]:
        for offset in range(start, end):
            self.read_offsets.append(offset)
            if offset not in self.gone:
                yield [type("Record", (), {"at_ms": offset * 1_000, "offset": offset})()]


@pytest.mark.parametrize("gone", [set(), {500}, set(range(490, 511)), {1_023}, set(range(20, 30))])
@pytest.mark.parametrize("since", [0, 20, 499, 500, 501, 1_023, 1_024, 5_000])
async def test_the_start_of_the_tail_is_found_by_time(gone: set[int], since: int) -> None:
    records = Records(gone)
    found = await tails.offset_at(records, "t", 0, first=20, end=1_024, at_ms=since * 1_000)  # type: ignore[arg-type]
    wanted = [offset for offset in range(20, 1_024) if offset >= since and offset not in gone]
    assert found <= min(wanted, default=1_024), "something recent would be left out"
    assert found >= min(max(since, 20), 1_024) - 1 - len(gone), "too much would be read"
    assert len(records.read_offsets) <= 12


async def test_only_the_last_day_is_read_where_that_is_enough(
    door: Door,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log, now_ms = EventLog(tmp_path / "log.db"), int(time.time() * 1_000)
    for number in range(40):
        await door.take(report(f"a{number}"))
    home = partition_of(LANES[0].encode(), 4)
    part = log.db.execute("SELECT id FROM part WHERE number=?", (home,)).fetchone()[0]
    log.db.execute(
        "UPDATE record SET at_ms=? - (40 - (id & 1023)) * ? WHERE id >> 40 = ?",
        (now_ms, HOUR_MS, part),
    )
    log.close()
    monkeypatch.setattr(tails, "ENOUGH", 1)
    again = await Door(tmp_path / "log.db").open()
    known = len(again.recent)
    await again.log.stop()
    assert known in (23, 24)
    monkeypatch.setattr(tails, "ENOUGH", 30)
    monkeypatch.setattr(tails, "BACKWARDS", 5)
    again = await Door(tmp_path / "log.db").open()
    assert len(again.recent) == known + 10
    await again.log.stop()
