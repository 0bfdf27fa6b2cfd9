"""The time, where a process asks for it. The core never does: it is given `now`.

`SystemClock` is the machine's; tests set a `SettableClock` and wait for nothing.
"""

import asyncio
import time
from typing import Protocol

BOOT_TIME: int | None = getattr(time, "CLOCK_BOOTTIME", None)


class Clock(Protocol):
    """What time it is."""

    def now_ms(self) -> int:
        """Milliseconds since 1970 UTC: for facts, which others read."""
        ...

    def monotonic_s(self) -> float:
        """Seconds that never go back: for waiting and measuring in this process."""
        ...

    async def sleep(self, wait_s: float) -> None:
        """Returns after so many seconds."""
        ...


class SystemClock:
    """The machine's clock."""

    def now_ms(self) -> int:
        return int(time.time() * 1_000)

    def monotonic_s(self) -> float:
        # Linux: with the time that the machine was suspended, which a worker must not sleep through
        # unnoticed. CLOCK_MONOTONIC stands still meanwhile.
        return time.monotonic() if BOOT_TIME is None else time.clock_gettime(BOOT_TIME)

    async def sleep(self, wait_s: float) -> None:
        await asyncio.sleep(wait_s)


class SettableClock:
    """A clock that stands still until somebody moves it; who sleeps moves it."""

    def __init__(self, now_ms: int = 1_700_000_000_000) -> None:
        self._now_ms = now_ms
        self._monotonic_s = 0.0

    def now_ms(self) -> int:
        return self._now_ms

    def monotonic_s(self) -> float:
        return self._monotonic_s

    async def sleep(self, wait_s: float) -> None:
        self.move(wait_s)
        await asyncio.sleep(0)  # others go on, as they would

    def move(self, by_s: float) -> None:
        """Moves the clock; a step of the wall clock alone is `set`."""
        self._now_ms += int(by_s * 1_000)
        self._monotonic_s += max(0.0, by_s)

    def set(self, now_ms: int) -> None:
        """Sets the wall clock: what an operator or NTP does."""
        self._now_ms = now_ms


SYSTEM_CLOCK = SystemClock()
