"""`reports_per_minute` over two intakes, as processes on one data directory, through a kill."""

import json
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import cli, configs
from tests.support.intake import NO_CLICKHOUSE, Intake
from tests.support.waiting import wait

A_MINUTE = 50
APP, APP_BLOCK = configs.key("app", reports_per_minute=A_MINUTE)
WILD, WILD_BLOCK = configs.key("wild", reports_per_minute=A_MINUTE)
NEWS_S = 2.0  # four times what it takes, on a machine that has other things to do


class Intakes:
    """Processes by name, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        config = configs.write(folder / "c.toml", APP_BLOCK, WILD_BLOCK)
        self.environment = {
            "RUMOR_DATA_DIR": str(folder),
            "RUMOR_CONFIG": str(config),
            "RUMOR_HTTP_PORT": "0",
            "RUMOR_CLICKHOUSE_URL": NO_CLICKHOUSE,
        }
        cli.run("topics", "apply", env=self.environment)

    def start(self, name: str) -> Intake:
        """-> a client of it, once it is ready."""
        out = self.folder / f"{name}.txt"
        out.write_bytes(b"")
        self.processes[name] = cli.start("intake", out=out, env=self.environment)
        wait(lambda: b"ready intake" in out.read_bytes(), 180, f"{name} is not ready")
        found = re.search(r"intake on http://([\d.]+):(\d+)", out.read_text())
        assert found
        return Intake(self.folder, found[1], int(found[2]))

    def kill(self, name: str) -> None:
        process = self.processes.pop(name)
        process.kill()
        process.wait(30)


@pytest.fixture
def intakes(tmp_path: Path) -> Iterator[Intakes]:
    made = Intakes(tmp_path)
    yield made
    for name in list(made.processes):
        made.kill(name)


def batch(size: int) -> bytes:
    return json.dumps([{"text": f"网传明天停水 {n}"} for n in range(size)]).encode()


def test_two_intakes_grant_what_one_would_and_a_kill_refills_nothing(intakes: Intakes) -> None:
    one, other = intakes.start("one"), intakes.start("other")
    sent = [one.post({"text": f"网传停水 {n}"}, key=APP)[0] for n in range(A_MINUTE)]
    assert sent == [202] * A_MINUTE
    time.sleep(NEWS_S)
    status, problem, headers = other.batch(batch(A_MINUTE), key=APP)
    assert (status, problem["type"].rpartition(":")[2]) == (429, "too_many_reports")
    assert 0 < int(headers["retry-after"]) <= 60

    assert one.batch(batch(10 * A_MINUTE), key=WILD)[0] == 202, "a debt of nine minutes"
    time.sleep(NEWS_S)
    assert other.post({"text": "网传停电"}, key=WILD)[0] == 429
    intakes.kill("one")
    again = intakes.start("one")
    for each in (again, other):
        status, _, headers = each.post({"text": "网传停电"}, key=WILD)
        assert status == 429
        assert int(headers["retry-after"]) > 300
