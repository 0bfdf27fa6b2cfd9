"""How long a child is waited for until it is ready: minutes, and longer while its process works.

In: the time that passes. Out: whether to go on waiting. A first start compiles the matcher: ten
seconds of two free cores, many minutes where others use them.
"""

import os
from pathlib import Path

from deploy.single.supervisor import Child

WITHIN_S = 180.0
LONGEST_S = 3_600.0  # one that works for so long and is not ready never will be
# Of CPU within `WITHIN_S`: an idle process takes less, one that compiles at the hundredth part of a
# core does not.
WORKS_S = 1.5
USER_AND_SYSTEM = slice(11, 13)  # of the fields behind the name in `stat`, see proc(5)


class Patience:
    """What is left of it for one child. One that crashed meanwhile does not win any."""

    def __init__(self, child: Child) -> None:
        self._child = child
        self.begin()

    def begin(self) -> None:
        """All of it, from now on."""
        self.waited_s = 0.0
        self._left_s = WITHIN_S
        self._seen = self._state()

    def spend(self, wait_s: float) -> bool:
        """Lets time pass -> whether more was given just now, because the child works."""
        self.waited_s += wait_s
        self._left_s -= wait_s
        if self._left_s > 0 or self.waited_s >= LONGEST_S:
            return False
        restarts, cpu_s = self._seen
        self._seen = self._state()
        if self._seen[0] != restarts or self._seen[1] - cpu_s < WORKS_S:
            return False
        self._left_s = WITHIN_S
        return True

    @property
    def is_over(self) -> bool:
        """Whether it is to be given up."""
        return self._left_s <= 0

    def _state(self) -> tuple[int, float]:
        """How often the child was started again, and the CPU seconds of its process."""
        process = self._child.process
        return self._child.restarts, cpu_s(process.pid) if process else 0.0


def cpu_s(pid: int) -> float:
    """The CPU seconds that a process took so far; 0 where it is gone or the system does not say."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0.0
    # The name stands in parentheses and may hold any character.
    ticks = stat.rpartition(")")[2].split()[USER_AND_SYSTEM]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
