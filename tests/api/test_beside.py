"""What runs beside the requests: a defect in any of it ends the process, which starts again."""

import asyncio
import gc
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from streams.api import serving
from streams.config.settings import Settings
from streams.log.news import News
from streams.log.progress import Progress
from streams.replica.wordings import Wordings
from tests.support.intake import settings_in


class Defect(Exception):
    """Raised by no neighbour."""


async def breaks(*_: object) -> None:
    await asyncio.sleep(0)
    raise Defect("made for a test")


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    yield replace(settings_in(tmp_path), http_port=0)
    gc.unfreeze()  # what serving froze is the tests' own


@pytest.mark.parametrize(
    ("owner", "name"),
    [(News, "_look"), (Wordings, "follow"), (Progress, "watch")],
    ids=["news", "replica", "progress"],
)
def test_a_defect_ends_the_process_and_is_logged(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    owner: type,
    name: str,
) -> None:
    monkeypatch.setattr(owner, name, breaks)
    with caplog.at_level(logging.CRITICAL, "rumor.intake"):
        assert serving.serve(settings) == serving.BROKEN
    (line,) = [one for one in caplog.records if one.levelno == logging.CRITICAL]
    assert "the intake stops" in line.message
    assert "made for a test" in caplog.text
