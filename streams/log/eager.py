"""Coroutines that are run here and now, as far as they come without waiting for anything.

In: a coroutine. Out: that it ended, or the rest of it to be awaited. A task for each record, though
most records only go into a queue with room, cost a trickle more than what is done with them.
"""

import types
from collections.abc import Awaitable, Coroutine, Generator
from typing import Any

Yielded = Any  # what an event loop is given to wait for


def begin(work: Coroutine[Yielded, Any, None]) -> Awaitable[None] | None:
    """Runs it until it first waits -> the rest, or None where it has ended.

    Raises what it raises. It must not ask for its task before it first waits, for it has none.
    """
    try:
        waits_for = work.send(None)
    except StopIteration:
        return None
    return _rest(work, waits_for)


async def _rest(work: Coroutine[Yielded, Any, None], waits_for: Yielded) -> None:
    await _driven(work, waits_for)


@types.coroutine
def _driven(
    work: Coroutine[Yielded, Any, None], waits_for: Yielded
) -> Generator[Yielded, Any, None]:
    try:
        while True:
            try:
                given = yield waits_for
            except BaseException as error:  # above all that it is cancelled
                waits_for = work.throw(error)
            else:
                waits_for = work.send(given)
    except StopIteration:
        return
