"""The data directory is its owner's only, where it is nobody else's place as well."""

import os
import stat
from pathlib import Path

import pytest

from deploy.single.closing import close_to_others


def mode(folder: Path) -> int:
    return stat.S_IMODE(folder.stat().st_mode)


@pytest.mark.parametrize("before", [0o755, 0o750, 0o777, 0o701])
def test_a_data_directory_that_was_open_is_closed(before: int, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(before)
    assert "closed" in close_to_others(folder)
    assert mode(folder) == 0o700
    assert close_to_others(folder) == ""


@pytest.mark.parametrize("shared", [0o1777, 0o2775])
def test_a_place_of_others_is_left_and_told_of(shared: int, tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(shared)
    assert "close it" in close_to_others(folder)
    assert mode(folder) == shared


def test_where_somebody_works_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "within").mkdir()
    tmp_path.chmod(0o755)
    monkeypatch.chdir(tmp_path / "within")
    assert "close it" in close_to_others(tmp_path)
    assert mode(tmp_path) == 0o755
    monkeypatch.chdir("/")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert "close it" in close_to_others(tmp_path)


def test_what_is_somebody_elses_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o755)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert "close it" in close_to_others(tmp_path)
