"""How full the disk of the embedded engines is: a warning in time, and no reports where it is full.

In: the data directory. Out: figures for `status`, or a 503 problem. SQLite and ClickHouse both need
room to clean up: at nothing left neither could.
"""

import logging
import shutil
from pathlib import Path

from schemas.api.status import DiskRead
from streams import telemetry
from streams.clock import SYSTEM_CLOCK, Clock
from streams.intake.problems import unavailable

logger = logging.getLogger("rumor.intake")

LOOK_EVERY_S = 1.0  # ten thousand requests a second ask
WARN_AT = 0.80  # of the disk, used
WARN_EVERY_S = 600.0
# Refused at this: room for the merges of ClickHouse and a checkpoint of the log.
FULL_AT = 0.97
LEAST_FREE = 256 << 20  # bytes; of a small disk 3 % would be less


class Disk:
    """The disk under a data directory; None where log and ClickHouse are on machines of their own,
    which have watchers of their own.
    """

    def __init__(self, folder: Path | None, *, clock: Clock = SYSTEM_CLOCK) -> None:
        self._folder = folder
        self._clock = clock
        self._looked_s = float("-inf")
        self._warned_s = float("-inf")
        self._was_tight = False
        self._was_full = False
        self._total = 1
        self._free = 1

    def is_full(self) -> bool:
        """Whether reports cannot be kept any more."""
        self._look()
        return self._is_full()

    def expect_room(self) -> None:
        """Raises 503 where reports cannot be kept any more."""
        if self.is_full():
            raise unavailable(
                "disk_full", "the disk of the log is nearly full; nothing was taken; make room"
            )

    def read(self, *, clickhouse_bytes: int | None) -> DiskRead | None:
        """What `status` shows."""
        if self._folder is None:
            return None
        self._look()
        logs = [path for path in self._folder.glob("log.db*") if path.is_file()]
        return DiskRead(
            used=round(self._used(), 3),
            free_bytes=self._free,
            log_bytes=sum(path.stat().st_size for path in logs),
            clickhouse_bytes=clickhouse_bytes,
            warning=self._warning(),
        )

    def _look(self) -> None:
        now_s = self._clock.monotonic_s()
        if self._folder is None or now_s - self._looked_s < LOOK_EVERY_S:
            return
        self._looked_s = now_s
        try:
            found = shutil.disk_usage(self._folder)
        except OSError:
            return  # it is being made, or gone: the log says so itself
        self._total = max(1, found.total)
        self._free = found.free
        self._tell(now_s)

    def _tell(self, now_s: float) -> None:
        """Logs what has changed since the last look, and from time to time that it still is so."""
        is_full = self._is_full()
        is_tight = self._warning() is not None
        is_time = now_s - self._warned_s >= WARN_EVERY_S
        extra = telemetry.fields(used=round(self._used(), 3), free_bytes=self._free)
        if is_full and (not self._was_full or is_time):
            logger.error("the disk is full: reports are refused until there is room", extra=extra)
        elif self._was_full and not is_full:
            logger.warning("the disk has room again: reports are taken", extra=extra)
        elif is_tight and is_time:
            logger.warning("the disk fills up", extra=extra)
        elif self._was_tight and not is_tight:
            logger.info("the disk has room again", extra=extra)
        else:
            return
        self._was_full = is_full
        # also when it is over: one that is just at the line would be told of every second
        self._was_tight = is_tight
        self._warned_s = now_s

    def _used(self) -> float:
        return 1 - self._free / self._total

    def _is_full(self) -> bool:
        return self._folder is not None and (self._used() > FULL_AT or self._free < LEAST_FREE)

    def _warning(self) -> str | None:
        if self._is_full():
            return "full: reports are refused"
        return f"more than {WARN_AT:.0%} used" if self._used() > WARN_AT else None
