"""The config file while a process runs: what is said about it, and how often."""

import asyncio
import logging
import time
from pathlib import Path
from typing import Any

import pytest

from streams.clock import SettableClock
from streams.config.file import ConfigFile
from streams.config.watch import SAY_EVERY_S, check_config, watch_config
from tests.config.example import EXAMPLE


class Steps(SettableClock):
    """A clock at whose every sleep something may be done."""

    def __init__(self) -> None:
        super().__init__(int(time.time() * 1_000))
        self.slept = 0
        self.at: dict[int, Any] = {}

    async def sleep(self, wait_s: float) -> None:
        self.slept += 1
        if self.slept in self.at:
            self.at[self.slept]()
        await super().sleep(wait_s)


def reasons(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.__dict__["fields"]["reason"] for record in caplog.records]


async def test_without_a_file_that_was_given_nothing_is_waited_for(tmp_path: Path) -> None:
    clock = Steps()
    await check_config(ConfigFile(tmp_path / "c.toml", clock=clock), clock)
    assert clock.slept == 0


async def test_a_missing_file_is_waited_for_and_said_again_when_that_changes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "c.toml"
    clock = Steps()
    clock.at = {5: lambda: path.write_text("[polcy]\n"), 9: lambda: path.write_text(EXAMPLE)}
    config = ConfigFile(path, given=True, clock=clock)
    await asyncio.wait_for(check_config(config, clock), 5)
    assert config.loaded
    first, second = reasons(caplog)
    assert "there is no such file" in first
    assert "unknown section 'polcy'" in second
    assert caplog.records[1].__dict__["fields"]["waited_s"] == 5.0


async def test_the_same_reason_is_said_again_after_a_while(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "c.toml"
    clock = Steps()
    clock.at = {40: lambda: path.write_text(EXAMPLE)}
    await asyncio.wait_for(check_config(ConfigFile(path, given=True, clock=clock), clock), 5)
    waited = [record.__dict__["fields"]["waited_s"] for record in caplog.records]
    assert waited == [0.0, SAY_EVERY_S, 2 * SAY_EVERY_S]


async def test_a_mistake_is_logged_once_and_so_is_its_mending(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    right = EXAMPLE.replace("policy.north", "policy.main")
    path = tmp_path / "c.toml"
    path.write_text(right)
    clock = Steps()
    done = asyncio.Event()
    clock.at = {
        3: lambda: path.write_text(right + "[polcy]\n"),
        9: lambda: path.write_text(right),
        15: done.set,
    }
    with caplog.at_level(logging.INFO, "rumor.config"):
        watching = asyncio.create_task(watch_config(ConfigFile(path, clock=clock), clock))
        await asyncio.wait_for(done.wait(), 5)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    assert [record.getMessage() for record in caplog.records] == [
        "the config file cannot be used",
        "the config file is in force again",
    ]
    assert "stays in force" in caplog.records[0].__dict__["fields"]["reason"]


async def test_what_is_hardly_meant_is_logged_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "c.toml"
    path.write_text(EXAMPLE)
    clock = Steps()
    done = asyncio.Event()
    clock.at = {
        9: lambda: path.write_text(EXAMPLE + "[policy.ctiy]\nmajor = 5\n"),
        20: done.set,
    }
    watching = asyncio.create_task(watch_config(ConfigFile(path, clock=clock), clock))
    await asyncio.wait_for(done.wait(), 5)
    watching.cancel()
    assert [reason.partition(": ")[2] for reason in reasons(caplog)] == [
        "policy.north: no key is of this tenant",
        "policy.ctiy: no key is of this tenant",
    ]
