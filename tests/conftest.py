"""Shared fixtures: an embedded ClickHouse in memory, an intake on a fresh log, the whole system as processes."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.embedded.clickhouse.guard import User
from deploy.embedded.clickhouse.server import Server
from streams.edge.store.database import Database
from tests.system import System

_numbers = itertools.count()


@pytest.fixture(scope="session")
def clickhouse_server() -> Iterator[Server]:
    server = Server(":memory:", (User("rumor", "secret"), User("grafana", "readonly", read_only=True)))
    yield server
    server.close()


@pytest.fixture
def database(clickhouse_server: Server) -> Iterator[Database]:
    """A migrated database of its own."""
    base = Database(f"clickhouse://rumor:secret@127.0.0.1:{clickhouse_server.port}/t{next(_numbers)}")
    base.migrate()
    yield base
    base.execute(f"DROP DATABASE `{base.name}`")
    base.close()


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    """`rumor-tracker up` in a directory of its own, with a key of every scope and a webhook receiver."""
    whole = System(tmp_path)
    whole.start()
    yield whole
    whole.stop()
