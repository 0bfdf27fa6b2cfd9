"""A disk that fills up: a warning, then 503 before the log cannot be written."""

import logging
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from streams.api import disk as module
from streams.api.disk import Disk
from streams.clock import SettableClock
from streams.intake.problems import Problem

GIB = 1 << 30


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def free(monkeypatch: pytest.MonkeyPatch, bytes_: int, total: int = 100 * GIB) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(total, total - bytes_, bytes_))


def test_room_a_warning_and_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock = SettableClock()
    disk = Disk(tmp_path, clock=clock)
    (tmp_path / "log.db").write_bytes(b"x" * 10)
    (tmp_path / "log.db-wal").write_bytes(b"x" * 5)
    free(monkeypatch, 50 * GIB)
    disk.expect_room()
    shown = disk.read(clickhouse_bytes=7)
    assert shown is not None
    assert (shown.used, shown.log_bytes, shown.clickhouse_bytes) == (0.5, 15, 7)
    assert shown.warning is None
    free(monkeypatch, 15 * GIB)
    with caplog.at_level(logging.WARNING):
        for _ in range(5):
            clock.move(module.LOOK_EVERY_S)
            disk.expect_room()
    assert [record.message for record in caplog.records] == ["the disk fills up"]
    assert (disk.read(clickhouse_bytes=None) or shown).warning == "more than 80% used"
    free(monkeypatch, 2 * GIB)
    clock.move(module.LOOK_EVERY_S)
    with pytest.raises(Problem) as caught:
        disk.expect_room()
    assert (caught.value.status, caught.value.code) == (503, "disk_full")
    free(monkeypatch, 50 * GIB)
    clock.move(module.LOOK_EVERY_S)
    disk.expect_room()


def test_each_change_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock = SettableClock()
    disk = Disk(tmp_path, clock=clock)
    with caplog.at_level(logging.INFO):
        for left in (50, 15, 2, 2, 15, 2, 50, 50):
            free(monkeypatch, left * GIB)
            for _ in range(5):
                clock.move(module.LOOK_EVERY_S)
                disk.read(clickhouse_bytes=None)
        clock.move(module.WARN_EVERY_S)
        for left in (15, 50, 15, 50):  # about the line: not told of again and again
            free(monkeypatch, left * GIB)
            clock.move(module.LOOK_EVERY_S)
            disk.read(clickhouse_bytes=None)
    full = "the disk is full: reports are refused until there is room"
    over = "the disk has room again: reports are taken"
    tight, room = "the disk fills up", "the disk has room again"
    assert [record.message for record in caplog.records] == [
        *(tight, full, over, full, over),
        *(tight, room),
    ]
    assert caplog.records[1].levelno == logging.ERROR


def test_it_is_told_again_while_it_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock = SettableClock()
    disk = Disk(tmp_path, clock=clock)
    free(monkeypatch, 2 * GIB)
    for _ in range(3):
        clock.move(module.WARN_EVERY_S)
        disk.read(clickhouse_bytes=None)
    assert len(caplog.records) == 3


def test_a_small_disk_is_full_before_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free(monkeypatch, 100 << 20, total=2 * GIB)
    with pytest.raises(Problem):
        Disk(tmp_path).expect_room()


def test_it_is_looked_at_once_a_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []

    def usage(_: object) -> Usage:
        looks.append(1)
        return Usage(100 * GIB, 0, 100 * GIB)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    disk = Disk(tmp_path, clock=SettableClock())
    for _ in range(1_000):
        disk.expect_room()
    assert len(looks) == 1


def test_engines_of_other_machines_are_not_ours_to_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    free(monkeypatch, 0)
    disk = Disk(None)
    disk.expect_room()
    assert disk.read(clickhouse_bytes=1) is None
