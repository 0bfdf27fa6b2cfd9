"""The embedded log as the application sees it: `sqlite:///path/log.db`, the engine behind
`streams.log.engines.open_log`.

In: records to append, from the intake. Out: the same once they are on disk. All work happens in one
thread of its own, so that an fsync never holds up the event loop; appends that wait together are
written together (group commit). What many ask for again and again, where topics end and what groups
committed, is read once for all of them until somebody writes.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from deploy.embedded.log.changes import Changes
from deploy.embedded.log.eventlog import EventLog, NewRecord, ever_held
from deploy.embedded.log.locks import group_lock
from schemas.topics import MAX_RECORD_BYTES
from streams.log.contract import (
    READ_AT_ONCE,
    Appended,
    Ends,
    LogUnavailable,
    LogUnusable,
    Outgoing,
    Record,
    TopicFound,
)

Result = TypeVar("Result")


class SqliteLog:
    """One SQLite file; appends are durable (fsync) before they return."""

    shared = False  # SQLite's locks hold on one machine only

    def __init__(self, url: str) -> None:
        self.path = unquote(urlsplit(url).path)
        # One thread: SQLite's connection belongs to it, and an fsync holds up nobody else.
        self._thread = ThreadPoolExecutor(1, "sqlite-log")
        self._log: EventLog | None = None
        self._changes: Changes | None = None

    @staticmethod
    def ever_held(url: str, topic: str) -> bool:
        """Whether a topic ever had a record, kept or not; nothing is made or changed by asking.
        Raises `LogUnusable`.
        """
        path = unquote(urlsplit(url).path)
        try:
            return ever_held(path, topic)
        except sqlite3.Error as error:
            raise LogUnusable(f"{path}: {error}") from error

    async def start(self) -> None:
        try:
            self._log = await self._run(lambda: EventLog(self.path, durable=True))
            self._changes = await self._run(lambda: Changes(self.path))
        except LogUnavailable as error:
            # A file that cannot be opened now will not be in a minute, unlike a broker.
            raise LogUnusable(str(error)) from error

    async def stop(self) -> None:
        if self._changes is not None:
            self._changes.close()
        if self._log is not None:
            await self._run(self._log.close)
        self._thread.shutdown()

    async def append(self, records: Sequence[Outgoing]) -> list[Appended]:
        new = [NewRecord(*record) for record in records]
        placed = await self._run(lambda: self._open.append(new))
        return [Appended(*where) for where in placed]

    async def ends(self, topic: str) -> Mapping[int, Ends]:
        return (await self._once("ends", self._all_ends)).get(topic, {})

    async def version(self) -> int:
        try:
            return self._watched.version()
        except sqlite3.Error as error:
            raise self._away(error) from error

    async def read(
        self, topic: str, partition: int, start: int, end: int
    ) -> AsyncIterator[Sequence[Record]]:
        while start < end:
            limit = min(READ_AT_ONCE, end - start)
            found = await self._run(partial(self._open.read, topic, partition, start, limit))
            records = [
                Record(
                    partition=partition,
                    offset=r.offset,
                    at_ms=r.at_ms,
                    key=r.key or b"",
                    value=r.value or b"",
                )
                for r in found
                if r.offset < end
            ]
            # Fewer than `limit`, even none, where some were cleaned away in the meantime.
            if not records:
                return
            start = records[-1].offset + 1
            yield records

    async def committed(self, group: str, topic: str) -> Mapping[int, int]:
        offsets = await self._once(("committed", group), lambda: self._open.committed(group))
        return {partition: offset for (name, partition), offset in offsets.items() if name == topic}

    async def begin(self, group: str, topics: Sequence[str]) -> None:
        """Raises `LogUnusable` where the group has a member: there is one at a time.

        The transport begins at the first record where nothing was committed.
        """
        lock = group_lock(self.path, group)
        try:
            if not lock.taken():
                raise LogUnusable(
                    f"another process of group {group} is using {self.path}: there is one for a "
                    "data directory; stop it, or set RUMOR_DATA_DIR"
                )
        finally:
            lock.close()

    async def topics(self) -> Mapping[str, TopicFound]:
        found = await self._run(lambda: self._open.topics())
        return {
            name: TopicFound(partitions, 1, _settings(compacted, kept_ms))
            for name, (partitions, compacted, kept_ms) in found.items()
        }

    async def replicas(self) -> int:
        return 1  # one machine, one file

    async def create_topic(self, name: str, topic: TopicFound) -> None:
        compacted, kept_ms = _columns(topic.settings)
        await self._run(
            lambda: self._open.create_topic(
                name, topic.partitions, compacted=compacted, retention_ms=kept_ms
            )
        )

    async def alter_topic(self, name: str, settings: Mapping[str, str]) -> None:
        before = (await self.topics())[name]
        await self.create_topic(name, replace(before, settings={**before.settings, **settings}))

    @property
    def _open(self) -> EventLog:
        if self._log is None:
            raise LogUnavailable("the log is not open")
        return self._log

    @property
    def _watched(self) -> Changes:
        if self._changes is None:
            raise LogUnavailable("the log is not open")
        return self._changes

    def _all_ends(self) -> dict[str, dict[int, Ends]]:
        found: dict[str, dict[int, Ends]] = {}
        for (topic, number), ends in self._open.all_ends().items():
            found.setdefault(topic, {})[number] = Ends(*ends)
        return found

    async def _once(self, key: Any, work: Callable[[], Result]) -> Result:
        return await self._watched.once(key, lambda: self._run(work))

    async def _run(self, work: Callable[[], Result]) -> Result:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except (OSError, sqlite3.Error) as error:
            raise self._away(error) from error

    def _away(self, error: Exception) -> LogUnavailable:
        return LogUnavailable(f"the log {self.path} cannot be used: {error}")


# Topics have settings with Kafka's names in both engines, so that one catalogue describes both.
def _settings(compacted: bool, kept_ms: int | None) -> dict[str, str]:
    policy = (
        {"cleanup.policy": "compact"}
        if compacted
        else {"cleanup.policy": "delete", "retention.ms": str(kept_ms or -1)}
    )
    return {**policy, "max.message.bytes": str(MAX_RECORD_BYTES), "min.insync.replicas": "1"}


def _columns(settings: Mapping[str, str]) -> tuple[bool, int | None]:
    kept_ms = int(settings.get("retention.ms", "-1"))
    return settings["cleanup.policy"] == "compact", kept_ms if kept_ms >= 0 else None
