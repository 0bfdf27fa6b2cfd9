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
    with Brokers() as nodes:
        yield nodes


@pytest.fixture
def kafka(broker: Brokers) -> Brokers:
    """The broker with an empty log."""
    broker.wipe()
    return broker


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says once, not once per test, why the Kafka tests did not run."""
    if any(MISSING in str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_line(f"Kafka tests skipped: {MISSING}")
