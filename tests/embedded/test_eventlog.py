"""The SQLite log: order, keys, groups, cleaning, several processes, kill -9, a full disk."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.embedded.log import eventlog
from deploy.embedded.log.engine import SqliteLog
from deploy.embedded.log.eventlog import EventLog, NewRecord
from deploy.embedded.log.maintenance import Maintenance, clean
from streams.clock import SettableClock
from streams.log import topics
from streams.log.contract import LogUnavailable, Outgoing, partition_of
from tests.support.system import wait


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EventLog]:
    made = EventLog(tmp_path / "log.db")
    made.create_topic("t", 4, retention_ms=1_000)
    made.create_topic("c", 1, compacted=True)
    yield made
    made.close()


def test_offsets_are_dense_per_partition_and_reads_come_in_order(log: EventLog) -> None:
    placed = log.append([NewRecord("t", b"k", str(n).encode(), n % 2) for n in range(10)])
    assert placed == [(n % 2, n // 2) for n in range(10)]
    assert [r.value for r in log.read("t", 0, 1, 3)] == [b"2", b"4", b"6"]
    assert log.ends("t")[0] == (0, 5)


def test_large_records_come_few_at_a_time(log: EventLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eventlog, "MOST_BYTES_READ", 1_000)
    log.append([NewRecord("t", b"k", b"x" * 400, 0) for _ in range(7)])
    log.append([NewRecord("t", b"k", b"x" * 5_000, 0)])
    read: list[int] = []
    at_once = []
    while found := log.read("t", 0, len(read), 100):
        read += [record.offset for record in found]
        at_once.append(len(found))
    assert read == list(range(8))
    assert at_once == [3, 3, 2], "until there is enough, and always one"


def test_keys_go_where_every_kafka_client_sends_them(log: EventLog) -> None:
    # murmur2 of the Java client: "21" -> -973932308, "foobar" -> -790332482
    assert partition_of(b"21", 1_000) == (-973932308 & 0x7FFFFFFF) % 1_000
    assert partition_of(b"foobar", 1_000) == (-790332482 & 0x7FFFFFFF) % 1_000
    assert log.append([NewRecord("t", b"main/cjk", b"x")])[0][0] == partition_of(b"main/cjk", 4)


def test_an_unknown_topic_appends_nothing(log: EventLog) -> None:
    with pytest.raises(KeyError, match="topics apply"):
        log.append([NewRecord("t", b"k", b"v", 0), NewRecord("nope", b"k", b"v")])
    assert log.ends("t")[0] == (0, 0)


def test_groups_have_offsets_of_their_own(log: EventLog) -> None:
    log.commit("a", {("t", 0): 3})
    log.commit("b", {("t", 0): 5, ("t", 1): 1})
    assert log.committed("a") == {("t", 0): 3}
    assert log.committed("b") == {("t", 0): 5, ("t", 1): 1}


def test_compaction_keeps_the_newest_of_each_key_and_the_last_record(log: EventLog) -> None:
    log.append([NewRecord("c", f"k{n % 3}".encode(), str(n).encode()) for n in range(30)])
    log.append([NewRecord("c", b"k0", None)])
    assert clean(log, now_ms=0, least_dirty=1) == 28
    assert [(r.key, r.value) for r in log.read("c", 0, 0, 99)] == [
        (b"k1", b"28"),
        (b"k2", b"29"),
        (b"k0", None),
    ]
    assert log.ends("c")[0] == (28, 31)


def test_expiry_removes_nothing_that_a_group_has_not_read(log: EventLog) -> None:
    log.append([NewRecord("t", b"k", b"v", 0) for _ in range(10)])
    log.commit("g", {("t", 0): 4})
    later = int(time.time() * 1_000) + 10_000
    assert clean(log, now_ms=later) == 4
    assert [r.offset for r in log.read("t", 0, 0, 99)] == list(range(4, 10))
    log.commit("g", {("t", 0): 10})
    assert clean(log, now_ms=later) == 5  # the newest stays


def test_another_process_is_noticed_and_takes_turns(log: EventLog) -> None:
    other = EventLog(log.path, durable=True)
    version = log.version()
    other.append([NewRecord("t", b"k", b"v", 0)])
    assert log.version() != version
    log.append([NewRecord("t", b"k", b"w", 0)])
    assert [r.value for r in other.read("t", 0, 0, 9)] == [b"v", b"w"]
    other.close()


def test_a_transaction_that_fails_leaves_nothing_and_the_next_goes_on(log: EventLog) -> None:
    def fails() -> None:
        with log.writing():
            log.db.execute("UPDATE part SET next=99")
            raise ValueError("inside")

    with pytest.raises(ValueError, match="inside"):
        fails()
    assert log.append([NewRecord("t", b"k", b"v", 0)]) == [(0, 0)]


def test_a_record_without_a_key_goes_anywhere_and_one_with_a_partition_there(log: EventLog) -> None:
    anywhere = {log.append([NewRecord("t", None, b"v")])[0][0] for _ in range(200)}
    assert anywhere == {0, 1, 2, 3}
    assert log.append([NewRecord("t", b"k", b"v", 3)])[0][0] == 3


def test_a_topic_keeps_its_partitions_and_takes_a_new_policy(log: EventLog) -> None:
    assert not log.create_topic("t", 9, compacted=True, retention_ms=5)
    assert log.topics()["t"] == (4, True, 5)
    assert log.partitions("t") == 4
    assert log.partitions("nope") is None


def test_topics_made_by_another_process_are_found(log: EventLog) -> None:
    other = EventLog(log.path)
    assert log.partitions("new") is None
    other.create_topic("new", 2)
    assert log.append([NewRecord("new", b"k", b"v", 1)]) == [(1, 0)]
    other.close()


def test_records_carry_the_clocks_time(tmp_path: Path) -> None:
    clock = SettableClock(now_ms=1_234)
    log = EventLog(tmp_path / "other.db", clock=clock)
    log.create_topic("t", 1)
    log.append([NewRecord("t", b"k", b"v")])
    clock.move(1.0)
    log.append([NewRecord("t", b"k", b"v")])
    assert [record.at_ms for record in log.read("t", 0, 0, 9)] == [1_234, 2_234]
    log.close()


WRITER = """
import sys
from deploy.embedded.log import eventlog
from deploy.embedded.log.eventlog import EventLog, NewRecord
log = EventLog(sys.argv[1], durable=True)
n = 0
while True:
    log.append([NewRecord("t", b"k", str(n + i).encode(), 0) for i in range(5)])
    n += 5
    print(n, flush=True)
