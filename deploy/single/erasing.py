"""Erasing on the embedded log: records are written anew without what is forgotten.

In: a plan. Out: how many records were changed; how many still hold something of it. Offsets, keys
and times stay as they are, so nobody reads anything twice. What SQLite frees it overwrites.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from deploy.embedded.log.eventlog import SHIFT, EventLog
from deploy.embedded.log.maintenance import checkpoint
from schemas.topics import CATALOGUE, SURGES, CodecError, Topic
from streams.core import erasure
from streams.core.erasure import Plan

AT_ONCE = 500  # records a transaction: others write meanwhile


def erase(log: EventLog, plan: Plan) -> dict[str, int]:
    """Topic -> records that were changed."""
    log.db.execute("PRAGMA secure_delete=ON")
    changed: dict[str, int] = {}
    for topic in CATALOGUE:
        for rows in _holding(log, topic, plan):
            new = [(_without(topic, value, plan), id_) for id_, value in rows]
            with log.writing():
                log.db.executemany("UPDATE record SET value=? WHERE id=?", new)
            changed[topic.name] = changed.get(topic.name, 0) + len(new)
    checkpoint(log)
    with log.exclusive():
        log.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return changed


def left(log: EventLog, plan: Plan) -> int:
    """Records that still hold something that is forgotten."""
    names = plan.fragments()
    rows = log.db.execute("SELECT value FROM record WHERE value IS NOT NULL")
    return sum(any(name in value for name in names) for (value,) in rows)


def records(log: EventLog, topic: Topic[Any]) -> Iterator[Any]:
    """Every event of a topic that can be read, partition by partition."""
    for _, value in _rows(log, topic):
        try:
            yield topic.decode(value)
        except CodecError:
            continue


def _rows(log: EventLog, topic: Topic[Any]) -> Iterator[tuple[int, bytes]]:
    parts = log.db.execute("SELECT id FROM part WHERE topic=?", (topic.name,)).fetchall()
    for (part,) in parts:
        at = part << SHIFT
        while rows := log.db.execute(
            "SELECT id, value FROM record WHERE id>=? AND id<? AND value IS NOT NULL"
            " ORDER BY id LIMIT ?",
            (at, (part + 1) << SHIFT, AT_ONCE),
        ).fetchall():
            yield from rows
            at = rows[-1][0] + 1


def _holding(log: EventLog, topic: Topic[Any], plan: Plan) -> Iterator[list[tuple[int, bytes]]]:
    """Records that hold something of the plan, some at a time."""
    quotes = [msgspec.json.encode(quote)[1:-1] for quote in erasure.quotes(plan)]
    names = [*plan.fragments(), *(variant.encode() for variant in plan.texts), *quotes]
    found = []
    for id_, value in _rows(log, topic):
        if any(name in value for name in names):
            found.append((id_, value))
        if len(found) == AT_ONCE:
            yield found
            found = []
    if found:
        yield found


def _without(topic: Topic[Any], value: bytes, plan: Plan) -> bytes | None:
    if topic is SURGES:
        return None  # a state of a rumor is counted anew from the sightings
    try:
        return topic.encode(erasure.forget(plan, topic.decode(value)))
    except CodecError:  # no event: nobody reads it, and what it holds is not known
        return None
