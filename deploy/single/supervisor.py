"""Runs the processes of one machine: starts them in order, restarts what dies with back-off, stops
them cleanly.

In: commands with their environments. Out: their output, and an exit code. A child says that it is
ready by the line "ready NAME".
"""

import asyncio
import os
import re
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from deploy.embedded.parent import SUPERVISED
from deploy.single.yielding import give_way
from streams.backoff import waits
from streams.clock import SYSTEM_CLOCK, Clock

FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 15.0
CALM_S = 60.0  # a child that ran so long did start: when it ends, back-off begins anew
STOP_WITHIN_S = 15.0  # a worker in the middle of a record needs a second or two; then kill -9
ASK_EVERY_S = 0.1
# Frameworks talk to terminals that are not there.
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|[\x00-\x08]")


@dataclass
class Child:
    """One process: its name, command and environment. `ready` is set when it says so, or at once
    where it never does. `nice` is how far it gives way to the others, 0 to 19.
    """

    name: str
    command: Sequence[str]
    # Read at every start: what `up` learns later reaches the children that start later.
    environment: Mapping[str, str] = field(default_factory=dict)
    says_ready: bool = True
    nice: int = 0
    process: asyncio.subprocess.Process | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    restarts: int = 0
    runs: bool = False
    may_run: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.may_run.set()


class Supervisor:
    """The children of `up`. A defect in keeping them stops everything; `stop` raises it."""

    def __init__(
        self,
        *,
        on_line: Callable[[str, str], None],
        clock: Clock = SYSTEM_CLOCK,
        errors: Path | None = None,
    ) -> None:
        """`errors` is a file for what children write on stderr, their logs; else it is ours."""
        self.on_line = on_line
        self._errors = errors
        self.children: list[Child] = []
        self.stopping = asyncio.Event()
        self._clock = clock
        # Held here: the event loop keeps only weak references, and a task that nobody holds may
        # be collected in the middle of its work.
        self._keeping: list[asyncio.Task[None]] = []
        self._besides: list[asyncio.Task[None]] = []

    def start(self, child: Child) -> None:
        """Starts a child and keeps it running."""
        self.children.append(child)
        self._keeping.append(self._task(self._keep(child)))

    def also(self, work: Coroutine[Any, Any, None]) -> None:
        """Does something besides, until everything stops."""
        self._besides.append(self._task(work))

    async def ready(self, child: Child, within_s: float) -> bool:
        """Waits until a child is ready; False where it is not in time or everything stops."""
        await self._first_of(child.ready.wait(), self._clock.sleep(within_s))
        return child.ready.is_set() and not self.stopping.is_set()

    async def hold(self, child: Child) -> None:
        """Ends a child, which stays away until it is released. Such an end is no crash: it is not
        counted, and what follows it does not wait longer.
        """
        child.may_run.clear()
        child.ready.clear()
        while child.runs:  # it may be just about to start
            await self._end(child)
            await self._clock.sleep(ASK_EVERY_S)

    async def release(self, child: Child, within_s: float) -> bool:
        """Lets a child start again -> whether it is ready in time."""
        child.may_run.set()
        return await self.ready(child, within_s)

    def stop_on_signals(self) -> None:
        """SIGTERM and Ctrl-C begin a clean stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self.stopping.set)

    async def stop(self) -> None:
        """Ends the children in the order opposite to their start, so that nobody loses a neighbour
        that it still writes to; kills what does not end in time. Raises what broke the keeping.
        """
        self.stopping.set()
        for work in self._besides:
            work.cancel()
        for child in reversed(self.children):
            await self._end(child)
        results = await asyncio.gather(*self._keeping, *self._besides, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception):
                raise result

    def _task(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None:
            self.stopping.set()  # half a system that looks whole is worse than none

    async def _end(self, child: Child) -> None:
        process = child.process
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):  # it ended by itself just now
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), STOP_WITHIN_S)
            except TimeoutError:
                process.kill()

    async def _keep(self, child: Child) -> None:
        pauses = waits(FIRST_WAIT_S, LONGEST_WAIT_S)
        while not self.stopping.is_set():
            await self._first_of(child.may_run.wait())
            if self.stopping.is_set():
                return
            began = self._clock.monotonic_s()
            child.runs = True
            code = await self._run(child)
            child.runs = False
            if self.stopping.is_set():
                return
            if self._clock.monotonic_s() - began > CALM_S:
                pauses = waits(FIRST_WAIT_S, LONGEST_WAIT_S)
            if not child.may_run.is_set():  # no crash: it was asked to
                self.on_line(child.name, f"ended with code {code}, as asked")
                continue
            wait_s = next(pauses)
            child.restarts += 1
            self.on_line(child.name, f"ended with code {code}; starts again in {wait_s:.1f} s")
            await self._first_of(self._clock.sleep(wait_s))

    async def _run(self, child: Child) -> int:
        """One life of a child -> its exit code."""
        with self._stderr() as errors:
            child.process = await asyncio.create_subprocess_exec(
                *child.command,
                env={**os.environ, **child.environment, SUPERVISED: "1"},
                stdin=asyncio.subprocess.PIPE,  # its end tells the child that we are gone
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                # Ctrl-C goes to a whole session: in ours every child would end at once, in no
                # order.
                start_new_session=True,
            )
        if child.nice:
            self.also(give_way(child.process.pid, child.nice, self._clock))
        # It began while everything stops, or is held: whoever ends it saw no process yet.
        if self.stopping.is_set() or not child.may_run.is_set():
            child.process.terminate()
        if not child.says_ready:
            child.ready.set()
        await self._read(child, child.process)
        code = await child.process.wait()
        child.ready.clear()
        return code

    @contextmanager
    def _stderr(self) -> Iterator[IO[bytes] | None]:
        if self._errors is None:
            yield None
            return
        with self._errors.open("ab") as file:
            yield file

    async def _read(self, child: Child, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for raw in process.stdout:
            line = ESCAPES.sub("", raw.decode("utf-8", "replace")).rstrip()
            if line == f"ready {child.name}":
                child.ready.set()
            self.on_line(child.name, line)

    async def _first_of(self, *works: Coroutine[Any, Any, Any]) -> None:
        """Returns once one of the works is done, or everything stops; the others are cancelled."""
        tasks = [asyncio.create_task(work) for work in (*works, self.stopping.wait())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def until(
    condition: Callable[[], Awaitable[bool]], within_s: float, clock: Clock = SYSTEM_CLOCK
) -> bool:
    """Asks again and again, ten times a second, until a condition holds."""
    deadline = clock.monotonic_s() + within_s
    while clock.monotonic_s() < deadline:
        if await condition():
            return True
        await clock.sleep(ASK_EVERY_S)
    return False


def python(module: str, *arguments: str) -> list[str]:
    """The command that runs a module with this interpreter."""
    return [sys.executable, "-m", module, *arguments]
