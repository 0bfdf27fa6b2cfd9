"""What waits for a step: together where it is small, in its order, never too much."""

import asyncio
from dataclasses import dataclass

from streams.clock import SettableClock
from streams.worker.queue import GATHER_S, MOST_BYTES, MOST_RECORDS, Queue


@dataclass(frozen=True)
class Event:
    number: int
    value: bytes | None = b"{}"


async def test_what_is_there_comes_together_in_its_order() -> None:
    queue = Queue()
    events = [Event(number) for number in range(5)]
    for event in events:
        await queue.put(event)
    assert await queue.take() == events


async def test_large_records_come_alone_and_so_does_one_without_a_value() -> None:
    queue = Queue()
    small = Event(0, None)
    large = Event(1, b" " * (MOST_BYTES + 1))
    for event in (small, large, large, small):
        await queue.put(event)
    assert [await queue.take() for _ in range(4)] == [[small], [large], [large], [small]]


async def test_who_takes_waits_and_who_puts_waits_for_room() -> None:
    queue = Queue()
    taking = asyncio.create_task(queue.take())
    await asyncio.sleep(0)
    assert not taking.done()
    await queue.put(Event(0))
    assert await taking == [Event(0)]
    for number in range(MOST_RECORDS):
        await queue.put(Event(number))
    putting = asyncio.create_task(queue.put(Event(-1)))
    await asyncio.sleep(0)
    assert not putting.done()
    assert len(await queue.take()) == MOST_RECORDS
    await putting
    assert await queue.take() == [Event(-1)]


async def test_what_comes_after_a_pause_is_taken_at_once_and_what_follows_waits_for_company() -> (
    None
):
    clock = SettableClock()
    queue = Queue(gather_s=GATHER_S, clock=clock)
    began_s = clock.monotonic_s()
    await queue.put(Event(0))
    assert await queue.take() == [Event(0)]
    assert clock.monotonic_s() == began_s
    await queue.put(Event(1))
    taking = asyncio.create_task(queue.take())
    await asyncio.sleep(0)
    await queue.put(Event(2))  # it came while the first waited
    assert await taking == [Event(1), Event(2)]
    assert clock.monotonic_s() == began_s + GATHER_S
    clock.move(GATHER_S)
    await queue.put(Event(3))
    assert await queue.take() == [Event(3)]
    assert clock.monotonic_s() == began_s + 2 * GATHER_S


async def test_a_full_turn_waits_for_nobody() -> None:
    clock = SettableClock()
    queue = Queue(gather_s=GATHER_S, clock=clock)
    began_s = clock.monotonic_s()
    large = Event(0, b" " * MOST_BYTES)
    for _ in range(3):
        await queue.put(large)
        assert await queue.take() == [large]
    assert clock.monotonic_s() == began_s


async def test_what_is_cleared_is_not_taken_nor_what_waited_for_room() -> None:
    queue = Queue()
    for number in range(MOST_RECORDS):
        await queue.put(Event(number))
    putting = asyncio.create_task(queue.put(Event(-1)))
    await asyncio.sleep(0)
    queue.clear()
    await putting
    await queue.put(Event(-2))
    assert await queue.take() == [Event(-2)]


async def test_who_gathers_while_it_is_cleared_waits_on() -> None:
    queue = Queue(gather_s=0.01)
    await queue.put(Event(0))
    await queue.take()
    await queue.put(Event(1))
    taking = asyncio.create_task(queue.take())
    await asyncio.sleep(0)
    queue.clear()
    await asyncio.sleep(0.02)
    assert not taking.done()
    await queue.put(Event(2))
    assert await taking == [Event(2)]
