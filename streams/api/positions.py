"""Where on the log somebody listens: a place in every topic that events are made of.

In: a `Last-Event-ID`. Out: a position, and back.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from schemas.topics import ALERTS, CURATIONS, RUMORS, SIGHTINGS, Topic
from streams.parsing.numbers import integers

TOPICS: tuple[Topic[Any], ...] = (RUMORS, SIGHTINGS, ALERTS, CURATIONS)
Vector = tuple[tuple[int, ...], ...]  # by topic and partition the next offset


class Position(NamedTuple):
    """Where to go on: after `done` events of the next record in `topic` and `partition`."""

    vector: Vector
    topic: int = 0
    partition: int = 0
    done: int = 0

    def __str__(self) -> str:
        text = "_".join(".".join(map(str, offsets)) for offsets in self.vector)
        return f"{text}~{self.topic}.{self.partition}.{self.done}" if self.done else text


def position_of(text: str) -> Position | None:
    """A position as it was written; None for what is none."""
    vector, _, inside = text.partition("~")
    parts = [*vector.split("_"), inside or "0.0.0"]
    read = [offsets for part in parts if (offsets := integers(part.split("."))) is not None]
    if len(read) < len(parts):
        return None
    *found, at = read
    sound = len(found) == len(TOPICS) and len(at) == 3 and at[0] < len(TOPICS)
    sound = sound and all(0 <= number < 2**63 for part in (*found, at) for number in part)
    return Position(tuple(found), *at) if sound else None


def vector_of(at: Sequence[Sequence[int]]) -> Vector:
    """Offsets that are still being counted, as they are now."""
    return tuple(map(tuple, at))


def done_of(start: Position | None, vector: Vector, topic: int, partition: int) -> int:
    """How many events of the next record were told before."""
    if start is None or (start.topic, start.partition) != (topic, partition):
        return 0
    begun = start.vector[topic]
    is_next = partition < len(begun) and begun[partition] == vector[topic][partition]
    return start.done if is_next else 0


def at_least(vector: Vector, wanted: Sequence[Sequence[int]]) -> bool:
    """Whether one stands nowhere behind another."""
    return all(
        one >= other
        for ours, theirs in zip(vector, wanted, strict=True)
        for one, other in zip(ours, theirs, strict=False)
    )
