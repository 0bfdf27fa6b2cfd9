"""What a process holds alone: a data directory, a port.

In: a directory or an address. Out: it is ours, or `Taken` says what to change.
"""

import fcntl
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, TypeVar

from streams.clock import SYSTEM_CLOCK, Clock
from streams.errors import Refused

# What a killed `up` held is free a moment later: so long a start waits before it refuses.
TAKEN_FOR_S = 3.0
TRY_EVERY_S = 0.1
ANSWERS_WITHIN_S = 2.0  # on this machine: at once, or nobody is there
LOCK_FILE = "up.lock"
FORGETTING = "forget.lock"
Held = TypeVar("Held")


class Taken(Refused):
    """A port or a data directory belongs to somebody else."""


def hold(data_dir: Path) -> IO[bytes]:
    """Takes the data directory for this process, until what is returned is closed. Raises `Taken`.

    The kernel frees it even after kill -9; a file with a process id in it would stay.
    """
    return _locked(
        data_dir / LOCK_FILE,
        f"the data directory {data_dir} is in use by another rumor-tracker: "
        "stop it, or set RUMOR_DATA_DIR",
    )


def hold_forgetting(data_dir: Path) -> IO[bytes]:
    """Lets this process alone forget in a data directory, as `hold` does. Raises `Taken`."""
    return _locked(
        data_dir / FORGETTING,
        f"another forget is running in {data_dir}: give the command again when it has ended",
    )


def is_held(data_dir: Path) -> bool:
    """Whether an `up` runs in a data directory."""
    if not (data_dir / LOCK_FILE).exists():
        return False
    try:
        hold(data_dir).close()
    except Taken:
        return True
    except OSError:  # somebody else's directory: what runs there is none of ours
        return False
    return False


def _locked(path: Path, why_not: str) -> IO[bytes]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = open(path, "ab", opener=_private)  # noqa: SIM115 - held open: closing it frees the lock
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise Taken(why_not) from None
    return lock


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def free_port(host: str, port: int, setting: str = "RUMOR_HTTP_PORT") -> int:
    """The port, or a free one for 0. Raises `Taken`, which names the setting to change."""
    # Only tried: the child that listens there is started later. Should somebody be faster, the
    # child says so and the supervisor starts it again.
    try:
        with socket.create_server((host, port)) as probe:
            return int(probe.getsockname()[1])
    except OSError as error:
        raise Taken(
            f"the address {host}:{port} cannot be used ({error.strerror}): "
            f"stop what uses it, or set {setting}"
        ) from None


def listens(host: str, port: int) -> bool:
    """Whether anybody takes connections there."""
    try:
        socket.create_connection((host, port), timeout=ANSWERS_WITHIN_S).close()
    except OSError:
        return False
    return True


def patiently(
    take: Callable[[], Held],
    clock: Clock = SYSTEM_CLOCK,
    # The start of `up` is no coroutine yet: nothing else waits for this thread.
    pause: Callable[[float], None] = time.sleep,
) -> Held:
    """What `take` takes, tried again for a moment. Raises `Taken`."""
    deadline = clock.monotonic_s() + TAKEN_FOR_S
    while True:
        try:
            return take()
        except Taken:
            if clock.monotonic_s() >= deadline:
                raise
            pause(TRY_EVERY_S)
