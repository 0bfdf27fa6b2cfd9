"""What a process holds alone: a data directory, a port.

In: a directory or an address. Out: it is ours, or `Taken` says what to change.
"""

import fcntl
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
LOCK_FILE = "up.lock"
Held = TypeVar("Held")


class Taken(Refused):
    """A port or a data directory belongs to somebody else."""


def hold(data_dir: Path) -> IO[bytes]:
    """Takes the data directory for this process, until what is returned is closed. Raises `Taken`.

    The kernel frees it even after kill -9; a file with a process id in it would stay.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = open(data_dir / LOCK_FILE, "ab")  # noqa: SIM115 - held open: closing it frees the lock
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise Taken(
            f"the data directory {data_dir} is in use by another rumor-tracker: "
            "stop it, or set RUMOR_DATA_DIR"
        ) from None
    return lock


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
