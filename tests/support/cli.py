"""`rumor-tracker` commands: as processes of their own, or inside the test.

Every process gets the machine's environment without its RUMOR_ settings, so that nothing a
developer has set decides whether a test passes. It may keep what Python compiles, whatever the
machine says: without that a worker takes twice the CPU to start, and the tests start hundreds.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner, Result

Done = subprocess.CompletedProcess[str]
LONGEST_S = 120.0  # far above what a command of a test takes: it only ends one that hangs


def command(*words: str) -> list[str]:
    """The command line of a command."""
    return [sys.executable, "-m", "deploy.cli.main", *words]


def environment(given: Mapping[str, str] | None = None, **more: str) -> dict[str, str]:
    """The machine's environment without settings of ours, then those given."""
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("RUMOR_") and name != "PYTHONDONTWRITEBYTECODE"
    }
    return {**clean, **(given or {}), **more}


def run(*words: str, env: Mapping[str, str] | None = None, **more: str) -> Done:
    """Runs a command that ends by itself -> exit code, stdout and stderr."""
    return subprocess.run(
        command(*words),
        env=environment(env, **more),
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
    )


def start(
    *words: str, out: Path, env: Mapping[str, str] | None = None, **more: str
) -> "subprocess.Popen[bytes]":
    """Starts a command that goes on; what it says is appended to a file."""
    with out.open("ab") as file:
        return subprocess.Popen(
            command(*words), env=environment(env, **more), stdout=file, stderr=subprocess.STDOUT
        )


def invoke(*words: str, **more: str) -> Result:
    """Runs a command inside this process: quick, for what needs no other process."""
    from deploy.cli.main import main  # late: it brings every command's imports along

    return CliRunner().invoke(main, list(words), env={"RUMOR_KEY": "", **more})


def refusal(done: Done) -> str:
    """The one line in which a command refused."""
    assert done.returncode == 1, done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("rumor-tracker: ")]
    assert len(lines) == 1, done.stderr
    return lines[0]
