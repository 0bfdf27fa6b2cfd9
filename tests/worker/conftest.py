"""Workers without Faust and without a process."""

import gc
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from streams.clock import SettableClock
from tests.support.builders import T0_MS
from tests.worker.parts import HOME, MakeWorker, Parts, make_topics


@pytest.fixture(autouse=True)
def _collection_as_before() -> Iterator[None]:
    """Taking over partitions sets the collector up for a process of its own."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock(T0_MS)


@pytest.fixture
async def make_worker(tmp_path: Path, clock: SettableClock) -> AsyncIterator[MakeWorker]:
    """Makes workers on one log, each of which has taken over the lane's partition."""
    make_topics(tmp_path)
    made: list[Parts] = []

    async def make() -> Parts:
        parts = Parts(tmp_path, clock)
        made.append(parts)
        await parts.ownership.take({HOME})
        return parts

    yield make
    for parts in made:
        await parts.close()


@pytest.fixture
async def worker(make_worker: MakeWorker) -> Parts:
    return await make_worker()
