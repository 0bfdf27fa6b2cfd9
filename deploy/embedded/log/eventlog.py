"""A durable append-only log in one SQLite file: topics, partitions, offsets, committed offsets of
groups.

Used by `engine` (intake and direct reads) and `transport` (Faust); `maintenance` keeps it small.
Many processes share the file; every instance belongs to one thread. Measured facts behind the
layout: one integer key `partition id << 40 | offset` takes 69,000 appends/s, a composite key
37,000.
"""

import os
import random
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from deploy.embedded.log.locks import FileLock
from streams.clock import SYSTEM_CLOCK, Clock
from streams.log.contract import partition_of

SHIFT = 40  # bits of an offset: a million records a second for twelve days; 23 bits of partitions
OFFSET_MASK = (1 << SHIFT) - 1
# What a read gives at once: a record may have megabytes, and who starts reads all there are.
MOST_BYTES_READ = 16 << 20
BUSY_TIMEOUT_S = 30.0  # writers queue on the lock file, so this is only for a checkpoint
SCHEMA = """
CREATE TABLE IF NOT EXISTS topic(
  name TEXT PRIMARY KEY,
  partitions INTEGER NOT NULL,
  compacted INTEGER NOT NULL,
  retention_ms INTEGER
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS part(
  id INTEGER PRIMARY KEY,
  topic TEXT NOT NULL,
  number INTEGER NOT NULL,
  next INTEGER NOT NULL DEFAULT 0,
  first INTEGER NOT NULL DEFAULT 0,
  cleaned INTEGER NOT NULL DEFAULT 0,
  UNIQUE(topic, number)
);
CREATE TABLE IF NOT EXISTS record(
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  key BLOB,
  value BLOB
);
CREATE TABLE IF NOT EXISTS committed(
  consumer TEXT,
  part INTEGER,
  offset INTEGER NOT NULL,
  PRIMARY KEY(consumer, part)
) WITHOUT ROWID;
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
    Methods raise OSError or sqlite3.Error where the file cannot be used, KeyError for an unknown
    topic.
    """

    def __init__(
        self, path: str | os.PathLike[str], *, durable: bool = False, clock: Clock = SYSTEM_CLOCK
    ) -> None:
        self.path = os.path.abspath(path)
        self._clock = clock
        self._topics: dict[str, int] = {}
        self._parts: dict[tuple[str, int], int] = {}
        Path(self.path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = FileLock(self.path + ".lock")
        with self.exclusive():
            # One thread at a time uses it, but not for ever the one that made it.
            self.db = sqlite3.connect(
                self.path, isolation_level=None, timeout=BUSY_TIMEOUT_S, check_same_thread=False
            )
            self.db.execute("PRAGMA journal_mode=WAL")
            self.db.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            # `Maintenance` does it, off the hot path.
            self.db.execute("PRAGMA wal_autocheckpoint=0")
            self.db.executescript(SCHEMA)

    def close(self) -> None:
        """Closes the connection; the log stays."""
        self.db.close()
        self._lock.close()

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
        with self.writing():
            self.db.execute(
                """INSERT INTO topic VALUES(?,?,?,?)
                ON CONFLICT(name) DO UPDATE
                SET retention_ms=excluded.retention_ms, compacted=excluded.compacted""",
                (name, partitions, int(compacted), retention_ms),
            )
            if created:
                rows = [(name, number) for number in range(partitions)]
                self.db.executemany("INSERT OR IGNORE INTO part(topic, number) VALUES(?,?)", rows)
        return created

    def partitions(self, topic: str) -> int | None:
        """How many partitions a topic has; None where there is no such topic."""
        # Partitions never change, so what is known stays right; only the unknown is asked for.
        if topic not in self._topics:
            self._topics = dict(self.db.execute("SELECT name, partitions FROM topic"))
            self._parts = {
                (name, number): part
                for part, name, number in self.db.execute("SELECT id, topic, number FROM part")
            }
        return self._topics.get(topic)

    def topics(self) -> dict[str, tuple[int, bool, int | None]]:
        """Topic -> partitions, whether compacted, retention in milliseconds."""
        rows = self.db.execute("SELECT name, partitions, compacted, retention_ms FROM topic")
        return {
            name: (partitions, bool(compacted), kept_ms)
            for name, partitions, compacted, kept_ms in rows
        }

    def append(self, records: Sequence[NewRecord]) -> list[tuple[int, int]]:
        """Appends all or none -> partition and offset of each."""
        now_ms = self._clock.now_ms()
        # Before the lock: an unknown topic must not cost the others a turn.
        placed = [(self._place(record), record) for record in records]
        following: dict[int, int] = {}
        rows = []
        where = []
        with self.writing():
            for number, record in placed:
                part = self._parts[record.topic, number]
                if part not in following:
                    following[part] = self._next(part)
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
        """Up to `limit` records from `offset` on, fewer where they are large; offsets that were
        cleaned away are left out.
        """
        base = self._part(topic, partition) << SHIFT
        rows = self.db.execute(
            "SELECT id, at_ms, key, value FROM record WHERE id>=? AND id<? ORDER BY id LIMIT ?",
            (base | offset, base + (1 << SHIFT), limit),
        )
        found = []
        size = 0
        with closing(rows):  # one that is left open keeps the log from growing over what it read
            for id_, at_ms, key, value in rows:
                found.append(StoredRecord(id_ & OFFSET_MASK, at_ms, key, value))
                size += len(value or b"")
                if size >= MOST_BYTES_READ:
                    break
        return found

    def ends(self, topic: str) -> dict[int, tuple[int, int]]:
        """Partition -> (first offset kept, next offset)."""
        return {number: ends for (_, number), ends in self.ends_of({topic}).items()}

    def ends_of(self, topics: Collection[str]) -> dict[tuple[str, int], tuple[int, int]]:
        """Topic and partition -> (first offset kept, next offset)."""
        return {place: ends for place, ends in self.all_ends().items() if place[0] in topics}

    def all_ends(self) -> dict[tuple[str, int], tuple[int, int]]:
        """Topic and partition of all there are -> (first offset kept, next offset)."""
        # Some dozen rows: one question for all costs what one for a topic does.
        rows = self.db.execute("SELECT topic, number, first, next FROM part")
        return {(topic, number): (first, following) for topic, number, first, following in rows}

    def version(self) -> int:
        """Changes when another connection has written."""
        # Cheap: SQLite reads one number of the shared memory, no page of the file.
        return int(self.db.execute("PRAGMA data_version").fetchone()[0])

    def commit(self, group: str, offsets: Mapping[tuple[str, int], int]) -> None:
        """Notes the next offsets that a group wants: (topic, partition) -> offset."""
        rows = [
            (group, self._part(topic, number), offset)
            for (topic, number), offset in offsets.items()
        ]
        with self.writing():
            self.db.executemany("INSERT OR REPLACE INTO committed VALUES(?,?,?)", rows)

    def committed(self, group: str) -> dict[tuple[str, int], int]:
        """What a group committed: (topic, partition) -> next offset."""
        rows = self.db.execute(
            """SELECT topic, number, offset
            FROM committed JOIN part ON part.id=part
            WHERE consumer=?""",
            (group,),
        )
        return {(topic, number): offset for topic, number, offset in rows}

    def exclusive(self) -> AbstractContextManager[None]:
        """The turn of this process among all that write."""
        return self._lock.exclusive()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction: all of it or, where anything is raised, nothing."""
        with self.exclusive():
            # IMMEDIATE: a transaction that begins as a reader may fail when it turns writer.
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # after some errors SQLite has rolled back already
                    self.db.execute("ROLLBACK")
                raise

    def _next(self, part: int) -> int:
        found = self.db.execute("SELECT next FROM part WHERE id=?", (part,)).fetchone()
        return int(found[0])

    def _part(self, topic: str, partition: int) -> int:
        self._known(topic)
        return self._parts[topic, partition]

    def _place(self, record: NewRecord) -> int:
        partitions = self._known(record.topic)
        if record.partition is not None:
            return record.partition
        if record.key is None:
            return random.randrange(partitions)
        return partition_of(record.key, partitions)

    def _known(self, topic: str) -> int:
        partitions = self.partitions(topic)
        if partitions is None:
            raise KeyError(f"no topic {topic}: run `rumor-tracker topics apply`")
        return partitions


def ever_held(path: str, topic: str) -> bool:
    """Whether a topic of the log in a file ever had a record: offsets stay when records go.

    Raises `sqlite3.Error`.
    """
    if not os.path.exists(path):
        return False
    with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT_S)) as db:
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name='part'").fetchone():
            return False
        found = db.execute("SELECT 1 FROM part WHERE topic=? AND next>0 LIMIT 1", (topic,))
        return found.fetchone() is not None
