"""Starting while an engine is away, or on one that does not fit:

waited for out loud, or refused in one line.
"""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.store.database import Database
from streams.store.tables import MigrationRow
from tests.conftest import ClickHouse
from tests.support.broker import Brokers, _port
from tests.support.system import wait

NOBODY = "127.0.0.1:9"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("RUMOR_")}
    return env | {
        "RUMOR_DATA_DIR": str(tmp_path),
        "RUMOR_REPORTER_SECRET": "x" * 32,
        "RUMOR_CLICKHOUSE_URL": f"clickhouse://{NOBODY}/rumor",
    }


def run(
    environment: dict[str, str], *command: str, **more: str
) -> "subprocess.CompletedProcess[str]":
    """A command that is expected to end by itself."""
    whole = [sys.executable, "-m", "deploy.cli.main", *command]
    return subprocess.run(whole, env=environment | more, capture_output=True, text=True, timeout=60)


def refused(done: "subprocess.CompletedProcess[str]") -> str:
    """The one line in which a command refused."""
    assert done.returncode == 1
    lines = [line for line in done.stderr.splitlines() if line.startswith("rumor-tracker: ")]
    assert len(lines) == 1, done.stderr
    return lines[0]


@pytest.fixture
def waiting(environment: dict[str, str], tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """An intake whose broker is not there."""
    with open(tmp_path / "log", "wb") as out:
        env = environment | {
            "RUMOR_LOG_URL": f"kafka://127.0.0.1:{_port()}",
            "RUMOR_HTTP_PORT": "0",
        }
        with subprocess.Popen(
            [sys.executable, "-m", "deploy.cli.main", "intake"], env=env, stdout=out, stderr=out
        ) as process:
            yield process
            process.kill()


def test_without_a_broker_the_intake_says_what_it_waits_for_and_is_not_ready(
    waiting: "subprocess.Popen[bytes]", tmp_path: Path
) -> None:
    log = tmp_path / "log"
    wait(
        lambda: log.read_text().count("waiting for the log at kafka://") >= 2,
        30,
        "it does not say what it waits for",
    )
    lines = [json.loads(line) for line in log.read_text().splitlines() if "waiting for" in line]
    assert lines[-1]["waited_s"] > lines[0]["waited_s"]
    assert lines[-1]["next_try_s"] > lines[0]["next_try_s"]
    url = next(
        line.split()[-1] for line in log.read_text().splitlines() if line.startswith("intake on")
    )
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(f"{url}/readyz")
    assert error.value.code == 503
    error.value.close()
    assert waiting.poll() is None


@pytest.mark.parametrize("command", ["worker", "store", "intake"])
def test_missing_topics_are_refused(command: str, environment: dict[str, str]) -> None:
    assert "is missing (and 7 more): run `rumor-tracker topics apply`" in refused(
        run(environment, command, RUMOR_HTTP_PORT="0")
    )


def test_other_partitions_and_newer_topics_are_refused_on_kafka(
    environment: dict[str, str], kafka: Brokers
) -> None:
    env = environment | {"RUMOR_LOG_URL": kafka.url}
    assert json.loads(run(env, "topics", "plan", "--json").stdout)[0]["action"] == "create"
    assert run(env, "topics", "apply").stdout.count("create") == 8
    assert "nothing to do" in run(env, "topics", "apply").stdout
    assert "set RUMOR_LANE_PARTITIONS=4 for every process" in refused(
        run(env, "worker", RUMOR_LANE_PARTITIONS="8")
    )
    plan = run(env, "topics", "plan", RUMOR_LANE_PARTITIONS="8")
    assert plan.returncode == 1
    assert plan.stdout.count("refuse") == 7


def test_a_wrong_password_a_missing_table_and_newer_tables_are_refused(
    environment: dict[str, str], clickhouse_server: ClickHouse, database: Database
) -> None:
    run(environment, "topics", "apply")
    port = clickhouse_server.port
    wrong = refused(
        run(
            environment,
            "store",
            RUMOR_CLICKHOUSE_URL=f"clickhouse://rumor:wrong@127.0.0.1:{port}/rumor",
        )
    )
    assert "does not let user rumor in" in wrong
    assert "wrong@" not in wrong
    assert "does not let user rumor in" in refused(
        run(
            environment,
            "migrate",
            RUMOR_CLICKHOUSE_URL=f"clickhouse://rumor:wrong@127.0.0.1:{port}/rumor",
        )
    )
    empty = refused(
        run(
            environment,
            "store",
            RUMOR_CLICKHOUSE_URL=f"clickhouse://rumor:secret@127.0.0.1:{port}/nothing_here",
        )
    )
    assert "run `rumor-tracker migrate`" in empty
    database.insert([MigrationRow(name="999_future.sql", digest="x")])
    newer = f"clickhouse://rumor:secret@127.0.0.1:{port}/{database.name}"
    for command in ("store", "intake"):
        assert "install the newer version" in refused(
            run(environment, command, RUMOR_CLICKHOUSE_URL=newer, RUMOR_HTTP_PORT="0")
        )
