"""Runs the processes of one machine: starts them in order, restarts what dies with back-off, stops
them cleanly.

In: commands with their environments. Out: their output, and an exit code. A child says that it is
ready by the line "ready NAME".
"""

import asyncio
import ctypes
import fcntl
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, TypeVar

from streams.errors import Refused

FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 15.0
CALM_S = 60.0
STOP_WITHIN_S = 15.0
TAKEN_FOR_S = (
    3.0  # what a killed `up` held is free a moment later: so long a start waits before it refuses
)
SUPERVISED = "RUMOR_SUPERVISED"
PARENT_DIES = 1  # PR_SET_PDEATHSIG of Linux' prctl
Held = TypeVar("Held")
ESCAPES = re.compile(
    r"\x1b\[[0-9;?]*[a-zA-Z]|[\x00-\x08]"
)  # frameworks talk to terminals that are not there


class Taken(Refused):
    """A port or a data directory belongs to somebody else."""


@dataclass
class Child:
    """One process:

    its name, command and environment. `ready` is set when it says so, or at once where it never
    does.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    says_ready: bool = True
    process: asyncio.subprocess.Process | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    restarts: int = 0


def hold(data_dir: Path) -> IO[bytes]:
    """Takes the data directory for this process; the kernel frees it even after kill -9.

    Raises `Taken`.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = open(data_dir / "up.lock", "ab")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise Taken(
            f"the data directory {data_dir} is in use by another rumor-tracker: stop it, or set RUMOR_DATA_DIR"
        ) from None
    return lock


def patiently(take: Callable[[], Held]) -> Held:
    """What `take` takes, tried again for a moment. Raises `Taken`."""
    deadline = time.monotonic() + TAKEN_FOR_S
    while True:
        try:
            return take()
        except Taken:
            if time.monotonic() >= deadline:
                raise
            time.sleep(0.1)


def end_with_parent() -> None:
    """In a child of a supervisor: ends this process at once when the supervisor is gone, however it
    ended. Else does nothing.

    The supervisor holds the other end of stdin and writes nothing, so its end is the end of the
    file; Linux sends a signal besides, which ends a process that is deep in foreign code, too.
    """
    if not os.environ.pop(SUPERVISED, ""):
        return
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PARENT_DIES, signal.SIGKILL)
    threading.Thread(target=_end_with_stdin, name="parent", daemon=True).start()


def _end_with_stdin() -> None:
    with suppress(OSError):
        while os.read(0, 1):
            pass
    os._exit(1)


class Supervisor:
    """The children of `up`."""

    def __init__(self, *, on_line: Callable[[str, str], None]) -> None:
        self.on_line = on_line
        self.children: list[Child] = []
        self.stopping = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._besides: list[asyncio.Task[None]] = []

    def start(self, child: Child) -> None:
        """Starts a child and keeps it running."""
        self.children.append(child)
        self._tasks.append(asyncio.create_task(self._keep(child)))

    def also(self, work: Coroutine[Any, Any, None]) -> None:
        """Does something besides, until everything stops."""
        self._besides.append(asyncio.create_task(work))

    async def ready(self, child: Child, within_s: float) -> bool:
        """Waits until a child is ready; False where it is not in time or everything stops."""
        waits = [asyncio.create_task(child.ready.wait()), asyncio.create_task(self.stopping.wait())]
        await asyncio.wait(waits, timeout=within_s, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        return child.ready.is_set() and not self.stopping.is_set()

    def stop_on_signals(self) -> None:
        """SIGTERM and Ctrl-C begin a clean stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self.stopping.set)

    async def stop(self) -> None:
        """Ends the children in the order opposite to their start; kills what does not end in time."""
        self.stopping.set()
        for work in self._besides:
            work.cancel()
        for child in reversed(self.children):
            process = child.process
            if process is None or process.returncode is not None:
                continue
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), STOP_WITHIN_S)
            except TimeoutError:
                process.kill()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _keep(self, child: Child) -> None:
        wait_s = FIRST_WAIT_S
        while not self.stopping.is_set():
            began = time.monotonic()
            child.process = await asyncio.create_subprocess_exec(
                *child.command,
                env={**os.environ, **child.environment, SUPERVISED: "1"},
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                start_new_session=True,
            )
            if not child.says_ready:
                child.ready.set()
            await self._read(child)
            code = await child.process.wait()
            child.ready.clear()
            if self.stopping.is_set():
                return
            wait_s = FIRST_WAIT_S if time.monotonic() - began > CALM_S else wait_s
            child.restarts += 1
            self.on_line(child.name, f"ended with code {code}; starts again in {wait_s:.1f} s")
            await asyncio.wait([asyncio.create_task(self.stopping.wait())], timeout=wait_s)
            wait_s = min(wait_s * 2, LONGEST_WAIT_S)

    async def _read(self, child: Child) -> None:
        assert child.process is not None
        assert child.process.stdout is not None
        async for raw in child.process.stdout:
            line = ESCAPES.sub("", raw.decode("utf-8", "replace")).rstrip()
            if line == f"ready {child.name}":
                child.ready.set()
            self.on_line(child.name, line)


async def until(condition: Callable[[], Awaitable[bool]], within_s: float) -> bool:
    """Asks again and again, ten times a second, until a condition holds."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if await condition():
            return True
        await asyncio.sleep(0.1)
    return False


def python(module: str, *arguments: str) -> list[str]:
    """The command that runs a module with this interpreter."""
    return [sys.executable, "-m", module, *arguments]
