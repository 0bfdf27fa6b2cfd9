"""A durable append-only log in one SQLite file: topics, partitions, offsets, committed offsets of
groups.

Used by `log` (intake and direct reads) and `transport` (Faust). Many processes share the file;
every instance belongs to one thread. Writers of all processes queue on a lock file, which the
kernel frees even after kill -9: SQLite's own waiting sleeps in growing steps and starves whoever
comes often. Measured facts behind the layout: one integer key `partition id << 40 | offset` takes
69,000 appends/s, a composite key 37,000; without TRUNCATE the write-ahead log of a busy file grows
without bound.
"""

import fcntl
import os
import random
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple

from streams.log.contract import partition_of

SHIFT = 40
OFFSET_MASK = (1 << SHIFT) - 1
LARGEST_WAL = 16 << 20
SCHEMA = """
CREATE TABLE IF NOT EXISTS topic(name TEXT PRIMARY KEY, partitions INTEGER NOT NULL, compacted INTEGER NOT NULL,
  retention_ms INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS part(id INTEGER PRIMARY KEY, topic TEXT NOT NULL, number INTEGER NOT NULL,
  next INTEGER NOT NULL DEFAULT 0, first INTEGER NOT NULL DEFAULT 0, cleaned INTEGER NOT NULL DEFAULT 0, UNIQUE(topic, number));
CREATE TABLE IF NOT EXISTS record(id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, key BLOB, value BLOB);
CREATE TABLE IF NOT EXISTS committed(consumer TEXT, part INTEGER, offset INTEGER NOT NULL, PRIMARY KEY(consumer, part)) WITHOUT ROWID;
"""


class NewRecord(NamedTuple):
    """A record to append. `partition` None: by the key, as Kafka's default partitioner does."""

    topic: str
    key: bytes | None
    value: bytes | None
    partition: int | None = None


class StoredRecord(NamedTuple):
    """A record on the log."""

    offset: int
    at_ms: int
    key: bytes | None
    value: bytes | None


