"""Changes a file that running processes read: whole or not at all, one command at a time.

In: a path and what makes the new text of the old one. Out: the file replaced, its owner, mode and
links as they were.
"""

import errno
import fcntl
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path

from deploy.cli.output import fail

# Why a file that may be written cannot be replaced: it is mounted by itself into a container
# (EBUSY, EXDEV), or it, its directory or the file system are somebody else's.
UNREPLACEABLE = (errno.EBUSY, errno.EPERM, errno.EACCES, errno.EROFS, errno.EXDEV)


def change_file(path: Path, change: Callable[[str], str]) -> None:
    """Replaces the content of a file by what `change` makes of it, one command at a time.

    Ends the command where it cannot; raises what `change` raises, with the file as it was.
    """
    try:
        path = path.resolve()  # a link stays one: what it leads to is replaced
        path.parent.mkdir(parents=True, exist_ok=True)
        # The directory is locked, not the file: two commands would each lock another file once
        # the first had replaced it.
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            before = path.read_text(encoding="utf-8-sig") if path.exists() else ""
            replace_file(path, change(before))
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        fail(f"{path}: cannot be changed ({error.strerror})")
    except UnicodeDecodeError:
        fail(f"{path}: is not UTF-8")


def replace_file(path: Path, text: str) -> None:
    """Replaces a file in one step, durably; it keeps its owner and mode, a new one is readable by
    its owner only. Where it cannot be replaced it is written in place.
    """
    try:
        number, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        if error.errno not in UNREPLACEABLE or not path.exists():
            raise
        _write_in_place(path, text)
        return
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(number)
            _take_over(path, number)
        os.replace(temporary, path)
    except OSError as error:
        os.unlink(temporary)
        if error.errno not in UNREPLACEABLE:
            raise
        _write_in_place(path, text)


def _take_over(path: Path, number: int) -> None:
    """Gives an open file the owner and mode of another one, where there is one."""
    if path.exists():
        found = path.stat()
        os.fchown(number, found.st_uid, found.st_gid)
        os.fchmod(number, stat.S_IMODE(found.st_mode))


def _write_in_place(path: Path, text: str) -> None:
    # Readers may see half of it for a moment: they wait until a file rests.
    with path.open("r+", encoding="utf-8") as file:
        file.write(text)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
