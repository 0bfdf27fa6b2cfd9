"""Maintenance of the SQLite log: what it removes and when; that no failure ends it in silence."""

import logging
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.embedded.log import maintenance as module
from deploy.embedded.log.eventlog import EventLog, NewRecord
from deploy.embedded.log.locks import FileLock
from deploy.embedded.log.maintenance import REMOVED_AT_ONCE, Maintenance, checkpoint, clean
from streams.clock import SettableClock
from tests.support.system import wait

DAY_MS = 86_400_000


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def log(tmp_path: Path, clock: SettableClock) -> Iterator[EventLog]:
    made = EventLog(tmp_path / "log.db", clock=clock)
    made.create_topic("kept a day", 2, retention_ms=DAY_MS)
    made.create_topic("compacted", 1, compacted=True)
    made.create_topic("kept", 1)
    yield made
    made.close()


def append(log: EventLog, topic: str, *keys: bytes) -> None:
    log.append([NewRecord(topic, key, b"value", partition=0) for key in keys])


def offsets(log: EventLog, topic: str) -> list[int]:
    return [record.offset for record in log.read(topic, 0, 0, 100_000)]


def wal_size(log: EventLog) -> int:
    return os.path.getsize(log.path + "-wal")


def test_records_go_when_they_are_old_and_read(log: EventLog, clock: SettableClock) -> None:
    append(log, "kept a day", b"a", b"b")
    clock.move(3_600)
    append(log, "kept a day", b"c", b"d")
    log.commit("store", {("kept a day", 0): 4})
    clock.move(24 * 3_600 - 1_800)
    assert clean(log, now_ms=clock.now_ms()) == 2
    assert offsets(log, "kept a day") == [2, 3]
    assert log.ends("kept a day")[0] == (2, 4)


def test_the_slowest_group_decides_what_was_read(log: EventLog, clock: SettableClock) -> None:
    append(log, "kept a day", b"a", b"b", b"c")
    log.commit("fast", {("kept a day", 0): 3})
    log.commit("slow", {("kept a day", 0): 1})
    clock.move(2 * 24 * 3_600)
    assert clean(log, now_ms=clock.now_ms()) == 1
    assert offsets(log, "kept a day") == [1, 2]


def test_what_no_group_has_ever_read_stays(log: EventLog, clock: SettableClock) -> None:
    append(log, "kept a day", b"a", b"b")
    clock.move(9 * 24 * 3_600)
    assert clean(log, now_ms=clock.now_ms()) == 0


def test_what_no_group_is_to_read_goes_by_age(log: EventLog, clock: SettableClock) -> None:
    """Else what intakes tell each other would never go."""
    append(log, "kept a day", b"a", b"b", b"c")
    clock.move(23 * 3_600)
    assert clean(log, now_ms=clock.now_ms(), readers={"kept a day": []}) == 0
    clock.move(2 * 3_600)
    assert clean(log, now_ms=clock.now_ms(), readers={"kept a day": []}) == 2
    assert offsets(log, "kept a day") == [2]


def test_a_topic_without_a_policy_is_left_alone(log: EventLog, clock: SettableClock) -> None:
    append(log, "kept", b"a", b"a", b"a")
    log.commit("store", {("kept", 0): 3})
    clock.move(999 * 24 * 3_600)
    assert clean(log, now_ms=clock.now_ms(), least_dirty=1) == 0
    assert offsets(log, "kept") == [0, 1, 2]


def test_compaction_waits_until_there_is_enough_to_gain(log: EventLog) -> None:
    append(log, "compacted", *[b"a"] * 9)
    assert clean(log, now_ms=0, least_dirty=10) == 0
    append(log, "compacted", b"a")
    assert clean(log, now_ms=0, least_dirty=10) == 9
    assert offsets(log, "compacted") == [9]


def test_compaction_takes_more_than_one_transaction(log: EventLog) -> None:
    count = 2 * REMOVED_AT_ONCE + 5
    append(log, "compacted", *[b"a"] * count)
    assert clean(log, now_ms=0, least_dirty=1) == count - 1
    assert offsets(log, "compacted") == [count - 1]
    append(log, "compacted", b"a")
    assert offsets(log, "compacted") == [count - 1, count]


def test_expiry_takes_more_than_one_transaction(log: EventLog, clock: SettableClock) -> None:
    count = 2 * REMOVED_AT_ONCE + 5
    append(log, "kept a day", *[b"a"] * count)
    log.commit("store", {("kept a day", 0): count})
    assert clean(log, now_ms=clock.now_ms() + 2 * DAY_MS) == count - 1


def test_records_of_other_partitions_and_topics_are_not_touched(log: EventLog) -> None:
    log.append([NewRecord("kept a day", b"k", b"v", partition) for partition in (0, 1)])
    append(log, "compacted", b"a", b"a")
    append(log, "kept", b"a", b"a")
    assert clean(log, now_ms=0, least_dirty=1) == 1
    assert [len(log.read("kept a day", partition, 0, 9)) for partition in (0, 1)] == [1, 1]
    assert offsets(log, "kept") == [0, 1]


