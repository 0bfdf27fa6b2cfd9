"""A file that somebody named to be written: replaced whole or not at all, and nothing else touched.

In: its path. Out: a path to write to. What is no regular file (a pipe, a device) is written
through: it stays what it is.
"""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# What a process has open already: replaced, whoever opened it would never see what was written.
OPEN_ALREADY = ("/dev/fd/", "/dev/stdout", "/dev/stderr", "/proc/")
NEW_FILE = 0o666  # less what the umask takes away, as `open` makes one


@contextmanager
def replaced(path: Path, *, in_place: bool = True) -> Iterator[Path]:
    """Gives a path to write to. Left well, what was written there stands at `path`; left by an
    error, a file there is as it was.

    `in_place`: the path of what is no regular file is given itself; else a file that is copied
    there at the end. Raises `OSError`.
    """
    through = _is_written_through(path)
    if through and in_place:
        yield path
        return
    # a link stays one: what it leads to is replaced
    target = path if through else Path(os.path.realpath(path))
    beside = None if through else target.parent  # elsewhere nothing could be moved in one step
    with tempfile.TemporaryDirectory(dir=beside, prefix=f".{target.name}.") as folder:
        new = Path(folder) / "new"
        yield new
        if through:
            with new.open("rb") as source, target.open("wb") as out:
                shutil.copyfileobj(source, out)
        else:
            _take_over(target, new)
            new.replace(target)


def _is_written_through(path: Path) -> bool:
    if os.path.abspath(path).startswith(OPEN_ALREADY):
        return True
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return False


def _take_over(path: Path, new: Path) -> None:
    """Gives a file the mode of the one it replaces, and its owner where that is allowed."""
    try:
        found = path.stat()
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        new.chmod(NEW_FILE & ~mask)
        return
    with suppress(PermissionError):
        os.chown(new, found.st_uid, found.st_gid)
    new.chmod(stat.S_IMODE(found.st_mode))
