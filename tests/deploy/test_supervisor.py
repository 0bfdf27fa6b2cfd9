"""The supervisor: order, readiness, restarts with back-off, and an end that leaves nobody."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from deploy.embedded.parent import SUPERVISED
from deploy.single import supervisor as supervising
from deploy.single.supervisor import (
    CALM_S,
    FIRST_WAIT_S,
    LONGEST_WAIT_S,
    Child,
    Supervisor,
    python,
    until,
)
from streams.clock import SettableClock

READY_AND_WAIT = "print('ready {name}', flush=True); import time; time.sleep(60)"


class Watched(Supervisor):
    """A supervisor whose lines are kept, on a clock that stands still unless somebody sleeps."""

    def __init__(self) -> None:
        self.clock = SettableClock()
        self.lines: list[tuple[str, str]] = []
        super().__init__(
            on_line=lambda name, line: self.lines.append((name, line)), clock=self.clock
        )

    def said(self, name: str) -> list[str]:
        return [line for who, line in self.lines if who == name]


@pytest.fixture
async def watched() -> AsyncIterator[Watched]:
    made = Watched()
    yield made
    await asyncio.wait_for(made.stop(), 20)


def child(name: str, code: str = READY_AND_WAIT, **given: object) -> Child:
    command = [sys.executable, "-S", "-c", code.replace("{name}", name)]
    return Child(name=name, command=command, **given)  # type: ignore[arg-type]


def niceness(pid: int) -> tuple[int, int | None]:
    """Of a process, and of its session where Linux shares the cores between sessions."""
    session = Path(f"/proc/{pid}/autogroup")
    shared = int(session.read_text().split()[-1]) if session.exists() else None
    return os.getpriority(os.PRIO_PROCESS, pid), shared


async def eventually(condition: Callable[[], object]) -> None:
    async def holds() -> bool:
        return bool(condition())

    assert await until(holds, 20), "it never came"


async def is_ready(one: Child) -> None:
    await asyncio.wait_for(one.ready.wait(), 20)


async def test_a_child_is_ready_when_it_says_so(watched: Watched) -> None:
    one, other = child("one"), child("other", READY_AND_WAIT.replace("{name}", "somebody else"))
    watched.start(one)
    watched.start(other)
    await is_ready(one)
    await eventually(lambda: watched.said("other"))
    assert watched.said("one") == ["ready one"]
    assert not other.ready.is_set(), "it said that of somebody else"
    assert await watched.ready(one, 1.0)
    assert not await watched.ready(other, 1.0)


async def test_a_child_that_never_says_so_is_ready_at_once(watched: Watched) -> None:
    quiet = child("quiet", "import time; time.sleep(60)", says_ready=False)
    watched.start(quiet)
    await is_ready(quiet)


async def test_nobody_is_ready_once_everything_stops(watched: Watched) -> None:
    one = child("one", "import time; time.sleep(60)")
    watched.start(one)
    watched.stopping.set()
    assert not await watched.ready(one, 3_600)


async def test_a_child_gets_its_environment_and_that_it_is_supervised(watched: Watched) -> None:
    code = f"import os; print(os.environ['{SUPERVISED}'], os.environ['MINE'], 'PATH' in os.environ)"
    watched.start(child("one", code, environment={"MINE": "yes"}))
    await eventually(lambda: watched.said("one"))
    assert watched.said("one")[0] == "1 yes True"


async def test_a_child_gives_way_as_far_as_it_is_told(watched: Watched) -> None:
    one, other = child("one", nice=7), child("other")
    watched.start(one)
    watched.start(other)
    await is_ready(one)
    await is_ready(other)
    assert one.process is not None
    assert other.process is not None
    pid = one.process.pid
    await eventually(lambda: niceness(pid) in ((7, 7), (7, None)))
    assert niceness(other.process.pid) in ((0, 0), (0, None))


async def test_what_is_learned_later_reaches_the_next_life(watched: Watched) -> None:
    environment = {"MINE": "first"}
    watched.start(child("one", "import os; print(os.environ['MINE'])", environment=environment))
    await eventually(lambda: "first" in watched.said("one"))
    environment["MINE"] = "second"
    await eventually(lambda: "second" in watched.said("one"))


async def test_a_terminals_commands_are_taken_out_of_lines(watched: Watched) -> None:
    watched.start(
        child("one", r"print('\x1b[31mred\x1b[0m \x07text'); import time; time.sleep(60)")
    )
    await eventually(lambda: watched.said("one"))
    assert watched.said("one") == ["red text"]


async def test_what_dies_starts_again_after_ever_longer_waits(watched: Watched) -> None:
    one = child("one", "raise SystemExit(3)")
    watched.start(one)
    await eventually(lambda: one.restarts >= 7)
    waits = [line.rpartition(" in ")[2] for line in watched.said("one")[:7]]
    assert waits == ["0.5 s", "1.0 s", "2.0 s", "4.0 s", "8.0 s", "15.0 s", "15.0 s"]
    assert (FIRST_WAIT_S, LONGEST_WAIT_S) == (0.5, 15.0)
    assert watched.said("one")[0].startswith("ended with code 3; starts again")


async def test_after_a_calm_run_back_off_begins_anew(watched: Watched, tmp_path: Path) -> None:
    # It ends at once twice, then runs until the file is there, then ends at once again.
    lives = tmp_path / "lives"
    code = f"""
import os, time
lives = {str(lives)!r}
with open(lives, "a") as file:
    file.write("x")
if os.path.getsize(lives) == 3:
    print("ready one", flush=True)
    while not os.path.exists(lives + ".go"):
        time.sleep(0.01)
