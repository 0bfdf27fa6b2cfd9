"""Asking a running `up` to stand still for a moment, and to start its processes anew: what they
hold in memory is gone, and nothing is written that they remember.

In: a lock on a file in the data directory. Out: worker and store are away while it is held; then
they come back, and the intake is started anew. Whoever held it may be killed: the lock goes with
it. The intake takes reports meanwhile; ClickHouse stays.
"""

import asyncio
import fcntl
import os
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from deploy.single.claims import is_held
from deploy.single.supervisor import Child, Supervisor
from streams.clock import SYSTEM_CLOCK, Clock

ASKED = "still.lock"  # locked by whoever asks, with a word of theirs in it
# There while `up` holds its processes, until all are ready again, with the word of whoever asked:
# who comes while they are let go must not take that for an answer.
HELD = "still"
WORD_BYTES = 8
LOOK_EVERY_S = 0.1
# For all of them to end and to be ready again, on a machine that is busy with something else.
WITHIN_S = 180.0


async def serve(
    supervisor: Supervisor,
    *,
    writers: Sequence[Child],
    readers: Sequence[Child],
    data_dir: Path,
    clock: Clock = SYSTEM_CLOCK,
) -> None:
    """Does so whenever it is asked, until everything stops."""
    held = data_dir / HELD
    held.unlink(missing_ok=True)
    while True:
        await clock.sleep(LOOK_EVERY_S)
        if not _is_asked(data_dir):
            continue
        for child in writers:
            await supervisor.hold(child)
        while _is_asked(data_dir):
            _answer(data_dir)
            await clock.sleep(LOOK_EVERY_S)
        for child in readers:
            await supervisor.hold(child)
        # All at once: what they wait for at a start is the disk, and each other's CPU.
        await asyncio.gather(
            *(supervisor.release(child, WITHIN_S) for child in (*writers, *readers))
        )
        held.unlink(missing_ok=True)


@contextmanager
def standing_still(data_dir: Path, clock: Clock = SYSTEM_CLOCK) -> Iterator[bool]:
    """While the block lasts nobody writes but the intake; afterwards nobody remembers.

    Gives False where no `up` runs, or it does not do so in time: then nothing was done.
    """
    if not is_held(data_dir):
        yield False
        return
    word = secrets.token_hex(WORD_BYTES)
    with open(data_dir / ASKED, "a", opener=_private) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.truncate(0)
        lock.write(word)
        lock.flush()
        stands = _until(lambda: _word_in(data_dir / HELD) == word, data_dir, clock)
        yield stands
    if stands:
        _until(lambda: _word_in(data_dir / HELD) != word, data_dir, clock)


def _answer(data_dir: Path) -> None:
    """Tells whoever asks now that all stand still."""
    word, held = _word_in(data_dir / ASKED), data_dir / HELD
    if word != _word_in(held):
        with open(held, "w", opener=_private) as file:
            file.write(word)


def _word_in(path: Path) -> str:
    try:
        return path.read_text()
    except FileNotFoundError:
        return ""


def _until(condition: Callable[[], bool], data_dir: Path, clock: Clock) -> bool:
    deadline_s = clock.monotonic_s() + WITHIN_S
    while not condition():
        if clock.monotonic_s() > deadline_s or not is_held(data_dir):
            return False
        time.sleep(LOOK_EVERY_S)  # a command: nothing else waits for this thread
    return True


def _is_asked(data_dir: Path) -> bool:
    with suppress(FileNotFoundError), open(data_dir / ASKED, "rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
