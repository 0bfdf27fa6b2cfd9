"""How a worker waits for records of the embedded log: until its own append, or for a while."""

import asyncio
from pathlib import Path

from yarl import URL

from deploy.embedded.log.transport import Transport

LONG_S = 600.0  # nobody waits for it: the test would not end


async def test_who_waits_is_woken_by_an_append_of_this_process(tmp_path: Path) -> None:
    transport = Transport([URL(f"sqlite://{tmp_path / 'log.db'}")], None)
    for _ in range(2):  # one wake is for one wait
        waiting = asyncio.ensure_future(transport.wait(LONG_S))
        await asyncio.sleep(0)
        assert not waiting.done()
        transport.notify()
        transport.notify()
        await waiting
        assert transport.was_appended()
        assert not transport.was_appended()


async def test_a_wait_ends_by_itself_and_may_be_given_up(tmp_path: Path) -> None:
    transport = Transport([URL(f"sqlite://{tmp_path / 'log.db'}")], None)
    await transport.wait(0.001)
    waiting = asyncio.ensure_future(transport.wait(LONG_S))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait([waiting])
    assert waiting.cancelled()
    transport.notify()  # for nobody
    await transport.wait(0.001)
