"""Long work on the event loop, a few milliseconds at a time and one work after the other.

In: work as a generator that pauses often. Out: its result. A thread would not do: decoding holds
the GIL, and several busy threads keep the loop from it for longer than one turn takes.
"""

import asyncio
from collections.abc import Generator
from typing import TypeVar

from streams.clock import SYSTEM_CLOCK, Clock

Result = TypeVar("Result")
Work = Generator[None, None, Result]
# what everybody else waits for at most between two pauses of the work, if those come often enough
TURN_S = 0.004


class Turns:
    """Gives turns in the order of asking:

    in each round of the loop one work goes on, so a small one soon passes many large ones.
    """

    def __init__(self, *, clock: Clock = SYSTEM_CLOCK) -> None:
        self._clock = clock
        self._turn = asyncio.Lock()

    async def run(self, work: Work[Result]) -> Result:
        """The result of the work. Raises what the work raises."""
        while True:
            async with self._turn:
                until_s = self._clock.monotonic_s() + TURN_S
                try:
                    while self._clock.monotonic_s() < until_s:
                        next(work)
                except StopIteration as ended:
                    return ended.value  # type: ignore[no-any-return]
                # inside the lock: between two turns everybody else gets a round
                await let_others_run()


async def let_others_run() -> None:
    """Gives the event loop one round; no time is waited for, so no clock is asked."""
    await asyncio.sleep(0)