class EventLog:
    """One connection to the log.

    `durable`: an append returns only after fsync (power loss), else after write (kill -9).
    """

    def __init__(self, path: str | os.PathLike[str], *, durable: bool = False) -> None:
        self.path = os.path.abspath(path)
        Path(self.path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = open(self.path + ".lock", "ab")
        with self._exclusive():
            self.db = sqlite3.connect(
                self.path, isolation_level=None, timeout=30, check_same_thread=False
            )
            self.db.execute("PRAGMA journal_mode=WAL")
            self.db.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            self.db.execute(
                "PRAGMA wal_autocheckpoint=0"
            )  # `Maintenance` does it, off the hot path
            self.db.executescript(SCHEMA)
        self._topics: dict[str, int] = {}
        self._parts: dict[tuple[str, int], int] = {}

    def close(self) -> None:
        """Closes the connection; the log stays."""
        self.db.close()
        self._lock.close()

    # -- topics
    # ---------------------------------------------------------------------------------------------------------

    def create_topic(
        self,
        name: str,
        partitions: int,
        *,
        compacted: bool = False,
        retention_ms: int | None = None,
    ) -> bool:
        """Creates a topic; False where it was there (its partitions never change, its policy is
        updated).
        """
        created = self.partitions(name) is None
        with self._writing():
            self.db.execute(
                "INSERT INTO topic VALUES(?,?,?,?) ON CONFLICT(name) DO UPDATE SET retention_ms=excluded.retention_ms, compacted=excluded.compacted",
                (name, partitions, int(compacted), retention_ms),
            )
            if created:
                rows = [(name, number) for number in range(partitions)]
                self.db.executemany("INSERT OR IGNORE INTO part(topic, number) VALUES(?,?)", rows)
        return created

    def partitions(self, topic: str) -> int | None:
        """How many partitions a topic has; None where there is no such topic."""
        if topic not in self._topics:
            self._topics = dict(self.db.execute("SELECT name, partitions FROM topic"))
            self._parts = {
                (t, n): i for i, t, n in self.db.execute("SELECT id, topic, number FROM part")
            }
        return self._topics.get(topic)

    def topics(self) -> dict[str, tuple[int, bool, int | None]]:
        """Topic -> partitions, whether compacted, retention in milliseconds."""
        rows = self.db.execute("SELECT name, partitions, compacted, retention_ms FROM topic")
        return {
            name: (partitions, bool(compacted), kept_ms)
            for name, partitions, compacted, kept_ms in rows
        }

    # -- records
    # --------------------------------------------------------------------------------------------------------

    def append(self, records: Sequence[NewRecord]) -> list[tuple[int, int]]:
        """Appends all or none -> partition and offset of each.

        Raises KeyError for an unknown topic, OSError or sqlite3.Error.
        """
        now_ms = int(time.time() * 1_000)
        placed = [(self._place(record), record) for record in records]
        following: dict[int, int] = {}
        rows = []
        where = []
        with self._writing():
            for number, record in placed:
                part = self._parts[record.topic, number]
                if part not in following:
                    following[part] = self.db.execute(
                        "SELECT next FROM part WHERE id=?", (part,)
                    ).fetchone()[0]
                offset = following[part]
                following[part] = offset + 1
                rows.append((part << SHIFT | offset, now_ms, record.key, record.value))
                where.append((number, offset))
            self.db.executemany("INSERT INTO record VALUES(?,?,?,?)", rows)
            self.db.executemany(
                "UPDATE part SET next=? WHERE id=?", [(n, p) for p, n in following.items()]
            )
        return where

    def read(self, topic: str, partition: int, offset: int, limit: int) -> list[StoredRecord]:
        """Up to `limit` records from `offset` on."""
        base = self._part(topic, partition) << SHIFT
        rows = self.db.execute(
            "SELECT id, at_ms, key, value FROM record WHERE id>=? AND id<? ORDER BY id LIMIT ?",
            (base | offset, base + (1 << SHIFT), limit),
        )
        return [StoredRecord(i & OFFSET_MASK, at_ms, key, value) for i, at_ms, key, value in rows]

    def ends(self, topic: str) -> dict[int, tuple[int, int]]:
        """Partition -> (first offset kept, next offset)."""
        rows = self.db.execute("SELECT number, first, next FROM part WHERE topic=?", (topic,))
        return {number: (first, following) for number, first, following in rows}

    def version(self) -> int:
        """Changes when another connection has written."""
        return int(self.db.execute("PRAGMA data_version").fetchone()[0])

    # -- groups
    # ---------------------------------------------------------------------------------------------------------

    def commit(self, group: str, offsets: Mapping[tuple[str, int], int]) -> None:
        """Notes the next offsets that a group wants."""
        rows = [
            (group, self._part(topic, number), offset)
            for (topic, number), offset in offsets.items()
        ]
        with self._writing():
            self.db.executemany("INSERT OR REPLACE INTO committed VALUES(?,?,?)", rows)

    def committed(self, group: str) -> dict[tuple[str, int], int]:
        """What a group committed: (topic, partition) -> next offset."""
        rows = self.db.execute(
            "SELECT topic, number, offset FROM committed JOIN part ON part.id=part WHERE consumer=?",
            (group,),
        )
        return {(topic, number): offset for topic, number, offset in rows}

    # -- maintenance
    # ----------------------------------------------------------------------------------------------------

    def clean(self, *, now_ms: int, least_dirty: int = 10_000) -> int:
        """Compacts and expires -> records removed.

        The newest record of a partition stays, and whatever a group has not read.
        """
        removed = 0
        topics = {
            name: (compacted, kept_ms)
            for name, compacted, kept_ms in self.db.execute(
                "SELECT name, compacted, retention_ms FROM topic"
            )
        }
        for part, topic, following, cleaned in self.db.execute(
            "SELECT id, topic, next, cleaned FROM part"
        ).fetchall():
            compacted, kept_ms = topics[topic]
            if compacted and following - cleaned >= least_dirty:
                removed += self._compact(part, following)
            if kept_ms:
                removed += self._expire(part, following, now_ms - kept_ms)
        return removed

    def checkpoint(self) -> None:
        """Moves the write-ahead log into the file.

        PASSIVE alone never shrinks it under constant writes (298 MB seen).
        """
        self.db.execute("PRAGMA wal_checkpoint(PASSIVE)")
        with suppress(FileNotFoundError):
            if os.path.getsize(self.path + "-wal") > LARGEST_WAL:
                with self._exclusive():
                    self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _compact(self, part: int, following: int) -> int:
        low = part << SHIFT
        high = part << SHIFT | following
        newest_last = "row_number() OVER (PARTITION BY key ORDER BY id DESC)"
        sql = f"SELECT id FROM (SELECT id, value, {newest_last} n FROM record WHERE id>=? AND id<?) WHERE (n>1 OR value IS NULL) AND id<?"
        old = [row[0] for row in self.db.execute(sql, (low, high, high - 1))]
        for at in range(0, len(old), 2_000):  # short transactions: the intake is waiting
            with self._writing():
                self.db.executemany(
                    "DELETE FROM record WHERE id=?", [(i,) for i in old[at : at + 2_000]]
                )
        with self._writing():
            self.db.execute("UPDATE part SET cleaned=? WHERE id=?", (following, part))
        self._note_first(part)
        return len(old)

    def _expire(self, part: int, following: int, before_ms: int) -> int:
        low = part << SHIFT
        read = (
            self.db.execute("SELECT min(offset) FROM committed WHERE part=?", (part,)).fetchone()[0]
            or 0
        )
        last = low + min(following - 1, read)
        sql = "SELECT id FROM record WHERE id>=? AND id<? AND at_ms<? ORDER BY id LIMIT 2000"
        removed = 0
        while old := [row[0] for row in self.db.execute(sql, (low, last, before_ms))]:
            with self._writing():
                self.db.executemany("DELETE FROM record WHERE id=?", [(i,) for i in old])
            removed += len(old)
        if removed:
            self._note_first(part)
        return removed

    def _note_first(self, part: int) -> None:
        low = part << SHIFT
        sql = "SELECT min(id) FROM record WHERE id>=? AND id<?"
        first = self.db.execute(sql, (low, low + (1 << SHIFT))).fetchone()[0]
        if first is not None:
            with self._writing():
                self.db.execute("UPDATE part SET first=? WHERE id=?", (first & OFFSET_MASK, part))

    # -- locks
    # ----------------------------------------------------------------------------------------------------------

    def _part(self, topic: str, partition: int) -> int:
        if self.partitions(topic) is None:
            raise KeyError(f"no topic {topic}: run `rumor-tracker topics apply`")
        return self._parts[topic, partition]

    def _place(self, record: NewRecord) -> int:
        partitions = self.partitions(record.topic)
        if partitions is None:
            raise KeyError(f"no topic {record.topic}: run `rumor-tracker topics apply`")
        if record.partition is not None:
            return record.partition
        return (
            random.randrange(partitions)
            if record.key is None
            else partition_of(record.key, partitions)
        )

    @contextmanager
    def _exclusive(self) -> Iterator[None]:
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._lock, fcntl.LOCK_UN)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._exclusive():
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                with suppress(sqlite3.Error):
                    self.db.execute("ROLLBACK")
                raise
            self._commit()

    def _commit(self) -> None:
        try:
            self.db.execute("COMMIT")
        except sqlite3.Error:
            with suppress(sqlite3.Error):
                self.db.execute("ROLLBACK")
            raise


class Maintenance(threading.Thread):
    """Checkpoints every second and cleans every half minute, on a connection of its own, in one
    process at a time.

    Whoever runs first holds the task until it ends: that is `up`, which has nothing else to do, and
    else a worker or store.
    """

    def __init__(self, path: str, *, every_s: float = 1.0, clean_every_s: float = 30.0) -> None:
        super().__init__(name="log-maintenance", daemon=True)
        self.path = path
        self.every_s = every_s
        self.clean_every_s = clean_every_s
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Ends the thread and waits for it."""
        self._stopping.set()
        self.join(5)

    def run(self) -> None:
        """Until `stop`."""
        with open(self.path + ".maintenance", "ab") as lock:
            while not self._taken(lock):
                if self._stopping.wait(5 * self.every_s):
                    return
            log = EventLog(self.path)
            cleaned = time.monotonic()
            while not self._stopping.wait(self.every_s):
                with suppress(sqlite3.OperationalError):  # busy: next round
                    log.checkpoint()
                    if time.monotonic() - cleaned > self.clean_every_s:
                        log.clean(now_ms=int(time.time() * 1_000))
                        cleaned = time.monotonic()
            log.close()

    def _taken(self, lock: IO[bytes]) -> bool:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
