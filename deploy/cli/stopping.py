"""Ctrl-C and SIGTERM in the middle of long work: it ends, and says how far it came.

In: a signal. Out: `Stopped`, raised wherever the work is.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)
SHELLS_OFFSET = 128  # the exit code of a process that a signal ended, as shells count


class Stopped(BaseException):
    """A signal came; no failure, so nothing that mends failures may catch it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.code = SHELLS_OFFSET + number


@contextmanager
def stoppable() -> Iterator[None]:
    """Within the block a signal is raised as `Stopped`; after it a second one ends the process as
    ever.
    """

    def stop(number: int, _: FrameType | None) -> None:
        raise Stopped(number)

    before = {number: signal.signal(number, stop) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
