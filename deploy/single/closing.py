"""The data directory is its owner's only: whoever reads it reads whole reports.

In: the directory. Out: closed to everybody else, and a line for people where it was open.
"""

import os
import stat
from pathlib import Path

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def close_to_others(data_dir: Path) -> str:
    """Takes the rights of everybody but the owner from a data directory that is ours alone -> what
    to tell of it; empty where there is nothing to tell. Raises `OSError`.
    """
    found = data_dir.stat()
    if not found.st_mode & OTHERS:
        return ""
    if not _is_for_this_alone(data_dir, found):
        return f"{data_dir} can be read by others, and whole reports are in it: close it to them"
    data_dir.chmod(stat.S_IMODE(found.st_mode) & ~OTHERS)
    return f"{data_dir} could be read by others: it is closed to them now (mode 700)"


def _is_for_this_alone(data_dir: Path, found: os.stat_result) -> bool:
    """Not somebody else's, and no place that others need: /tmp, a home, where somebody works."""
    if found.st_uid != os.geteuid() or found.st_mode & (stat.S_ISVTX | stat.S_ISGID):
        return False
    whole = data_dir.resolve()
    worked_in = (Path(os.path.expanduser("~")).resolve(), Path.cwd().resolve())
    return not any(whole == place or whole in place.parents for place in worked_in)
