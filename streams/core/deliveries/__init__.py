"""Deliveries: who is told of what under which id, and what comes of every attempt.

In: `AlertsTold`, how an attempt went, and at start what the deliveries topic holds. Out:
`Delivery`s, each to be recorded before it means anything. `streams.deliver` sleeps, sends and
records.

    scheduled (attempt 0) -> pending ... -> delivered
                                         -> dead      back-off used up, or no receiver for a day
                                         -> disabled  the receiver answered 410
"""

from streams.core.deliveries.attempts import Attempt, Unsent, judge
from streams.core.deliveries.state import (
    FINAL,
    Deliveries,
    Pending,
    answered,
    is_shut,
    receiver_of,
    recorded,
)
from streams.core.deliveries.step import step

__all__ = [
    "FINAL",
    "Attempt",
    "Deliveries",
    "Pending",
    "Unsent",
    "answered",
    "is_shut",
    "judge",
    "receiver_of",
    "recorded",
    "step",
]
