"""The snippets of docs/reporting-apps.md, run as whoever copies them would run them."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "reporting-apps.md"
RUNNERS = {
    "sh": ("sh", "-euc"),
    "python": (sys.executable, "-c"),
    "js": ("node", "--input-type=module", "-e"),
}
SNIPPETS = re.findall(r"^```(sh|python|js)\n(.*?)^```", PAGE.read_text(), re.S | re.M)


def run_snippet(language: str, snippet: str, *, url: str, key: str, folder: Path) -> str:
    """Runs a snippet -> what it prints. Skips where its language is not installed."""
    runner = RUNNERS[language]
    if shutil.which(runner[0]) is None or (language == "sh" and shutil.which("curl") is None):
        pytest.skip(f"{runner[0]} or curl is not installed")
    done = subprocess.run(
        [*runner, snippet],
        env=os.environ | {"RUMOR_URL": url, "RUMOR_KEY": key},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
