"""Long work in turns: who waits for whom."""

import asyncio
import time

import pytest

from streams.intake.turns import TURN_S, Turns, Work


def work(pauses: int, each_s: float, ended: list[int]) -> Work[int]:
    for _ in range(pauses):
        time.sleep(each_s)  # holds up the loop, as decoding does
        yield
    ended.append(pauses)
    return pauses


async def test_small_work_passes_large_work_and_others_go_on_meanwhile() -> None:
    turns, ended, rounds = Turns(), list[int](), 0
    tasks = [asyncio.create_task(turns.run(work(pauses, TURN_S, ended))) for pauses in (20, 30, 1)]
    while not all(task.done() for task in tasks):
        await asyncio.sleep(0)
        rounds += 1
    assert ended == [1, 20, 30]
    assert [task.result() for task in tasks] == [20, 30, 1]
    assert rounds >= 51


async def test_work_that_fails_gives_its_turn_away() -> None:
    def failing() -> Work[None]:
        yield
        raise ValueError("no")

    turns = Turns()
    with pytest.raises(ValueError, match="no"):
        await turns.run(failing())
    assert await turns.run(work(2, 0, [])) == 2
