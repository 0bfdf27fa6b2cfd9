"""How a worker waits for records of the embedded log: until its own append, or for a while."""

import asyncio
from pathlib import Path

import pytest
from faust.types import TP
from yarl import URL

from deploy.embedded.log.transport import Transport

LONG_S = 600.0  # nobody waits for it: the test would not end
READ = TP("read", 1)


async def test_who_waits_is_woken_by_an_append_of_this_process(tmp_path: Path) -> None:
    transport = Transport([URL(f"sqlite://{tmp_path / 'log.db'}")], None)
    transport.consumes({READ.topic})
    for end in (2, 4):  # one wake is for one wait
        waiting = asyncio.ensure_future(transport.wait(LONG_S))
        await asyncio.sleep(0)
        assert not waiting.done()
        transport.notify({READ: end - 1})
        transport.notify({READ: end})
        await waiting
        assert transport.appended() == {READ: end}
        assert not transport.appended()


async def test_an_append_that_nobody_here_reads_wakes_nobody(tmp_path: Path) -> None:
    transport = Transport([URL(f"sqlite://{tmp_path / 'log.db'}")], None)
    transport.consumes({READ.topic})
    waiting = asyncio.ensure_future(transport.wait(LONG_S))
    await asyncio.sleep(0)
    transport.notify({TP("written", 0): 9})
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(waiting, 0.01)
    assert not transport.appended()


async def test_a_wait_ends_by_itself_and_may_be_given_up(tmp_path: Path) -> None:
    transport = Transport([URL(f"sqlite://{tmp_path / 'log.db'}")], None)
    await transport.wait(0.001)
    waiting = asyncio.ensure_future(transport.wait(LONG_S))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait([waiting])
    assert waiting.cancelled()
    transport.consumes({READ.topic})
    transport.notify({READ: 1})  # for nobody
    await transport.wait(0.001)