"""


def test_kill_9_loses_nothing_that_was_acknowledged(log: EventLog) -> None:
    maintenance = Maintenance(log.path, every_s=0.05)
    maintenance.start()
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, log.path], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(200)]
    os.kill(process.pid, signal.SIGKILL)
    rest = process.stdout.read().splitlines()
    process.wait()
    process.stdout.close()
    maintenance.stop()
    acknowledged = int([*lines, *rest][-1] or lines[-1])
    found = [r.value for r in log.read("t", 0, 0, 1_000_000)]
    assert found == [str(n).encode() for n in range(len(found))]
    assert len(found) >= acknowledged


async def test_a_log_that_cannot_be_written_says_so_and_keeps_what_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = SqliteLog(f"sqlite://{tmp_path}/log.db")
    await log.start()
    await topics.apply(log, 4)
    await log.append([Outgoing("rumor.reports.v1", b"k", b"before")])
    pages = (
        await asyncio.get_running_loop().run_in_executor(
            log._thread, lambda: log._open.db.execute("PRAGMA page_count").fetchone()
        )
    )[0]
    await asyncio.get_running_loop().run_in_executor(
        log._thread, lambda: log._open.db.execute(f"PRAGMA max_page_count={pages}").fetchone()
    )
    with pytest.raises(LogUnavailable, match="full"):
        await log.append([Outgoing("rumor.reports.v1", b"k", b"x" * 5_000_000)])
    await asyncio.get_running_loop().run_in_executor(
        log._thread, lambda: log._open.db.execute("PRAGMA max_page_count=1000000").fetchone()
    )
    await log.append([Outgoing("rumor.reports.v1", b"k", b"after")])
    number = partition_of(b"k", 4)
    ends = await log.ends("rumor.reports.v1")
    assert [
        r.value
        async for batch in log.read("rumor.reports.v1", number, *ends[number])
        for r in batch
    ] == [b"before", b"after"]
    await log.stop()


def test_a_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises((OSError, sqlite3.Error)):
        EventLog(tmp_path / "file" / "log.db")


def test_maintenance_bounds_the_write_ahead_log(log: EventLog) -> None:
    maintenance = Maintenance(log.path, every_s=0.02)
    maintenance.start()
    for _ in range(60):
        log.append([NewRecord("t", b"k", b"x" * 500_000, 0)])
    wait(
        lambda: os.path.getsize(log.path + "-wal") <= 17 << 20,
        60,
        "the write-ahead log was never truncated",
    )
    maintenance.stop()
