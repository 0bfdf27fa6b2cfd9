"""Commands as these tests run them: in this process, or in one of their own."""

import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from deploy.cli.main import main


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(main, list(arguments), env={"RUMOR_KEY": "", **environment})


def clean(given: dict[str, str]) -> dict[str, str]:
    return {
        k: v for k, v in os.environ.items() if not k.startswith(("RUMOR_", "EMBEDDED_"))
    } | given


def process(
    *arguments: str, folder: Path | None = None, **environment: str
) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "deploy.cli.main", *arguments]
    return subprocess.run(
        command, env=clean(environment), cwd=folder, capture_output=True, text=True, timeout=60
    )
