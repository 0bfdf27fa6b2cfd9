"""What keeps the log's file small: the write-ahead log is moved into it, old records go.

In: a log. Out: nothing but a smaller file; no reader and no writer sees a difference, but for
records that their topic's policy gives up.
"""

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress

from deploy.embedded.log.eventlog import OFFSET_MASK, SHIFT, EventLog
from deploy.embedded.log.locks import FileLock
from streams.backoff import waits
from streams.clock import SYSTEM_CLOCK, Clock

LARGEST_WAL = 16 << 20  # bytes; every read looks into it, and it is read whole after a crash
REMOVED_AT_ONCE = 250  # records a transaction, some milliseconds: whoever appends is waiting
BREATH_S = 0.005  # between two of them: who waits for the lock is not passed over
LEAST_DIRTY = 10_000  # new records of a partition before compaction is worth a walk over all
LONGEST_WAIT_S = 60.0  # between two tries that failed
STOPPED_WITHIN_S = 5.0

Readers = Mapping[str, Sequence[str]]  # topic -> the groups that are to read it
NO_READERS: Readers = {}

logger = logging.getLogger(__name__)


def checkpoint(log: EventLog) -> None:
    """Moves the write-ahead log into the file."""
    # PASSIVE waits for nobody, and so alone never shrinks the file under constant writes (298 MB
    # seen): TRUNCATE does, but needs all writers to stand aside.
    log.db.execute("PRAGMA wal_checkpoint(PASSIVE)")
    with suppress(FileNotFoundError):
        if os.path.getsize(log.path + "-wal") > LARGEST_WAL:
            with log.exclusive():
                log.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def clean(
    log: EventLog, *, now_ms: int, least_dirty: int = LEAST_DIRTY, readers: Readers = NO_READERS
) -> int:
    """Compacts and expires -> records removed.

    The newest record of a partition stays, and whatever a group has not read; of `readers` also one
    that has never committed anything. A topic that stands there without any is only followed: its
    records go by age alone.
    """
    removed = 0
    policies = log.topics()
    parts = log.db.execute("SELECT id, topic, next, cleaned FROM part").fetchall()
    for part, topic, following, cleaned in parts:
        _, compacted, kept_ms = policies[topic]
        if compacted and following - cleaned >= least_dirty:
            removed += _compact(log, part, following)
        if kept_ms:
            removed += _expire(
                log=log,
                part=part,
                following=following,
                before_ms=now_ms - kept_ms,
                groups=readers.get(topic),
            )
    return removed


def _compact(log: EventLog, part: int, following: int) -> int:
    low = part << SHIFT
    high = part << SHIFT | following
    # The last record stays, whatever it is: where a partition begins is read from what is left.
    old = log.db.execute(
        """SELECT id FROM (
          SELECT id, value, row_number() OVER (PARTITION BY key ORDER BY id DESC) newest_first
          FROM record WHERE id>=? AND id<?)
        WHERE (newest_first>1 OR value IS NULL) AND id<?""",
        (low, high, high - 1),
    ).fetchall()
    for at in range(0, len(old), REMOVED_AT_ONCE):
        _remove(log, old[at : at + REMOVED_AT_ONCE])
    with log.writing():
        log.db.execute("UPDATE part SET cleaned=? WHERE id=?", (following, part))
    _note_first(log, part)
    return len(old)


def _expire(
    log: EventLog, part: int, following: int, before_ms: int, groups: Sequence[str] | None
) -> int:
    low = part << SHIFT
    rows = log.db.execute("SELECT consumer, offset FROM committed WHERE part=?", (part,))
    committed = dict.fromkeys(groups or (), 0) | dict(rows.fetchall())
    read = min(committed.values(), default=0)
    # What nobody has ever read stays: its reader may be late, and this is the only copy.
    if groups is not None and not committed:
        read = following  # nobody's
    last = low + min(following - 1, read)
    sql = "SELECT id FROM record WHERE id>=? AND id<? AND at_ms<? ORDER BY id LIMIT ?"
    bounds = (low, last, before_ms, REMOVED_AT_ONCE)
    removed = 0
    while old := log.db.execute(sql, bounds).fetchall():
        _remove(log, old)
        removed += len(old)
    if removed:
        _note_first(log, part)
    return removed


def _remove(log: EventLog, ids: list[tuple[int]]) -> None:
    with log.writing():
        log.db.executemany("DELETE FROM record WHERE id=?", ids)
    time.sleep(BREATH_S)  # a thread of its own: nobody else waits here


def _note_first(log: EventLog, part: int) -> None:
    low = part << SHIFT
    sql = "SELECT min(id) FROM record WHERE id>=? AND id<?"
    first = log.db.execute(sql, (low, low + (1 << SHIFT))).fetchone()[0]
    if first is not None:
        with log.writing():
            log.db.execute("UPDATE part SET first=? WHERE id=?", (first & OFFSET_MASK, part))


class Maintenance(threading.Thread):
    """Checkpoints every second and cleans every half minute, on a connection of its own, in one
    process at a time.

    Whoever runs first holds the task until it ends: that is `up`, which has nothing else to do, and
    else a worker or store. A failure is logged and tried again; meanwhile another process may take
    the task over.
    """

    def __init__(
        self,
        path: str,
        *,
        every_s: float = 1.0,
        clean_every_s: float = 30.0,
        readers: Readers = NO_READERS,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        super().__init__(name="log-maintenance", daemon=True)
        self.path = path
        self.every_s = every_s
        self.clean_every_s = clean_every_s
        self.readers = readers
        self._clock = clock
        self._stopping = threading.Event()
        self._retries = waits(every_s, LONGEST_WAIT_S)
        self._cleaned_s = clock.monotonic_s()

    def stop(self) -> None:
        """Ends the thread and waits for it."""
        self._stopping.set()
        self.join(STOPPED_WITHIN_S)

    def run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._hold()
            # The edge of this thread. Whatever it was, without maintenance the write-ahead log
            # grows until the disk is full: so it goes on, and says what keeps it.
            except Exception:
                wait_s = next(self._retries)
                logger.exception(
                    "the log %s could not be maintained, so its file grows; tried again in %.0f s",
                    self.path,
                    wait_s,
                )
                self._stopping.wait(wait_s)

    def _hold(self) -> None:
        """Waits for the task and does it until `stop`."""
        with closing(FileLock(self.path + ".maintenance")) as lock:
            while not lock.taken():
                if self._stopping.wait(5 * self.every_s):
                    return
            # A new connection after a failure: the old one may be what is broken.
            with closing(EventLog(self.path, clock=self._clock)) as log:
                while not self._stopping.wait(self.every_s):
                    self.round(log)
                    self._retries = waits(self.every_s, LONGEST_WAIT_S)

    def round(self, log: EventLog) -> None:
        """A checkpoint, and cleaning where it is due. Raises what SQLite does, but for a busy log:
        that is done in the next round.
        """
        try:
            checkpoint(log)
            if self._clock.monotonic_s() - self._cleaned_s > self.clean_every_s:
                clean(log, now_ms=self._clock.now_ms(), readers=self.readers)
                self._cleaned_s = self._clock.monotonic_s()
        except sqlite3.OperationalError as error:
            # The lower byte: the others say in which way it was busy.
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise
