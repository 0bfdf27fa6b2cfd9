"""Shared fixtures: an embedded ClickHouse in memory, the whole system as processes."""

import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from streams.store import migrations
from streams.store.database import Database
from tests.support.broker import MISSING
from tests.support.system import System

_numbers = itertools.count()


@dataclass(frozen=True)
class ClickHouse:
    """A listening embedded engine; users rumor/secret and grafana/readonly (may only read)."""

    port: int


@pytest.fixture(scope="session")
def clickhouse_server() -> Iterator[ClickHouse]:
    env = {
        **os.environ,
        "EMBEDDED_CLICKHOUSE_PASSWORD": "secret",
        "EMBEDDED_CLICKHOUSE_READER_PASSWORD": "readonly",
    }
    command = [sys.executable, "-m", "deploy.embedded.clickhouse.server", ":memory:", "--port", "0"]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield ClickHouse(int(process.stdout.readline().rpartition(":")[2]))
        process.terminate()


REAL_SERVER = os.environ.get("RUMOR_TEST_CLICKHOUSE_URL", "")


@pytest.fixture(params=["embedded", "server"] if REAL_SERVER else ["embedded"])
def database(request: pytest.FixtureRequest, clickhouse_server: ClickHouse) -> Iterator[Database]:
    """A migrated database of its own:

    on the embedded engine, and on a real server, too, where RUMOR_TEST_CLICKHOUSE_URL names one.
    """
    name, embedded = (
        f"rumor_test_{os.getpid()}_{next(_numbers)}",
        f"clickhouse://rumor:secret@127.0.0.1:{clickhouse_server.port}/",
    )
    url = (
        embedded
        if request.param == "embedded"
        else urlunsplit(urlsplit(REAL_SERVER)._replace(path="/"))
    )
    base = Database(f"{url}{name}")
    migrations.migrate(base)
    yield base
    base.execute(f"DROP DATABASE `{base.name}`")
    base.close()


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    """`rumor-tracker up` in a directory of its own, with a key of every scope and a webhook
    receiver.
    """
    whole = System(tmp_path)
    whole.start()
    yield whole
    whole.stop()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says once, not once per test, why the Kafka tests did not run."""
    if any(MISSING in str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_line(f"Kafka tests skipped: {MISSING}")
