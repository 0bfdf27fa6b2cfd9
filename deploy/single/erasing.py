"""Erasing on the embedded log: records are written anew without what is forgotten.

In: a plan. Out: how many records were changed; how many still hold something of it. Offsets, keys
and times stay as they are, so nobody reads anything twice. What SQLite frees it overwrites.
"""

import time
from collections.abc import Iterator
from typing import Any

from deploy.embedded.log.eventlog import SHIFT, EventLog
from deploy.embedded.log.maintenance import checkpoint
from schemas.topics import ALERTS, CATALOGUE, CURATIONS, DELIVERIES, CodecError, Topic
from streams.clock import SYSTEM_CLOCK, Clock
from streams.core.erasure import Hints, Plan, Proof, forget, is_of, names
from streams.core.surge import BadState

AT_ONCE = 500  # records a transaction: others write meanwhile
WITHIN_S = 30.0  # until nobody reads from the write-ahead log: a read takes milliseconds
TRY_EVERY_S = 0.05
SAYING = (ALERTS, DELIVERIES, CURATIONS)  # what people and messages say about a rumor


def erase(log: EventLog, plan: Plan, clock: Clock = SYSTEM_CLOCK) -> int:
    """-> records that were changed."""
    log.db.execute("PRAGMA secure_delete=ON")
    changed = 0
    hints = Hints(plan)
    for topic in CATALOGUE:
        for rows in _holding(log, topic, hints):
            new = [(_without(topic, value, plan), id_) for id_, value in rows]
            new = [one for one, (_, value) in zip(new, rows, strict=True) if one[0] != value]
            with log.writing():
                log.db.executemany("UPDATE record SET value=? WHERE id=?", new)
            changed += len(new)
    checkpoint(log)
    _empty_the_write_ahead_log(log, clock)
    return changed


def left(log: EventLog, plan: Plan) -> int:
    """Records that still hold something that is forgotten, or are no event and name it; and those
    that quote a wording, found in another way.
    """
    forbidden = names(plan)
    hints = Hints(plan)
    found = {
        id_
        for topic in CATALOGUE
        for rows in _holding(log, topic, hints)
        for id_, value in rows
        if any(name in value for name in forbidden) or _without(topic, value, plan) != value
    }
    return len(found | _proven(log, plan)) if plan.texts else len(found)


def _proven(log: EventLog, plan: Plan) -> set[int]:
    """Records of what people and messages say in which a piece of a wording stands."""
    proof = Proof(plan)
    found = set()
    for topic in SAYING:
        for id_, value in _rows(log, topic):
            try:
                event = topic.decode(value)
            except CodecError:
                continue
            if is_of(plan, event) and proof.holds(event):
                found.add(id_)
    return found


def records(log: EventLog, topic: Topic[Any]) -> Iterator[Any]:
    """Every event of a topic that can be read, partition by partition."""
    for _, value in _rows(log, topic):
        try:
            yield topic.decode(value)
        except CodecError:
            continue


def _empty_the_write_ahead_log(log: EventLog, clock: Clock) -> None:
    """It holds pages as they were. Whoever reads from it just now is waited for."""
    deadline_s = clock.monotonic_s() + WITHIN_S
    with log.exclusive():
        while True:
            busy = log.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            if not busy or clock.monotonic_s() > deadline_s:
                return
            time.sleep(TRY_EVERY_S)  # a command: nothing else waits for this thread


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


def _holding(log: EventLog, topic: Topic[Any], hints: Hints) -> Iterator[list[tuple[int, bytes]]]:
    """Records that may hold something of a plan, some at a time."""
    found = []
    for id_, value in _rows(log, topic):
        if hints.may_be_in(value):
            found.append((id_, value))
        if len(found) == AT_ONCE:
            yield found
            found = []
    if found:
        yield found


def _without(topic: Topic[Any], value: bytes, plan: Plan) -> bytes | None:
    try:
        return topic.encode(forget(plan, topic.decode(value)))
    except (CodecError, BadState):  # nobody reads it, and what it holds is not known
        return None
