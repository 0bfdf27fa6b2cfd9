"""How Faust's consumers hand records over: at once where there is room, and else as Faust does."""

import asyncio
from typing import Any

import pytest
from faust.transport.consumer import Consumer
from mode import Service

from streams.log import faust_app


class Idle(Service):  # type: ignore[misc]
    """As much of a consumer as waiting takes."""

    wait_first: Any = Consumer.wait_first


def test_it_is_what_faust_calls() -> None:
    assert Consumer.wait_first is faust_app._handed_over


async def test_a_record_with_room_is_there_when_the_wait_returns() -> None:
    queue = asyncio.Queue[int](1)
    tasks = asyncio.all_tasks()
    waited = asyncio.ensure_future(Idle().wait_first(queue.put(1), asyncio.Event().wait()))
    await asyncio.sleep(0)
    assert waited.done()
    assert queue.get_nowait() == 1
    assert asyncio.all_tasks() == tasks


async def test_a_record_without_room_is_waited_for_until_there_is_some_or_the_flow_stops() -> None:
    queue = asyncio.Queue[int](1)
    queue.put_nowait(0)
    stopped = asyncio.Event()
    waiting = asyncio.ensure_future(Idle().wait_first(queue.put(1), stopped.wait()))
    await asyncio.sleep(0.01)
    assert not waiting.done()
    assert queue.get_nowait() == 0
    await waiting
    assert queue.qsize() == 1
    waiting = asyncio.ensure_future(Idle().wait_first(queue.put(2), stopped.wait()))
    await asyncio.sleep(0.01)
    stopped.set()
    await waiting
    assert queue.get_nowait() == 1
    assert queue.empty()


async def test_what_is_no_record_is_waited_for_as_ever() -> None:
    flow = asyncio.Event()
    waiting = asyncio.ensure_future(Idle().wait(flow))
    await asyncio.sleep(0.01)
    assert not waiting.done()
    flow.set()
    assert not (await waiting).stopped
    assert (await Idle().wait(asyncio.Event(), timeout=0.01)).stopped


async def test_the_process_ends_at_once_when_a_part_crashes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended: list[int] = []
    monkeypatch.setattr(faust_app, "stop_now", ended.append)
    app = faust_app.App("crashing", broker="memory://", store="memory://")
    part = Idle(beacon=app.beacon)
    await part.crash(LookupError("a defect"))
    assert ended == [faust_app.BROKEN]


async def test_what_goes_wrong_is_raised() -> None:
    async def broken() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        await Idle().wait_first(broken(), asyncio.Event().wait())
