"""One Kafka broker for the run, emptied for each test that asks for it; skipped with one line where
the machine cannot run one.
"""

from collections.abc import Iterator

import pytest

from tests.support.broker import MISSING, Brokers, available


@pytest.fixture(scope="session")
def broker() -> Iterator[Brokers]:
    if not available():
        pytest.skip(MISSING)
    nodes = Brokers()
    nodes.start()
    yield nodes
    nodes.close()


@pytest.fixture
def kafka(broker: Brokers) -> Brokers:
    """The broker with an empty log."""
    broker.wipe()
    return broker
