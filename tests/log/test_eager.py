"""What is run at once: to its end, or up to where it waits; the rest is awaited as ever."""

import asyncio

import pytest

from streams.log.eager import begin


async def test_what_waits_for_nothing_is_done_at_once() -> None:
    done = []

    async def work() -> None:
        done.append(1)

    assert begin(work()) is None
    assert done == [1]


async def test_what_waits_goes_on_when_it_is_awaited() -> None:
    done = []
    room = asyncio.Event()
    queue = asyncio.Queue[int](1)

    async def work() -> None:
        done.append("begun")
        await room.wait()
        await asyncio.sleep(0)
        await queue.put(1)
        await queue.put(2)
        done.append("ended")

    rest = begin(work())
    assert rest is not None
    assert done == ["begun"]
    waiting = asyncio.ensure_future(rest)
    await asyncio.sleep(0)
    room.set()
    assert await queue.get() == 1
    await waiting
    assert done == ["begun", "ended"]


async def test_errors_before_and_after_a_wait_are_raised() -> None:
    async def work(first: bool) -> None:
        if first:
            raise ValueError
        await asyncio.sleep(0)
        raise ValueError

    with pytest.raises(ValueError):
        begin(work(first=True))
    rest = begin(work(first=False))
    assert rest is not None
    with pytest.raises(ValueError):
        await rest


async def test_what_is_cancelled_meanwhile_hears_of_it() -> None:
    told = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            told.append("cancelled")

    rest = begin(work())
    assert rest is not None
    waiting = asyncio.ensure_future(rest)
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert told == ["cancelled"]