def test_a_checkpoint_truncates_only_what_has_grown_too_large(
    log: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(log, "kept", b"x" * 100_000)
    before = wal_size(log)
    checkpoint(log)
    assert wal_size(log) == before > 0
    monkeypatch.setattr(module, "LARGEST_WAL", before - 1)
    checkpoint(log)
    assert wal_size(log) == 0
    assert offsets(log, "kept") == [0]


def test_a_checkpoint_without_a_write_ahead_log_is_none(log: EventLog) -> None:
    log.db.execute("PRAGMA journal_mode=DELETE")
    checkpoint(log)


def test_a_round_cleans_when_it_is_due(log: EventLog, clock: SettableClock) -> None:
    task = Maintenance(log.path, clean_every_s=30.0, clock=clock)
    append(log, "kept a day", b"a", b"b")
    log.commit("store", {("kept a day", 0): 2})
    clock.move(30.0)
    task.round(log)
    clock.set(clock.now_ms() + 2 * DAY_MS)  # the wall clock alone does not make it due
    task.round(log)
    assert offsets(log, "kept a day") == [0, 1]
    clock.move(1.0)
    task.round(log)
    assert offsets(log, "kept a day") == [1]


def sqlite_error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("an error")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize("code", [sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_SNAPSHOT])
def test_a_busy_log_is_left_for_the_next_round(
    log: EventLog, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr(module, "checkpoint", _raising(sqlite_error(code)))
    Maintenance(log.path).round(log)


@pytest.mark.parametrize(
    "error",
    [
        sqlite_error(sqlite3.SQLITE_FULL),
        sqlite_error(sqlite3.SQLITE_IOERR),
        sqlite3.DatabaseError("malformed"),
    ],
)
def test_any_other_failure_is_not_kept_from_the_thread(
    log: EventLog, monkeypatch: pytest.MonkeyPatch, error: sqlite3.Error
) -> None:
    monkeypatch.setattr(module, "checkpoint", _raising(error))
    with pytest.raises(sqlite3.Error):
        Maintenance(log.path).round(log)


@pytest.mark.parametrize(
    "error", [sqlite3.DatabaseError("malformed"), OSError("no space"), ValueError("a defect")]
)
def test_a_failure_is_told_and_the_thread_goes_on(
    log: EventLog,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    failures = iter([error, error])

    def fails_twice(given: EventLog) -> None:
        if (failure := next(failures, None)) is not None:
            raise failure
        checkpoint(given)

    monkeypatch.setattr(module, "checkpoint", fails_twice)
    monkeypatch.setattr(module, "LARGEST_WAL", 0)
    append(log, "kept", b"x" * 100_000)
    task = Maintenance(log.path, every_s=0.01)
    with caplog.at_level(logging.ERROR):
        task.start()
        wait(lambda: wal_size(log) == 0, 60, "the write-ahead log was never truncated")
    assert task.is_alive()
    task.stop()
    assert not task.is_alive()
    told = [record for record in caplog.records if record.name == module.__name__]
    assert len(told) == 2
    assert all(record.exc_info and record.exc_info[1] is error for record in told)
    assert "could not be maintained" in told[0].getMessage()


def test_one_process_does_it_and_the_next_takes_over(
    log: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds = threading.Event()
    monkeypatch.setattr(module, "checkpoint", lambda _: rounds.set())
    other = FileLock(log.path + ".maintenance")
    assert other.taken()
    task = Maintenance(log.path, every_s=0.01)
    task.start()
    assert not rounds.wait(0.3)
    other.close()
    assert rounds.wait(10)
    task.stop()


def test_a_file_lock_is_held_until_it_is_closed(tmp_path: Path) -> None:
    first = FileLock(str(tmp_path / "lock"))
    second = FileLock(str(tmp_path / "lock"))
    assert first.taken()
    assert not second.taken()
    first.close()
    assert second.taken()
    second.close()


def test_a_file_lock_held_for_a_while_is_free_again_even_after_an_error(tmp_path: Path) -> None:
    first = FileLock(str(tmp_path / "lock"))
    second = FileLock(str(tmp_path / "lock"))

    def fails_inside() -> None:
        with first.exclusive():
            assert not second.taken()
            raise ValueError("inside")

    with pytest.raises(ValueError, match="inside"):
        fails_inside()
    assert second.taken()
    first.close()
    second.close()


def _raising(error: Exception) -> object:
    def raises(_: EventLog) -> None:
        raise error

    return raises


def test_a_group_that_never_came_holds_its_topics_back(log: EventLog, clock: SettableClock) -> None:
    append(log, "kept a day", b"a", b"b")
    log.commit("worker", {("kept a day", 0): 2})
    clock.move(48 * 3_600)
    readers = {"kept a day": ["worker", "store"]}
    assert clean(log, now_ms=clock.now_ms(), readers=readers) == 0
    log.commit("store", {("kept a day", 0): 2})
    assert clean(log, now_ms=clock.now_ms(), readers=readers) == 1  # the newest stays
