"""`up` without its processes: what children are told, how long is waited, and how failures end."""

import asyncio
import os
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from deploy.single import patience
from deploy.single import up as whole
from deploy.single.claims import hold
from deploy.single.sign_in import best_key
from deploy.single.supervisor import Child, Supervisor
from streams.clock import SettableClock
from streams.config.file import Config, ConfigFile
from streams.config.keys import Key, key_block
from streams.config.settings import Settings, load
from streams.errors import Refused
from tests.config.example import EXAMPLE


def test_what_was_chosen_here_wins_over_files_named_for_this_process(tmp_path: Path) -> None:
    settings = load({"RUMOR_DATA_DIR": str(tmp_path)})
    environment = whole._environment(settings, 8_081, "clickhouse://u:p@h:1/r")
    assert environment["RUMOR_HTTP_PORT"] == "8081"
    assert environment["RUMOR_PUBLIC_URL"] == "http://127.0.0.1:8081"
    assert environment["RUMOR_LOG_URL"].endswith(f"{tmp_path}/log.db")
    assert environment["RUMOR_LOG_URL_FILE"] == ""
    given = {"RUMOR_LOG_URL_FILE": "/run/log", "RUMOR_CLICKHOUSE_URL_FILE": "/run/clickhouse"}
    child = load({**given, **environment})
    assert (child.log, child.clickhouse_url) == (settings.log, "clickhouse://u:p@h:1/r")


def test_a_public_url_that_is_set_is_kept() -> None:
    settings = load({"RUMOR_PUBLIC_URL": "https://rumors.example"})
    environment = whole._environment(settings, 8_081, "")
    assert environment["RUMOR_PUBLIC_URL"] == "https://rumors.example"


async def test_children_are_told_of_a_config_file_once_there_is_one(tmp_path: Path) -> None:
    settings = load({"RUMOR_DATA_DIR": str(tmp_path)})
    path = tmp_path / "c.toml"
    settings = Settings(data_dir=tmp_path, config=path)
    environment = {"RUMOR_CONFIG_FILE": "/run/config"}
    clock = SettableClock()
    naming = asyncio.create_task(whole._name_config(settings, environment, clock))
    for _ in range(5):
        await asyncio.sleep(0)
    assert not naming.done()
    assert "RUMOR_CONFIG" not in environment
    path.write_text(EXAMPLE)
    await asyncio.wait_for(naming, 5)
    assert environment == {"RUMOR_CONFIG": str(path), "RUMOR_CONFIG_FILE": ""}
    assert clock.monotonic_s() > 0


async def test_a_config_file_that_was_given_is_named_before_it_is_there(tmp_path: Path) -> None:
    settings = load({"RUMOR_CONFIG": str(tmp_path / "c.toml")})
    environment: dict[str, str] = {}
    await asyncio.wait_for(whole._name_config(settings, environment, SettableClock()), 5)
    assert environment["RUMOR_CONFIG"] == str(tmp_path / "c.toml")


class Waiting(Supervisor):
    """A supervisor that only counts how long it is asked to wait, second by second."""

    def __init__(self, clock: SettableClock) -> None:
        super().__init__(on_line=lambda *_: None, clock=clock)
        self.clock = clock
        self.at: dict[int, Any] = {}

    async def ready(self, child: Child, within_s: float) -> bool:
        self.clock.move(within_s)
        second = round(self.clock.monotonic_s())
        if second in self.at:
            self.at[second]()
        return child.ready.is_set()


@pytest.fixture
def waiting() -> Waiting:
    return Waiting(SettableClock(int(time.time() * 1_000)))


def child() -> Child:
    return Child(name="worker", command=[sys.executable])


