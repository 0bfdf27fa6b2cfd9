"""One intake over HTTP for all tests of a file; they tell their reports apart by id."""

from collections.abc import Iterator

import pytest

from tests.support.intake import Intake, serving


@pytest.fixture(scope="module")
def intake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intake]:
    with serving(tmp_path_factory.mktemp("intake")) as made:
        yield made
