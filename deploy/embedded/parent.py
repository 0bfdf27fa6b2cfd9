"""Ends a process together with the one that started it, however that one ended.

In: the environment and the stdin that the supervisor gives its children. Out: nothing, or the end.
An engine that outlived its supervisor would hold ports and data directory for ever.
"""

import ctypes
import os
import signal
import sys
import threading
from contextlib import suppress

SUPERVISED = "RUMOR_SUPERVISED"  # set in the environment of every child of a supervisor
PARENT_DIES = 1  # PR_SET_PDEATHSIG of Linux' prctl


def end_with_parent() -> None:
    """In a child of a supervisor: ends this process at once when the supervisor is gone. Else does
    nothing.
    """
    # Taken out of the environment: what this process starts is no child of the supervisor.
    if not os.environ.pop(SUPERVISED, ""):
        return
    # The supervisor holds the other end of stdin and writes nothing, so its end is the end of the
    # file. Linux sends a signal besides, which ends a process that is deep in foreign code, too.
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PARENT_DIES, signal.SIGKILL)
    threading.Thread(target=_end_with_stdin, name="parent", daemon=True).start()


def _end_with_stdin() -> None:
    with suppress(OSError):
        while os.read(0, 1):
            pass
    os._exit(1)  # not sys.exit: that would end this thread alone
