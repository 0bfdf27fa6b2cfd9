"""Fixtures for every room: an embedded ClickHouse in memory, the whole system as processes.

What needs Kafka is in tests/kafka/conftest.py: nothing here imports its client.
"""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import hypothesis
import pytest
from xdist.scheduler import LoadScopeScheduling

from streams.store import migrations
from streams.store.database import Database
from tests.support.clickhouse import ClickHouse, listening
from tests.support.system import System

REAL_SERVER = os.environ.get("RUMOR_TEST_CLICKHOUSE_URL", "")
_numbers = itertools.count()
# The same examples in every run, so that a change is judged by itself and not by luck. Others are
# looked for with RUMOR_TEST_SEARCH=1; what they find becomes a test.
# No deadline: how long an example takes says how busy the machine is.
hypothesis.settings.register_profile("same", derandomize=True, deadline=None)
hypothesis.settings.register_profile("search", deadline=None)
hypothesis.settings.load_profile("search" if os.environ.get("RUMOR_TEST_SEARCH") else "same")

KAFKA = "tests/kafka/"  # brokers are started once, and take a gigabyte each
LONGEST = (KAFKA, "tests/integration/", "tests/deploy/", "tests/intake/test_patterns.py")


class Groups(LoadScopeScheduling):  # type: ignore[misc]
    """What shares a fixture runs in one process: a file, and all that needs Kafka."""

    def _split_scope(self, nodeid: str) -> str:
        return KAFKA if nodeid.startswith(KAFKA) else nodeid.partition("::")[0]


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Groups:
    # Not xdist's groups by marks: with pytest 9.2 those are passed over without a word.
    config.option.loadscopereorder = False  # it would begin with what has the most tests
    return Groups(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first, so that no process is left with it at the end."""
    items.sort(key=lambda item: _place(item.nodeid))


def _place(nodeid: str) -> int:
    return next((at for at, room in enumerate(LONGEST) if nodeid.startswith(room)), len(LONGEST))


@pytest.fixture(scope="session")
def clickhouse_server() -> Iterator[ClickHouse]:
    """One for the run: it takes seconds to start, and databases keep tests apart."""
    with listening() as engine:
        yield engine


@pytest.fixture(params=["embedded", "server"] if REAL_SERVER else ["embedded"])
def database(request: pytest.FixtureRequest, clickhouse_server: ClickHouse) -> Iterator[Database]:
    """A migrated database of its own, on the embedded engine, and also on a real server where
    RUMOR_TEST_CLICKHOUSE_URL names one.
    """
    name = f"rumor_test_{os.getpid()}_{next(_numbers)}"
    real = urlunsplit(urlsplit(REAL_SERVER)._replace(path=f"/{name}"))
    base = Database(clickhouse_server.url(name) if request.param == "embedded" else real)
    migrations.migrate(base)
    yield base
    base.execute(f"DROP DATABASE `{base.name}`")
    base.close()


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    """`rumor-tracker up` in a directory of its own, with a key of every scope and a desk."""
    with System(tmp_path) as whole:
        yield whole.start()
