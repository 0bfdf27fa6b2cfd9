"""Standing still for a moment: who writes is away meanwhile, and everybody starts anew."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from deploy.single import renewing
from deploy.single.claims import hold
from deploy.single.supervisor import Child, Supervisor

WAITS = "import sys; print('ready', sys.argv[1], flush=True); sys.stdin.read()"
HOLDS = """
import sys
from pathlib import Path
from deploy.single.renewing import standing_still
with standing_still(Path(sys.argv[1])) as still:
    print(still, flush=True)
    sys.stdin.read()
"""
PATIENCE_S = 60  # how long a broken test takes to say so


@asynccontextmanager
async def running(data: Path) -> AsyncIterator[tuple[Child, Child]]:
    """A data directory that is in use: a writer and a reader."""
    supervisor = Supervisor(on_line=lambda *_: None)
    children = [
        Child(name=name, command=[sys.executable, "-c", WAITS, name])
        for name in ("writer", "reader")
    ]
    writer, reader = children
    with hold(data):
        for one in children:
            supervisor.start(one)
            assert await supervisor.ready(one, PATIENCE_S)
        supervisor.also(
            renewing.serve(supervisor, writers=[writer], readers=[reader], data_dir=data)
        )
        try:
            yield writer, reader
        finally:
            await supervisor.stop()


def pid_of(child: Child) -> int:
    assert child.process is not None
    return child.process.pid


async def test_who_writes_is_away_and_all_are_new_afterwards(tmp_path: Path) -> None:
    async with running(tmp_path) as (writer, reader):
        before = {pid_of(writer), pid_of(reader)}

        def still() -> tuple[bool, bool, bool]:
            with renewing.standing_still(tmp_path) as is_still:
                return is_still, writer.runs, reader.runs

        assert await asyncio.to_thread(still) == (True, False, True)
        assert writer.ready.is_set()
        assert reader.ready.is_set()
        assert before.isdisjoint({pid_of(writer), pid_of(reader)})
        assert not (tmp_path / renewing.HELD).exists()


async def test_whoever_asked_may_be_killed(tmp_path: Path) -> None:
    async with running(tmp_path) as (writer, _):
        asking = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", HOLDS, str(tmp_path)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert asking.stdout is not None
        assert await asking.stdout.readline() == b"True\n"
        assert not writer.runs
        asking.kill()
        await asking.wait()
        await asyncio.wait_for(writer.ready.wait(), PATIENCE_S)


async def test_who_asks_while_all_are_let_go_is_answered_anew(tmp_path: Path) -> None:
    async with running(tmp_path) as (writer, reader):
        asking = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", HOLDS, str(tmp_path)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert asking.stdout is not None
        assert await asking.stdout.readline() == b"True\n"
        asking.kill()
        await asyncio.wait_for(writer.may_run.wait(), PATIENCE_S)
        assert (tmp_path / renewing.HELD).exists(), "it is not over yet"

        def still() -> tuple[bool, bool]:
            with renewing.standing_still(tmp_path) as is_still:
                return is_still, writer.runs

        assert await asyncio.to_thread(still) == (True, False)
        assert writer.ready.is_set(), "it came back before all were there again"
        assert reader.ready.is_set()
        await asking.wait()


def test_where_nothing_runs_nothing_is_done(tmp_path: Path) -> None:
    with renewing.standing_still(tmp_path) as is_still:
        assert not is_still
    assert not (tmp_path / renewing.ASKED).exists()
