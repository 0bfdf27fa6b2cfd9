"""What is asked of the log again and again is read once until somebody writes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.embedded.log.engine import SqliteLog
from deploy.embedded.log.eventlog import EventLog, NewRecord
from streams.log.contract import Ends, LogUnavailable, Outgoing

TOPIC = "t"


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[SqliteLog]:
    made = SqliteLog(f"sqlite://{tmp_path}/log.db")
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def other(log: SqliteLog) -> AsyncIterator[EventLog]:
    """Another process."""
    made = EventLog(log.path)
    made.create_topic(TOPIC, 1)
    yield made
    made.close()


def counted(log: SqliteLog, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that the file is asked from here on."""
    asked = []
    for name in ("all_ends", "committed"):
        ask = getattr(log._open, name)

        def noted(*given: str, name: str = name, ask: object = ask) -> object:
            asked.append(name)
            return ask(*given)  # type: ignore[operator]

        monkeypatch.setattr(log._open, name, noted)
    return asked


async def test_while_nobody_writes_the_file_is_read_once(
    log: SqliteLog, other: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = counted(log, monkeypatch)
    for _ in range(3):
        assert await log.ends(TOPIC) == {0: Ends(0, 0)}
        assert await log.ends("nothing") == {}
        assert await log.committed("g", TOPIC) == {}
    assert asked == ["all_ends", "committed"]


async def test_whoever_writes_is_noticed(log: SqliteLog, other: EventLog) -> None:
    for number in range(1, 4):
        other.append([NewRecord(TOPIC, b"k", b"v", 0)])
        assert await log.ends(TOPIC) == {0: Ends(0, 2 * number - 1)}
        await log.append([Outgoing(TOPIC, b"k", b"v")])
        assert await log.ends(TOPIC) == {0: Ends(0, 2 * number)}
        other.commit("g", {(TOPIC, 0): number})
        assert await log.committed("g", TOPIC) == {0: number}


async def test_what_cannot_be_told_is_read(
    log: SqliteLog, other: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = counted(log, monkeypatch)
    log._watched.close()
    for _ in range(2):
        assert await log.ends(TOPIC) == {0: Ends(0, 0)}
    assert asked == ["all_ends", "all_ends"]
    with pytest.raises(LogUnavailable):
        await log.version()


async def test_a_log_that_is_not_open_has_no_version(tmp_path: Path) -> None:
    with pytest.raises(LogUnavailable, match="not open"):
        await SqliteLog(f"sqlite://{tmp_path}/log.db").version()