async def test_a_child_has_minutes_to_become_ready(
    waiting: Waiting, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = ConfigFile(tmp_path / "c.toml", clock=waiting.clock)
    assert not await whole._ready(waiting, child(), config)
    assert waiting.clock.monotonic_s() == pytest.approx(patience.WITHIN_S)
    assert capsys.readouterr().err.splitlines() == [
        f"waiting for worker: {whole.SLOW_START}",
        "worker did not become ready within 180 s; its log is above",
    ]
    late = child()
    waiting.at = {round(patience.WITHIN_S) + 100: late.ready.set}
    assert await whole._ready(waiting, late, config)


@pytest.fixture
def busy(waiting: Waiting, monkeypatch: pytest.MonkeyPatch) -> Child:
    """A child whose process takes the fiftieth part of a core."""
    monkeypatch.setattr(patience, "cpu_s", lambda _: waiting.clock.monotonic_s() / 50)
    one = child()
    one.process = cast(Any, SimpleNamespace(pid=1))
    return one


async def test_a_child_that_works_is_given_longer(
    waiting: Waiting, busy: Child, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = ConfigFile(tmp_path / "c.toml", clock=waiting.clock)
    waiting.at = {1_000: busy.ready.set}
    assert await whole._ready(waiting, busy, config)
    said = capsys.readouterr().err.splitlines()
    assert said == [
        f"waiting for worker: {why}" for why in (whole.SLOW_START, *[whole.AT_WORK] * 5)
    ]


async def test_a_child_that_works_for_an_hour_is_given_up(
    waiting: Waiting, busy: Child, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not await whole._ready(waiting, busy, ConfigFile(tmp_path / "c", clock=waiting.clock))
    assert waiting.clock.monotonic_s() == patience.LONGEST_S
    assert capsys.readouterr().err.endswith("not become ready within 3600 s; its log is above\n")


async def test_a_child_that_starts_again_and_again_is_given_up(
    waiting: Waiting, busy: Child, tmp_path: Path
) -> None:
    def crash() -> None:
        busy.restarts += 1

    waiting.at = {100: crash}
    assert not await whole._ready(waiting, busy, ConfigFile(tmp_path / "c", clock=waiting.clock))
    assert waiting.clock.monotonic_s() == patience.WITHIN_S


def test_the_cpu_time_of_a_process_is_known() -> None:
    before_s = time.process_time()
    while time.process_time() < before_s + 0.1:
        pass
    assert before_s - 0.1 < patience.cpu_s(os.getpid()) <= time.process_time() + 0.1
    assert patience.cpu_s(2**31) == 0


async def test_who_mends_the_config_file_is_given_time(
    waiting: Waiting, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "c.toml"
    path.write_text("[polcy]\n")
    config = ConfigFile(path, clock=waiting.clock)
    one = child()
    waiting.at = {600: lambda: path.write_text(EXAMPLE), 650: one.ready.set}
    assert await whole._ready(waiting, one, config)
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2, "a reason is said once, not every second"
    assert said[1] == f"waiting for worker: {whole.SLOW_START}"
    assert said[0].startswith(f"waiting for the config file: {path}: line 1: unknown section")


async def test_nobody_is_waited_for_once_everything_stops(waiting: Waiting, tmp_path: Path) -> None:
    waiting.stopping.set()
    assert not await whole._ready(waiting, child(), ConfigFile(tmp_path / "c", clock=waiting.clock))
    assert waiting.clock.monotonic_s() == 1


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Refused("the topics do not fit"), "rumor-tracker: the topics do not fit"),
        (
            OSError(28, "No space left on device", "/x/log.db"),
            "rumor-tracker: /x/log.db cannot be used: No space left on device",
        ),
        (BrokenPipeError(32, "Broken pipe"), "nobody reads the output any more"),
        (PermissionError(13, "Permission denied"), "cannot be used: Permission denied"),
    ],
)
def test_an_expected_failure_is_one_line(
    error: Exception,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def fail(*_: object, **__: object) -> int:
        raise error

    monkeypatch.setattr(whole, "up", fail)
    assert whole.run(Settings(), demo=False, quiet=False) == 1
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1


def test_a_defect_is_no_expected_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object, **__: object) -> int:
        raise ValueError("invalid literal for int()")

    monkeypatch.setattr(whole, "up", fail)
    with pytest.raises(ValueError, match="invalid literal"):
        whole.run(Settings(), demo=False, quiet=False)


def test_a_second_one_in_the_same_directory_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with hold(tmp_path):
        assert whole.run(Settings(data_dir=tmp_path), demo=False, quiet=True) == 1
    assert "in use by another rumor-tracker" in capsys.readouterr().err


def test_quiet_says_only_what_matters(capsys: pytest.CaptureFixture[str]) -> None:
    for line in ("ready worker", "intake on http://x", "clickhouse 26.9 on x", "ended with code 1"):
        whole._print_unless_boring("worker", line)
    assert capsys.readouterr().out == "    worker | ended with code 1\n"


@pytest.mark.parametrize("configured", [False, True])
def test_it_says_how_to_sign_in_or_how_to_make_a_key(
    configured: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "c.toml"
    if configured:
        path.write_text(key_block("desk", "main", ("read", "curate"), "sha256:x", None))
    whole._hint(Settings(config=path, data_dir=tmp_path), "http://x:1")
    out = capsys.readouterr().out
    assert ("rumor-tracker keys add" in out) is not configured
    assert ("http://x:1/sign-in?link=" in out) is configured
    assert ("signs in once as desk" in out) is configured
    assert "Ctrl-C stops them all" in out


def test_the_link_signs_in_with_the_key_that_may_do_most() -> None:
    keys = [
        Key(name="app", hash="a", scopes=("report",)),
        Key(name="reader", hash="b", scopes=("read",)),
        Key(name="desk", hash="c", scopes=("read", "curate")),
        Key(name="other", hash="d", scopes=("read", "curate")),
    ]
    best = best_key(Config(keys=tuple(keys)))
    assert best is not None
    assert best.name == "desk"
    assert best_key(Config(keys=tuple(keys[:1]))) is None
