"""The demo's data directory: made by the demo, emptied by the next one, and never somebody else's.

In: settings. Out: settings of the demo, or a refusal. Nothing is deleted that no demo made.
"""

import os
import shutil
from dataclasses import replace
from pathlib import Path

from deploy.single.claims import hold, patiently
from deploy.single.using import NOTE
from streams.config import links
from streams.config.settings import Settings, SettingsError

FOLDER = Path("demo-data")
MARKER = "made-by-the-demo"
CONFIG = "demo.toml"
LOGS = "processes.log"  # what the processes say of themselves: the terminal tells a story instead
# All that a demo leaves in its directory, locks aside: nothing else there is ever deleted.
MAKES = (
    "clickhouse",
    "clickhouse.port",
    "clickhouse.secret",
    "clickhouse-reader.secret",
    CONFIG,
    "log.db",
    "log.db-shm",
    "log.db-wal",
    LOGS,
    "replay.json",
    "reporter.secret",
    links.FILE,
    NOTE,
)
# Settings with which the scenario would go where people keep theirs.
NOT_ITS_OWN = {
    "log_url": "its scenario would go into that log",
    "clickhouse_url": "its scenario would go into those tables",
}


def demo_settings(settings: Settings) -> Settings:
    """Settings of the demo: a data directory of its own, emptied of what the last demo left, and a
    config file in it.

    Raises `SettingsError` for a directory that no demo made, and where the scenario would go into
    somebody's log or tables; `Taken` where a demo runs there.
    """
    for name, why in NOT_ITS_OWN.items():
        if source := settings.sources.get(name):
            raise SettingsError(
                f"{source} is set, and the demo keeps everything in a directory of its own "
                f"({why}): unset it"
            )
    folder = settings.data_dir if "data_dir" in settings.sources else FOLDER
    _refuse_foreign(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # First the marker: cut off after it, the next demo may still begin here.
    (folder / MARKER).write_text(
        "`rumor-tracker up --demo` made this directory and begins anew in it each time.\n"
    )
    _empty(folder)
    return replace(
        settings,
        data_dir=folder,
        config=folder / CONFIG,
        sources={**settings.sources, "config": "the demo"},
    )


def keep(data_dir: Path) -> None:
    """From now on the directory holds what somebody wants to keep: no demo begins in it again."""
    (data_dir / MARKER).unlink(missing_ok=True)


def _empty(folder: Path) -> None:
    with patiently(lambda: hold(folder)):
        for name in MAKES:
            path = folder / name
            # A link to a directory is deleted, never what it leads to.
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


def _refuse_foreign(folder: Path) -> None:
    """Raises `SettingsError` where the demo may not use a directory: it deletes there."""
    instead = "set RUMOR_DATA_DIR to a new directory, or unset it"
    whole = folder.resolve()
    home = Path(os.path.expanduser("~")).resolve()
    worked_in = (home, Path.cwd().resolve())
    # Not even with a marker, which may have come with a copy of the directory.
    if any(whole == place or whole in place.parents for place in worked_in):
        raise SettingsError(
            f"the demo uses no directory that somebody works in ({folder}): {instead}"
        )
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise SettingsError(f"{folder} is not a directory that the demo made: {instead}")
    marker = folder / MARKER
    made = marker.is_file() and not marker.is_symlink()
    if folder.exists() and not made and any(folder.iterdir()):
        raise SettingsError(
            f"{folder} holds files and was not made by this demo, "
            f"or was used without --demo since: move it away, or {instead}"
        )
