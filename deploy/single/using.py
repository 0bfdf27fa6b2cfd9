"""Which config file the `up` of a data directory has found there once: noted beside its data, for
commands that are about to make a new one in its place.

In: settings. Out: a note in the data directory; what it says, as long as that `up` runs.
"""

import os
from contextlib import suppress
from pathlib import Path

from deploy.single.claims import is_held
from streams.clock import SYSTEM_CLOCK, Clock
from streams.config.file import LOOK_EVERY_S
from streams.config.settings import Settings

NOTE = "config.path"


async def note_config(settings: Settings, clock: Clock = SYSTEM_CLOCK) -> None:
    """Writes the note as soon as the config file is there."""
    while not settings.config.exists():
        await clock.sleep(LOOK_EVERY_S)
    with suppress(OSError):  # a full disk must not end what runs; only a warning is lost
        (settings.data_dir / NOTE).write_bytes(os.fsencode(settings.config.resolve()))


def config_in_use(data_dir: Path) -> Path | None:
    """The config file that the `up` that runs in a data directory has found there once; None where
    none runs, or it never found one.
    """
    if not is_held(data_dir):
        return None
    try:
        noted = (data_dir / NOTE).read_bytes()
    except OSError:
        return None
    return Path(os.fsdecode(noted)) if noted else None
