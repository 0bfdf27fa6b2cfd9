"""Starting while an engine is away, or on one that does not fit: waited for out loud, or refused in
one line.
"""

import json
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.topics import CATALOGUE
from streams.store.database import Database
from streams.store.tables import MigrationRow
from tests.support import cli
from tests.support.clickhouse import ClickHouse
from tests.support.ports import free_port
from tests.support.waiting import wait

NOBODY = "127.0.0.1:9"  # the discard port: nothing listens there


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Of a process alone: an embedded log of its own, and a ClickHouse that is not there."""
    return {
        "RUMOR_DATA_DIR": str(tmp_path),
        "RUMOR_REPORTER_SECRET": "x" * 32,
        "RUMOR_CLICKHOUSE_URL": f"clickhouse://{NOBODY}/rumor",
        "RUMOR_HTTP_PORT": "0",
    }


@pytest.fixture
def waiting(environment: dict[str, str], tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """An intake whose broker is not there."""
    nowhere = f"kafka://127.0.0.1:{free_port()}"
    process = cli.start("intake", out=tmp_path / "log", env=environment, RUMOR_LOG_URL=nowhere)
    yield process
    process.kill()
    process.wait()


def test_without_a_broker_the_intake_says_what_it_waits_for_and_is_not_ready(
    waiting: "subprocess.Popen[bytes]", tmp_path: Path
) -> None:
    def lines(with_words: str) -> list[str]:
        return [line for line in (tmp_path / "log").read_text().splitlines() if with_words in line]

    waits = "waiting for the log at kafka://"
    wait(lambda: len(lines(waits)) >= 2, 30, "it does not say what it waits for")
    said = [json.loads(line) for line in lines(waits)]
    assert said[-1]["waited_s"] > said[0]["waited_s"]
    assert said[-1]["next_try_s"] > said[0]["next_try_s"]
    url = lines("intake on")[0].split()[-1]
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(f"{url}/readyz")
    assert error.value.code == 503
    error.value.close()
    assert waiting.poll() is None


@pytest.mark.parametrize("command", ["worker", "store", "intake"])
def test_missing_topics_are_refused(command: str, environment: dict[str, str]) -> None:
    refused = cli.refusal(cli.run(command, env=environment))
    more = len(CATALOGUE) - 1
    assert f"is missing (and {more} more): run `rumor-tracker topics apply`" in refused


@pytest.mark.parametrize("command", [("store",), ("migrate",)])
def test_a_wrong_password_is_refused_and_not_said(
    command: tuple[str, ...], environment: dict[str, str], clickhouse_server: ClickHouse
) -> None:
    cli.run("topics", "apply", env=environment)
    url = clickhouse_server.url().replace("secret", "wrong")
    refused = cli.refusal(cli.run(*command, env=environment, RUMOR_CLICKHOUSE_URL=url))
    assert "does not let user rumor in" in refused
    assert "wrong@" not in refused


def test_a_database_without_tables_is_refused(
    environment: dict[str, str], clickhouse_server: ClickHouse
) -> None:
    cli.run("topics", "apply", env=environment)
    url = clickhouse_server.url("nothing_here")
    refused = cli.refusal(cli.run("store", env=environment, RUMOR_CLICKHOUSE_URL=url))
    assert "run `rumor-tracker migrate`" in refused


@pytest.mark.parametrize("command", ["store", "intake"])
def test_tables_of_a_newer_version_are_refused(
    command: str,
    environment: dict[str, str],
    clickhouse_server: ClickHouse,
    database: Database,
) -> None:
    cli.run("topics", "apply", env=environment)
    database.insert([MigrationRow(name="999_future.sql", digest="x")])
    url = clickhouse_server.url(database.name)
    refused = cli.refusal(cli.run(command, env=environment, RUMOR_CLICKHOUSE_URL=url))
    assert "install the newer version" in refused