"""
    one = child("one", code)
    watched.start(one)
    await is_ready(one)
    watched.clock.move(CALM_S + 1)
    (tmp_path / "lives.go").write_text("")
    await eventually(lambda: one.restarts >= 3)
    waits = [line.rpartition(" in ")[2] for line in watched.said("one") if "again in" in line]
    assert waits[:3] == ["0.5 s", "1.0 s", "0.5 s"]


async def test_a_killed_child_is_no_longer_ready_and_comes_back(watched: Watched) -> None:
    one = child("one")
    watched.start(one)
    await is_ready(one)
    assert one.process is not None
    before = one.process.pid
    one.ready.clear()
    os.kill(before, signal.SIGKILL)
    await is_ready(one)
    assert one.process.pid != before
    assert one.restarts == 1
    assert "ended with code -9; starts again in 0.5 s" in watched.said("one")


async def test_a_child_that_is_held_did_not_crash(watched: Watched) -> None:
    one = child("one")
    watched.start(one)
    await is_ready(one)
    for _ in range(6):  # more often than back-off takes to be at its longest
        await asyncio.wait_for(watched.hold(one), 20)
        watched.clock.move(0.1)
        began_s = watched.clock.monotonic_s()
        one.may_run.set()
        await is_ready(one)
        assert watched.clock.monotonic_s() == began_s, "nothing is waited for"
    assert one.restarts == 0
    assert not any("starts again in" in line for line in watched.said("one"))
    assert one.process is not None
    one.process.kill()
    await eventually(lambda: one.restarts)
    assert "ended with code -9; starts again in 0.5 s" in watched.said("one")


TELLS_ITS_END = """
import signal, sys
signal.signal(signal.SIGTERM, lambda *_: (print("ends", flush=True), sys.exit(0)))
print("ready {name}", flush=True)
signal.pause()
"""


async def test_children_end_in_the_order_opposite_to_their_start() -> None:
    watched = Watched()
    children = [child(name, TELLS_ITS_END) for name in ("first", "second", "third")]
    for one in children:
        watched.start(one)
        await is_ready(one)
    await asyncio.wait_for(watched.stop(), 20)
    assert [name for name, line in watched.lines if line == "ends"] == ["third", "second", "first"]
    assert [one.process.returncode for one in children if one.process] == [0, 0, 0]
    assert all(one.restarts == 0 for one in children)


async def test_what_does_not_end_in_time_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervising, "STOP_WITHIN_S", 0.2)
    code = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + READY_AND_WAIT
    watched = Watched()
    deaf = child("deaf", code)
    watched.start(deaf)
    await is_ready(deaf)
    await asyncio.wait_for(watched.stop(), 20)
    assert deaf.process is not None
    assert deaf.process.returncode == -signal.SIGKILL


async def test_a_stop_during_the_wait_for_a_restart_starts_nothing() -> None:
    lines: list[str] = []
    patient = Supervisor(on_line=lambda _, line: lines.append(line))  # waits half a second
    one = child("one", "raise SystemExit(1)")
    patient.start(one)
    await eventually(lambda: lines)
    await asyncio.wait_for(patient.stop(), 20)
    assert len(lines) == 1


async def test_a_child_that_begins_while_everything_stops_is_ended() -> None:
    watched = Watched()
    one = child("one")
    watched.start(one)
    watched.stopping.set()
    await asyncio.wait_for(watched.stop(), 20)
    assert one.process is None or one.process.returncode is not None


async def test_work_besides_is_cancelled_at_the_end() -> None:
    watched = Watched()
    cancelled = asyncio.Event()

    async def besides() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.set()
            raise

    watched.also(besides())
    await asyncio.sleep(0)
    await watched.stop()
    assert cancelled.is_set()


async def test_a_defect_besides_stops_everything_and_is_raised() -> None:
    watched = Watched()
    one = child("one")
    watched.start(one)
    await is_ready(one)

    async def broken() -> None:
        raise ValueError("a defect")

    watched.also(broken())
    await asyncio.wait_for(watched.stopping.wait(), 5)
    with pytest.raises(ValueError, match="a defect"):
        await watched.stop()
    assert one.process is not None
    assert one.process.returncode is not None, "nobody is left behind"


async def test_no_task_is_left_over() -> None:
    watched = Watched()
    one = child("one", "raise SystemExit(1)")
    watched.start(one)
    await eventually(lambda: one.restarts >= 3)
    for _ in range(3):
        await watched.ready(one, 0.0)
    await watched.stop()
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_condition_is_asked_until_it_holds_or_the_time_is_over() -> None:
    clock = SettableClock()
    asked = 0

    async def third_time() -> bool:
        nonlocal asked
        asked += 1
        return asked == 3

    async def never() -> bool:
        return False

    assert await until(third_time, 1.0, clock)
    assert asked == 3
    before = clock.monotonic_s()
    assert not await until(never, 1.0, clock)
    assert clock.monotonic_s() - before == pytest.approx(1.0, abs=0.11)


def test_a_module_is_run_by_this_interpreter() -> None:
    assert python("deploy.cli.main", "up") == [sys.executable, "-m", "deploy.cli.main", "up"]


async def test_logs_of_children_go_to_a_file_where_one_is_named(tmp_path: Path) -> None:
    errors = tmp_path / "processes.log"
    told: list[str] = []
    made = Supervisor(on_line=lambda _, line: told.append(line), errors=errors)
    code = "import sys; sys.stderr.write('a log line\\n'); " + READY_AND_WAIT
    one = child("one", code)
    made.start(one)
    assert await made.ready(one, 20)
    await asyncio.wait_for(made.stop(), 20)
    assert errors.read_text() == "a log line\n"
    assert "ready one" in told
