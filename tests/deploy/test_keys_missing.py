"""The commands about keys where the config file is missing: never taken for an empty one."""

import asyncio
from pathlib import Path

import pytest

from deploy.single.claims import hold
from deploy.single.using import config_in_use, note_config
from streams.clock import SettableClock
from streams.config.settings import load
from tests.support.cli import invoke as run


@pytest.mark.parametrize("command", [["keys", "list"], ["keys", "revoke", "desk"]], ids=" ".join)
def test_a_file_that_was_named_and_is_not_there_is_no_empty_one(
    command: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "typo" / "c.toml"
    failed = run(*command, RUMOR_CONFIG=str(path))
    assert failed.exit_code == 1
    assert failed.stderr == f"rumor-tracker: {path}: there is no such file; check RUMOR_CONFIG\n"
    assert failed.stdout == ""
    assert not path.parent.exists()


@pytest.mark.parametrize("command", [["keys", "list"], ["keys", "revoke", "desk"]], ids=" ".join)
def test_where_up_runs_a_missing_file_is_no_empty_one(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with hold(tmp_path / "data"):
        failed = run(*command)
    assert failed.exit_code == 1
    assert "there is no such file, and a rumor-tracker runs" in failed.stderr
    assert failed.stderr.count("\n") == 1


def test_where_nothing_is_yet_nothing_is_listed_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    listed = run("keys", "list")
    assert (listed.exit_code, listed.stdout) == (0, "nothing to show\n")
    assert "there is no config file rumor-tracker.toml yet" in listed.stderr
    assert run("keys", "revoke", "desk").exit_code == 1


def test_a_new_file_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    env = {"RUMOR_CONFIG": str(path), "RUMOR_DATA_DIR": str(tmp_path)}
    assert f"{path} is a new file with this key alone" in run("keys", "add", "a", **env).stderr
    assert "new file" not in run("keys", "add", "b", **env).stderr


@pytest.mark.parametrize("left", [None, "", "\n"])
async def test_a_file_in_use_that_is_gone_is_not_made_anew(
    left: str | None, tmp_path: Path
) -> None:
    path = tmp_path / "c.toml"
    env = {"RUMOR_CONFIG": str(path), "RUMOR_DATA_DIR": str(tmp_path)}
    with hold(tmp_path):
        assert run("keys", "add", "first", **env).exit_code == 0, "none was there before"
        await note_config(load(env))
        before = path.read_text()
        path.unlink()
        if left is not None:
            path.write_text(left)
        refused = run("keys", "add", "second", **env)
        assert refused.exit_code == 1
        assert "put it back, or every other key stops working" in refused.stderr
        assert path.exists() == (left is not None)
        path.write_text(before)
        assert run("keys", "add", "second", **env).exit_code == 0
        other = env | {"RUMOR_CONFIG": str(tmp_path / "other.toml")}
        assert run("keys", "add", "second", **other).exit_code == 0, "another file"
    path.unlink()
    assert run("keys", "add", "third", **env).exit_code == 0, "nothing runs"


async def test_a_config_file_is_noted_once_it_is_there(tmp_path: Path) -> None:
    clock = SettableClock()
    settings = load({"RUMOR_CONFIG": str(tmp_path / "c.toml"), "RUMOR_DATA_DIR": str(tmp_path)})
    noting = asyncio.create_task(note_config(settings, clock))
    for _ in range(3):
        await asyncio.sleep(0)
    with hold(tmp_path):
        assert config_in_use(tmp_path) is None
        settings.config.write_text("# nothing yet\n")
        await asyncio.wait_for(noting, 20)
        assert config_in_use(tmp_path) == settings.config.resolve()
    assert config_in_use(tmp_path) is None, "nothing runs"
