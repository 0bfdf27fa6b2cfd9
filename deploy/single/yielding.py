"""Lets a process give way to those that people wait for, where several want the same core.

In: a process and how nice it is. Out: nothing. Where the system does not let us, all stay equal.
"""

import os
from contextlib import suppress
from pathlib import Path

from streams.clock import Clock

TRIES = 10
# Linux takes one such change in a tenth of a second from who is not root.
AGAIN_S = 0.15


async def give_way(pid: int, nice: int, clock: Clock) -> None:
    """Makes a process nice, 0 to 19, before it has threads."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, nice)
    # Each child is a session of its own, and on desktops and most machines without containers
    # Linux shares the cores between sessions: there the line above changes nothing.
    for _ in range(TRIES):
        if _took(Path(f"/proc/{pid}/autogroup"), nice):
            return
        await clock.sleep(AGAIN_S)


def _took(session: Path, nice: int) -> bool:
    """Whether there is nothing to try again."""
    try:
        session.write_text(str(nice))
    except BlockingIOError:
        return False
    except OSError:  # not a Linux that has them, or the process is gone
        return True
    return True
