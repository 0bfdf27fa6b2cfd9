"""A webhook receiver for the tests of this folder."""

from collections.abc import Iterator

import pytest

from tests.support.desk import Desk


@pytest.fixture(scope="module")
def listening() -> Iterator[Desk]:
    with Desk() as made:
        yield made


@pytest.fixture
def desk(listening: Desk) -> Desk:
    """A receiver that was sent nothing yet. One listens for all: to end one takes half a second."""
    listening.tried.clear()
    listening.received.clear()
    listening.answers.clear()
    return listening
