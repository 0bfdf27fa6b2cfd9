"""Commands whose output nobody reads or that cannot be written, as processes of their own."""

import subprocess
from pathlib import Path

import pytest

from tests.support import cli

PRINTING: tuple[list[str], ...] = (
    ["settings"],
    ["settings", "--json"],
    ["--help"],
    ["keys", "--help"],
    [],
)


def shell(line: str, folder: Path, *words: str) -> cli.Done:
    """Runs a line of bash, in which "$@" is our command."""
    return subprocess.run(
        ["bash", "-c", line, "bash", *cli.command(*words)],
        env=cli.environment(RUMOR_DATA_DIR=str(folder), RUMOR_CONFIG=str(folder / "c.toml")),
        capture_output=True,
        text=True,
        timeout=cli.LONGEST_S,
    )


@pytest.mark.parametrize("words", PRINTING, ids=" ".join)
def test_an_output_that_cannot_be_written_is_one_line(tmp_path: Path, words: list[str]) -> None:
    done = shell('"$@" >/dev/full', tmp_path, *words)
    assert done.returncode == 1
    why = "the output cannot be written: No space left on device"
    assert done.stderr == f"rumor-tracker: {why}\n"


@pytest.mark.parametrize("words", [*PRINTING[:2], [], ["keys", "add", "x"]], ids=" ".join)
def test_a_closed_output_fails_before_anything_is_done(tmp_path: Path, words: list[str]) -> None:
    done = shell('"$@" >&-', tmp_path, *words)
    assert done.returncode == 1
    assert done.stderr == "rumor-tracker: standard output is closed: nothing can be printed\n"
    assert not (tmp_path / "c.toml").exists()


@pytest.mark.parametrize("words", PRINTING, ids=" ".join)
def test_a_pipe_that_is_closed_is_no_error(tmp_path: Path, words: list[str]) -> None:
    # The reader is gone before the first word is written.
    line = '{ sleep 0.3; "$@"; echo "ended with $?" >&2; } | true'
    done = shell(line, tmp_path, *words)
    assert done.stderr == "ended with 0\n"


@pytest.mark.parametrize("more", [[], ["--json"]], ids=["key", "json"])
@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('"$@" >/dev/full', "No space left on device"),
        ('{ sleep 0.3; "$@"; echo "ended with $?" >&2; } | true', "Broken pipe"),
    ],
    ids=["full", "pipe"],
)
def test_a_key_that_nobody_could_read_is_not_made(
    tmp_path: Path, line: str, why: str, more: list[str]
) -> None:
    path = tmp_path / "c.toml"
    for before in (None, "# mine\n"):
        if before is not None:
            path.write_text(before)
        done = shell(line, tmp_path, "keys", "add", "fulltest", "--scopes", "read", *more)
        said = f"rumor-tracker: the output cannot be written: {why}; no key was made\n"
        assert done.stderr == said + ("ended with 1\n" if "|" in line else "")
        assert path.exists() == (before is not None)
        assert not path.exists() or path.read_text() == before


@pytest.mark.parametrize("where", ["2>/dev/full", "2>&-"])
@pytest.mark.parametrize("more", [[], ["--json"]], ids=["key", "json"])
def test_a_key_is_made_whoever_can_read_the_remarks(
    tmp_path: Path, where: str, more: list[str]
) -> None:
    done = shell(f'"$@" {where}', tmp_path, "keys", "add", "fulltest", *more)
    assert done.returncode == 0
    assert done.stdout
    assert 'name = "fulltest"' in (tmp_path / "c.toml").read_text()
    again = shell(f'"$@" {where}', tmp_path, "keys", "add", "fulltest", *more)
    assert (again.returncode, again.stdout) == (1, "")


def test_a_failure_stays_one_behind_a_closed_pipe(tmp_path: Path) -> None:
    done = shell('{ sleep 0.3; "$@"; echo "ended with $?" >&2; } | true', tmp_path, "status")
    assert done.stderr.endswith("\nended with 1\n")
    assert "RUMOR_KEY" in done.stderr


def test_another_broken_pipe_is_a_defect(tmp_path: Path) -> None:
    code = """
from unittest import mock
from deploy.cli import settings
from deploy.cli.main import main
with mock.patch.object(settings, "described", side_effect=BrokenPipeError(32, "Broken pipe")):
    main(["settings"])
"""
    done = subprocess.run(
        [cli.command()[0], "-c", code], env=cli.environment(), capture_output=True, text=True
    )
    assert done.returncode == 1
